/** Opens a library's two databases and wires the service. The only place where the parts of this package meet. */
import { Files, type Processes, type Sqlite, type Workers } from "@deadwax/core-async"
import type { TagWriter } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { attempt, type CacheError, fromFile } from "../cache-error.ts"
import { idMaker } from "../identity/uuid.ts"
import { LibraryCache, type LibraryCacheShape, type ScanOptions } from "../library-cache.ts"
import type { Library, PageRequest, Release } from "../model/model.ts"
import { checkPage } from "../page.ts"
import { findRelease, listReleaseRows } from "../releases/read-releases.ts"
import { type ContentRules, defaultContentRules } from "../scan/entry-names.ts"
import { directoryOf } from "../scan/paths.ts"
import { runScan, type ScanTarget } from "../scan/scan.ts"
import { searchLibrary } from "../search/search.ts"
import { readStatus } from "../status.ts"
import { findTrack, listTrackRows, tracksOfReleases } from "../tracks/read-tracks.ts"
import { openCacheDb, type RebuildCause, readMeta } from "./cache-db.ts"
import { contentText } from "./content.ts"
import { openLibraryDb } from "./library-db.ts"

/** Which library, and where its databases are (absolute paths; their directories are made). */
export interface OpenLibrary {
  readonly library: Library
  readonly cachePath: string
  readonly libraryPath: string
  readonly content?: Partial<ContentRules>
}

type Ports = Files | Sqlite | Workers | Processes | TagWriter

/** The service for one library. Opening makes, migrates or rebuilds the databases; nothing is scanned. */
export const layer = (options: OpenLibrary): Layer.Layer<LibraryCache, CacheError, Ports> =>
  Layer.effect(LibraryCache, make(options))

const make = Effect.fnUntraced(function* (options: OpenLibrary) {
  const ports = yield* Effect.context<Ports>()
  const { library } = options
  const rules = { ...defaultContentRules, ...options.content }
  yield* makeDirectories(options)
  const userDb = yield* openLibraryDb(options.libraryPath)
  const newId = yield* idMaker
  const isDamaged = yield* attempt(() => rememberLibrary(userDb, library, newId))
  const { cache, rebuilt } = yield* openCacheDb(options.cachePath, contentText(library, rules), isDamaged)
  const state = yield* attempt(() => openedState(userDb, cache, rebuilt))
  const target: ScanTarget = { library, rules, cache, userDb }
  const guard = <A, R>(effect: Effect.Effect<A, CacheError, R>) =>
    Effect.tapError(effect, (error) =>
      error.reason === "damaged" ? Effect.ignore(attempt(() => markDamaged(userDb))) : Effect.void
    )
  return LibraryCache.of({
    library,
    ...state,
    scan: (request = {}) => guard(scanWith(target, request)).pipe(Effect.provideContext(ports)),
    status: () => guard(readStatus(target)).pipe(Effect.provideContext(ports)),
    listReleases: (request) => guard(listReleases(target, request)),
    getRelease: (idOrPath) => guard(attempt(() => getRelease(target, idOrPath))),
    listTracks: (request) =>
      guard(Effect.flatMap(checkPage(request), (page) => attempt(() => listTrackRows(cache, library.root, page)))),
    getTrack: (idOrPath) => guard(attempt(() => findTrack(cache, library.root, idOrPath))),
    search: (text, request) =>
      guard(Effect.flatMap(checkPage(request), (page) => attempt(() => searchLibrary(cache, text, page))))
  } satisfies LibraryCacheShape)
})

const makeDirectories = Effect.fnUntraced(function* (options: OpenLibrary) {
  const files = yield* Files
  for (const path of [options.cachePath, options.libraryPath]) {
    const directory = directoryOf(path)
    if (directory !== "") yield* Effect.mapError(files.makeDirectory(directory), fromFile("make the directory of a database"))
  }
})

/** Writes which library this is, on the first opening; answers whether the cache failed while it was in use. */
const rememberLibrary = (userDb: ScanTarget["userDb"], library: Library, newId: () => string): boolean => {
  const row = userDb.prepare("select root, is_cache_damaged from library where one = 1").get()
  if (row === undefined || row["root"] !== library.root) {
    userDb
      .prepare(
        "insert into library (one, id, root, generation) values (1, ?, ?, ?) on conflict (one) do update set root = excluded.root"
      )
      .run(library.id, library.root, newId())
  }
  return row?.["is_cache_damaged"] === 1
}

const markDamaged = (userDb: ScanTarget["userDb"]): void => {
  userDb.prepare("update library set is_cache_damaged = 1 where one = 1").run()
}

const openedState = (userDb: ScanTarget["userDb"], cache: ScanTarget["cache"], rebuilt: RebuildCause | undefined) => {
  if (rebuilt === "damaged") userDb.prepare("update library set is_cache_damaged = 0 where one = 1").run()
  const wasScanned = userDb.prepare("select 1 as one from scans limit 1").get() !== undefined
  const needsScan = wasScanned && readMeta(cache, "scanned") === undefined
  return { needsScan, notices: needsScan ? [notices[rebuilt ?? "new"]] : [] }
}

const notices: Readonly<Record<RebuildCause, string>> = {
  new: "The cache of this library is not there or was not finished; it is built again from your files. Nothing of yours is lost.",
  changed:
    "The cache was made by another version or with other settings; it is built again from your files. Nothing of yours is lost.",
  damaged: "The cache (cache.db) was damaged; it is built again from your files. Nothing of yours is lost."
}

const scanWith = (target: ScanTarget, request: ScanOptions) => runScan(target, request)

const listReleases = (target: ScanTarget, request: (PageRequest & { readonly tracks?: boolean }) | undefined) =>
  Effect.flatMap(checkPage(request), (bounds) =>
    attempt(() => {
      const page = listReleaseRows(target.cache, target.library.root, bounds)
      return request?.tracks === true ? { ...page, items: withTracks(target, page.items) } : page
    })
  )

const withTracks = (target: ScanTarget, releases: ReadonlyArray<Release>): ReadonlyArray<Release> => {
  const tracks = tracksOfReleases(
    target.cache,
    target.library.root,
    releases.map((release) => release.id)
  )
  return releases.map((release) => ({ ...release, tracks: tracks.get(release.id) ?? [] }))
}

const getRelease = (target: ScanTarget, idOrPath: string): Release | undefined => {
  const release = findRelease(target.cache, target.library.root, idOrPath)
  return release === undefined ? undefined : withTracks(target, [release])[0]
}
