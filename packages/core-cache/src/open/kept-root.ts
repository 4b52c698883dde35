/**
 * Roots on which no marker can be written: library.db keeps their path and the file system that they lie on instead (I1). Only where a scan
 * writes nothing anyway, in identity `fingerprint`.
 */
import { type FileError, Files, Sqlite } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { attempt, CacheError, fromFile } from "../cache-error.ts"
import { idMaker } from "../identity/uuid.ts"
import type { Library } from "../model/model.ts"
import { directoryOf } from "../scan/paths.ts"
import { openLibraryDb } from "./library-db.ts"
import { keepRootDevice, readRootDevice, rememberLibrary } from "./library-row.ts"

/** Keeps where the library is in its own database, which is made if need be. Durable when it has answered. */
export const keepRoot = Effect.fnUntraced(function* (library: Library, libraryPath: string) {
  const files = yield* Files
  const { root } = library
  const device = yield* Effect.mapError(files.deviceOf(root), (error) => unnamed(root, error))
  if (device === undefined) return yield* unnamed(root)
  const failed = fromFile("make the directory of a database")
  yield* Effect.mapError(files.makeDirectory(directoryOf(libraryPath)), failed)
  const userDb = yield* openLibraryDb(libraryPath, library.id)
  const newGeneration = yield* idMaker
  yield* attempt(() => {
    rememberLibrary(userDb, library, newGeneration)
    keepRootDevice(userDb, device)
  })
}, Effect.scoped)

/** The file system that library.db keeps for the root; undefined for a root with a marker, and where there is no such database. */
export const readKeptDevice = Effect.fnUntraced(
  function* (libraryPath: string) {
    const sqlite = yield* Sqlite
    if (!(yield* sqlite.exists(libraryPath))) return undefined
    const userDb = yield* sqlite.open(libraryPath, { readOnly: true })
    return yield* attempt(() => readRootDevice(userDb))
  },
  Effect.scoped,
  Effect.orElseSucceed(() => undefined)
)

const unnamed = (root: string, cause?: FileError): CacheError =>
  new CacheError({
    reason: "storage",
    message: `${root} cannot be written, and its file system cannot be told from others`,
    remedy: "Make the directory writable for the moment of init: then a marker in it tells your library from an unmounted disk.",
    path: root,
    cause
  })
