/**
 * What the library answers, described once: types, validation and (for HTTP) OpenAPI come from these schemas.
 *
 * Absent values are null. Dates are text `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. Paths are absolute. Durations and bitrates are rounded
 * integers. Track and disc numbers are text (`A1` is one), totals are integers.
 */
import * as Schema from "effect/Schema"
import type { Filter } from "../filter/filter.ts"
import type { Sort, TrackSort } from "../filter/sort.ts"

const Text = Schema.String
const MaybeText = Schema.NullOr(Schema.String)
const MaybeInt = Schema.NullOr(Schema.Int)

/** How a library keeps its ids: embedded in the files' tags, or in Deadwax's own database without writing a file. */
export const Identity = Schema.Literals(["tags", "fingerprint"])
export type Identity = typeof Identity.Type

/** How releases are found: every child directory of the root (`flat`), or at any depth (`nested`). */
export const Layout = Schema.Literals(["nested", "flat"])
export type Layout = typeof Layout.Type

/** One registered library. `id` is a UUIDv7 given by `init`, also written in the root's marker. */
export const Library = Schema.Struct({ id: Text, name: Text, root: Text, identity: Identity, layout: Layout }).annotate({
  identifier: "Library"
})
export type Library = typeof Library.Type

/** One credited name; `alias` marks a name added because of an alias rule. */
export const Artist = Schema.Struct({ name: Text, alias: Schema.Boolean }).annotate({ identifier: "Artist" })
export type Artist = typeof Artist.Type

const Names = Schema.Array(Artist)
/** Who did what. Order within a role is the tags' order. */
export const Artists = Schema.Struct({
  main: Names,
  guest: Names,
  remixer: Names,
  producer: Names,
  composer: Names,
  conductor: Names,
  djmixer: Names
}).annotate({ identifier: "Artists" })
export type Artists = typeof Artists.Type

/** One track: one audio file. `lyrics`: those in a file beside it, whose path is `lyricsPath`, else those in its tags. `trackTotal` counts its disc, `discTotal` its release's discs. */
export const Track = Schema.Struct({
  id: Text,
  releaseId: Text,
  sourcePath: Text,
  title: Text,
  trackNumber: Text,
  trackTotal: Schema.Int,
  discNumber: Text,
  discTotal: Schema.Int,
  durationSeconds: MaybeInt,
  artists: Artists,
  format: Text,
  bitrateKbps: MaybeInt,
  sampleRateHz: MaybeInt,
  channels: MaybeInt,
  sizeBytes: Schema.Int,
  lyrics: Schema.NullOr(Schema.Literals(["file", "tags"])),
  lyricsPath: MaybeText,
  isFavorite: Schema.Boolean,
  rating: MaybeInt,
  playCount: Schema.Int,
  lastPlayedAt: MaybeText
}).annotate({ identifier: "Track" })
export type Track = typeof Track.Type

/** The words of a track as they are in `path`: a file beside it or the track's own tags. Lines with `[mm:ss.xx]` before them are timed. */
export const Lyrics = Schema.Struct({
  source: Schema.Literals(["file", "tags"]),
  path: Text,
  text: Text
}).annotate({ identifier: "Lyrics" })
export type Lyrics = typeof Lyrics.Type

/** One release. `cover`: a file, whose path is `coverPath`, else in the tags of a track. `trackTotal` counts all its tracks; `addedAt` is the datafile's text; `durationSeconds` counts unknown lengths as 0. */
export const Release = Schema.Struct({
  id: Text,
  sourcePath: Text,
  cover: Schema.NullOr(Schema.Literals(["file", "tags"])),
  coverPath: MaybeText,
  addedAt: MaybeText,
  title: Text,
  type: Text,
  releaseDate: MaybeText,
  originalDate: MaybeText,
  compositionDate: MaybeText,
  catalogNumber: MaybeText,
  edition: MaybeText,
  isNew: Schema.Boolean,
  discTotal: Schema.Int,
  trackTotal: Schema.Int,
  durationSeconds: Schema.Int,
  genres: Schema.Array(Text),
  parentGenres: Schema.Array(Text),
  secondaryGenres: Schema.Array(Text),
  parentSecondaryGenres: Schema.Array(Text),
  descriptors: Schema.Array(Text),
  labels: Schema.Array(Text),
  artists: Artists,
  tracks: Schema.optionalKey(Schema.Array(Track))
}).annotate({ identifier: "Release" })
export type Release = typeof Release.Type

/** A name in the credits, and what a filter by it finds: names that it is an alias of count it, too. */
export const ArtistRow = Schema.Struct({ name: Text, releases: Schema.Int, tracks: Schema.Int })
export type ArtistRow = typeof ArtistRow.Type

/** A genre, descriptor or label, and what a filter by it finds. `onlyNewReleases`: none of its releases is heard yet. */
export const ValueRow = Schema.Struct({
  name: Text,
  releases: Schema.Int,
  tracks: Schema.Int,
  onlyNewReleases: Schema.Boolean
})
export type ValueRow = typeof ValueRow.Type

/** One artist. `aliases` and `aliasOf` are what the alias rules say, transitively. */
export const ArtistEntry = Schema.Struct({
  ...ArtistRow.fields,
  aliases: Schema.Array(Text),
  aliasOf: Schema.Array(Text)
})
export type ArtistEntry = typeof ArtistEntry.Type

/** One genre. `parentGenres`: all above it in the genre tree; `subGenres`: those of the library below it. Both sorted. */
export const GenreEntry = Schema.Struct({
  ...ValueRow.fields,
  parentGenres: Schema.Array(Text),
  subGenres: Schema.Array(Text)
})
export type GenreEntry = typeof GenreEntry.Type

/** One thing that a search found. For an artist `id` is the name; `releaseId` is null unless the hit is a track. */
export const Hit = Schema.Struct({
  kind: Schema.Literals(["track", "release", "artist"]),
  id: Text,
  title: Text,
  artists: Text,
  releaseId: MaybeText
}).annotate({ identifier: "Hit" })
export type Hit = typeof Hit.Type

/** Why a collection's file could not be read or be kept in step; the words for a person are in `message`. */
const CollectionTrouble = Schema.Struct({ reason: Text, message: Text })

/**
 * One collage or playlist in a list. `count`: its entries, `missing` of them not in the library now. `failure`: null unless its file could
 * not be read (then it has no entries) or not be written.
 */
export const CollectionSummary = Schema.Struct({
  name: Text,
  count: Schema.Int,
  missing: Schema.Int,
  coverPath: MaybeText,
  failure: Schema.NullOr(CollectionTrouble)
})
export type CollectionSummary = typeof CollectionSummary.Type

/**
 * One entry. `id`: of the release or track, also while it is missing. `position`: from 1. `description`: `[date] Artists - Title`, with
 * ` {MISSING}` behind it while missing; null when nobody knows what it was.
 */
export const CollectionItem = Schema.Struct({
  id: Text,
  position: Schema.Int,
  description: MaybeText,
  missing: Schema.Boolean
})
export type CollectionItem = typeof CollectionItem.Type

/** A collage with all its entries in order. */
export const Collage = Schema.Struct({ ...CollectionSummary.fields, releases: Schema.Array(CollectionItem) })
export type Collage = typeof Collage.Type

/** A playlist with all its entries in order; a track may stand in it twice. */
export const Playlist = Schema.Struct({ ...CollectionSummary.fields, tracks: Schema.Array(CollectionItem) })
export type Playlist = typeof Playlist.Type

/**
 * What an import of an M3U8 made of it. `isNew`: false when there was a playlist with the same entries already. `unmatched`: lines that no
 * track belongs to; `ignored`: comments of other programs. Lines count from 1.
 */
export interface PlaylistImport {
  readonly name: string
  readonly isNew: boolean
  readonly count: number
  readonly unmatched: ReadonlyArray<{ readonly line: number; readonly text: string }>
  readonly ignored: ReadonlyArray<{ readonly line: number; readonly text: string }>
}

/** One entity that changed. `id`: of a collage or playlist its name. `isDeleted`: it is gone; else it came, or is to be read again. */
export const ChangedEntity = Schema.Struct({
  kind: Schema.Literals(["release", "track", "collage", "playlist"]),
  id: Text,
  isDeleted: Schema.Boolean
}).annotate({ identifier: "ChangedEntity" })
export type ChangedEntity = typeof ChangedEntity.Type

/**
 * What changed since a cursor, in the order in which it did, each entity once. `cursor`: where to go on; it is the same as long as nothing
 * changes. `hasMore`: go on at once. `reset`: the cursor that was given is of another time; these are the first of all that is there now,
 * and what was known before is to be forgotten.
 */
export const ChangePage = Schema.Struct({
  items: Schema.Array(ChangedEntity),
  cursor: Text,
  hasMore: Schema.Boolean,
  reset: Schema.Boolean
}).annotate({ identifier: "ChangePage" })
export type ChangePage = typeof ChangePage.Type

/** How the kept answers did. `hitRate`: 0 to 1, of all questions. `mended`: of the hits, lists in which what had changed was put in its place. `sizeBytes` is an estimate. */
export const CacheStats = Schema.Struct({
  hits: Schema.Int,
  mended: Schema.Int,
  misses: Schema.Int,
  size: Schema.Int,
  sizeBytes: Schema.Int,
  evictions: Schema.Int,
  invalidations: Schema.Int,
  clears: Schema.Int,
  hitRate: Schema.Number
}).annotate({ identifier: "CacheStats" })
export type CacheStats = typeof CacheStats.Type

/** Which part of the changes is wanted: those after a cursor; none, "" or "0": all that is there. `limit`: 50 unless told, at most 1,000. */
export interface ChangesRequest {
  readonly since?: string
  readonly limit?: number
}

/** A part of a list: `total` is the whole list's length, `limit` the one that was used. */
export interface Page<T> {
  readonly items: ReadonlyArray<T>
  readonly total: number
  readonly limit: number
  readonly offset: number
}

/**
 * What a smart playlist is made by. `filter`: text of the filter language. `sort`: an order of tracks as `--sort` has it, or `shuffle`, which
 * stays the same for a local day. `limit`: so many from the start of that order, null for all.
 */
export interface SmartPlaylistRules {
  readonly filter: string
  readonly sort: TrackSort | "shuffle"
  readonly limit: number | null
}

/** A smart playlist in a list. `count`: its tracks now. `failure`: null unless its filter is one that this version does not understand. */
export const SmartPlaylist = Schema.Struct({
  name: Text,
  filter: Text,
  sort: Text,
  limit: MaybeInt,
  count: Schema.Int,
  failure: Schema.NullOr(CollectionTrouble)
}).annotate({ identifier: "SmartPlaylist" })
export type SmartPlaylist = typeof SmartPlaylist.Type

/** A page of search hits; counting stops at 1,000 and then says so. */
export interface SearchPage<T = Hit> extends Page<T> {
  readonly totalCapped: boolean
}

/** Which part of a list is wanted: limit 50 unless told, at most 1,000 (`all`: everything). */
export interface PageRequest {
  readonly limit?: number
  readonly offset?: number
  readonly all?: boolean
}

/** Which part of a list of releases is wanted, in which order. Defaults: all of them, by path. */
export interface ReleaseListRequest extends PageRequest {
  readonly filter?: Filter | undefined
  readonly sort?: Sort | undefined
  /** Each release with its tracks. */
  readonly tracks?: boolean
}

/** Which part of a list of tracks is wanted, in which order. Defaults: all of them, by path. */
export interface TrackListRequest extends PageRequest {
  readonly filter?: Filter | undefined
  readonly sort?: TrackSort | undefined
}

/** What a person may decide about a track; absent: as it is. `rating`: a whole number from 1 to 5, 0 or null for none. */
export interface TrackChange {
  readonly isFavorite?: boolean
  readonly rating?: number | null
}

/**
 * That a track was played. `key`: chosen by who reports it, 1 to 200 characters; a play that is reported again with its key is one play.
 * `playedAtMs`: milliseconds since 1970, by default now.
 */
export interface PlayReport {
  readonly key?: string
  readonly playedAtMs?: number
}

/**
 * What an import of the user's state did: how many lines about tracks and how many plays told something new, how many did not, and of how many
 * tracks that this library does not know the state is kept. `failed` holds the first 50 lines that could not be read, counted from 1, `failedTotal`
 * their exact number.
 */
export const StateImport = Schema.Struct({
  tracks: Schema.Int,
  plays: Schema.Int,
  smartPlaylists: Schema.Int,
  unchanged: Schema.Int,
  unknownTracks: Schema.Int,
  failed: Schema.Array(Schema.Struct({ line: Schema.Int, message: Text })),
  failedTotal: Schema.Int
}).annotate({ identifier: "StateImport" })
export type StateImport = typeof StateImport.Type

/** Why one file of a scan (or `inspect`) could not be taken in, or its id not be written. */
export const FailureReason = Schema.Literals([
  "not-audio",
  "corrupt",
  "unreadable",
  "vanished",
  "name-not-utf8",
  "linked",
  "read-only",
  "refused",
  "too-large"
])
export type FailureReason = typeof FailureReason.Type

/** One file's failure, with its absolute path. */
export const ItemFailure = Schema.Struct({ path: Text, reason: FailureReason, message: Text }).annotate({
  identifier: "ItemFailure"
})
export type ItemFailure = typeof ItemFailure.Type

/** How many entities of one kind a scan added, updated, removed and left alone. */
export const ChangeCounts = Schema.Struct({
  added: Schema.Int,
  updated: Schema.Int,
  removed: Schema.Int,
  unchanged: Schema.Int
}).annotate({ identifier: "ChangeCounts" })
export type ChangeCounts = typeof ChangeCounts.Type

/** What a scan did. `failed` holds the first 50 failures, `failedTotal` their number; what only could not be written is among them once. */
export const ScanReport = Schema.Struct({
  releases: ChangeCounts,
  tracks: ChangeCounts,
  failed: Schema.Array(ItemFailure),
  failedTotal: Schema.Int,
  durationMs: Schema.Int
}).annotate({ identifier: "ScanReport" })
export type ScanReport = typeof ScanReport.Type

/** A library's state at a glance. `lastScanAt`: UTC ISO with milliseconds. `needsScan`: no scan of all of it ended since its cache was made. */
export const Status = Schema.Struct({
  library: Library,
  releases: Schema.Int,
  tracks: Schema.Int,
  lastScanAt: MaybeText,
  needsScan: Schema.Boolean,
  storage: Schema.Literals(["online", "offline"]),
  failedTotal: Schema.Int
}).annotate({ identifier: "Status" })
export type Status = typeof Status.Type

/** One thing in a library's trash. `path`: where it was; `files`: how many it holds; `trashedAt`: UTC ISO with milliseconds. */
export const TrashedItem = Schema.Struct({
  id: Text,
  path: Text,
  kind: Schema.Literals(["file", "directory"]),
  files: Schema.Int,
  trashedAt: Text
})
export type TrashedItem = typeof TrashedItem.Type

/**
 * How far a scan is. `found`: files met so far, pictures and the like with them; `done` of `total` in this phase, `total` 0 while it is not
 * known; `written`: files that got their ids; `perSecond` and `leftMs` (milliseconds) of this phase, null while they cannot be told.
 */
export const ScanProgress = Schema.Struct({
  phase: Schema.Literals(["find", "read", "finish"]),
  found: Schema.Int,
  done: Schema.Int,
  total: Schema.Int,
  failed: Schema.Int,
  written: Schema.Int,
  perSecond: Schema.NullOr(Schema.Finite),
  leftMs: Schema.NullOr(Schema.Finite)
}).annotate({ identifier: "ScanProgress" })
export type ScanProgress = typeof ScanProgress.Type
