/**
 * Processing: the work of a job is carried out, part by part, as many items at once as allowed and never more (Y9). An item is leased in one transaction and
 * settled in another, together with its outcome, so that a crash leaves it either as it was, with a lease that ends, or settled.
 */
import { CollectGarbage, type Database, tidier } from "@deadwax/core-async"
import type { CacheError } from "@deadwax/core-cache"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { CatalogItem } from "../catalog/item.ts"
import { completeItem, failItem, type JobAt, leaseUs, removeItem, renewLeases, returnItem } from "../catalog/item-work.ts"
import {
  countOutcomes,
  finishWork,
  type JobStats,
  listOpenWork,
  readWork,
  returnWorkItem,
  skipWork,
  takeWorkItem,
  type WorkItem,
  type WorkOutcome
} from "../catalog/work-items.ts"
import type { SourceError } from "../sources/source-error.ts"
import { isTooLong, usualRetries } from "../sources/wrappers/backoff.ts"
import type { SyncError } from "../sync-error.ts"
import { type SyncRun, writeInJob } from "../sync-run.ts"
import type { Carrier, ItemFailed, ItemResult, Prepared } from "./carrier.ts"

/** With what a job's work is done. */
export interface Processing {
  readonly carrier: Carrier
  /** How many items are worked on at once. */
  readonly concurrency: number
}

/** What came of a job's work, and which paths of the library it touched. */
export interface Processed {
  readonly stats: JobStats
  readonly touched: ReadonlyArray<string>
}

type ProcessingError = CacheError | SyncError | SourceError | ItemFailed

/** What changes while items are worked on. */
interface Progress {
  done: number
  readonly items: number
  readonly touched: Set<string>
}

/** Carries out all work that was queued for a job, part by part. */
export const processingPhase = Effect.fnUntraced(function* (run: SyncRun, { carrier, concurrency }: Processing) {
  const { parts, items } = yield* divide(run, carrier)
  const progress: Progress = { done: 0, items, touched: new Set() }
  // Twelve kilobytes are made of an item that is compared with a file, ten times as much as of one that is listed.
  const tidy = tidier(yield* CollectGarbage, 2000)
  const all = Effect.forEach(
    parts,
    (nos) =>
      Effect.flatMap(prepare(run, carrier, nos), (prepared) => {
        const skipped = nos.length - prepared.order.length
        progress.done += skipped
        tidy(progress.done)
        if (skipped > 0) run.emit({ kind: "progress", jobNo: run.jobNo, done: progress.done, items })
        return Effect.forEach(prepared.order, (no) => workOn(run, prepared, progress, no), { concurrency, discard: true })
      }),
    { discard: true }
  )
  if (items > 0) yield* Effect.raceFirst(all, stayAlive(run))
  const stats = yield* run.inDb((database) => countOutcomes(database, run.jobNo))
  return { stats, touched: [...progress.touched] }
}) satisfies (run: SyncRun, processing: Processing) => Effect.Effect<Processed, ProcessingError>

/** The parts in which the work is planned, as numbers alone: what else is held is one part's. */
const divide = Effect.fnUntraced(function* (run: SyncRun, carrier: Carrier) {
  const work = yield* run.inDb((database) => listOpenWork(database, run.jobNo))
  return { parts: yield* carrier.divide(work), items: work.length }
})

/** Has a part planned; what needs nothing is skipped. The items themselves are let go of: each is read again when its turn comes. */
const prepare = Effect.fnUntraced(function* (run: SyncRun, carrier: Carrier, nos: ReadonlyArray<number>) {
  const prepared = yield* carrier.prepare(yield* run.inDb((database) => readWork(database, run.jobNo, nos)))
  const order = new Set(prepared.order)
  const skipped = nos.filter((no) => !order.has(no))
  yield* writeInJob(run, (database) => skipWork(database, run.jobNo, skipped))
  return prepared
})

/** Renews the job's leases for as long as it works. */
const stayAlive = (run: SyncRun): Effect.Effect<never, CacheError | SyncError> =>
  Effect.forever(
    Effect.andThen(
      Effect.sleep(leaseUs / 3000),
      Effect.flatMap(jobAt(run), (at) => writeInJob(run, (database) => renewLeases(database, at)))
    )
  )

const jobAt = ({ jobNo }: SyncRun): Effect.Effect<JobAt> =>
  Effect.map(Clock.currentTimeMillis, (nowMs) => ({ jobNo, nowUs: nowMs * 1000 }))

/** One item from its lease to its outcome. Only the work itself can be interrupted: what came of it is always written down. */
const workOn = (run: SyncRun, { carryOut }: Prepared, progress: Progress, no: number) =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const at = yield* jobAt(run)
      const work = yield* writeInJob(run, (database) => takeWorkItem(database, no, at))
      if (work === undefined) {
        progress.done++
        return
      }
      const exit = yield* Effect.exit(restore(carryOut(work)))
      if (Exit.isSuccess(exit)) return yield* settle(run, progress, work, exit.value)
      const failure = Cause.findErrorOption(exit.cause)
      // The source is asked here, and may let wait for it.
      const isAll = failure._tag === "None" ? Exit.succeed(true) : yield* Effect.exit(restore(isOfAll(run, failure.value)))
      const goesOn = Exit.isSuccess(isAll) && !isAll.value
      if (failure._tag === "Some" && (goesOn || wantsRest(failure.value))) yield* noteFailure(run, progress, work, failure.value)
      else yield* letGo(run, no)
      if (!goesOn) return yield* Effect.failCause(Exit.isSuccess(isAll) ? exit.cause : isAll.cause)
    })
  )

/** What was answered to one item is about the item as well, whatever it says of the source: it is not asked for again before. */
const wantsRest = ({ retryAfterMs = 0 }: ItemFailed): boolean => isTooLong(usualRetries, retryAfterMs)

/** Would every other item fail in the same way? A source that cannot be reached for one item is asked whether it is there at all. */
const isOfAll = ({ source }: SyncRun, failure: ItemFailed): Effect.Effect<boolean> => {
  if (failure.stopsJob) return Effect.succeed(true)
  // It was left alone as often as anything is tried, and each time for as long as it asked: it would be so for each item.
  if (failure.errorClass === "rate-limited" && failure.retryAfterMs !== undefined) return Effect.succeed(true)
  if (failure.errorClass !== "unavailable" && failure.errorClass !== "rate-limited") return Effect.succeed(false)
  return Effect.match(source.check(), { onFailure: () => true, onSuccess: () => false })
}

const letGo = (run: SyncRun, no: number) =>
  writeInJob(run, (database) => {
    returnItem(database, no, run.jobNo)
    returnWorkItem(database, run.jobNo, no)
  })

/** Writes down what came of an item; false, and nothing is, when its lease was lost: what was begun then stays on record, and the next sync ends it. */
const writeResult = (database: Database, { no }: CatalogItem, { now, outcome, alongside }: ItemResult, at: JobAt): boolean => {
  const isOwn =
    now === "unchanged"
      ? returnItem(database, no, at.jobNo)
      : now === "nothing"
        ? removeItem(database, no, at)
        : completeItem(database, no, now, at)
  finishWork(database, at.jobNo, no, isOwn ? outcome : "failed")
  if (isOwn) alongside?.(database)
  return isOwn
}

const settle = Effect.fnUntraced(function* (run: SyncRun, progress: Progress, work: WorkItem, result: ItemResult) {
  const at = yield* jobAt(run)
  const { item } = work
  const { now, outcome } = result
  if (!(yield* writeInJob(run, (database) => writeResult(database, item, result, at)))) {
    told(run, progress, work, "failed", `${item.path}: this program was away for too long; the next sync takes the file up again`)
    return
  }
  if (outcome !== "skipped" && item.localPath !== null) progress.touched.add(item.localPath)
  if (typeof now === "object" && outcome !== "skipped") progress.touched.add(now.path)
  told(run, progress, work, outcome, result.reason)
})

const noteFailure = Effect.fnUntraced(function* (run: SyncRun, progress: Progress, work: WorkItem, failure: ItemFailed) {
  const at = yield* jobAt(run)
  yield* writeInJob(run, (database) => {
    failItem(database, work.item.no, failure, at)
    finishWork(database, at.jobNo, work.item.no, "failed")
  })
  told(run, progress, work, "failed", failure.message)
})

const told = (run: SyncRun, progress: Progress, work: WorkItem, outcome: WorkOutcome, reason: string | undefined): void => {
  progress.done++
  run.emit({
    kind: "item",
    jobNo: run.jobNo,
    path: work.item.path,
    action: work.action,
    outcome,
    reason,
    done: progress.done,
    items: progress.items
  })
}
