/**
 * Is the library's storage there? The root must exist and bear this library's marker: an unmounted disk leaves an empty directory, and
 * a scan of that would forget everything (U7). On a root where no marker can be written, path and file system decide.
 */
import { type FileError, Files } from "@deadwax/core-async"
import { parse } from "@decimalturn/toml-patch"
import * as Effect from "effect/Effect"
import { CacheError } from "../cache-error.ts"
import type { Library } from "../model/model.ts"

/** The marker's path relative to the root. */
export const markerPath = ".deadwax/library.toml"

/** The library id that a root's marker names; undefined when there is none that can be read. */
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

/** Fails as `offline` unless the root is this library's. */
export const checkOnline = Effect.fnUntraced(function* (library: Library) {
  const files = yield* Files
  const info = yield* Effect.catch(files.stat(library.root), () => Effect.succeed(undefined))
  if (info === undefined || info.kind !== "directory") return yield* offline(library, "is not there")
  const id = yield* Effect.catch(readMarker(library.root), () => Effect.succeed(undefined))
  if (id === undefined) return yield* offline(library, `has lost its marker ${markerPath}`)
  if (id !== library.id) return yield* offline(library, "bears the marker of another library")
})

const offline = (library: Library, what: string): CacheError =>
  new CacheError({
    reason: "offline",
    message: `storage offline: ${library.root} ${what}`,
    remedy: `Connect or mount it and try again; nothing was removed. If it moved, or really is new, run: deadwax init ${library.root}`,
    path: library.root
  })
