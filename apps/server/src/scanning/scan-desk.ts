/**
 * Scans that were asked for over HTTP.
 *
 * A scan belongs to the library, not to who asked: it goes on when that one leaves, and every listener hears of it. It ends early only
 * with the app, and the next scan goes on from there. Only one can run; that is for the library's lock to say, which also sees other
 * processes.
 */
import {
  CacheError,
  LibraryCache,
  type LibraryCacheShape,
  type ScanOptions,
  type ScanProgress,
  type ScanReport
} from "@deadwax/core-cache"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import { logFailure } from "../answers/log-failure.ts"
import { bodyOf, fromCacheError, Problem } from "../answers/problem.ts"
import type { AppEvent } from "../events/app-event.ts"
import type { EventHub } from "../events/event-hub.ts"
import type { AppPorts } from "../ports.ts"

export type ScanOutcome = Result.Result<ScanReport, Problem>

/** A scan that was asked for. */
export interface RunningScan {
  /** It has the library's lock and works; false: it ended before it could. */
  readonly isUnderWay: boolean
  /** What it did, or why it ended before it was done. */
  readonly ended: Promise<ScanOutcome>
  /** Calls `listener` with how far it is now, and with each progress from here on. */
  readonly follow: (listener: (progress: ScanProgress) => void) => void
}

export interface ScanDesk {
  /** Begins a scan. Settles when it is under way, or has ended before it could be: busy, offline. */
  readonly begin: (options: Omit<ScanOptions, "onProgress">) => Promise<RunningScan>
  /** How far the scan is that this app runs; null when it runs none. */
  readonly progress: () => ScanProgress | null
  /** Did a scan of the whole library, begun here, end on this opening? */
  readonly hasFilled: (library: LibraryCacheShape) => boolean
}

const interrupted = new Problem({
  code: "unavailable",
  detail: "The server stopped during the scan.",
  remedy: "Scan again: what was scanned is kept, and it goes on from there."
})

const bug = new Problem({
  code: "internal",
  detail: "The scan met a bug in Deadwax.",
  remedy: "Look into the server's log, and report it."
})

/** What a scan came to, without what is only for the server's own log. */
const outcomeOf = (exit: Exit.Exit<ScanReport, CacheError>): ScanOutcome => {
  if (Exit.isSuccess(exit)) return Result.succeed(exit.value)
  if (Cause.hasInterruptsOnly(exit.cause)) return Result.fail(interrupted)
  const error = Cause.squash(exit.cause)
  return Result.fail(error instanceof CacheError ? fromCacheError(error) : bug)
}

const endEvent = (outcome: ScanOutcome): AppEvent =>
  Result.isSuccess(outcome)
    ? { event: "scan-finished", data: outcome.success, isReplaceable: false }
    : { event: "scan-problem", data: bodyOf(outcome.failure), isReplaceable: false }

export const makeScanDesk = (ports: AppPorts, events: EventHub, closing: AbortSignal): ScanDesk => {
  let current: ScanProgress | null = null
  const filled = new WeakSet<LibraryCacheShape>()
  const begin = async (options: Omit<ScanOptions, "onProgress">): Promise<RunningScan> => {
    const listeners = new Set<(progress: ScanProgress) => void>()
    const started = Promise.withResolvers<void>()
    // Its first word says that it has the lock; a scan without it must not end another one's progress.
    let isUnderWay = false
    const onProgress = (progress: ScanProgress) => {
      isUnderWay = true
      current = progress
      started.resolve()
      events.publish({ event: "scan-progress", data: progress, isReplaceable: true })
      for (const listener of listeners) listener(progress)
    }
    const scan = Effect.flatMap(LibraryCache, (library) =>
      Effect.tap(library.scan({ ...options, onProgress }), () =>
        Effect.sync(() => {
          if (options.directories === undefined) filled.add(library)
        })
      )
    )
    const ended = ports.run(Effect.tapCause(scan, logFailure), closing).then((exit) => {
      const outcome = outcomeOf(exit)
      if (isUnderWay) {
        current = null
        events.publish(endEvent(outcome))
      }
      started.resolve()
      return outcome
    })
    await started.promise
    return {
      isUnderWay,
      ended,
      follow: (listener) => {
        if (current !== null) listener(current)
        listeners.add(listener)
      }
    }
  }
  return { begin, progress: () => current, hasFilled: (library) => filled.has(library) }
}
