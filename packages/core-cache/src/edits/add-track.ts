/**
 * Takes a file from elsewhere into the library: copied to its place, then scanned. The file that it came from stays as it is.
 *
 * Order: a new file is written under a temporary name, flushed, read again and compared with its source byte by byte, and only then gets its
 * name, which is one that nothing has. A crash leaves the copy whole or not at all; adding again finds it there and makes no second one.
 */
import { type FileError, Files, type OpenFile, type WriteOptions } from "@deadwax/core-async"
import { type AudioTags, readTags } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { attempt, CacheError } from "../cache-error.ts"
import { survivorOf, trackKind } from "../identity/issued-ids.ts"
import { candidateName, extensionPart, foldName } from "../naming/fit-name.ts"
import { classifyName } from "../scan/entry-names.ts"
import { absolutePath, directoryOf, isBelow, isParked, nameOf, relativePath } from "../scan/paths.ts"
import type { ScanTarget } from "../scan/scan.ts"
import { decideScope } from "../scan/scope.ts"
import { type Edited, editFailed, runEdit } from "./edit-library.ts"
import { type Placing, type PlacingTarget, planPlace } from "./plan-place.ts"
import { isSameContent, openBytes } from "./same-content.ts"

/** What is added: a file by its absolute path, outside the library, or its bytes with the name that it is to have. */
export type TrackSource = { readonly path: string } | { readonly name: string; readonly bytes: Uint8Array }

/** Where a file that is added goes. */
export interface AddOptions {
  /** The directory of the library (absolute) that it is to lie in, under its own name; made where it is not there. Absent: by the templates. */
  readonly to?: string
}

const shownAs = (source: TrackSource): string => ("path" in source ? source.path : source.name)

/** Places the file and scans where it lies; answers its absolute path. Undefined: there is no such file. */
export const addTrack = (target: PlacingTarget, source: TrackSource, { to }: AddOptions) =>
  runEdit(
    target,
    "adding a track",
    Effect.fnUntraced(function* () {
      const looked = yield* lookAt(target, source)
      if (looked === undefined) return { value: undefined, directories: undefined } satisfies Edited<string | undefined>
      const placing = yield* attempt(() => planPlace(target, looked.tags, nameOf(shownAs(source)), to))
      yield* checkDirectory(target, placing.directory)
      const path = (yield* findKnown(target, source, looked)) ?? (yield* place(target, source, looked, placing))
      // What carries ids and lies where no datafile is yet looks like a copy in progress; it is none.
      return { value: path, directories: [placing.directory], force: true } satisfies Edited<string | undefined>
    })
  )

interface Looked {
  readonly tags: AudioTags
  readonly sizeBytes: number
  readonly essence: string | null
}

/** Gives the source, open, to `use`. */
const withSource = Effect.fnUntraced(function* <A>(
  source: TrackSource,
  use: (file: OpenFile) => PromiseLike<A> | Effect.Effect<A, FileError>
) {
  const files = yield* Files
  if ("bytes" in source) {
    const answer = use(openBytes(source.name, source.bytes))
    return yield* Effect.isEffect(answer) ? answer : Effect.promise(() => Promise.resolve(answer))
  }
  const [result] = yield* files.readEach([source.path], use)
  return yield* Effect.fromResult(result!)
})

const lookAt = Effect.fnUntraced(function* (target: ScanTarget, source: TrackSource) {
  const files = yield* Files
  const shown = shownAs(source)
  if (classifyName(nameOf(shown), target.rules) !== "audio")
    return yield* refused(
      shown,
      `${shown} is no audio file, by its name`,
      "Name a file of one of the kinds that a scan takes in."
    )
  if ("path" in source) {
    const info = yield* Effect.mapError(files.stat(source.path), editFailed("look at the file"))
    if (info === undefined) return undefined
    const real = yield* Effect.mapError(files.realPath(source.path), editFailed("look at the file"))
    if (isBelow(real, target.library.root))
      return yield* refused(shown, `${shown} lies in the library already`, `Scan it: deadwax scan ${directoryOf(shown)}`)
    if (info.kind !== "file") return yield* refused(shown, `${shown} is no file`, "Name its files one by one.")
  }
  const read = withSource(source, (file) =>
    readTags(file, { essence: true, quick: target.isQuick }).then((outcome) => ({ outcome, sizeBytes: file.sizeBytes }))
  )
  const { outcome, sizeBytes } = yield* Effect.mapError(read, editFailed("read the file"))
  if (outcome.ok) return { tags: outcome.tags, sizeBytes, essence: outcome.essence ?? null } satisfies Looked
  return yield* refused(shown, `${shown} cannot be taken in: ${outcome.message}`, "Mend it, or name another file.")
})

/** A directory that a scan would go into, reached through no link: one above it that leads elsewhere would take the file out of the library. */
const checkDirectory = Effect.fnUntraced(function* ({ library, rules }: ScanTarget, directory: string) {
  const files = yield* Files
  yield* decideScope(library, rules, () => false, [directory])
  if (library.layout === "flat" && directory === library.root)
    return yield* refused(directory, `a scan takes no files in ${directory} itself`, "Name a directory in it.")
  for (let at = directory; at !== library.root; at = directoryOf(at)) {
    const info = yield* Effect.mapError(files.stat(at), editFailed("look at the directory"))
    if (info === undefined) continue
    const real = yield* Effect.mapError(files.realPath(at), editFailed("look at the directory"))
    if (real === at && info.kind === "directory") return
    return yield* refused(
      at,
      `${at} is no directory of the library`,
      "Name a directory that lies in it, not one that is linked there."
    )
  }
})

/**
 * The path of the track that the source is, by its id: adding it again changes nothing. With the id alone and another content it is refused: two
 * files with one id would be a copy, which `doctor` would have to settle.
 */
const findKnown = Effect.fnUntraced(function* ({ cache, userDb, library }: ScanTarget, source: TrackSource, { tags }: Looked) {
  const id = tags.ids.track
  if (id === null) return undefined
  const known = yield* attempt(() =>
    cache.prepare("select source_path as path from tracks where id = ?").get(survivorOf(userDb, trackKind, id))
  )
  if (known === undefined || isParked(String(known["path"]))) return undefined
  const path = absolutePath(library.root, String(known["path"]))
  if (yield* isCopy(source, path)) return path
  return yield* refused(
    path,
    `the library has this track already: ${path}`,
    "Delete that one first if this is to take its place."
  )
})

const isCopy = (source: TrackSource, path: string) =>
  Effect.gen(function* () {
    const files = yield* Files
    const compare = (ours: OpenFile) =>
      Effect.flatMap(
        files.readEach([path], (theirs) => isSameContent(ours, theirs)),
        ([result]) => Effect.fromResult(result ?? Result.succeed(false))
      )
    return yield* withSource(source, compare)
  }).pipe(Effect.orElseSucceed(() => false))

/** Copies to the first name that is free, unless it stands under one before that already. */
const place = Effect.fnUntraced(function* (target: ScanTarget, source: TrackSource, looked: Looked, placing: Placing) {
  const files = yield* Files
  const { directory, name, maxBytes } = placing
  const failed = editFailed("copy it into the library")
  const isNew = (yield* Effect.mapError(files.stat(directory), failed)) === undefined
  yield* Effect.mapError(files.makeDirectory(directory), failed)
  const there = (yield* Effect.mapError(files.walk(directory, { enter: () => false }), failed)).paths
  const taken = new Map(there.map((entry) => [foldName(entry), entry]))
  const extension = extensionPart(name)
  const parts = { stem: name.slice(0, name.length - extension.length), extension }
  for (let number = 1; ; number++) {
    const candidate = candidateName(parts, number, maxBytes)
    const path = `${directory}/${taken.get(foldName(candidate)) ?? candidate}`
    const isFree = (yield* Effect.mapError(files.stat(path), failed)) === undefined
    if (isFree) {
      yield* files.writeAtomic(path, contentOf(source, looked.sizeBytes), comparedWith(source)).pipe(
        Effect.onError(() => (isNew ? Effect.ignore(files.remove(directory)) : Effect.void)),
        Effect.mapError(failed)
      )
      return path
    }
    if ((yield* attempt(() => hasSound(target, path, looked.essence))) || (yield* isCopy(source, path))) return path
  }
})

/** Is the track at this path known to sound like that? It was added before, and has got its ids since. */
const hasSound = ({ cache, library }: ScanTarget, path: string, essence: string | null): boolean =>
  essence !== null &&
  cache
    .prepare("select 1 as one from tracks where source_path = ? and essence = ? and is_doubtful = 0")
    .get(relativePath(library.root, path) ?? "", essence) !== undefined

const contentOf = (source: TrackSource, sizeBytes: number) =>
  "bytes" in source ? source.bytes : { of: source.path, sizeBytes, pieces: () => [{ from: 0, to: sizeBytes }] }

const comparedWith = (source: TrackSource): WriteOptions => ({
  expected: null,
  verify: (file, original) => isSameContent(file, original ?? ("bytes" in source ? openBytes(source.name, source.bytes) : file))
})

const refused = (path: string, message: string, remedy: string): CacheError =>
  new CacheError({ reason: "usage", message, remedy, path })
