/** Registers a directory as a library: writes the root's marker and nothing else. */
import { type FileError, Files } from "@deadwax/core-async"
import { patch } from "@decimalturn/toml-patch"
import * as Effect from "effect/Effect"
import { CacheError } from "./cache-error.ts"
import { datafileId } from "./identity/datafile.ts"
import { idMaker } from "./identity/uuid.ts"
import type { Identity, Layout, Library } from "./model/model.ts"
import { markerPath, readMarker } from "./scan/online.ts"
import { isBelow, nameOf } from "./scan/paths.ts"

export interface InitLibrary {
  /** Absolute path of an existing directory. */
  readonly root: string
  /** Default: the directory's name. */
  readonly name?: string
  readonly identity: Identity
  /** Default: decided by what the root holds (`detectLayout`). */
  readonly layout?: Layout
  /** Libraries that are registered already: roots may not overlap, names may not repeat. */
  readonly registered: ReadonlyArray<Library>
}

/** Makes a directory a library. A root that bears a marker keeps its id; never writes to music files. */
export const initLibrary = Effect.fnUntraced(function* (options: InitLibrary) {
  const files = yield* Files
  const info = yield* Effect.mapError(files.stat(options.root), (error) =>
    unusable(options.root, `cannot be read (${error.reason})`)
  )
  if (info === undefined) return yield* unusable(options.root, "does not exist")
  if (info.kind !== "directory") return yield* unusable(options.root, "is not a directory")
  const root = yield* Effect.mapError(files.realPath(options.root), (error) =>
    unusable(options.root, `cannot be read (${error.reason})`)
  )
  const name = options.name ?? (nameOf(root) || "music")
  yield* checkRegistered(options.registered, root, name)
  const layout = options.layout ?? (yield* detectLayout(root))
  const known = yield* Effect.mapError(readMarker(root), (error) => unusable(root, `cannot be read (${error.reason})`))
  const id = known ?? (yield* idMaker)()
  if (known === undefined) yield* writeMarker(root, id)
  return { id, name, root, identity: options.identity, layout } satisfies Library
})

const checkRegistered = (registered: ReadonlyArray<Library>, root: string, name: string): Effect.Effect<void, CacheError> => {
  for (const other of registered) {
    if (other.root === root) return Effect.fail(clash(`${root} is a library already (${other.name})`, root))
    if (isBelow(root, other.root) || isBelow(other.root, root)) {
      return Effect.fail(clash(`${root} and the library ${other.name} (${other.root}) lie inside each other`, root))
    }
    if (other.name === name) return Effect.fail(clash(`there is a library named ${name} already (${other.root})`, root))
  }
  return Effect.void
}

const clash = (message: string, path: string): CacheError =>
  new CacheError({ reason: "usage", message, remedy: "Choose another directory, or another name with --name.", path })

const unusable = (root: string, what: string): CacheError =>
  new CacheError({ reason: "usage", message: `${root} ${what}`, remedy: "Name the directory that holds your music.", path: root })

/** `flat` when the root holds `!collages` or a datafile one level down, else `nested`. */
export const detectLayout = Effect.fnUntraced(function* (root: string) {
  const files = yield* Files
  const seen = yield* Effect.mapError(
    files.walk(root, {
      // Only the root and its children are looked at.
      enter: (name, path) => name === path && name !== ".deadwax",
      wants: (name) => datafileId(name) !== undefined
    }),
    (error: FileError) => unusable(root, `cannot be read (${error.reason})`)
  )
  const isFlat = seen.directories.includes("!collages") || seen.paths.some((path) => path.split("/").length === 2)
  return (isFlat ? "flat" : "nested") satisfies Layout as Layout
})

const writeMarker = Effect.fnUntraced(function* (root: string, id: string) {
  const files = yield* Files
  const text = patch("# Deadwax knows this library by this id. Keep this file where your music is.\n", { id })
  const write = Effect.andThen(
    files.makeDirectory(`${root}/.deadwax`),
    files.writeAtomic(`${root}/${markerPath}`, new TextEncoder().encode(text), { expected: null })
  )
  yield* Effect.mapError(write, (error) => notWritable(root, error))
})

const notWritable = (root: string, error: FileError): CacheError =>
  new CacheError({
    reason: "storage",
    message: `the marker ${root}/${markerPath} cannot be written (${error.reason})`,
    remedy:
      "Make the directory writable for the moment of init: the marker is how Deadwax tells your library from an unmounted disk.",
    path: root,
    cause: error
  })
