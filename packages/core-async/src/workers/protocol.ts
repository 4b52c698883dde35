/**
 * What the program and a worker say to each other, whatever kind of worker it is.
 *
 * The program says `hello` once and waits for `ready`; then `run`, also before the one before is answered: they are run one after the other, and
 * each is answered by `done` or `failed` in that order. `stop` interrupts what is under way, drops what waits, and is answered by `stopped`, so that a batch's finalizers have run before the worker is ended. `end` asks a thread to leave.
 */

/** A bug's error, as fields that can be cloned. */
export interface BatchDefect {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
}

export type ToWorker =
  /** `lock`: a name under which the worker takes a lock for as long as it lives, where locks are how its death is seen. */
  | { readonly kind: "hello"; readonly lock: string | undefined }
  | { readonly kind: "run"; readonly batch: string; readonly input: unknown }
  | { readonly kind: "stop" }
  /** No more is coming: a thread that has nothing under way ends by itself. */
  | { readonly kind: "end" }

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly output: unknown }
  | { readonly kind: "failed"; readonly reason: "unknown-batch" | "defect"; readonly defect: BatchDefect | undefined }
  | { readonly kind: "stopped" }

export const toDefect = (error: unknown): BatchDefect =>
  error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: "Error", message: String(error), stack: undefined }

export const fromDefect = (defect: BatchDefect): Error => {
  const error = new Error(defect.message)
  error.name = defect.name
  if (defect.stack !== undefined) error.stack = defect.stack
  return error
}
