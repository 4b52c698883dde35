/**
 * Opens the library that a command means, and makes sure that what it reads is there to be read: a cache that is gone is filled before
 * the command answers, and one that turns out to be damaged in its midst is replaced and the command run once more.
 */

import { type Files, SqliteError } from "@deadwax/core-async"
import { CacheError, layer as cacheLayer, type Library, LibraryCache, type OpenLibrary, readMarker } from "@deadwax/core-cache"
import { QuickReader } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import { loadConfig, wantedLibrary } from "../commands/global-options.ts"
import { chooseLibrary } from "../config/choose-library.ts"
import { readingRules } from "../config/config-file.ts"
import { Failure } from "../errors/failure.ts"
import { printNotice } from "../print/notice.ts"
import { Screen } from "../print/screen.ts"
import { namingLibrary } from "./name-library.ts"
import { scanWithProgress } from "./scan-with-progress.ts"

/** The library that a command means, and how it is opened. */
export interface LocatedLibrary {
  readonly cachePath: string
  readonly options: OpenLibrary
  /** All that the configuration names. */
  readonly registered: ReadonlyArray<Library>
}

/** Reads the configuration, with a word about what is odd in it, and finds the library. `near`: a directory that the command was given. */
export const locateLibrary = Effect.fnUntraced(function* (near?: string) {
  const { file, places } = yield* loadConfig()
  const library = yield* chooseLibrary(file, yield* wantedLibrary, near)
  const cachePath = places.cacheDb(library.id)
  const { content, naming, scanning } = file.config
  const reading = yield* readingRules(file)
  const named = { templates: naming.templates, maxFilenameBytes: naming.maxFilenameBytes }
  const options: OpenLibrary = {
    library,
    cachePath,
    libraryPath: places.libraryDb(library.id),
    content,
    reading,
    quickReader: scanning.quickReader,
    placing: named,
    ...(naming.renameSourceFiles && { naming: named })
  }
  return { cachePath, options, registered: file.config.libraries } satisfies LocatedLibrary
})

/** What the opening has to say. That the cache is built again is not true while the music is away. */
const printNotices = Effect.gen(function* () {
  const { notices, needsScan, status } = yield* LibraryCache
  if (needsScan && (yield* status()).storage === "offline") return
  for (const notice of notices) yield* printNotice("notice", notice)
})

const isDamagedCache = (error: unknown): boolean =>
  error instanceof CacheError && error.reason === "damaged" && error.path === undefined

/** Names cache.db in a failure that does not say which file it is about; those about library.db do. */
const naming =
  (cachePath: string) =>
  <E>(error: E): E | Failure => {
    if (!(error instanceof CacheError) || error.path !== undefined) return error
    const { cause, remedy } = error
    const named = (message: string, todo = remedy): Failure =>
      new Failure({ code: error.reason, message, remedy: todo, path: cachePath, cause: error })
    if (error.reason === "damaged") return named(`the cache ${cachePath} is damaged`)
    if (!(cause instanceof SqliteError) || cause.reason !== "cannot-open") return error
    return named(
      `the cache ${cachePath} cannot be opened: ${cause.message}`,
      "Check its permissions, or move it away: it is built again from your files."
    )
  }

/** Names the library whose marker is where this one should be: two disks that took each other's place. */
const namingOwner = (library: Library, registered: ReadonlyArray<Library>) =>
  Effect.fnUntraced(function* <E>(error: E): Effect.fn.Return<never, E | Failure, Files> {
    if (!(error instanceof CacheError) || error.reason !== "offline") return yield* Effect.fail(error)
    const id = yield* Effect.orElseSucceed(readMarker(library.root), () => undefined)
    const owner = registered.find((other) => other.id === id && id !== library.id)
    if (owner === undefined) return yield* Effect.fail(error)
    const { remedy, path } = error
    const message = `storage offline: ${library.root} bears the marker of the library "${owner.name}" (${owner.root})`
    return yield* new Failure({ code: "offline", message, remedy, path, cause: error })
  })

const damagedMeanwhile = (cachePath: string): string =>
  `${cachePath} turned out to be damaged; it is replaced, and the command begins anew. Nothing of yours is lost.`

/**
 * Runs `use` with a library open that was located; its databases are closed afterwards, also when interrupted. Commands print only what
 * they have read whole, so one that meets damage has printed nothing yet; the next opening replaces the cache.
 */
export const withLocated = <A, E, R>(located: LocatedLibrary, use: Effect.Effect<A, E, R>, announce = printNotices) => {
  const { cachePath, options, registered } = located
  // Not shared between the runs: the second one must open the databases again.
  const run = <E1, R1>(before: Effect.Effect<void, E1, R1>) =>
    Effect.provide(Effect.andThen(before, use), cacheLayer(options), { local: true })
  return run(announce).pipe(
    Effect.catch((error) =>
      isDamagedCache(error)
        ? Effect.andThen(printNotice("notice", damagedMeanwhile(cachePath)), run(Effect.void))
        : Effect.fail(error)
    ),
    Effect.catch(namingOwner(options.library, registered)),
    Effect.mapError(naming(cachePath)),
    Effect.mapError(namingLibrary(located)),
    // What is read beside the library, of its sources for one, is read as it is.
    Effect.provideService(QuickReader, options.quickReader !== false)
  )
}

/** Runs `use` with the library open that the options mean. `near`: a directory that the command was given. */
export const withLibrary = <A, E, R>(use: Effect.Effect<A, E, R>, near?: string) =>
  Effect.flatMap(locateLibrary(near), (located) => withLocated(located, use))

/** The same for what looks at the library as it is, and says itself what there is to say of it. */
export const withLibraryAsItIs = <A, E, R>(use: Effect.Effect<A, E, R>) =>
  Effect.flatMap(locateLibrary(), (located) => withLocated(located, use, Effect.void))

/** An empty list of a library that was never scanned needs a word, or it looks like an empty library. */
const hintAtFirstScan = Effect.gen(function* () {
  const cache = yield* LibraryCache
  const screen = yield* Screen
  if (screen.manner.quiet || screen.manner.json) return
  const { lastScanAt } = yield* cache.status()
  if (lastScanAt === null) yield* screen.note("This library was never scanned: run deadwax scan.\n")
})

const nothingToRead =
  (cachePath: string) =>
  <E>(error: E): E | Failure =>
    error instanceof CacheError && error.reason === "offline"
      ? new Failure({
          code: "offline",
          message: `${error.message}; and the cache ${cachePath} is gone or was not finished, so there is nothing to answer from`,
          remedy: error.remedy,
          path: error.path,
          cause: error
        })
      : error

/**
 * The same for commands that only read. A cache that was rebuilt just now is empty until a scan has run, so one is run first; with the
 * storage offline that scan fails and so does the command: an empty answer would be a lie. `use` answers how much it found.
 */
export const withFilledLibrary = <E, R>(use: Effect.Effect<number, E, R>) =>
  Effect.flatMap(locateLibrary(), (located) => withLocated(located, filled(located.cachePath, use)))

const filled = Effect.fnUntraced(function* <E, R>(cachePath: string, use: Effect.Effect<number, E, R>) {
  const { needsScan } = yield* LibraryCache
  if (needsScan) yield* Effect.mapError(scanWithProgress({}), nothingToRead(cachePath))
  const found = yield* use
  if (found === 0) yield* hintAtFirstScan
})
