/**
 * Opens this browser's library: makes it one if it is none yet, picks its library.db, and builds the core's service on the ports given.
 *
 * A library.db that cannot be read is never touched again: beginning anew makes the next number (`/library-2.db`), and the highest number
 * that is there is the one in use. Where none is, and the library's files are, it was lost: a pool forgets a file whose head is damaged.
 */
import { type Bodies, type Files, type Processes, Sqlite, type SqliteError, type Workers } from "@deadwax/core-async"
import { type CacheError, initLibrary, LibraryCache, layer } from "@deadwax/core-cache"
import type { TagWriter } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { hasLibrary, rootPath } from "../import/library-directories.ts"

export type LibraryPorts = Bodies | Files | Processes | Sqlite | Workers | TagWriter

export type LibraryRuntime = ManagedRuntime.ManagedRuntime<LibraryCache | LibraryPorts, CacheError | SqliteError>

export interface OpenedLibrary {
  readonly runtime: LibraryRuntime
  readonly notices: ReadonlyArray<string>
  readonly needsScan: boolean
}

const cachePath = "/cache.db"
const numbered = (number: number): string => (number === 1 ? "/library.db" : `/library-${number}.db`)

const chooseLibraryPath = Effect.fnUntraced(function* (beginAnew: boolean) {
  const sqlite = yield* Sqlite
  let number = 1
  while (yield* sqlite.exists(numbered(number + 1))) number++
  return numbered(beginAnew && (yield* sqlite.exists(numbered(number))) ? number + 1 : number)
})

const lost =
  "The database that keeps this library's ids and your marks (library.db) was gone or damaged beyond recognition, and a new one was begun. " +
  "Ids were taken from the cache where it still had them; your marks are lost. Your music is there."

/** What nobody could tell from a library that is new: its files are there, and are to be read before anything is answered. */
const asLost = (opened: ReturnType<typeof layer>) =>
  Layer.effect(
    LibraryCache,
    Effect.map(LibraryCache, (library) => ({ ...library, needsScan: true, notices: [lost, ...library.notices] }))
  ).pipe(Layer.provide(opened))

const makeLibrary = (beginAnew: boolean, onChosen: (libraryPath: string) => void) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const libraryPath = yield* chooseLibraryPath(beginAnew)
      onChosen(libraryPath)
      const isLost = !beginAnew && (yield* Effect.promise(hasLibrary)) && !(yield* (yield* Sqlite).exists(libraryPath))
      // A root that has its marker keeps the id that it names.
      const library = yield* initLibrary({
        root: rootPath,
        name: "This browser",
        identity: "fingerprint",
        layout: "nested",
        registered: []
      })
      const opened = layer({ library, cachePath, libraryPath })
      return isLost ? asLost(opened) : opened
    })
  )

/** `onChosen` is told which library.db is being opened, before it is. Rejects with what the ports or the core failed with. */
export const openLibrary = async (
  ports: Layer.Layer<LibraryPorts, SqliteError>,
  options: { readonly beginAnew: boolean; readonly onChosen: (libraryPath: string) => void }
): Promise<OpenedLibrary> => {
  const runtime = ManagedRuntime.make(Layer.provideMerge(makeLibrary(options.beginAnew, options.onChosen), ports))
  try {
    const { notices, needsScan } = await runtime.runPromise(LibraryCache)
    return { runtime, notices, needsScan }
  } catch (cause) {
    await runtime.dispose()
    throw cause
  }
}
