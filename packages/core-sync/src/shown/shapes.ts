/**
 * What is told about sources and their catalog, described once: types, validation and (for HTTP) OpenAPI come from these schemas. Absent values
 * are null, times are UTC ISO with milliseconds, paths of the library are absolute, those of a source relative to its root.
 */
import { Status } from "@deadwax/core-cache"
import * as Schema from "effect/Schema"
import { SourcePolicy } from "../sources/settings.ts"

const Text = Schema.String
const MaybeText = Schema.NullOr(Schema.String)
const MaybeInt = Schema.NullOr(Schema.Int)

/**
 * One file that a source has. `status` says whether it is here, whether or not it is wanted; `ignoredBy`: who does not want it, null: it is
 * wanted; `deletion`: it was deleted here, and the policy leaves it so. `title`, `artist` and `album` are what its tags say, as far as those were read. `attempts`: failed ones in a row; `retryAt`: not tried
 * before, null: as soon as may be. `errorClass` is one word to group failures by. `leftFor`: it would be fetched, and the budget has no room for it, or
 * nobody knows whether it has, since the source does not tell its size.
 */
export const CatalogEntry = Schema.Struct({
  id: Text,
  source: Text,
  path: Text,
  sizeBytes: MaybeInt,
  modifiedAt: MaybeText,
  isMusic: Schema.Boolean,
  title: MaybeText,
  artist: MaybeText,
  album: MaybeText,
  status: Schema.Literals(["missing", "downloading", "downloaded", "failed"]),
  ignoredBy: Schema.NullOr(Schema.Literals(["user", "policy", "deletion"])),
  localPath: MaybeText,
  trackId: MaybeText,
  lastError: MaybeText,
  errorClass: MaybeText,
  attempts: Schema.Int,
  retryAt: MaybeText,
  leftFor: Schema.NullOr(Schema.Literals(["budget", "size-unknown"]))
}).annotate({ identifier: "CatalogEntry" })
export type CatalogEntry = typeof CatalogEntry.Type

/**
 * What the catalog of one source, or of all, comes to. The first five add up to `songs`; `artists` and `albums` are those that tags name, as
 * far as they were read; `otherFiles` are covers and whatever else is no music; `queued`: songs and other files that can be fetched now.
 */
export const CatalogSummary = Schema.Struct({
  missing: Schema.Int,
  downloading: Schema.Int,
  downloaded: Schema.Int,
  failed: Schema.Int,
  ignored: Schema.Int,
  songs: Schema.Int,
  artists: Schema.Int,
  albums: Schema.Int,
  otherFiles: Schema.Int,
  queued: Schema.Int
}).annotate({ identifier: "CatalogSummary" })
export type CatalogSummary = typeof CatalogSummary.Type

/** What became of a job's items; the others add up to `items`. */
export const SyncStats = Schema.Struct({
  items: Schema.Int,
  pending: Schema.Int,
  added: Schema.Int,
  updated: Schema.Int,
  deleted: Schema.Int,
  skipped: Schema.Int,
  failed: Schema.Int
}).annotate({ identifier: "SyncStats" })

/**
 * What a sync would have taken for gone, and did not: `files` of `total` that the source had, by the folders at its root, the largest first
 * ("" is the root itself), without `otherFolders` of them; and the first paths, as they were at the source.
 */
export const SyncLossInfo = Schema.Struct({
  files: Schema.Int,
  total: Schema.Int,
  folders: Schema.Array(Schema.Struct({ name: Text, files: Schema.Int })),
  otherFolders: Schema.Int,
  paths: Schema.Array(Text)
}).annotate({ identifier: "SyncLoss" })
export type SyncLossInfo = typeof SyncLossInfo.Type

/** What a sync would have moved, and did not: `entries` of the `total` that all playlists have, by playlist, the largest first. */
export const SyncMovesInfo = Schema.Struct({
  entries: Schema.Int,
  total: Schema.Int,
  playlists: Schema.Array(Schema.Struct({ name: Text, entries: Schema.Int })),
  otherPlaylists: Schema.Int
}).annotate({ identifier: "SyncMoves" })
export type SyncMovesInfo = typeof SyncMovesInfo.Type

/**
 * Why a sync failed, in two sentences, the second null where nothing can be said; and what it would have taken for gone, or moved in playlists: the
 * number of the first is what `allowRemoval` consents to, of the other `allowMoves`.
 */
export const SyncJobError = Schema.Struct({
  reason: Text,
  message: Text,
  remedy: MaybeText,
  loss: Schema.NullOr(SyncLossInfo),
  moves: Schema.NullOr(SyncMovesInfo)
}).annotate({ identifier: "SyncJobError" })

const queueCounts = { ready: Schema.Int, overBudget: Schema.Int, waiting: Schema.Int, nextAt: MaybeText }

/**
 * What a source has and is not here: `ready`: what could be fetched now, of which the budget has no room for `overBudget`; `waiting`: what failed and
 * is left alone for a while, until `nextAt` at the earliest; `ignored`: what is not wanted, by whom. Songs and other files.
 */
export const SyncLeft = Schema.Struct({
  ...queueCounts,
  ignored: Schema.Struct({ user: Schema.Int, policy: Schema.Int, deletion: Schema.Int })
}).annotate({ identifier: "SyncLeft" })
export type SyncLeft = typeof SyncLeft.Type

/**
 * One run of a sync. `type`: what it was; `escalation`: why it listed everything when it was to read what changed; `removals`: files that it
 * found gone from the source; `left`: what of the source was not here when it ended, null: it has not, or nobody counted that then; `error`: why it
 * failed.
 */
export const SyncJob = Schema.Struct({
  job: Schema.Int,
  source: Text,
  requested: Schema.Literals(["full", "incremental"]),
  type: Schema.Literals(["full", "incremental"]),
  escalation: Schema.NullOr(Schema.Literals(["no-feed", "no-cursor", "other-place", "cursor-expired"])),
  status: Schema.Literals(["running", "completed", "failed", "cancelled", "interrupted"]),
  startedAt: Text,
  endedAt: MaybeText,
  removals: Schema.Int,
  stats: SyncStats,
  left: Schema.NullOr(SyncLeft),
  error: Schema.NullOr(SyncJobError)
}).annotate({ identifier: "SyncJob" })
export type SyncJob = typeof SyncJob.Type

/**
 * A source. `url` holds no user name and no password; `passwordFrom`: where the password is, and never what it is. `concurrency`: files that are
 * fetched at a time; `bytesPerSecond`: what comes of them together, null: as fast as it can.
 */
export const SourceInfo = Schema.Struct({
  name: Text,
  kind: Text,
  url: Text,
  user: MaybeText,
  passwordFrom: Schema.NullOr(Schema.Literals(["file", "environment"])),
  allowPlainHttp: Schema.Boolean,
  concurrency: Schema.Int,
  bytesPerSecond: MaybeInt,
  policy: SourcePolicy,
  addedAt: Text,
  catalog: CatalogSummary,
  lastSync: Schema.NullOr(SyncJob)
}).annotate({ identifier: "SourceInfo" })
export type SourceInfo = typeof SourceInfo.Type

const duplicateTrack = {
  id: Text,
  path: Text,
  title: Text,
  format: Text,
  bitrateKbps: MaybeInt,
  sizeBytes: Schema.Int,
  source: MaybeText
}

/** A track that is there more than once. `path` is absolute; `source`: the name of the source that it is a file of, null: it is the user's own. */
export const DuplicateTrack = Schema.Struct(duplicateTrack).annotate({ identifier: "DuplicateTrack" })
export type DuplicateTrack = typeof DuplicateTrack.Type

/**
 * One recording that is there more than once: the track that would stay, and those that are it once more. `reason`: the strongest that they have
 * in common: all bytes as they came, the sound, or what their tags say of the recording at one place of one release.
 */
export const DuplicatesOfTrack = Schema.Struct({
  survivor: DuplicateTrack,
  duplicates: Schema.Array(
    Schema.Struct({ ...duplicateTrack, reason: Schema.Literals(["same-content", "same-sound", "same-recording"]) })
  )
}).annotate({ identifier: "DuplicatesOfTrack" })
export type DuplicatesOfTrack = typeof DuplicatesOfTrack.Type

/**
 * `ready`: what can be fetched now, of which the budgets of their sources have no room for `overBudget`; `waiting`: what failed and is left alone for
 * a while, until `nextAt` at the earliest.
 */
export const QueueSummary = Schema.Struct(queueCounts).annotate({ identifier: "QueueSummary" })

/** What a library says of itself; of one that has sources also what those come to. */
export const LibraryStatus = Schema.Struct({
  ...Status.fields,
  catalog: Schema.optionalKey(CatalogSummary),
  queue: Schema.optionalKey(QueueSummary),
  sources: Schema.optionalKey(Schema.Array(SourceInfo))
}).annotate({ identifier: "Status" })
export type LibraryStatus = typeof LibraryStatus.Type
