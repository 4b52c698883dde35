/**
 * Syncs that were asked for over HTTP. A sync belongs to the library, not to who asked: it goes on when that one leaves, and every listener hears
 * of it. It ends early with the app or when someone asks for its end, and the next one goes on from there.
 */
import { CacheError } from "@deadwax/core-cache"
import { listSyncJobs, type SourceRow, type SyncEvent, type SyncJob, type SyncSource } from "@deadwax/core-sync"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import { logFailure } from "../answers/log-failure.ts"
import { bodyOf, fromCacheError, Problem } from "../answers/problem.ts"
import type { SyncProgress } from "../events/app-event.ts"
import type { EventHub } from "../events/event-hub.ts"
import type { AppPorts } from "../ports.ts"
import { fromSyncFailure } from "./sync-problems.ts"
import { followSync, waiting } from "./sync-progress.ts"

/** The syncs of a request, one after the other, or why the first one that was not completed was not: all were tried then. */
export type SyncOutcome = Result.Result<ReadonlyArray<SyncJob>, Problem>

/** What may be said of a sync. */
export interface SyncWish {
  readonly rows: ReadonlyArray<SourceRow>
  readonly full: boolean
  readonly downloads: boolean
  /** A number: so many files at most. */
  readonly allowRemoval: boolean | number
  /** A number: so many entries of playlists at most; undefined: as `SyncSource` says. */
  readonly allowMoves?: boolean | number | undefined
  /** How fast files may come, other than the sources' settings say. */
  readonly pace: Pick<SyncSource, "concurrency" | "bytesPerSecond">
}

/** Syncs that were asked for. */
export interface RunningSync {
  readonly ended: Promise<SyncOutcome>
  /** Calls `listener` with how far they are now, and with each progress from here on. */
  readonly follow: (listener: (progress: SyncProgress) => void) => void
}

export interface SyncDesk {
  readonly begin: (wish: SyncWish) => RunningSync
  /** Takes a sync back whose turn has not come; false: there is none of this source. One that runs is ended by its job. */
  readonly takeBack: (source: string) => boolean
  /** How far the syncs are that this app runs. */
  readonly progress: () => ReadonlyArray<SyncProgress>
}

const interrupted = new Problem({
  code: "unavailable",
  detail: "The server stopped during the sync.",
  remedy: "Sync again: what was done is kept, and it goes on from there."
})

const takenBack = new Problem({
  code: "cancelled",
  detail: "The sync was ended before its turn came.",
  remedy: "Sync again when it is wanted."
})

const bug = new Problem({
  code: "internal",
  detail: "The sync met a bug in Deadwax.",
  remedy: "Look into the server's log, and report it."
})

/** `whenInterrupted`: what it means that it was. */
const outcomeOf = (exit: Exit.Exit<SyncJob, Problem | CacheError>, whenInterrupted: Problem): Result.Result<SyncJob, Problem> => {
  if (Exit.isSuccess(exit)) return Result.succeed(exit.value)
  if (Cause.hasInterruptsOnly(exit.cause)) return Result.fail(whenInterrupted)
  const error = Cause.squash(exit.cause)
  if (error instanceof Problem) return Result.fail(error)
  return Result.fail(error instanceof CacheError ? fromCacheError(error) : bug)
}

/** One source of a request: its turn comes, or someone takes it back before. */
interface Task {
  readonly row: SourceRow
  readonly wish: SyncWish
  readonly given: AbortController
  readonly listeners: Set<(progress: SyncProgress) => void>
}

interface Desk {
  readonly ports: AppPorts
  readonly events: EventHub
  readonly closing: AbortSignal
  /** By source: how far the sync is, and whose that is. Two requests may name the same source, of which one is refused. */
  readonly current: Map<string, { readonly task: Task; readonly progress: SyncProgress }>
}

const tell = ({ current, events }: Desk, task: Task, progress: SyncProgress): void => {
  current.set(task.row.name, { task, progress })
  events.publish({ event: "sync-progress", data: progress, isReplaceable: true })
  for (const listener of task.listeners) listener(progress)
}

/** All sources in turn: one that fails keeps no other from being synced. */
const runAll = async (desk: Desk, tasks: ReadonlyArray<Task>): Promise<SyncOutcome> => {
  const outcomes: Array<Result.Result<SyncJob, Problem>> = []
  for (const task of tasks) outcomes.push(await runTask(desk, task))
  return Result.all(outcomes)
}

const runTask = async (desk: Desk, task: Task): Promise<Result.Result<SyncJob, Problem>> => {
  const { ports, events, closing, current } = desk
  const source = task.row.name
  const signal = AbortSignal.any([closing, task.given.signal])
  const exit = signal.aborted ? Exit.interrupt() : await ports.run(Effect.tapCause(syncOne(desk, task), logFailure), signal)
  const outcome = outcomeOf(exit, task.given.signal.aborted ? takenBack : interrupted)
  if (current.get(source)?.task === task) current.delete(source)
  if (Result.isSuccess(outcome)) events.publish({ event: "sync-finished", data: outcome.success, isReplaceable: false })
  else events.publish({ event: "sync-problem", data: { source, ...bodyOf(outcome.failure) }, isReplaceable: false })
  return outcome
}

export const makeSyncDesk = (ports: AppPorts, events: EventHub, closing: AbortSignal): SyncDesk => {
  const desk: Desk = { ports, events, closing, current: new Map() }
  const begin = (wish: SyncWish): RunningSync => {
    const listeners: Task["listeners"] = new Set()
    const tasks = wish.rows.map((row): Task => ({ row, wish, given: new AbortController(), listeners }))
    for (const task of tasks) if (!desk.current.has(task.row.name)) tell(desk, task, waiting(task.row.name))
    const follow = (listener: (progress: SyncProgress) => void): void => {
      listeners.add(listener)
      for (const { task, progress } of desk.current.values()) if (tasks.includes(task)) listener(progress)
    }
    return { ended: runAll(desk, tasks), follow }
  }
  const takeBack = (source: string): boolean => {
    const { task, progress } = desk.current.get(source) ?? {}
    if (progress?.phase !== "wait") return false
    task?.given.abort()
    return true
  }
  return { begin, takeBack, progress: () => [...desk.current.values()].map(({ progress }) => progress) }
}

const syncOne = (desk: Desk, task: Task) =>
  Effect.gen(function* () {
    const { row, wish } = task
    const { full, downloads, allowRemoval, allowMoves, pace } = wish
    const { sync } = desk.ports
    if (sync === undefined) return yield* cannot
    const clock = yield* Clock.Clock
    const follow = followSync(row.name, () => clock.currentTimeMillisUnsafe())
    const onEvent = (event: SyncEvent): void => {
      const progress = follow(event)
      if (progress !== undefined) tell(desk, task, progress)
    }
    const kind = full ? "full" : "incremental"
    const allowed = { allowRemoval, ...(allowMoves !== undefined && { allowMoves }) }
    yield* Effect.mapError(sync({ row, kind, downloads, ...allowed, ...pace, onEvent }), fromSyncFailure)
    const [job] = (yield* listSyncJobs({ source: row.name, limit: 1 })).items
    return job === undefined ? yield* goneMeanwhile : job
  })

const cannot = new Problem({
  code: "unavailable",
  detail: "Sources cannot be synced here.",
  remedy: "Sync them with the command line."
})

const goneMeanwhile = new Problem({ code: "not-found", detail: "The source was removed meanwhile.", remedy: "List the sources." })
