/**
 * Syncs that were asked for over HTTP. A sync belongs to the library, not to who asked: it goes on when that one leaves, and every listener hears
 * of it. It ends early with the app or when someone asks for its end, and the next one goes on from there.
 */
import { CacheError } from "@deadwax/core-cache"
import { listSyncJobs, type SourceRow, type SyncEvent, type SyncJob } from "@deadwax/core-sync"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import { logFailure } from "../answers/log-failure.ts"
import { bodyOf, fromCacheError, Problem } from "../answers/problem.ts"
import type { SyncProgress } from "../events/app-event.ts"
import type { EventHub } from "../events/event-hub.ts"
import type { AppPorts } from "../ports.ts"
import { fromSyncFailure } from "./sync-problems.ts"

/** The syncs of a request, one after the other, or why the first one that was not completed was not. */
export type SyncOutcome = Result.Result<ReadonlyArray<SyncJob>, Problem>

/** What may be said of a sync. */
export interface SyncWish {
  readonly rows: ReadonlyArray<SourceRow>
  readonly full: boolean
  readonly downloads: boolean
  readonly allowRemoval: boolean
}

/** Syncs that were asked for. */
export interface RunningSync {
  readonly ended: Promise<SyncOutcome>
  readonly follow: (listener: (progress: SyncProgress) => void) => void
}

export interface SyncDesk {
  readonly begin: (wish: SyncWish) => RunningSync
  /** How far the syncs are that this app runs. */
  readonly progress: () => ReadonlyArray<SyncProgress>
}

const interrupted = new Problem({
  code: "unavailable",
  detail: "The server stopped during the sync.",
  remedy: "Sync again: what was done is kept, and it goes on from there."
})

const bug = new Problem({
  code: "internal",
  detail: "The sync met a bug in Deadwax.",
  remedy: "Look into the server's log, and report it."
})

const outcomeOf = (exit: Exit.Exit<ReadonlyArray<SyncJob>, Problem | CacheError>): SyncOutcome => {
  if (Exit.isSuccess(exit)) return Result.succeed(exit.value)
  if (Cause.hasInterruptsOnly(exit.cause)) return Result.fail(interrupted)
  const error = Cause.squash(exit.cause)
  if (error instanceof Problem) return Result.fail(error)
  return Result.fail(error instanceof CacheError ? fromCacheError(error) : bug)
}

/** Where a sync is after an event; undefined: where it was. */
const progressAfter = (source: string, event: SyncEvent): SyncProgress | undefined => {
  switch (event.kind) {
    case "started":
      return { source, phase: "look", done: 0, total: 0 }
    case "discovering":
      return { source, phase: "look", done: event.entries, total: 0 }
    case "queued":
      return { source, phase: "fetch", done: 0, total: event.items }
    case "item":
      return { source, phase: "fetch", done: event.done, total: event.items }
    default:
      return undefined
  }
}

export const makeSyncDesk = (ports: AppPorts, events: EventHub, closing: AbortSignal): SyncDesk => {
  const current = new Map<string, SyncProgress>()
  const begin = (wish: SyncWish): RunningSync => {
    const listeners = new Set<(progress: SyncProgress) => void>()
    const follower = (source: string) => (event: SyncEvent) => {
      const progress = progressAfter(source, event)
      if (progress === undefined) return
      current.set(source, progress)
      events.publish({ event: "sync-progress", data: progress, isReplaceable: true })
      for (const listener of listeners) listener(progress)
    }
    const one = (row: SourceRow) =>
      Effect.ensuring(
        syncOne(ports, wish, row, follower(row.name)),
        Effect.sync(() => current.delete(row.name))
      ).pipe(
        Effect.tap((data) => Effect.sync(() => events.publish({ event: "sync-finished", data, isReplaceable: false }))),
        Effect.tapError((problem) =>
          problem instanceof Problem
            ? Effect.sync(() => events.publish({ event: "sync-problem", data: bodyOf(problem), isReplaceable: false }))
            : Effect.void
        )
      )
    const all = Effect.forEach(wish.rows, one)
    const ended = ports.run(Effect.tapCause(all, logFailure), closing).then(outcomeOf)
    return { ended, follow: (listener) => void listeners.add(listener) }
  }
  return { begin, progress: () => [...current.values()] }
}

const syncOne = (ports: AppPorts, wish: SyncWish, row: SourceRow, onEvent: (event: SyncEvent) => void) =>
  Effect.gen(function* () {
    const { full, downloads, allowRemoval } = wish
    if (ports.sync === undefined) return yield* cannot
    const kind = full ? "full" : "incremental"
    yield* Effect.mapError(ports.sync({ row, kind, downloads, allowRemoval, onEvent }), fromSyncFailure)
    const [job] = (yield* listSyncJobs({ source: row.name, limit: 1 })).items
    return job === undefined ? yield* goneMeanwhile : job
  })

const cannot = new Problem({
  code: "unavailable",
  detail: "Sources cannot be synced here.",
  remedy: "Sync them with the command line."
})

const goneMeanwhile = new Problem({ code: "not-found", detail: "The source was removed meanwhile.", remedy: "List the sources." })
