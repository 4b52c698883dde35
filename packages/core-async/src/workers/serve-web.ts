/**
 * The worker's side in a dedicated Web Worker.
 *
 * What makes it hard: a page is not told when a worker ends. So the worker takes a lock for its whole life before it says that it is
 * ready, and the page waits for the same lock.
 */
import type * as Layer from "effect/Layer"
import type { FromWorker, ToWorker } from "./protocol.ts"
import { type AnyBatch, makeServer } from "./serve.ts"

/** The part of a dedicated worker's global scope that is used here; the library "webworker" does not go with "dom". */
interface WorkerScope {
  readonly postMessage: (message: FromWorker) => void
  readonly addEventListener: (type: "message", listener: (event: MessageEvent<ToWorker>) => void) => void
}

const isDedicatedWorker = (scope: object): scope is WorkerScope =>
  Object.prototype.toString.call(scope) === "[object DedicatedWorkerGlobalScope]"

/** Never settles: the lock goes with the worker. */
const forever: Promise<never> = Promise.withResolvers<never>().promise

/** Called once by a worker's entry module: from then on it runs these batches for the page that started it. */
export const serveBatches = <R>(batches: ReadonlyArray<AnyBatch<R>>, services: Layer.Layer<R>): void => {
  const scope: object = globalThis
  if (!isDedicatedWorker(scope)) throw new Error("serveBatches belongs into a worker's entry module, and this is no worker")
  const post = (message: FromWorker): void => scope.postMessage(message)
  const serve = makeServer(batches, services, post)
  const greet = (lock: string | undefined): void => {
    if (lock === undefined) {
      post({ kind: "ready" })
      return
    }
    void navigator.locks.request(lock, () => {
      post({ kind: "ready" })
      return forever
    })
  }
  scope.addEventListener("message", ({ data }) => {
    if (data.kind === "hello") greet(data.lock)
    else serve(data)
  })
}
