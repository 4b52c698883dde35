/**
 * What all drivers share: which input is next, how far the work may run ahead of the reader, how a run ends.
 *
 * Each worker has one fiber that starts it and gives it one input after the other. Finished results wait in a queue with as many places
 * as there are workers and are taken one by one, so at most twice `workers` inputs are started and not yet taken. The fibers live in
 * the stream's scope: whatever ends the stream ends them, and with each its worker.
 */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Batch, BatchResult, WorkerError } from "./workers.ts"

/** Has one input run by one worker. Not for several inputs at once. */
export type Ask = <I, O, R>(batch: Batch<I, O, R>, input: I, index: number) => Effect.Effect<O, WorkerError, R>

/** Starts one worker, which ends with the scope. `batch` and `index` are what it is wanted for, to tell when it cannot start. */
export type StartWorker = (batch: string, index: number) => Effect.Effect<Ask, WorkerError, Scope.Scope>

type Results<O> = Queue.Queue<BatchResult<O>, WorkerError | Cause.Done>

/** One worker's life. `next` is shared by all: the indices of the inputs that nobody has taken yet. */
const work = <I, O, R>(
  batch: Batch<I, O, R>,
  inputs: ReadonlyArray<I>,
  next: Iterator<number>,
  start: StartWorker,
  results: Results<O>
) =>
  Effect.scoped(
    Effect.gen(function* () {
      let turn = next.next()
      if (turn.done === true) return
      const ask = yield* start(batch.name, turn.value)
      while (turn.done !== true) {
        const index = turn.value
        const output = yield* ask(batch, inputs[index] as I, index)
        yield* Queue.offer(results, { index, output })
        turn = next.next()
      }
    })
  )

/** The stream of `Workers.run`. */
export const runBatches = <I, O, R>(
  batch: Batch<I, O, R>,
  inputs: ReadonlyArray<I>,
  workers: number,
  start: StartWorker
): Stream.Stream<BatchResult<O>, WorkerError, R> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const count = Math.min(Math.max(1, Math.trunc(workers)), inputs.length)
      const results: Results<O> = yield* Queue.bounded<BatchResult<O>, WorkerError | Cause.Done>(Math.max(1, count))
      const next = inputs.keys()
      const all = Effect.forEach(Array.from({ length: count }), () => work(batch, inputs, next, start, results), {
        concurrency: "unbounded",
        discard: true
      })
      yield* Effect.forkScoped(
        Effect.matchCauseEffect(all, {
          onFailure: (cause) => Queue.failCause(results, cause),
          onSuccess: () => Queue.end(results)
        })
      )
      return Stream.fromPull(Effect.succeed(Effect.map(Queue.take(results), (result) => [result] as const)))
    })
  )
