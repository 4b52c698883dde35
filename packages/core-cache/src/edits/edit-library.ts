/**
 * How an edit runs: the file first, then the cache by scanning just what was changed, all under the library's lock. An edit waits a while
 * for whoever holds it; a scan that is under way goes on undisturbed.
 */
import type { FileError, Files, Processes, Workers } from "@deadwax/core-async"
import type { TagWriter } from "@deadwax/core-tags"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { CacheError } from "../cache-error.ts"
import { holdLock, type Lock } from "../locks/lock.ts"
import { checkOnline } from "../scan/online.ts"
import { type ScanTarget, scanHolding } from "../scan/scan.ts"

/** How long an edit waits for another process, milliseconds (S4). */
export const longestWaitMs = 10_000

/** What an edit did on the disk. */
export interface Edited<A> {
  readonly value: A
  /** Absolute paths of the directories that the cache must look at again; the root: all. Undefined: none. */
  readonly directories: ReadonlyArray<string> | undefined
  /** Read their files again, also unchanged ones, and adopt what looks like a copy in progress. */
  readonly force?: boolean
  /** Paths that the edit took away, relative to the root: their tracks go without further consent. */
  readonly removed?: ReadonlyArray<string>
}

type EditPorts = Files | Workers | Processes | TagWriter

/** Runs one edit. `purpose` says what it does, for those who have to wait for it. */
export const runEdit = <A, R>(
  target: ScanTarget,
  purpose: string,
  edit: (lock: Lock) => Effect.Effect<Edited<A>, CacheError, R>
): Effect.Effect<A, CacheError, R | EditPorts> =>
  Effect.scoped(
    Effect.gen(function* () {
      yield* checkOnline(target)
      const lock = yield* holdLock(target.userDb, "scan", purpose, longestWaitMs)
      const { value, directories, force = false, removed = [] } = yield* edit(lock)
      const startedMs = yield* Clock.currentTimeMillis
      if (directories !== undefined) yield* scanHolding(target, lock, { directories, force, removed }, startedMs)
      return value
    })
  )

const remedies: Partial<Record<FileError["reason"], string>> = {
  full: "Free some space and run the command again.",
  exists: "Move what is there away, and run the command again.",
  name: "Give it, or what it lies in, a shorter or simpler name, and run the command again.",
  changed: "Another program changed it meanwhile: run the command again.",
  "read-only": "Make it writable and run the command again."
}

/** A file of the library that could not be changed; `doing` completes "cannot …". */
export const editFailed =
  (doing: string) =>
  (error: FileError): CacheError =>
    new CacheError({
      reason: error.reason === "exists" || error.reason === "name" ? "usage" : "storage",
      message: `cannot ${doing}: ${error.path} (${error.reason})`,
      remedy: remedies[error.reason] ?? "Check that it exists and may be written.",
      path: error.path,
      cause: error
    })
