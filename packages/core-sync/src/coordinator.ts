/**
 * `executeSync`: one run of a sync of one source. It orchestrates and does nothing else: under the source's lock a job is begun, the catalog is
 * brought in step with the library, then come discovery, processing, and the settling of what was placed; and the job is ended, once,
 * whatever happened.
 *
 * A program that dies leaves a job that is marked as running. The next run finds that nobody holds the lock, marks it as interrupted, and
 * begins at the cursor of the last completed job; what was done is in the catalog and is not done again.
 */
import type { CacheError, LibraryCacheShape } from "@deadwax/core-cache"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { expireLeases } from "./catalog/item-work.ts"
import type { JobStatus } from "./catalog/job-states.ts"
import { endJob, isCancelRequested, type Job, type JobFailure, type JobKind, readJob, startJob } from "./catalog/jobs.ts"
import { listUnmet } from "./catalog/placed-items.ts"
import { type LocalLook, listDoubtful, readStep, reconcile } from "./catalog/reconcile.ts"
import { relinkMoved } from "./catalog/relink.ts"
import { type JobStats, queueWork } from "./catalog/work-items.ts"
import { type Consents, consentsOf } from "./consents.ts"
import { discoveryPhase } from "./discovery/discover.ts"
import { failureOf } from "./job-failure.ts"
import type { LocalLibrary } from "./local/local-library.ts"
import type { Carrier, ItemFailed } from "./processing/carrier.ts"
import { type Processed, processingPhase } from "./processing/process.ts"
import { conflictResolutionPhase, nothingResolved, type Resolved, type Resolving } from "./resolution/resolve.ts"
import { hasResolvedLast } from "./resolution/resolved-jobs.ts"
import type { Entry, Source } from "./sources/source.ts"
import type { SourceError } from "./sources/source-error.ts"
import { SyncError } from "./sync-error.ts"
import type { Discovered, SyncEvent } from "./sync-events.ts"
import { type IsSame, type SyncRun, writeInJob } from "./sync-run.ts"
import { taggingPhase, tagHere } from "./tagging/tag-items.ts"

/** What a sync needs of the library. */
export type SyncLibrary = Pick<LibraryCacheShape, "inLibraryDb" | "withLock">

/** One run of a sync. */
export interface SyncRequest extends Consents {
  readonly library: SyncLibrary
  readonly local: LocalLibrary
  readonly source: Source
  /** The source's row in the catalog. */
  readonly sourceNo: number
  readonly kind: JobKind
  readonly carrier: Carrier
  /** How many items are worked on at once. */
  readonly concurrency: number
  /** Does the policy want an entry that was not known? */
  readonly wants: (entry: Entry) => boolean
  /** Does a file here hold what the source has under another name now? Absent: what says no hash counts as another one. */
  readonly isSame?: IsSame
  /** Where duplicates are looked for, and what becomes of them; absent: none are. */
  readonly duplicates?: Omit<Resolving, "touched">
  readonly onEvent?: (event: SyncEvent) => void
}

/** What a completed sync came to. */
export interface SyncReport {
  readonly jobNo: number
  readonly discovered: Discovered
  readonly stats: JobStats
  readonly resolved: Resolved
}

/** Why a sync was not completed. */
export type SyncFailure = SyncError | SourceError | CacheError | ItemFailed

/**
 * Runs one sync to its end. At most one of a source runs at a time, in any program; another fails at once as `already-running`. Can be
 * interrupted: no item is started any more, and the job ends as cancelled.
 */
export const executeSync = (request: SyncRequest): Effect.Effect<SyncReport, SyncFailure> =>
  alone(
    request,
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const run = yield* begin(request)
        const exit = yield* Effect.exit(restore(Effect.raceFirst(phases(request, run), untilCancelled(run))))
        yield* end(run, exit)
        return yield* exit
      })
    )
  )

/** Of the longest sync of another source that a second one waits for. */
const longestTurnMs = 7 * 24 * 3_600_000

/** Under the source's lock, if that is free; then under the library's, since two sources may have a file for the same place. */
const alone = (
  { library, source, sourceNo }: SyncRequest,
  effect: Effect.Effect<SyncReport, SyncFailure>
): Effect.Effect<SyncReport, SyncFailure> =>
  Effect.suspend(() => {
    let hasEntered = false
    const entered = Effect.suspend(() => {
      hasEntered = true
      return effect
    })
    const inTurn = library.withLock("sync", `a sync of ${source.name}`, entered, longestTurnMs)
    return Effect.catch(
      library.withLock(`sync:${sourceNo}`, `a sync of ${source.name}`, inTurn, 0),
      (error): Effect.Effect<never, SyncFailure> =>
        hasEntered || error._tag !== "CacheError" || error.reason !== "busy"
          ? Effect.fail(error)
          : Effect.fail(new SyncError({ reason: "already-running", source: source.name, detail: error.message }))
    )
  })

const nowUs = Effect.map(Clock.currentTimeMillis, (nowMs) => nowMs * 1000)

const begin = Effect.fnUntraced(function* ({
  library,
  source,
  sourceNo,
  kind,
  wants,
  isSame,
  onEvent,
  ...consents
}: SyncRequest) {
  const at = yield* nowUs
  const job = yield* library.inLibraryDb((database) =>
    startJob(database, { sourceNo, fingerprint: source.fingerprint, requested: kind, nowUs: at })
  )
  const far = { done: 0, items: 0 }
  const run: SyncRun = {
    jobNo: job.no,
    sourceNo,
    source,
    requested: kind,
    inDb: library.inLibraryDb,
    wants,
    ...(isSame !== undefined && { isSame }),
    ...consentsOf(consents),
    far,
    emit: (event) => {
      if (event.kind === "queued") far.items = event.items
      if (event.kind === "item" || event.kind === "progress") far.done = event.done
      onEvent?.(event)
    }
  }
  run.emit({ kind: "started", jobNo: job.no, source: source.name, requested: kind })
  return run
})

const cancelLookMs = 1000

/** Says every second how far the job is, and ends when someone asks for its end from another program. */
const untilCancelled = (run: SyncRun): Effect.Effect<never, SyncError | CacheError> =>
  Effect.gen(function* () {
    while (true) {
      yield* Effect.sleep(cancelLookMs)
      run.emit({ kind: "progress", jobNo: run.jobNo, ...run.far })
      if (yield* run.inDb((database) => isCancelRequested(database, run.jobNo)))
        return yield* new SyncError({ reason: "cancelled", source: run.source.name, detail: "this sync was ended on request" })
    }
  })

/** The phases in their order (C14): upsert, reconcile, queue, event; then the work, and what it made double. */
const phases = Effect.fnUntraced(function* ({ local, carrier, concurrency, duplicates }: SyncRequest, run: SyncRun) {
  yield* carrier.recover((work) => writeInJob(run, work))
  yield* inStep(run, yield* lookAt(run, local))
  const { discovered } = yield* discoveryPhase(run)
  const items = yield* queue(run)
  run.emit({ kind: "queued", jobNo: run.jobNo, items })
  const processed = yield* processingPhase(run, { carrier, concurrency })
  yield* settlingPhase(run, local, processed)
  const { stats, touched } = processed
  const resolved = duplicates === undefined ? nothingResolved : yield* conflictResolutionPhase(run, { ...duplicates, touched })
  yield* tagHere(run, local)
  yield* taggingPhase(run)
  return { jobNo: run.jobNo, discovered, stats, resolved }
})

const lookAt = (run: SyncRun, local: LocalLibrary, paths?: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const seen = yield* local.look(yield* run.inDb(readStep), paths)
    const doubtful = yield* run.inDb((database) => listDoubtful(database, seen))
    return { ...seen, present: yield* local.present(doubtful) }
  })

/** What lies in the library is downloaded, what does not is missing, and what nobody works on is free (C2). */
const inStep = Effect.fnUntraced(function* (run: SyncRun, look: LocalLook) {
  const at = yield* nowUs
  yield* writeInJob(run, (database) => {
    expireLeases(database, at, run.sourceNo)
    reconcile(database, look, at)
  })
})

/** Nothing was looked at here meanwhile: only what moved at the source is found again. */
const queue = Effect.fnUntraced(function* (run: SyncRun) {
  const at = yield* nowUs
  return yield* writeInJob(run, (database) => {
    relinkMoved(database)
    return queueWork(database, run.sourceNo, { jobNo: run.jobNo, nowUs: at })
  })
})

/**
 * What was placed becomes part of the library, gets its ids, and is what both sides agree on; so does what an earlier job placed that did not come so
 * far, and that a scan may have taken for a copy in progress.
 */
const settlingPhase = Effect.fnUntraced(function* (run: SyncRun, local: LocalLibrary, { touched }: Processed) {
  const left = yield* run.inDb((database) => (hasResolvedLast(database, run) ? [] : listUnmet(database, run.sourceNo)))
  const paths = [...new Set([...touched, ...left])]
  if (paths.length > 0) yield* inStep(run, yield* lookAt(run, local, paths))
})

/** Writes down how the job ended, with all that this means, and tells it. */
const end = Effect.fnUntraced(function* (run: SyncRun, exit: Exit.Exit<SyncReport, SyncFailure>) {
  const at = yield* nowUs
  const { status, failure } = howItEnded(exit)
  const job = yield* run.inDb((database): Job | undefined => {
    endJob(database, run.jobNo, status, at, failure)
    return readJob(database, run.jobNo)
  })
  // A source that was removed meanwhile took the job's row along.
  const told = job?.status ?? "interrupted"
  run.emit({
    kind: "ended",
    jobNo: run.jobNo,
    status: told === "running" ? "interrupted" : told,
    stats: job?.stats ?? noStats,
    error: job?.errorText ?? undefined
  })
})

const noStats: JobStats = { items: 0, pending: 0, added: 0, updated: 0, deleted: 0, skipped: 0, failed: 0 }

interface HowItEnded {
  readonly status: Exclude<JobStatus, "running">
  readonly failure: JobFailure | undefined
}

const howItEnded = (exit: Exit.Exit<SyncReport, SyncFailure>): HowItEnded => {
  if (Exit.isSuccess(exit)) return { status: "completed", failure: undefined }
  if (Cause.hasInterruptsOnly(exit.cause)) return { status: "cancelled", failure: undefined }
  const error = Cause.findErrorOption(exit.cause)
  if (error._tag === "None") return { status: "failed", failure: { reason: "defect", text: "the program itself failed" } }
  const { value } = error
  if (value._tag === "SyncError" && value.reason === "cancelled") return { status: "cancelled", failure: undefined }
  return { status: "failed", failure: failureOf(value) }
}
