/**
 * The port to parallel work: run one batch function over many inputs on n workers.
 *
 * A batch function is a pure function of serialisable input to serialisable output, known by name on both sides: no library handle
 * travels. It answers an Effect per batch that may use the runtime's `Files`; the loop over the files of a batch is plain.
 * What it does not do: share memory, keep state between batches, or retry.
 */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { Files } from "../files/files.ts"

/**
 * A named batch function. Names are unique in a program; both sides must know it. Expected failures belong into the output.
 * `R` is what it needs where it runs: the caller provides it for work in process, a worker's entry for its own side.
 */
export interface Batch<in I, out O, out R = Files> {
  readonly name: string
  readonly run: (input: I) => Effect.Effect<O, never, R>
}

/** A worker was lost, or a batch died of a bug: `input` tells which one of the inputs. */
export class WorkerError extends Data.TaggedError("WorkerError")<{
  readonly reason: "crashed" | "defect" | "unknown-batch" | "cannot-start"
  readonly batch: string
  readonly input: number
  readonly cause?: unknown
}> {
  get isRetryable(): boolean {
    return this.reason === "crashed"
  }
  override get message(): string {
    const detail = this.cause instanceof Error ? `: ${this.cause.message}` : ""
    return `batch ${this.batch}, input ${this.input}: ${this.reason}${detail}`
  }
}

/** One finished batch: which input, and its output. */
export interface BatchResult<O> {
  readonly index: number
  readonly output: O
}

/** The inputs of a run: an array, or what makes each when it is asked for, which happens once. */
export interface Inputs<I> {
  readonly length: number
  readonly at: (index: number) => I | undefined
}

/** How a run is spread. */
export interface RunOptions {
  /** 0: in process. */
  readonly workers: number
  /** How many inputs more than one a worker is given at a time, so that it goes on while the program is busy with results. Default 0; in process always. */
  readonly ahead?: number
}

/** What a driver can do, as data. */
export interface WorkersCapabilities {
  /** Batches really run at the same time. */
  readonly parallel: boolean
  /** How many workers make sense here: the processors at hand, without the one that takes their results where that is busy with it. */
  readonly maxWorkers: number
}

/** The port. */
export class Workers extends Context.Service<
  Workers,
  {
    readonly capabilities: WorkersCapabilities
    /**
     * Runs `batch` over all inputs, at most `workers` at a time (0: in process), results as they come. At most `workers` inputs (with
     * `ahead`, so many more for each) are under way plus as many finished and not yet taken; none is asked for before. Ending the stream early, or interrupting it, starts no further input and
     * ends the workers within a second; a batch that is cut off has no effect beyond files it had written whole.
     */
    readonly run: <I, O, R>(
      batch: Batch<I, O, R>,
      inputs: Inputs<I>,
      options: RunOptions
    ) => Stream.Stream<BatchResult<O>, WorkerError, R>
  }
>()("@deadwax/core-async/Workers") {}
