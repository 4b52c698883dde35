/** The one service through which everything reads and updates a library: terminal, HTTP and browser alike. */
import type { Database } from "@deadwax/core-async"
import type { AudioTags } from "@deadwax/core-tags"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { CacheError } from "./cache-error.ts"
import type { Collages, Playlists } from "./collections/collections.ts"
import type { AddOptions, TrackSource } from "./edits/add-track.ts"
import type { CoverPicture } from "./edits/cover-picture.ts"
import type { Placing } from "./edits/plan-place.ts"
import type { Mended } from "./health/finding.ts"
import type { LostTrack } from "./identity/lost-tracks.ts"
import type { LibraryReads } from "./library-reads.ts"
import type { TrackLikeness } from "./likeness/track-likeness.ts"
import type {
  ArtistRow,
  ChangePage,
  ChangesRequest,
  ItemFailure,
  Library,
  Lyrics,
  Page,
  PageRequest,
  PlayReport,
  Release,
  ScanProgress,
  ScanReport,
  SearchPage,
  StateImport,
  Status,
  Track,
  TrackChange,
  TrashedItem
} from "./model/model.ts"
import type { Naming } from "./naming/names.ts"
import type { NamesPreview } from "./naming/preview-names.ts"
import type { QueryCache } from "./query-cache/query-cache.ts"
import type { SmartPlaylists } from "./smart-playlists/smart-playlists.ts"
import type { TrackFileLookup } from "./tracks/track-files.ts"
import type { TrackOfRelease } from "./tracks/tracks-of-releases.ts"

/** What may be asked of the kept answers, and done to them. */
export type QueryCacheControl = Pick<QueryCache, "stats" | "resetStats" | "invalidate" | "invalidateQuery" | "clear">

/** What a scan looks at, and how. Default: the whole library, unchanged files unopened. */
export interface ScanOptions {
  /** Absolute paths of releases to update; none, or the library's root: the whole library. */
  readonly directories?: ReadonlyArray<string>
  /** Read every file again, also unchanged ones, and adopt directories that look like copies in progress. */
  readonly force?: boolean
  /** How many workers read, 64 at most; 0 reads in process. Default: as many as make sense for the amount of work. */
  readonly workers?: number
  /** Let tracks go whose files are gone, also when they are a large part of the library (see `mass-change`). */
  readonly allowRemoval?: boolean
  /** Files that the caller took away itself, and directories, relative to the root: tracks there may go without further consent. */
  readonly removed?: ReadonlyArray<string>
  readonly onProgress?: (progress: ScanProgress) => void
}

/** All that can be asked of one open library and done to it. Every call may fail as `CacheError`; its `reason` says what to do. */
export interface LibraryCacheShape extends LibraryReads {
  readonly library: Library
  /** Sentences that a person should read once: the cache was rebuilt, and why. */
  readonly notices: ReadonlyArray<string>
  /** True when no scan of the whole library has filled this cache, though it holds something or a scan is on record. */
  readonly needsScan: boolean
  /** Brings the cache in step with the files. One at a time per library: another fails at once as `busy`, naming the holder. */
  readonly scan: (options?: ScanOptions) => Effect.Effect<ScanReport, CacheError>
  /** Removes releases whose directory is gone; answers how many. */
  readonly evictReleases: () => Effect.Effect<number, CacheError>
  /**
   * Runs an effect under a lock of the library; `busy` when its holder is not gone after `waitMs` (10 s when absent), or the lock was lost by
   * the end.
   */
  readonly withLock: <A, E, R>(
    name: string,
    purpose: string,
    effect: Effect.Effect<A, E, R>,
    waitMs?: number
  ) => Effect.Effect<A, E | CacheError, R>
  /**
   * Synchronous work on library.db, for packages that keep tables of their own there, as core-sync does. What the work throws is rolled back
   * where it opened a transaction; it opens none by itself.
   */
  readonly inLibraryDb: <A>(work: (database: Database) => A) => Effect.Effect<A, CacheError>
  /** The tracks' files as the last scan saw them, one by one. */
  readonly trackFile: TrackFileLookup
  /** A text for their present state, good over restarts: while it is the same, which tracks there are and where they lie is the same. */
  readonly trackFilesVersion: () => Effect.Effect<string, CacheError>
  /** The same, to be noted in library.db: waits until a loss of power cannot take back what it stands for. */
  readonly lastingTrackFilesVersion: () => Effect.Effect<string, CacheError>
  /**
   * Ids of all tracks that may have come, moved or gone since `trackFilesVersion` answered this, and perhaps of others; undefined when too
   * much happened to tell: any may have.
   */
  readonly tracksMovedSince: (version: string) => Effect.Effect<ReadonlyArray<string> | undefined, CacheError>
  /**
   * Tracks with their releases, by the tracks' ids, for who goes through thousands of them once: read now, and not kept for another question. Those
   * that are not there are left out.
   */
  readonly readTracks: (trackIds: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, TrackOfRelease>, CacheError>
  /** Which tracks may be one recording twice. */
  readonly likeness: TrackLikeness
  /** Fails as `offline` unless the library's own disk is where the library is. */
  readonly checkOnline: () => Effect.Effect<void, CacheError>
  readonly status: () => Effect.Effect<Status, CacheError>
  /** The files that could not be taken in, or not be written, as they stand since the last look at each; ordered by path. */
  readonly listFailures: (request?: PageRequest) => Effect.Effect<Page<ItemFailure>, CacheError>
  /**
   * One text for one state of what the databases hold, whichever process changed them: as long as it is the same, so is every answer of the
   * lists, `get…` and `search` below. Costs a few microseconds. Take it before the read that it is to stand for. It says nothing about the
   * storage, and is of use only beside others of the same service.
   */
  readonly stamp: () => Effect.Effect<string, CacheError>
  /** The text of a track's lyrics, read from the files now; undefined when there is no such track or it has none. */
  readonly getLyrics: (idOrPath: string) => Effect.Effect<Lyrics | undefined, CacheError>
  /**
   * What changed since a cursor, whoever changed it, for whoever keeps a copy. A cursor says nothing to its holder but where to go on. What is
   * gone is told for 90 days; an older cursor, and one of another library.db, begins anew.
   */
  readonly listChanges: (request?: ChangesRequest) => Effect.Effect<ChangePage, CacheError>
  /**
   * The answers that are kept: how many questions they answered, and, for maintenance, ways to let them go. They follow every change by
   * themselves, whoever made it.
   */
  readonly queryCache: QueryCacheControl
  readonly collages: Collages
  readonly playlists: Playlists
  readonly smartPlaylists: SmartPlaylists
  /**
   * People's search: words in any order, the last one as a prefix, and conditions of the filter language beside them; no text is an error.
   * Artists, releases and tracks together, the best first; the three below find one kind alone.
   */
  readonly search: (text: string, request?: PageRequest) => Effect.Effect<SearchPage, CacheError>
  readonly searchTracks: (text: string, request?: PageRequest) => Effect.Effect<SearchPage<Track>, CacheError>
  readonly searchReleases: (text: string, request?: PageRequest) => Effect.Effect<SearchPage<Release>, CacheError>
  readonly searchArtists: (text: string, request?: PageRequest) => Effect.Effect<SearchPage<ArtistRow>, CacheError>
  /**
   * Edits: the file first, then the cache. Each waits up to 10 s for another process that works on the library, then fails as `busy`.
   * Marks a release as new or not; undefined when there is none of this id.
   */
  readonly setReleaseNew: (id: string, isNew: boolean) => Effect.Effect<Release | undefined, CacheError>
  /** Sets a release's cover file, or with null takes it away; the old one goes to the trash. Undefined: no release of this id. */
  readonly setReleaseCover: (id: string, picture: CoverPicture | null) => Effect.Effect<Release | undefined, CacheError>
  /** Moves a release to the trash, its directory whole; false when there is none of this id. */
  readonly deleteRelease: (id: string) => Effect.Effect<boolean, CacheError>
  /**
   * Takes a file from elsewhere into the library: copied under a name that nothing has, by the templates or into a directory, then scanned; the
   * file stays where it was. Answers the track, undefined when there is no such file (or where it lies is ignored). `usage`: it is no audio that
   * can be read, lies in the library, or is a track that the library has.
   */
  readonly addTrack: (source: TrackSource, options?: AddOptions) => Effect.Effect<Track | undefined, CacheError>
  /**
   * Where a file from elsewhere with these tags and this name would be placed below a directory of the library: beside its release, or in a directory
   * of its own, by the templates. Paths are relative to the root, "" is the root itself; whether a name is free is for the disk to say.
   */
  readonly placeByTemplates: (tags: AudioTags, name: string, below: string) => Effect.Effect<Placing, CacheError>
  /** Moves a track's file to the trash; false when there is none of this id. */
  readonly deleteTrack: (id: string) => Effect.Effect<boolean, CacheError>
  /**
   * What the user makes of a track. It is kept for ever under the track's id, also while the file is gone, and needs no lock: it is set at
   * once while another process scans. False: no track ever had this id. An id that was merged into another stands for that.
   */
  readonly setTrackFavorite: (id: string, isFavorite: boolean) => Effect.Effect<boolean, CacheError>
  /** 1 to 5; 0 or null: none. Anything else fails as `usage`. */
  readonly setTrackRating: (id: string, rating: number | null) => Effect.Effect<boolean, CacheError>
  /** Several of these at once; answers the track, undefined when there is none of this id now. */
  readonly updateTrack: (id: string, change: TrackChange) => Effect.Effect<Track | undefined, CacheError>
  /** The track was played, now unless told; a play that is reported again with its key counts once. */
  readonly recordTrackPlay: (id: string, report?: PlayReport) => Effect.Effect<boolean, CacheError>
  /** All favourites, ratings and plays, as lines of JSON (docs/user-state.md), also of tracks that are gone. */
  readonly exportState: () => Effect.Effect<string, CacheError>
  /**
   * Joins such lines with what is there: of each decision the later one counts, a play is known by its id. Importing again, or in another
   * order, changes nothing. Lines that cannot be read are told, the rest is taken; of bytes also those that are not UTF-8. Fails as
   * `newer` for a format of a newer version.
   */
  readonly importState: (source: string | Uint8Array) => Effect.Effect<StateImport, CacheError>
  /** Tracks that are gone and that something still holds, as a playlist does; by the path where they were. */
  readonly listLostTracks: (request?: PageRequest) => Effect.Effect<Page<LostTrack>, CacheError>
  /**
   * The file at `path` (absolute) becomes the lost track `id`: the id that it had leads there from now on. Undefined when nothing is known of
   * the id; `usage` when its track is not lost, `path` is no track, or is one that a playlist holds itself.
   */
  readonly relinkTrack: (id: string, path: string) => Effect.Effect<Track | undefined, CacheError>
  /** What is in the trash, oldest first. */
  readonly listTrash: (request?: PageRequest) => Effect.Effect<Page<TrashedItem>, CacheError>
  /** Puts one thing of the trash back; answers its absolute path, undefined when the trash holds nothing of this id. */
  readonly restoreTrash: (id: string) => Effect.Effect<string | undefined, CacheError>
  /** Removes what is in the trash for good; answers how many things. */
  readonly emptyTrash: () => Effect.Effect<number, CacheError>
  /**
   * Mends what `examineLibrary` calls fixable; answers what was done. The call is the user's consent. Waits up to 10 s for another process
   * that works on the library, then fails as `busy`.
   */
  readonly mend: () => Effect.Effect<ReadonlyArray<Mended>, CacheError>
  /** What a scan would rename by these rules, up to `limit` releases; nothing is changed. */
  readonly previewNames: (naming: Naming, limit: number) => Effect.Effect<NamesPreview, CacheError>
}

/** The service of one open library; `layer` provides it. */
export class LibraryCache extends Context.Service<LibraryCache, LibraryCacheShape>()("@deadwax/core-cache/LibraryCache") {}
