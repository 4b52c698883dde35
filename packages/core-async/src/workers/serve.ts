/** The worker's side, whatever kind of worker it is: runs the batches it is asked for, one after the other. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { type FromWorker, type ToWorker, toDefect } from "./protocol.ts"
import type { Batch } from "./workers.ts"

/** Any batch that needs no more than `R`; input and output are checked where a batch is run by its own type. */
export type AnyBatch<R> = Batch<never, unknown, R>

/** A list by name. Throws when two batches have the same. */
const byName = <R>(batches: ReadonlyArray<AnyBatch<R>>): ReadonlyMap<string, AnyBatch<R>> => {
  const named = new Map<string, AnyBatch<R>>()
  for (const batch of batches) {
    if (named.has(batch.name)) throw new Error(`two batches are named ${batch.name}`)
    named.set(batch.name, batch)
  }
  return named
}

const answerFor = (exit: Exit.Exit<unknown>): FromWorker =>
  Exit.isSuccess(exit)
    ? { kind: "done", output: exit.value }
    : { kind: "failed", reason: "defect", defect: toDefect(Cause.squash(exit.cause)) }

/** Posts an answer; an output that cannot be cloned is the batch's bug. */
const postAnswer = (post: (message: FromWorker) => void, answer: FromWorker): void => {
  try {
    post(answer)
  } catch (error) {
    post({ kind: "failed", reason: "defect", defect: toDefect(error) })
  }
}

/** Answers the function that takes the program's messages, apart from `hello`, which each kind of worker greets in its own way. */
export const makeServer = <R>(
  batches: ReadonlyArray<AnyBatch<R>>,
  services: Layer.Layer<R>,
  post: (message: FromWorker) => void
): ((message: ToWorker) => void) => {
  const known = byName(batches)
  const runtime = ManagedRuntime.make(services)
  let running: Fiber.Fiber<unknown> | undefined
  const asked: Array<Extract<ToWorker, { readonly kind: "run" }>> = []
  const run = (batch: AnyBatch<R>, input: unknown): void => {
    const fiber = runtime.runFork(Effect.suspend(() => batch.run(input as never)))
    running = fiber
    fiber.addObserver((exit) => {
      running = undefined
      // What `stop` has interrupted has no answer: nobody waits for it any more.
      if (!Exit.isFailure(exit) || !Cause.hasInterruptsOnly(exit.cause)) postAnswer(post, answerFor(exit))
      runNext()
    })
  }
  const runNext = (): void => {
    while (running === undefined) {
      const next = asked.shift()
      if (next === undefined) return
      const batch = known.get(next.batch)
      if (batch === undefined) post({ kind: "failed", reason: "unknown-batch", defect: undefined })
      else run(batch, next.input)
    }
  }
  const stop = Effect.suspend(() => {
    asked.length = 0
    return running === undefined ? Effect.void : Fiber.interrupt(running)
  })
  return (message) => {
    if (message.kind === "stop") {
      Effect.runFork(
        Effect.andThen(
          stop,
          Effect.sync(() => post({ kind: "stopped" }))
        )
      )
    } else if (message.kind === "run") {
      asked.push(message)
      runNext()
    }
  }
}
