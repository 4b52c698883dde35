/**
 * What ends a command: one sentence that says what happened to which file or key, one that says what to do, and an exit code.
 * Everything that can go wrong becomes a `Failure` here, so that text and JSON cannot drift apart.
 */
import type { FileError } from "@deadwax/core-async"
import { CacheError, type InvalidFilter, type Loss } from "@deadwax/core-cache"
import type { SourceError, SyncError, SyncFailure, SyncLossInfo, SyncMovesInfo } from "@deadwax/core-sync"
import * as Data from "effect/Data"
import type { ExitCode } from "./exit-code.ts"

/** Names of failures in `--json`; scripts may rely on them. */
export type FailureCode =
  | "usage"
  | "config"
  | "not-initialised"
  | "offline"
  | "mass-change"
  | "newer"
  | "damaged"
  | "storage"
  | "source"
  | "cancelled"
  | "busy"
  | "not-found"
  | "internal"

/**
 * Full disks, unwritable or damaged databases count as 3 like an offline storage: the command stopped before it was done, and what
 * there was is intact. They must not be 1, which says that the work was done.
 */
const exitCodes: Readonly<Record<FailureCode, ExitCode>> = {
  usage: 2,
  config: 2,
  "not-initialised": 2,
  offline: 3,
  "mass-change": 3,
  newer: 3,
  damaged: 3,
  storage: 3,
  source: 3,
  cancelled: 130,
  internal: 3,
  busy: 4,
  "not-found": 5
}

export class Failure extends Data.TaggedError("Failure")<{
  readonly code: FailureCode
  readonly message: string
  readonly remedy: string
  readonly path?: string | undefined
  /** The text that was meant, and where in it the trouble is. */
  readonly place?: { readonly text: string; readonly position: number; readonly length: number; readonly expected: string }
  /** With `mass-change`: what would go, of a scan as HTTP tells it, of a sync as its SyncJob does. */
  readonly loss?: Loss | SyncLossInfo | undefined
  /** With `mass-change`: what would move in playlists. */
  readonly moves?: SyncMovesInfo | undefined
  /** What else is wrong, and found in the same look. */
  readonly others?: ReadonlyArray<Failure>
  readonly cause?: unknown
}> {
  get exitCode(): ExitCode {
    return exitCodes[this.code]
  }
}

export const fromCacheError = (error: CacheError): Failure => {
  const { reason: code, message, remedy, path, loss } = error
  return new Failure({ code, message, remedy, path, loss, cause: error })
}

/** A source that cannot be asked, or does not answer as it should. Neither sentence holds a secret. */
const fromSourceError = (error: SourceError): Failure => {
  const message = `the source ${error.message}${error.here === undefined ? "" : `: ${error.here}`}`
  return new Failure({ code: "source", message, remedy: error.remedy, cause: error })
}

const syncCodes: Readonly<Record<SyncError["reason"], FailureCode>> = {
  "already-running": "busy",
  cancelled: "cancelled",
  lost: "source",
  "mass-change": "mass-change",
  "other-disk": "source",
  overlap: "source",
  "mass-move": "mass-change",
  short: "source"
}

/** A sync that was not completed. */
export const fromSyncFailure = (error: SyncFailure): Failure => {
  switch (error._tag) {
    case "SourceError":
      return fromSourceError(error)
    case "CacheError":
      return fromCacheError(error)
    case "ItemFailed": {
      if (error.cause instanceof CacheError) return fromCacheError(error.cause)
      const remedy = error.remedy ?? "Mend that, and sync again: it goes on where it was."
      return new Failure({ code: "storage", message: error.message, remedy, cause: error })
    }
    case "SyncError": {
      const { reason, message, remedy, lossShown, moves } = error
      const told = { message, remedy, loss: lossShown, moves }
      return new Failure({ code: syncCodes[reason], ...told, cause: error })
    }
  }
}

export const fromInvalidFilter =
  (text: string) =>
  (error: InvalidFilter): Failure => {
    const { position, length, expected, message, remedy } = error
    const place = { text, position, length, expected }
    return new Failure({ code: "usage", message: `the filter makes no sense: ${message}`, remedy, place, cause: error })
  }

/** A file that the user named, which cannot be read or written. */
export const fromNamedFile =
  (doing: "read" | "write") =>
  (error: FileError): Failure => {
    const { path, reason } = error
    const refused = (code: FailureCode, message: string, remedy: string) =>
      new Failure({ code, message, remedy, path, cause: error })
    if (reason === "is-a-directory") return refused("usage", `${path} is a directory`, "Name a file.")
    if (reason === "not-a-directory")
      return refused("usage", `${path} lies in a file, as if that were a directory`, "Check its spelling.")
    if (reason === "name") return refused("usage", `${path} is no name that a file can have here`, "Name another file.")
    if (reason === "not-found")
      return doing === "read"
        ? refused("not-found", `there is no file ${path}`, "Check its spelling.")
        : refused("not-found", `the directory of ${path} is not there`, "Make it, or name another file.")
    return doing === "write"
      ? fromFileError(doing)(error)
      : refused("storage", `cannot read ${path} (${reason})`, "Check that it is a file, and that it may be read.")
  }

/** A file of Deadwax's own (configuration, databases' directories) that cannot be used; `doing` completes "cannot …". */
export const fromFileError =
  (doing: string) =>
  (error: FileError): Failure =>
    new Failure({
      code: "storage",
      message: `cannot ${doing} ${error.path} (${error.reason})`,
      remedy:
        error.reason === "full"
          ? "Free some space and run the command again."
          : "Check that its directory exists and may be written.",
      path: error.path,
      cause: error
    })

/** Standard output takes no more, and not because its reader has gone: what was printed is not whole. */
export const outputLost = (cause: Error & { readonly code?: string }): Failure =>
  new Failure({
    code: "storage",
    message:
      cause.code === "ENOSPC"
        ? "the output cannot be written whole: the disk it goes to is full"
        : `the output cannot be written whole (${cause.code ?? cause.message})`,
    remedy: "Send the output somewhere else, or free some space, and run the command again.",
    cause
  })

/** A bug of ours: nothing a user can do but tell. */
export const fromDefect = (cause: unknown): Failure =>
  new Failure({
    code: "internal",
    message: `a bug in Deadwax stopped the command: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: "Run it again with -v and report what it prints.",
    cause
  })
