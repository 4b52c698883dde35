/**
 * What all drivers share: which input is next, how far the work may run ahead of the reader, how a run ends.
 *
 * Each worker has a fiber that starts it, and one for each input that it is given at a time: the next ones wait there already when it has done
 * one, so that it need not wait for a program that is busy. Finished results wait in a queue with as many places and are taken one by one, so
 * at most twice as many inputs are started and not yet taken. The fibers live in
 * the stream's scope: whatever ends the stream ends them, and with each its worker.
 */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Batch, BatchResult, Inputs, RunOptions, WorkerError } from "./workers.ts"

/** Has one input run by one worker, behind those that it was asked for before. */
export type Ask = <I, O, R>(batch: Batch<I, O, R>, input: I, index: number) => Effect.Effect<O, WorkerError, R>

/** Starts one worker, which ends with the scope. `batch` and `index` are what it is wanted for, to tell when it cannot start. */
export type StartWorker = (batch: string, index: number) => Effect.Effect<Ask, WorkerError, Scope.Scope>

type Results<O> = Queue.Queue<BatchResult<O>, WorkerError | Cause.Done>

/** What all workers of one run share. `next`: the indices of the inputs that nobody has taken yet. */
interface Run<I, O, R> {
  readonly batch: Batch<I, O, R>
  /** Let go of when the run has ended: they may know all of a large library, and a runtime that looks for pointers on its stack keeps a run for long. */
  inputs: Inputs<I>
  readonly next: Iterator<number>
  readonly results: Results<O>
}

const letGo = <I, O, R>(run: Run<I, O, R>): void => {
  run.inputs = { length: 0, at: () => undefined }
}

/** Gives a worker one input after the other. */
const feed = Effect.fnUntraced(function* <I, O, R>(
  { batch, inputs, next, results }: Run<I, O, R>,
  ask: Ask,
  first: IteratorResult<number>
) {
  for (let turn = first; turn.done !== true; turn = next.next()) {
    const index = turn.value
    const output = yield* ask(batch, inputs.at(index) as I, index)
    yield* Queue.offer(results, { index, output })
  }
})

/** One worker's life; it is not started when nothing is left to do. */
const work = <I, O, R>(run: Run<I, O, R>, start: StartWorker, atOnce: number) =>
  Effect.scoped(
    Effect.gen(function* () {
      const first = run.next.next()
      if (first.done === true) return
      const ask = yield* start(run.batch.name, first.value)
      const lanes = Array.from({ length: atOnce }, (_, lane) =>
        Effect.suspend(() => feed(run, ask, lane === 0 ? first : run.next.next()))
      )
      yield* Effect.all(lanes, { concurrency: "unbounded", discard: true })
    })
  )

/** The stream of `Workers.run`. */
export const runBatches = <I, O, R>(
  batch: Batch<I, O, R>,
  inputs: Inputs<I>,
  { workers, ahead = 0 }: RunOptions,
  start: StartWorker
): Stream.Stream<BatchResult<O>, WorkerError, R> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const count = Math.min(Math.max(1, Math.trunc(workers)), inputs.length)
      const atOnce = 1 + Math.max(0, Math.trunc(ahead))
      const results: Results<O> = yield* Queue.bounded<BatchResult<O>, WorkerError | Cause.Done>(Math.max(1, count * atOnce))
      const run: Run<I, O, R> = { batch, inputs, next: Array(inputs.length).keys(), results }
      const all = Effect.forEach(Array.from({ length: count }), () => work(run, start, atOnce), {
        concurrency: "unbounded",
        discard: true
      })
      yield* Effect.forkScoped(
        Effect.matchCauseEffect(
          Effect.ensuring(
            all,
            Effect.sync(() => letGo(run))
          ),
          {
            onFailure: (cause) => Queue.failCause(results, cause),
            onSuccess: () => Queue.end(results)
          }
        )
      )
      return Stream.fromPull(Effect.succeed(Effect.map(Queue.take(results), (result) => [result] as const)))
    })
  )
