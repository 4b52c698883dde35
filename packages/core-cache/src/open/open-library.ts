/** Opens a library's two databases and wires the service. The only place where the parts of this package meet. */
import { Files, type Processes, type Sqlite, SqliteError, type Workers } from "@deadwax/core-async"
import { QuickReader, type TagWriter } from "@deadwax/core-tags"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { attempt, CacheError, damagedLibrary, fromFile } from "../cache-error.ts"
import { makeCollages, makePlaylists } from "../collections/collections.ts"
import { type AddOptions, addTrack, type TrackSource } from "../edits/add-track.ts"
import type { CoverPicture } from "../edits/cover-picture.ts"
import { deleteRelease, deleteTrack } from "../edits/delete.ts"
import { longestWaitMs } from "../edits/edit-library.ts"
import { type PlacingTarget, planPlaceBelow } from "../edits/plan-place.ts"
import { setReleaseCover } from "../edits/release-cover.ts"
import { setReleaseNew } from "../edits/release-new.ts"
import { relinkTrack } from "../edits/relink.ts"
import { emptyTrash, listTrash, restoreTrash } from "../edits/trash.ts"
import { listChanges } from "../feed/list-changes.ts"
import { GenreCycle } from "../genres/genre-tree.ts"
import { mendLibrary } from "../health/mend.ts"
import { listLostTracks } from "../identity/lost-tracks.ts"
import { idMaker } from "../identity/uuid.ts"
import { LibraryCache, type LibraryCacheShape, type ScanOptions } from "../library-cache.ts"
import { type LibraryReads, makeReads } from "../library-reads.ts"
import { makeLikeness } from "../likeness/track-likeness.ts"
import { holdLock, isLockCurrent, underLock } from "../locks/lock.ts"
import { readTrackLyrics } from "../lyrics/read-lyrics.ts"
import type { Library, PageRequest, PlayReport, TrackChange } from "../model/model.ts"
import type { Naming } from "../naming/names.ts"
import { previewNames } from "../naming/preview-names.ts"
import { boundsOf } from "../page.ts"
import { makeReader, type Reader, type ReadingRules } from "../reader.ts"
import { type ContentRules, defaultContentRules } from "../scan/entry-names.ts"
import { evictNonexistentReleases } from "../scan/evict-nonexistent.ts"
import { checkOnline } from "../scan/online.ts"
import { directoryOf } from "../scan/paths.ts"
import { runScan, type ScanTarget } from "../scan/scan.ts"
import { askSearch } from "../search/ask-search.ts"
import { searchArtists, searchReleases, searchTracks } from "../search/search.ts"
import { makeSmartPlaylists } from "../smart-playlists/smart-playlists.ts"
import { listFailures, needsScan, readStatus } from "../status.ts"
import { readMeta } from "../store/meta.ts"
import { readStamp } from "../store/stamp.ts"
import { lastingTrackFilesVersion, trackFileLookup, trackFilesVersion, tracksMovedSince } from "../tracks/track-files.ts"
import { tracksOfReleases } from "../tracks/tracks-of-releases.ts"
import { recordTrackPlay, updateTrackState } from "../user-state/change-state.ts"
import { adoptState, mirrorState } from "../user-state/mirror-state.ts"
import { exportState, importState } from "../user-state/transfer-state.ts"
import { adoptIds, noteLibrary } from "./adopt-ids.ts"
import { openCacheDb, type RebuildCause } from "./cache-db.ts"
import { contentText } from "./content.ts"
import { judgeDamage } from "./damage.ts"
import { openLibraryDb } from "./library-db.ts"
import { rememberLibrary } from "./library-row.ts"

/** Which library, and where its databases are (absolute paths; their directories are made). */
export interface OpenLibrary {
  readonly library: Library
  readonly cachePath: string
  readonly libraryPath: string
  readonly content?: Partial<ContentRules>
  /** How releases and tracks are named on the disk (`rename_source_files`); absent: they keep their names. */
  readonly naming?: Naming
  /** How files that come from elsewhere are named; absent: as `naming` says, or as nobody chose. */
  readonly placing?: Naming
  /** Applied on reading: another one needs no scan. */
  readonly reading?: ReadingRules
  /** Files are asked of the quick reader of plain files first, whose answers are those of the others. Default: as `QuickReader` says, which is true. */
  readonly quickReader?: boolean
}

type Ports = Files | Sqlite | Workers | Processes | TagWriter

/** The service for one library. Opening makes, migrates or rebuilds the databases; nothing is scanned. */
export const layer = (options: OpenLibrary): Layer.Layer<LibraryCache, CacheError, Ports> =>
  Layer.effect(LibraryCache, make(options))

const make = Effect.fnUntraced(function* (options: OpenLibrary) {
  const isQuick = options.quickReader ?? (yield* QuickReader)
  const ports = Context.add(yield* Effect.context<Ports>(), QuickReader, isQuick)
  const { library } = options
  const rules = { ...defaultContentRules, ...options.content }
  yield* makeDirectories(options)
  const { cache, generation, rebuilt, userDb } = yield* openDatabases(options, contentText(library, rules))
  const clock = yield* Clock.Clock
  const reader = yield* openReader({ cache, userDb }, library, options.reading ?? {}, () => clock.currentTimeMillisUnsafe())
  const { placing } = options
  const target: PlacingTarget = { library, rules, cache, userDb, generation, naming: namingOf(options), placing, reader, isQuick }
  const guard = <A, R>(effect: Effect.Effect<A, CacheError, R>) =>
    Effect.catch(effect, (error) => Effect.flatMap(judgeDamage(target, error), Effect.fail))
  const read = <A>(work: () => A) => guard(attempt(() => reader.queries.inSnapshot(work)))
  const ask = <A>(work: () => A) => guard(attempt(work))
  const run = <A>(effect: Effect.Effect<A, CacheError, Ports>) => Effect.provideContext(guard(effect), ports)
  const state = yield* guard(openedState(target, rebuilt))
  const reads = makeReads(reader, ask)
  return LibraryCache.of({
    library,
    ...state,
    scan: (request = {}) =>
      guard(Effect.andThen(warnOfNaming(options), scan(target, request))).pipe(Effect.provideContext(ports)),
    evictReleases: () => run(evictNonexistentReleases(target)),
    withLock: (name, purpose, effect, waitMs = longestWaitMs) =>
      Effect.scopedWith((scope) => underLock(run(Scope.provide(holdLock(userDb, name, purpose, waitMs), scope)), effect)),
    inLibraryDb: (work) => ask(() => work(userDb)),
    trackFile: trackFileLookup(cache, () => isLockCurrent(userDb, "scan", clock.currentTimeMillisUnsafe() * 1000)),
    trackFilesVersion: () => ask(() => trackFilesVersion(cache)),
    lastingTrackFilesVersion: () => ask(() => lastingTrackFilesVersion(cache)),
    tracksMovedSince: (version) => ask(() => tracksMovedSince(cache, version)),
    readTracks: (trackIds) => read(() => tracksOfReleases(reader, trackIds)),
    likeness: makeLikeness(target, ask),
    placeByTemplates: (tags, name, below) => ask(() => planPlaceBelow(target, tags, name, below)),
    checkOnline: () => run(checkOnline(target)),
    status: () => guard(readStatus(target)).pipe(Effect.provideContext(ports)),
    listFailures: (request) => read(() => listFailures(target, boundsOf(request))),
    stamp: () => guard(attempt(() => readStamp(cache, userDb))),
    ...reads,
    getLyrics: (idOrPath) =>
      Effect.flatMap(reads.getTrack(idOrPath), (track) =>
        track === undefined ? Effect.succeed(undefined) : run(readTrackLyrics(target, track))
      ),
    collages: makeCollages({ target, ask, read, run }),
    playlists: makePlaylists({ target, ask, read, run }),
    smartPlaylists: makeSmartPlaylists({ reader, libraryId: library.id, userDb, read }),
    listLostTracks: (request) => read(() => listLostTracks(target, library.root, boundsOf(request))),
    searchTracks: (text, request) => read(() => searchTracks(reader, text, boundsOf(request))),
    searchReleases: (text, request) => read(() => searchReleases(reader, text, boundsOf(request))),
    searchArtists: (text, request) => read(() => searchArtists(reader, text, boundsOf(request))),
    search: (text, request) => ask(() => askSearch(reader, text, boundsOf(request))),
    listChanges: (request = {}) => guard(listChanges(target, request)),
    queryCache: reader.queries.cache,
    ...edits(target, reads, (effect) => guard(effect).pipe(Effect.provideContext(ports)))
  } satisfies LibraryCacheShape)
})

type Guard = <A>(effect: Effect.Effect<A, CacheError, Ports>) => Effect.Effect<A, CacheError>

/** What changes files on a person's word. */
const edits = (target: PlacingTarget, { getRelease, getTrack }: LibraryReads, guard: Guard) => {
  const edited = (id: string) => (isThere: boolean) => (isThere ? getRelease(id) : Effect.succeed(undefined))
  return {
    setReleaseNew: (id: string, isNew: boolean) => guard(Effect.flatMap(setReleaseNew(target, id, isNew), edited(id))),
    setReleaseCover: (id: string, picture: CoverPicture | null) =>
      guard(Effect.flatMap(setReleaseCover(target, id, picture), edited(id))),
    deleteRelease: (id: string) => guard(deleteRelease(target, id)),
    addTrack: (source: TrackSource, options: AddOptions = {}) =>
      guard(
        Effect.flatMap(addTrack(target, source, options), (path) =>
          path === undefined ? Effect.succeed(undefined) : getTrack(path)
        )
      ),
    deleteTrack: (id: string) => guard(deleteTrack(target, id)),
    relinkTrack: (id: string, path: string) =>
      guard(Effect.flatMap(relinkTrack(target, id, path), (isKnown) => (isKnown ? getTrack(id) : Effect.succeed(undefined)))),
    listTrash: (request?: PageRequest) =>
      guard(
        Effect.flatMap(
          attempt(() => boundsOf(request)),
          (page) => listTrash(target, page)
        )
      ),
    restoreTrash: (id: string) => guard(restoreTrash(target, id)),
    emptyTrash: () => guard(emptyTrash(target)),
    setTrackFavorite: (id: string, isFavorite: boolean) => guard(updateTrackState(target, id, { isFavorite })),
    setTrackRating: (id: string, rating: number | null) => guard(updateTrackState(target, id, { rating })),
    updateTrack: (id: string, change: TrackChange) =>
      guard(
        Effect.flatMap(updateTrackState(target, id, change), (isKnown) => (isKnown ? getTrack(id) : Effect.succeed(undefined)))
      ),
    recordTrackPlay: (id: string, report: PlayReport = {}) => guard(recordTrackPlay(target, id, report)),
    exportState: () => guard(attempt(() => exportState(target))),
    importState: (source: string | Uint8Array) => guard(importState(target, source)),
    mend: () => guard(mendLibrary(target)),
    previewNames: (naming: Naming, limit: number) => guard(previewNames(target, naming, limit))
  }
}

/** In `fingerprint` a scan writes nothing in the library, so it renames nothing either (I1). */
const namingOf = ({ library, naming }: OpenLibrary): Naming | undefined => (library.identity === "tags" ? naming : undefined)

const warnOfNaming = ({ library, naming }: OpenLibrary): Effect.Effect<void> =>
  naming === undefined || library.identity === "tags"
    ? Effect.void
    : Effect.logWarning(
        `${library.root}: rename_source_files is ignored, because a scan writes nothing in a library of identity fingerprint`
      )

const openReader = (
  databases: Pick<ScanTarget, "cache" | "userDb">,
  library: Library,
  rules: ReadingRules,
  nowMs: () => number
): Effect.Effect<Reader, CacheError> =>
  attempt(() => {
    try {
      return makeReader(databases, library.root, rules, nowMs)
    } catch (cause) {
      throw cause instanceof GenreCycle ? unusableTree(cause) : cause
    }
  })

const unusableTree = (cause: GenreCycle): CacheError =>
  new CacheError({
    reason: "usage",
    message: `the genre tree cannot be used: ${cause.message}`,
    remedy: "Take one of these genres away from the parents of another.",
    cause
  })

/** library.db first: it holds the lock under which the other one may be rebuilt. */
const openDatabases = Effect.fnUntraced(function* (options: OpenLibrary, content: string) {
  const userDb = yield* openLibraryDb(options.libraryPath, options.library.id)
  const newGeneration = yield* idMaker
  yield* Effect.mapError(
    attempt(() => rememberLibrary(userDb, options.library, newGeneration)),
    (error) => (error.reason === "damaged" ? damagedLibrary(userDb.path, error.cause) : error)
  )
  return { ...(yield* openCacheDb({ path: options.cachePath, content, userDb, newGeneration })), userDb }
})

const makeDirectories = Effect.fnUntraced(function* (options: OpenLibrary) {
  const files = yield* Files
  for (const path of [options.cachePath, options.libraryPath]) {
    const directory = directoryOf(path)
    if (directory !== "") yield* Effect.mapError(files.makeDirectory(directory), fromFile("make the directory of a database"))
  }
})

/** What a person should know about this opening. A cache that holds something, or did, and was never filled to the end is not to be trusted. */
const openedState = Effect.fnUntraced(function* (target: ScanTarget, rebuilt: RebuildCause | undefined) {
  const nowMs = yield* Clock.currentTimeMillis
  return yield* attempt(() => {
    const { cache, library } = target
    adoptIds(target, library.identity, nowMs * 1000)
    takeOverState(target)
    if (!needsScan(target)) return { needsScan: false, notices: [] }
    const isFilled = cache.prepare("select 1 as one from releases limit 1").get() !== undefined
    return { needsScan: true, notices: [notices[rebuilt ?? (isFilled ? "unfinished" : "new")]] }
  })
})

/** Not for the price of the opening: a cache that another process is writing to takes it over later. */
const takeOverState = (databases: Pick<ScanTarget, "cache" | "userDb">): void => {
  try {
    adoptState(databases)
    mirrorState(databases)
  } catch (cause) {
    if (!(cause instanceof SqliteError && cause.reason === "busy")) throw cause
  }
}

/** Told at an opening, until a scan of the whole library has finished. */
export const noScanFinished =
  "No scan of the whole library was finished yet; what is shown may lack some of your music until one is."

const notices: Readonly<Record<RebuildCause | "unfinished", string>> = {
  new: "The cache of this library is not there or is empty; it is built again from your files. Nothing of yours is lost.",
  unfinished: noScanFinished,
  changed:
    "The cache was made by another version or with other settings; it is built again from your files. Nothing of yours is lost.",
  damaged: "The cache (cache.db) was damaged; it is built again from your files. Nothing of yours is lost."
}

/** Scans into the cache that was opened: one that another process rebuilt since has other rules, by which this one cannot scan. */
const scan = Effect.fnUntraced(function* (target: ScanTarget, request: ScanOptions) {
  const isOurs = yield* attempt(() => readMeta(target.cache, "generation") === target.generation)
  if (!isOurs) return yield* rebuiltElsewhere(target)
  const noted = Effect.ignore(
    attempt(() => {
      mirrorState(target)
      noteLibrary(target)
    })
  )
  return yield* Effect.ensuring(runScan(target, request), noted)
})

const rebuiltElsewhere = ({ cache }: ScanTarget): CacheError =>
  new CacheError({
    reason: "usage",
    message: `${cache.path} was rebuilt by another program, with other settings or of another version`,
    remedy: "Open the library again; use one version and one configuration for it.",
    path: cache.path
  })
