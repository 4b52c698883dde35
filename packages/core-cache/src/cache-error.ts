/** The failures that a library's user can meet. Each says what happened, to which file or key, and what to do. */
import type { FileError, SqliteError } from "@deadwax/core-async"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { NotOwner } from "./store/not-owner.ts"

/**
 * - `usage`: the call makes no sense (negative offset, a directory outside the library)
 * - `not-initialised`: the directory is not a registered library
 * - `offline`: the root is absent or its marker is gone; nothing was changed
 * - `mass-change`: a scan would drop more than a fifth of the library's tracks, or all; they are still there (`allowRemoval` lets them go)
 * - `busy`: another process holds the library; the message names it
 * - `newer`: a database was made by a newer version
 * - `damaged`: cache.db turned out to be damaged; the next opening makes a new one
 * - `storage`: SQLite or the file system failed (full disk, no permission)
 */
export type CacheErrorReason = "usage" | "not-initialised" | "offline" | "mass-change" | "busy" | "newer" | "damaged" | "storage"

/**
 * What a scan would remove: `tracks` of the library's `total`, by the directories below the root (its files themselves: ""), the largest
 * first; `otherDirectories` are left out.
 */
export interface Loss {
  readonly tracks: number
  readonly total: number
  readonly directories: ReadonlyArray<{ readonly name: string; readonly tracks: number }>
  readonly otherDirectories: number
}

/** A failure that a person can meet and do something about. `isRetryable`: the same call may succeed a little later. */
export class CacheError extends Data.TaggedError("CacheError")<{
  readonly reason: CacheErrorReason
  /** One sentence: what happened, to which file or key. */
  readonly message: string
  /** One sentence: what to do about it. */
  readonly remedy: string
  readonly path?: string
  /** With `mass-change`. */
  readonly loss?: Loss
  readonly cause?: unknown
}> {
  get isRetryable(): boolean {
    return this.reason === "busy"
  }
}

const isSqliteError = (cause: unknown): cause is SqliteError =>
  typeof cause === "object" && cause !== null && "_tag" in cause && cause._tag === "SqliteError"

/** What a person can do about a failure of SQLite. */
const sqliteFailure = (error: SqliteError): CacheError => {
  const of = (reason: CacheErrorReason, message: string, remedy: string) =>
    new CacheError({ reason, message, remedy, cause: error })
  switch (error.reason) {
    case "full":
      return of("storage", "the disk that holds Deadwax's databases is full", "Free some space and run the command again.")
    case "busy":
      return of("busy", "another process is writing to this library's databases", "Wait until it has finished and try again.")
    case "read-only":
    case "cannot-open":
      return of("storage", `a database cannot be opened or written: ${error.message}`, "Check the permissions of its directory.")
    case "corrupt":
    case "not-a-database":
      return of("damaged", "this library's cache.db is damaged", "Run the command again: the cache is rebuilt from the files.")
    default:
      return of("storage", `a database failed: ${error.message}`, "Run the command again; -v shows where it failed.")
  }
}

const lost = (cause: NotOwner): CacheError =>
  new CacheError({ reason: "busy", message: cause.message, remedy: "Run the command again when it has finished.", cause })

/** Runs synchronous database work; SQLite's failures become typed, anything else stays a defect. */
export const attempt = <A>(work: () => A): Effect.Effect<A, CacheError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(work())
    } catch (cause) {
      if (cause instanceof CacheError) return Effect.fail(cause)
      if (isSqliteError(cause)) return Effect.fail(sqliteFailure(cause))
      if (cause instanceof NotOwner) return Effect.fail(lost(cause))
      return Effect.die(cause)
    }
  })

/** library.db failed to open or be read. It is the user's: a damaged one is named, and never replaced silently. */
export const damagedLibrary = (path: string, cause: unknown): CacheError => {
  const reason = typeof cause === "object" && cause !== null && "reason" in cause ? String(cause.reason) : "unreadable"
  return new CacheError({
    reason: "storage",
    message: `${path} cannot be read (${reason})`,
    remedy: "It holds your library's ids and state: restore it from a backup, or move it away to begin anew.",
    path,
    cause
  })
}

/** Maps a failed open (an Effect of the SQLite port). */
export const fromSqlite = (error: SqliteError): CacheError => sqliteFailure(error)

/** Maps a failure on Deadwax's own files (markers, directories of databases); `doing` completes "cannot …". */
export const fromFile =
  (doing: string) =>
  (error: FileError): CacheError =>
    new CacheError({
      reason: "storage",
      message: `cannot ${doing}: ${error.path} (${error.reason})`,
      remedy: error.reason === "full" ? "Free some space and run the command again." : "Check that it exists and may be written.",
      path: error.path,
      cause: error
    })
