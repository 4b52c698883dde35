/**
 * Is the library's storage there? The root must exist and bear this library's marker: an unmounted disk leaves an empty directory, and
 * a scan of that would forget everything (U7). A root where no marker could be written must lie on the file system that library.db keeps.
 */
import { type Database, type FileError, Files } from "@deadwax/core-async"
import { parse } from "@decimalturn/toml-patch"
import * as Effect from "effect/Effect"
import { attempt, CacheError } from "../cache-error.ts"
import type { Library } from "../model/model.ts"
import { readRootDevice } from "../open/library-row.ts"

/** The marker's path relative to the root. */
export const markerPath = ".deadwax/library.toml"

/** The library id that a root's marker names; undefined when there is no marker, or none that names an id. */
export const readMarker = Effect.fnUntraced(function* (root: string) {
  const files = yield* Files
  const bytes = yield* Effect.catch(files.readFile(`${root}/${markerPath}`), (error: FileError) =>
    error.reason === "not-found" || error.reason === "not-a-directory" ? Effect.succeed(undefined) : Effect.fail(error)
  )
  return bytes === undefined ? undefined : markerId(new TextDecoder().decode(bytes))
})

const markerId = (text: string): string | undefined => {
  try {
    const { id } = parse(text) as { readonly id?: unknown }
    return typeof id === "string" ? id : undefined
  } catch {
    return undefined
  }
}

/** A library with library.db; undefined where that could not be opened. */
export interface Rooted {
  readonly library: Library
  readonly userDb: Database | undefined
}

/** Fails as `offline` unless the root is this library's. */
export const checkOnline = Effect.fnUntraced(function* ({ library, userDb }: Rooted) {
  const files = yield* Files
  const { root } = library
  const info = yield* Effect.mapError(files.stat(root), (error) => unreadable(library, root, error))
  if (info === undefined) return yield* offline(library, `${root} is not there`, remedies.absent)
  if (info.kind !== "directory") return yield* offline(library, `${root} is not a directory`, remedies.absent)
  const id = yield* Effect.mapError(readMarker(root), (error) => unreadable(library, `${root}/${markerPath}`, error))
  if (id === library.id) return
  if (id !== undefined) return yield* offline(library, `${root} bears the marker of another library`, remedies.foreign)
  const kept = userDb === undefined ? undefined : yield* attempt(() => readRootDevice(userDb))
  if (kept === undefined) return yield* offline(library, `${root} has lost its marker ${markerPath}`, remedies.unmarked(root))
  const device = yield* Effect.mapError(files.deviceOf(root), (error) => unreadable(library, root, error))
  if (device !== kept)
    return yield* offline(library, `what is at ${root} is not the disk of this library`, remedies.unmarked(root))
})

const remedies = {
  absent: "Connect or mount it and try again; nothing was removed. If it moved, run: deadwax init NEWDIR",
  unmarked: (root: string) =>
    `If its disk is not mounted, mount it and try again; nothing was removed. If your music is there, run: deadwax init ${root}`,
  foreign: "Connect this library's own disk and try again; nothing was removed. If it moved, run: deadwax init NEWDIR"
}

const offline = (library: Library, what: string, remedy: string, cause?: unknown): CacheError =>
  new CacheError({ reason: "offline", message: `storage offline: ${what}`, remedy, path: library.root, cause })

const unreadable = (library: Library, path: string, error: FileError): CacheError =>
  offline(library, `${path} cannot be read (${error.reason})`, "Mend that and try again; nothing was removed.", error)
