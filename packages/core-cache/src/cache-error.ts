/** The failures that a library's user can meet. Each says what happened, to which file or key, and what to do. */
import * as Data from "effect/Data"

/**
 * - `usage`: the call makes no sense (negative offset, a directory outside the library)
 * - `not-initialised`: the directory is not a registered library
 * - `offline`: the root is absent or its marker is gone; nothing was changed
 * - `busy`: another process holds the library; the message names it
 * - `newer`: a database was made by a newer version
 * - `storage`: SQLite or the file system failed (full disk, no permission)
 */
export type CacheErrorReason = "usage" | "not-initialised" | "offline" | "busy" | "newer" | "storage"

export class CacheError extends Data.TaggedError("CacheError")<{
  readonly reason: CacheErrorReason
  /** One sentence: what happened, to which file or key. */
  readonly message: string
  /** One sentence: what to do about it. */
  readonly remedy: string
  readonly path?: string
  readonly cause?: unknown
}> {
  get isRetryable(): boolean {
    return this.reason === "busy"
  }
}
