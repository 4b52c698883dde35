/** What a sync that was not completed means to who asked over HTTP. What names files of the server's machine stays in its log. */
import { CacheError } from "@deadwax/core-cache"
import type { SourceError, SyncError, SyncFailure } from "@deadwax/core-sync"
import { fromCacheError, Problem, type ProblemCode } from "../answers/problem.ts"

const codes: Readonly<Record<SyncError["reason"], ProblemCode>> = {
  "already-running": "busy",
  cancelled: "cancelled",
  lost: "not-found",
  "mass-change": "mass-change",
  "other-disk": "source-failed",
  overlap: "source-failed",
  "mass-move": "mass-change",
  short: "source-failed"
}

/** The sentence of a source is its own but for where its password is. */
const fromSourceError = ({ source, reason, detail, remedy }: SourceError): Problem =>
  new Problem({
    code: "source-failed",
    detail:
      reason === "credentials"
        ? `The source "${source}" was not let in with its credentials, or they were not found.`
        : `The source "${source}": ${detail}.`,
    remedy
  })

const fromSyncError = ({ source, reason, detail, remedy, loss, moves }: SyncError): Problem =>
  new Problem({
    code: codes[reason],
    detail: `The source "${source}": ${detail}.`,
    remedy,
    ...(moves !== undefined && { moves }),
    ...(loss !== undefined && {
      loss: {
        tracks: loss.items,
        total: loss.total,
        directories: loss.folders.map(({ name, items }) => ({ name, tracks: items })),
        otherDirectories: loss.otherFolders,
        names: loss.names
      }
    })
  })

const storage = new Problem({
  code: "storage",
  detail: "A disk of the server failed or is full, and the sync was stopped.",
  remedy: "Look into the server's log: it says which. The next sync goes on from there."
})

/** Why a sync was not completed, in sentences for who asked. */
export const fromSyncFailure = (error: SyncFailure | Problem): Problem => {
  switch (error._tag) {
    case "Problem":
      return error
    case "SourceError":
      return fromSourceError(error)
    case "SyncError":
      return fromSyncError(error)
    case "CacheError":
      return fromCacheError(error)
    case "ItemFailed":
      return error.cause instanceof CacheError ? fromCacheError(error.cause) : storage
  }
}
