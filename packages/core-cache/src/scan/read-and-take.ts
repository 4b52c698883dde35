/** Has planned work read by workers and takes what they bring, in the order of the work. */
import { CollectGarbage, tidier, Workers } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { attempt, CacheError } from "../cache-error.ts"
import { indexMarked } from "../search/index-documents.ts"
import type { PlannedRelease } from "./plan-work.ts"
import { readReleases } from "./read-batch.ts"
import type { ReadBatchOutput } from "./release-work.ts"
import type { ScanRun } from "./scan-run.ts"
import { takeResults } from "./take-results.ts"
import type { Teller } from "./telling.ts"
import { countWorkers, cutBatches, type Plans } from "./work-batches.ts"

// Search documents are written for so many releases at once.
const indexedAtOnce = 200
// While an empty cache is filled so many batches of results are taken at once at most, and in so many steps at least: what was read and not
// taken is lost when the scan is cut off.
const mostAtOnce = 5
const leastSteps = 20
// What reading and storing so many files left is collected, or a fortieth of a large library: looking at all that is held costs more the more
// that is.
const leastTidied = 1000
const mostTidyings = 40
// So many batches lie before each worker, which would otherwise wait while results are stored.
const readAhead = 3

/** Tells how far the reading is. */
export interface Counter {
  readonly add: (files: number, written: number) => void
  readonly written: () => number
}

/** Begins to count, and tells so. */
export const makeCounter = (tell: Teller, total: number, run: ScanRun): Counter => {
  let [done, written] = [0, 0]
  const say = () => tell({ phase: "read", found: run.walk.paths.length, done, total, failed: run.failures.length, written })
  say()
  return {
    add: (files, writtenNow) => {
      done = Math.min(total, done + files)
      written += writtenNow
      say()
    },
    written: () => written
  }
}

/** Runs the batches and takes their results in the order of the work. Answers what must be read again with its ids checked. */
export const readAndTake = Effect.fnUntraced(function* (
  run: ScanRun,
  plans: Plans,
  workers: number | undefined,
  counter: Counter
) {
  const again: Array<PlannedRelease> = []
  if (plans.length === 0) {
    // Who is told how far it is gets a turn, as between batches.
    yield* Effect.yieldNow
    return again
  }
  const service = yield* Workers
  const count = countWorkers(plans.length, workers, service.capabilities)
  const batches = cutBatches(run, plans, count)
  // Nobody waits for the first releases of an empty cache, and each transaction flushes the disk.
  const atOnce = run.store.isFilling() ? Math.min(mostAtOnce, Math.ceil(batches.length / leastSteps)) : 1
  let filesTaken = 0
  const tidy = tidier(yield* CollectGarbage, Math.max(leastTidied, run.walk.paths.length / mostTidyings))
  const waiting = new Map<number, ReadBatchOutput>()
  let nextBatch = 0
  const takeNext = () => {
    const results = batches.resultsOf(nextBatch, waiting.get(nextBatch)!)
    waiting.delete(nextBatch++)
    return results
  }
  const takeReady = () => {
    for (let ready = countFrom(waiting, nextBatch); ready >= Math.min(atOnce, batches.length - nextBatch) && ready > 0; ) {
      const taken = Math.min(ready, atOnce)
      const results = Array.from({ length: taken }, takeNext).flat()
      ready -= taken
      for (const release of takeResults(run, results)) again.push(release)
      const files = results.reduce((sum, result) => sum + result.planned.work.files.length, 0)
      counter.add(
        files,
        results.reduce((sum, { read }) => sum + read.files.filter((file) => file.isWritten).length, 0)
      )
      if (run.unindexed >= indexedAtOnce) writeIndex(run)
      filesTaken += files
      tidy(filesTaken)
    }
  }
  yield* service.run(readReleases, batches, { workers: count, ahead: readAhead }).pipe(
    Stream.mapError(workerFailed),
    Stream.runForEach(({ index, output }) => {
      waiting.set(index, output)
      return attempt(takeReady)
    })
  )
  return again
})

/** How many of them there are without a gap. */
const countFrom = (waiting: ReadonlyMap<number, unknown>, first: number): number => {
  let end = first
  while (waiting.has(end)) end++
  return end - first
}

/** Writes the search documents of what was stored since. */
export const writeIndex = (run: ScanRun): void => {
  run.store.write(indexMarked)
  run.unindexed = 0
}

const workerFailed = (error: { readonly reason: string; readonly message: string; readonly cause?: unknown }): CacheError =>
  new CacheError({
    reason: "storage",
    message: `reading stopped: ${error.message}`,
    remedy: "Run the scan again: what was read is kept. If it stops again, --workers 0 -v shows where.",
    cause: error
  })
