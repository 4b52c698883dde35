/**
 * Registers a directory as a library, and mends the registration of one that lost its marker or was moved. Writes the root's marker (or,
 * where a root is read-only, its place into library.db) and nothing else: the configuration is its caller's, music files are never written.
 *
 * What makes it hard: a marker tells a library from an unmounted disk and from a copy of it, so it is written anew only where there is
 * something to see, and a library is taken for moved only when nothing of it is left at its old place.
 */
import { FileError, Files } from "@deadwax/core-async"
import { patch } from "@decimalturn/toml-patch"
import * as Effect from "effect/Effect"
import type { CacheError } from "./cache-error.ts"
import { datafileId } from "./identity/datafile.ts"
import { idMaker } from "./identity/uuid.ts"
import {
  cannotBeRead,
  clash,
  copied,
  emptyAndReadOnly,
  foreign,
  notWritable,
  registeredHere,
  sameDirectory,
  unmounted,
  unusable
} from "./init-refusals.ts"
import type { Identity, Layout, Library } from "./model/model.ts"
import { keepRoot, readKeptDevice } from "./open/kept-root.ts"
import { markerPath, readMarker } from "./scan/online.ts"
import { isBelow, nameOf } from "./scan/paths.ts"

/** What makes a directory a library. */
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
  /** Where the library.db of a library is to be. It stands in for the marker of a root that is read-only; without it such a root is refused. */
  readonly libraryPath?: (id: string) => string
}

/**
 * What a directory is to `init`; roots are real paths.
 * - `new`: no library yet; `id` is what its marker says, if it has one
 * - `renew`: this registered library, which lost its marker
 * - `move`: this registered library, in a new place; `library` has the new root, `from` is the old one
 */
export type InitPlan =
  | { readonly kind: "new"; readonly root: string; readonly id: string | undefined }
  | { readonly kind: "renew"; readonly library: Library }
  | { readonly kind: "move"; readonly library: Library; readonly from: string }

/** Looks at a directory and decides; writes nothing. Fails as `usage`, and as `offline` where a library's disk seems not mounted. */
export const planInit = Effect.fnUntraced(function* (
  directory: string,
  registered: ReadonlyArray<Library>,
  libraryPath?: InitLibrary["libraryPath"]
) {
  const root = yield* existingRoot(directory)
  const marker = yield* Effect.mapError(readMarker(root), (error) => unusable(error.path, cannotBeRead(error)))
  const kept = yield* keptDevices(marker === undefined ? registered : [], libraryPath)
  const device = kept.size === 0 ? undefined : yield* deviceAt(root)
  const isKeptHere = (library: Library): boolean => device !== undefined && kept.get(library.id) === device
  const here = registered.find((library) => library.root === root)
  if (here !== undefined) return yield* planAgain(here, isKeptHere(here) ? here.id : marker, registered)
  const bearer = registered.find((library) => library.id === marker || isKeptHere(library))
  if (bearer !== undefined && !(yield* isGone(bearer, kept.get(bearer.id))))
    return yield* marker === undefined ? sameDirectory(bearer, root) : copied(bearer, root)
  for (const other of registered) {
    if (other !== bearer && (isBelow(root, other.root) || isBelow(other.root, root))) {
      return yield* clash(`${root} and the library ${other.name} (${other.root}) lie inside each other`, root)
    }
  }
  if (bearer === undefined) return { kind: "new", root, id: marker } satisfies InitPlan as InitPlan
  return { kind: "move", library: { ...bearer, root }, from: bearer.root } satisfies InitPlan as InitPlan
})

/** A directory that is registered: only its marker can be what is missing. */
const planAgain = Effect.fnUntraced(function* (
  library: Library,
  marker: string | undefined,
  registered: ReadonlyArray<Library>
): Effect.fn.Return<InitPlan, CacheError, Files> {
  const { root } = library
  if (marker === library.id) return yield* registeredHere(library)
  if (marker !== undefined) return yield* foreign(library, marker, registered)
  if (yield* isEmpty(root)) return yield* unmounted(root)
  return { kind: "renew", library }
})

/** Does what the plan says; the library as it is to be registered. `choice` is about new ones only. */
export const runInit = Effect.fnUntraced(function* (plan: InitPlan, choice: Omit<InitLibrary, "root">) {
  if (plan.kind === "move") return plan.library
  if (plan.kind === "renew") {
    yield* markRoot(plan.library, choice.libraryPath)
    return plan.library
  }
  const { root } = plan
  const name = choice.name ?? (nameOf(root) || "music")
  const twin = choice.registered.find((other) => other.name === name)
  if (twin !== undefined) return yield* clash(`there is a library named ${name} already (${twin.root})`, root)
  const layout = choice.layout ?? (yield* detectLayout(root))
  const id = plan.id ?? (yield* idMaker)()
  const library: Library = { id, name, root, identity: choice.identity, layout }
  if (plan.id === undefined) yield* markRoot(library, choice.libraryPath)
  return library
})

/** Makes the root known by its marker; by its file system where it is read-only and a scan would not write there either. */
const markRoot = (library: Library, libraryPath: InitLibrary["libraryPath"]) =>
  writeMarker(library).pipe(
    Effect.catch((error) => {
      const isReadOnly = error.cause instanceof FileError && error.cause.reason === "read-only"
      if (!isReadOnly || libraryPath === undefined || library.identity !== "fingerprint") return Effect.fail(error)
      // Where nothing is mounted, a directory is empty and, for most users, not writable.
      return Effect.flatMap(isEmpty(library.root), (isBare) =>
        isBare ? Effect.fail(emptyAndReadOnly(library.root)) : keepRoot(library, libraryPath(library.id))
      )
    })
  )

/** The file systems that stand in for markers, by the libraries' ids. */
const keptDevices = Effect.fnUntraced(function* (libraries: ReadonlyArray<Library>, libraryPath: InitLibrary["libraryPath"]) {
  const kept = new Map<string, string>()
  if (libraryPath === undefined) return kept
  for (const { id } of libraries) {
    const device = yield* readKeptDevice(libraryPath(id))
    if (device !== undefined) kept.set(id, device)
  }
  return kept
})

const deviceAt = Effect.fnUntraced(function* (root: string) {
  const files = yield* Files
  return yield* Effect.orElseSucceed(files.deviceOf(root), () => undefined)
})

/** Makes a directory a library. A root that bears a marker keeps its id; never writes to music files. */
export const initLibrary = Effect.fnUntraced(function* (options: InitLibrary) {
  return yield* runInit(yield* planInit(options.root, options.registered, options.libraryPath), options)
})

const existingRoot = Effect.fnUntraced(function* (directory: string) {
  const files = yield* Files
  const failed = (error: FileError): CacheError => unusable(directory, cannotBeRead(error))
  const info = yield* Effect.mapError(files.stat(directory), failed)
  if (info === undefined) return yield* unusable(directory, "does not exist")
  if (info.kind !== "directory") return yield* unusable(directory, "is not a directory")
  return yield* Effect.mapError(files.realPath(directory), failed)
})

/** Nothing of the library is at its old place: no directory, an empty one (where its disk was mounted), another library or another disk. */
const isGone = Effect.fnUntraced(function* (library: Library, keptDevice: string | undefined) {
  const files = yield* Files
  const { root } = library
  const failed = (error: FileError): CacheError => unusable(error.path, cannotBeRead(error))
  const info = yield* Effect.mapError(files.stat(root), failed)
  if (info?.kind !== "directory") return true
  const marker = yield* Effect.mapError(readMarker(root), failed)
  if (marker !== undefined) return marker !== library.id
  return (keptDevice !== undefined && (yield* deviceAt(root)) !== keptDevice) || (yield* isEmpty(root))
})

/** Holds nothing but, at most, Deadwax's own directory. */
const isEmpty = Effect.fnUntraced(function* (root: string) {
  const files = yield* Files
  let isSeen = false
  const see = (): false => {
    isSeen = true
    return false
  }
  const enter = (name: string) => (name === ".deadwax" ? false : see())
  const walk = yield* Effect.mapError(files.walk(root, { enter, wants: see }), (error) => unusable(root, cannotBeRead(error)))
  return !isSeen && walk.problems.length === 0
})

/** `flat` when the root holds `!collages` or a datafile one level down, else `nested`. */
export const detectLayout = Effect.fnUntraced(function* (root: string) {
  const files = yield* Files
  const seen = yield* Effect.mapError(
    files.walk(root, {
      // Only the root and its children are looked at.
      enter: (name, path) => name === path && name !== ".deadwax",
      wants: (name) => datafileId(name) !== undefined
    }),
    (error: FileError) => unusable(root, cannotBeRead(error))
  )
  const isFlat = seen.directories.includes("!collages") || seen.paths.some((path) => path.split("/").length === 2)
  return (isFlat ? "flat" : "nested") satisfies Layout as Layout
})

/** Atomic: a crash leaves no marker, the one before, or the new one. One that names no id is replaced. A failure leaves nothing new behind. */
const writeMarker = Effect.fnUntraced(function* ({ root, id, identity }: Library) {
  const files = yield* Files
  const path = `${root}/${markerPath}`
  const text = patch("# Deadwax knows this library by this id. Keep this file where your music is.\n", { id })
  const directory = `${root}/.deadwax`
  const failed = (error: FileError): CacheError => notWritable(root, error, identity)
  const wasThere = (yield* Effect.mapError(files.stat(directory), failed)) !== undefined
  const write = Effect.gen(function* () {
    yield* files.makeDirectory(directory)
    const expected = (yield* files.stat(path)) ?? null
    yield* files.writeAtomic(path, new TextEncoder().encode(text), { expected })
  })
  // Removal takes an empty directory only: what someone else has put into it meanwhile stays.
  const tidy = wasThere ? Effect.void : Effect.ignore(files.remove(directory))
  yield* write.pipe(
    Effect.tapError(() => tidy),
    Effect.mapError(failed)
  )
})
