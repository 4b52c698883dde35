/** Opens the library that a command means, and makes sure that what it reads is there to be read. */
import { layer as cacheLayer, LibraryCache } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { loadConfig, wantedLibrary } from "../commands/global-options.ts"
import { chooseLibrary } from "../config/choose-library.ts"
import { printNotice } from "../print/notice.ts"
import { Screen } from "../print/screen.ts"
import { scanWithProgress } from "./scan-with-progress.ts"

/** The layer of the library chosen by the options. `near`: a directory that the command was given. */
const locate = Effect.fnUntraced(function* (near?: string) {
  const { file, places } = yield* loadConfig()
  const library = yield* chooseLibrary(file, yield* wantedLibrary, near)
  const cachePath = places.cacheDb(library.id)
  const libraryPath = places.libraryDb(library.id)
  return cacheLayer({ library, cachePath, libraryPath, content: file.config.content })
})

const printNotices = Effect.gen(function* () {
  const { notices } = yield* LibraryCache
  for (const notice of notices) yield* printNotice("notice", notice)
})

/** Runs `use` with the library open; its databases are closed afterwards, also when interrupted. */
export const withLibrary = <A, E, R>(use: Effect.Effect<A, E, R>, near?: string) =>
  Effect.flatMap(locate(near), (layer) => printNotices.pipe(Effect.andThen(use), Effect.provide(layer)))

/** An empty list of a library that was never scanned needs a word, or it looks like an empty library. */
const hintAtFirstScan = Effect.gen(function* () {
  const cache = yield* LibraryCache
  const screen = yield* Screen
  if (screen.manner.quiet || screen.manner.json) return
  const { lastScanAt } = yield* cache.status()
  if (lastScanAt === null) yield* screen.note("This library was never scanned: run deadwax scan.\n")
})

/**
 * The same for commands that only read. A cache that was rebuilt just now is empty until a scan has run, so one is run first; with the
 * storage offline that scan fails and so does the command: an empty answer would be a lie. `use` answers how much it found.
 */
export const withFilledLibrary = <E, R>(use: Effect.Effect<number, E, R>) =>
  withLibrary(
    Effect.gen(function* () {
      const { needsScan } = yield* LibraryCache
      if (needsScan) yield* scanWithProgress({})
      const found = yield* use
      if (found === 0) yield* hintAtFirstScan
    })
  )
