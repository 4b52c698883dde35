/** How a sync ends that is not completed, beside what the source (`SourceError`) and the library (`CacheError`) fail with. */
import * as Data from "effect/Data"
import { lossShown } from "./shown/loss-shown.ts"
import type { SyncLossInfo } from "./shown/shapes.ts"

/**
 * - `already-running`: another sync of this source is at work
 * - `cancelled`: someone asked for its end from another program
 * - `lost`: the job was ended by another program, or its source was removed
 * - `mass-change`: more than a fifth of what the source had is gone, or all of it; nothing was taken away (`allowRemoval` lets it go)
 * - `mass-move`: more than a fifth of all entries of playlists, and more than ten, would move to another file; none did (`allowMoves` lets them)
 * - `other-disk`: what lies at the source's address is another disk than it was; nothing was taken in
 * - `overlap`: the source's directory lies in the library, or the library in it, by links that have changed
 * - `short`: the source did not tell all that it has, or all that happened; nothing was concluded from it
 */
export type SyncErrorReason =
  | "already-running"
  | "cancelled"
  | "lost"
  | "mass-change"
  | "mass-move"
  | "other-disk"
  | "overlap"
  | "short"

/** What a sync would take for gone: `items` of the source's `total`, by the folders at its root, the largest first. */
export interface SyncLoss {
  readonly items: number
  readonly total: number
  /** "" are the files of the root itself. */
  readonly folders: ReadonlyArray<{ readonly name: string; readonly items: number }>
  /** Folders that are left out of the list. */
  readonly otherFolders: number
  /** Their paths at the source, in order, the first twenty. */
  readonly names: ReadonlyArray<string>
}

/** What a sync would move: `entries` of the `total` that all playlists have, by playlist, the largest first. */
export interface SyncMoves {
  readonly entries: number
  readonly total: number
  readonly playlists: ReadonlyArray<{ readonly name: string; readonly entries: number }>
  /** Playlists that are left out of the list. */
  readonly otherPlaylists: number
}

const remedies: Readonly<Record<SyncErrorReason, string>> = {
  "already-running": "Wait until it has finished, or end it, and try again.",
  cancelled: "Sync it again when it is wanted: it goes on where it was.",
  lost: "Sync the source again if it is still wanted.",
  "mass-change":
    "Check that the source is whole and mounted there. If these files are meant to be gone, sync again and allow the removal (deadwax sync --allow-removal).",
  "other-disk":
    "Mount the disk that it was. If the music lies on this one from now on, tell so with sources set NAME --new-disk, and sync again.",
  overlap: "Check where the links at its address lead: a library cannot be its own source.",
  "mass-move":
    "Look at the duplicates that were found. If the playlists are to follow them, sync again and allow the removal (deadwax sync --allow-removal); else let the source's policy only tell them.",
  short: "Sync again; if it stays so, check the source's own log and what its account may read."
}

/** An expected end of a sync. */
export class SyncError extends Data.TaggedError("SyncError")<{
  readonly reason: SyncErrorReason
  /** The source's name. */
  readonly source: string
  /** What happened, as the end of "SOURCE: …", without a full stop. */
  readonly detail: string
  /** With `mass-change`. */
  readonly loss?: SyncLoss
  /** With `mass-move`. */
  readonly moves?: SyncMoves
}> {
  /** What would have gone, as the world is told of it. */
  get lossShown(): SyncLossInfo | undefined {
    return this.loss === undefined ? undefined : lossShown(this.loss)
  }
  /** True when the same call may succeed later without anyone doing anything. */
  get isRetryable(): boolean {
    return this.reason === "already-running" || this.reason === "short"
  }
  /** One sentence: what a person can do. */
  get remedy(): string {
    return remedies[this.reason]
  }
  override get message(): string {
    return `${this.source}: ${this.detail}`
  }
}
