/**
 * Discovery: what the source has, or what happened there, becomes rows of the catalog.
 *
 * A full listing is taken in page by page, as it comes: whatever it holds is true. What it did not hold is gone only when it said that it was
 * complete, and then in one transaction with the candidate cursor, which was taken before it. A feed is consumed whole before any of it
 * is written (Y3), and is then written in one transaction, cursor and all. A crash anywhere leaves the old cursor: what was told is told
 * again, and what is known already is not written again.
 */
import { CollectGarbage, type Database, tidier } from "@deadwax/core-async"
import type { CacheError } from "@deadwax/core-cache"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type Escalation, escalateJob, inJob, noteDiscovered, readCursor } from "../catalog/jobs.ts"
import { type Look, listRemoved, listUnseen, type Upserted, upsertEntries } from "../catalog/metadata.ts"
import { relinkRenamed } from "../catalog/relink.ts"
import { foldChanges } from "../sources/fold-changes.ts"
import type { ChangePage, EntryProblem, ListPage } from "../sources/source.ts"
import type { SourceError } from "../sources/source-error.ts"
import { SyncError, type SyncLoss } from "../sync-error.ts"
import type { Discovered } from "../sync-events.ts"
import { lost, type SyncRun, writeInJob } from "../sync-run.ts"
import { type Gone, removeGone, TooMuchGone } from "./decide-removals.ts"
import { findRenames } from "./find-renames.ts"
import { checkDisk, checkStillDisk } from "./same-disk.ts"

/** What a look found. `candidateCursor`: from where the next one reads on once this job is completed (D4); undefined: the source has no feed. */
export interface Discovery {
  readonly discovered: Discovered
  readonly candidateCursor: string | undefined
}

type DiscoveryError = SourceError | CacheError | SyncError

/** Looks at the source as the job was asked to, or lists everything where its feed cannot be read (Y2). */
export const discoveryPhase = Effect.fnUntraced(function* (run: SyncRun) {
  const disk = yield* checkDisk(run)
  const found = yield* run.requested === "full" ? discoverFull(run, disk) : discoverIncremental(run, disk)
  run.emit({ kind: "discovered", jobNo: run.jobNo, ...found.discovered })
  return found
}) satisfies (run: SyncRun) => Effect.Effect<Discovery, DiscoveryError>

const discoverIncremental = Effect.fnUntraced(function* (run: SyncRun, disk: string | undefined) {
  const from = yield* whereFrom(run)
  if ("escalation" in from) return yield* escalate(run, disk, from.escalation)
  const told = yield* readFeed(run, from.cursor)
  if (told === undefined) return yield* escalate(run, disk, "cursor-expired")
  const folded = foldChanges(told.pages)
  const { next } = folded
  if (next === undefined) return yield* short(run, "did not tell all that changed")
  yield* checkStillDisk(run, disk)
  const look = yield* lookBy(run, 1)
  const nosOf = (database: Database) => listRemoved(database, run.sourceNo, folded)
  const renames = yield* findRenames(run, nosOf, folded.upserts.values())
  return yield* conclude(run, look, next, (database) => {
    const upserted = upsertEntries(database, look, folded.upserts.values())
    return { upserted, gone: { ...told, mostRemovals: run.mostRemovals, nos: nosOf(database), renames } }
  })
})

/** The cursor of the last completed job, or why there is none that means anything to this source. */
const whereFrom = ({ source, sourceNo, inDb }: SyncRun) =>
  Effect.map(
    inDb((database) => readCursor(database, sourceNo)),
    (known): { readonly cursor: string } | { readonly escalation: Escalation } => {
      if (!source.capabilities.changes) return { escalation: "no-feed" }
      if (known === undefined) return { escalation: "no-cursor" }
      return known.fingerprint === source.fingerprint ? { cursor: known.cursor } : { escalation: "other-place" }
    }
  )

const escalate = Effect.fnUntraced(function* (run: SyncRun, disk: string | undefined, reason: Escalation) {
  yield* writeInJob(run, (database) => escalateJob(database, run.jobNo, reason))
  run.emit({ kind: "escalated", jobNo: run.jobNo, reason })
  return yield* discoverFull(run, disk)
})

/** A whole feed; undefined when the source does not remember the cursor. */
const readFeed = Effect.fnUntraced(function* (run: SyncRun, cursor: string) {
  const pages: Array<ChangePage> = []
  const problems: Array<EntryProblem> = []
  let entries = 0
  const isTold = yield* Stream.runForEach(run.source.changes(cursor), (page) =>
    Effect.sync(() => {
      pages.push(page)
      entries += page.upserts.length + page.removals.length
      notePage(run, page.problems, problems, entries)
    })
  ).pipe(
    Effect.as(true),
    Effect.catch((error) => (error.reason === "cursor-expired" ? Effect.succeed(false) : Effect.fail(error)))
  )
  return isTold ? { pages, problems } : undefined
})

const discoverFull = Effect.fnUntraced(function* (run: SyncRun, disk: string | undefined) {
  const cursor = yield* run.source.startCursor()
  const look = yield* lookBy(run, 0)
  const seen = new Set<number>()
  const problems: Array<EntryProblem> = []
  const upserted = { added: 0, changed: 0, unchanged: 0 }
  const tidy = tidier(yield* CollectGarbage)
  let entries = 0
  let isComplete = false
  const takeIn = (page: ListPage) =>
    Effect.map(
      writeInJob(run, (database) => upsertEntries(database, look, page.entries, seen)),
      (counts) => {
        for (const key of ["added", "changed", "unchanged"] as const) upserted[key] += counts[key]
        isComplete = page.complete
        entries += page.entries.length
        tidy(entries)
        notePage(run, page.problems, problems, entries)
      }
    )
  yield* Stream.runForEach(run.source.list(cursor === undefined ? {} : { cursor }), takeIn)
  if (!isComplete) return yield* short(run, "did not tell all that it has")
  yield* checkStillDisk(run, disk)
  const nosOf = (database: Database) => listUnseen(database, run.sourceNo, seen)
  const renames = yield* findRenames(run, nosOf, "listed")
  return yield* conclude(run, look, cursor, (database) => ({
    upserted,
    gone: { problems, mostRemovals: run.mostRemovals, nos: nosOf(database), renames }
  }))
})

const notePage = (run: SyncRun, found: ReadonlyArray<EntryProblem>, problems: Array<EntryProblem>, entries: number): void => {
  for (const problem of found) {
    problems.push(problem)
    run.emit({ kind: "problem", jobNo: run.jobNo, problem })
  }
  run.emit({ kind: "discovering", jobNo: run.jobNo, entries })
}

const lookBy = ({ sourceNo, jobNo, wants }: SyncRun, priority: Look["priority"]): Effect.Effect<Look> =>
  Effect.map(Clock.currentTimeMillis, (nowMs) => ({ sourceNo, jobNo, priority, wants, nowUs: nowMs * 1000 }))

type TakeIn = (database: Database) => { readonly upserted: Upserted; readonly gone: Gone }

/** The last transaction of a look: what is gone, and the cursor from which the next one may read on. */
const conclude = (run: SyncRun, look: Look, cursor: string | undefined, takeIn: TakeIn) =>
  Effect.flatMap(
    run.inDb((database) =>
      undoneWhenTooMuch(() => inJob(database, run.jobNo, () => writeConclusion(database, look, cursor, takeIn)))
    ),
    (concluded): Effect.Effect<Discovery, SyncError> => {
      if (concluded === undefined) return lost(run)
      if ("loss" in concluded) return massChange(run, concluded.loss)
      return Effect.succeed({ discovered: concluded.value, candidateCursor: cursor })
    }
  )

const writeConclusion = (database: Database, look: Look, cursor: string | undefined, takeIn: TakeIn): Discovered => {
  const { upserted, gone } = takeIn(database)
  const removed = removeGone(database, look, gone)
  relinkRenamed(database, look.sourceNo, gone.renames)
  noteDiscovered(database, look.jobNo, { cursor, removals: removed, nowUs: look.nowUs })
  return { ...upserted, removed }
}

/** The transaction inside has been rolled back by then. */
const undoneWhenTooMuch = <A>(write: () => A): A | { readonly loss: SyncLoss } => {
  try {
    return write()
  } catch (cause) {
    if (cause instanceof TooMuchGone) return { loss: cause.loss }
    throw cause
  }
}

const massChange = (run: SyncRun, loss: SyncLoss): Effect.Effect<never, SyncError> =>
  Effect.fail(
    new SyncError({
      reason: "mass-change",
      source: run.source.name,
      detail: `${loss.items} of the ${loss.total} files that it had are gone`,
      loss
    })
  )

const short = (run: SyncRun, detail: string): Effect.Effect<never, SyncError> =>
  Effect.fail(new SyncError({ reason: "short", source: run.source.name, detail }))
