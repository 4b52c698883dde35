/** The one service through which everything reads and updates a library: terminal, HTTP and browser alike. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { CacheError } from "./cache-error.ts"
import type { Library, Page, PageRequest, Release, ScanProgress, ScanReport, SearchPage, Status, Track } from "./model/model.ts"

export interface ScanOptions {
  /** Absolute paths of releases to update; none, or the library's root: the whole library. */
  readonly directories?: ReadonlyArray<string>
  /** Read every file again, also unchanged ones, and adopt directories that look like copies in progress. */
  readonly force?: boolean
  /** How many workers read; 0 reads in process. Default: as many as make sense for the amount of work. */
  readonly workers?: number
  readonly onProgress?: (progress: ScanProgress) => void
}

export interface LibraryCacheShape {
  readonly library: Library
  /** Sentences that a person should read once: the cache was rebuilt, and why. */
  readonly notices: ReadonlyArray<string>
  /** True when no scan of the whole library has filled this cache, though it holds something or a scan is on record. */
  readonly needsScan: boolean
  /** Brings the cache in step with the files. One at a time per library: another fails at once as `busy`, naming the holder. */
  readonly scan: (options?: ScanOptions) => Effect.Effect<ScanReport, CacheError>
  readonly status: () => Effect.Effect<Status, CacheError>
  /** Ordered by source path, bytewise. */
  readonly listReleases: (request?: PageRequest & { readonly tracks?: boolean }) => Effect.Effect<Page<Release>, CacheError>
  /** By id or absolute path; with its tracks in disc and track order. */
  readonly getRelease: (idOrPath: string) => Effect.Effect<Release | undefined, CacheError>
  /** Ordered by source path, bytewise. */
  readonly listTracks: (request?: PageRequest) => Effect.Effect<Page<Track>, CacheError>
  /** By id or absolute path. */
  readonly getTrack: (idOrPath: string) => Effect.Effect<Track | undefined, CacheError>
  /** People's search: words in any order, the last one as a prefix; never fails on any text. */
  readonly search: (text: string, request?: PageRequest) => Effect.Effect<SearchPage, CacheError>
}

export class LibraryCache extends Context.Service<LibraryCache, LibraryCacheShape>()("@deadwax/core-cache/LibraryCache") {}
