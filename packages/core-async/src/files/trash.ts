/**
 * Deleting without destroying (I4): what is deleted moves to `ROOT/.deadwax/trash/ID/`, with a record that says where it was.
 *
 * What makes it hard: every file in the trash has the suffix `.trashed`, so that no program takes it for music, and a crash may come
 * between any two renames. So the record is written first, with the path of every file; whether a file is still in its place, moved, or
 * moved and renamed can then be seen from its name alone, and both `moveToTrash` and `restoreFromTrash` can be done again from
 * wherever they stopped. What it does not do: empty itself.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import { FileError, Files } from "./files.ts"
import { isWithin, joinPath, maxPathBytes, nameOf, parentOf, shortenName, trimPath } from "./path.ts"

/** The trash of a library, below its root. */
export const trashDirectory = ".deadwax/trash"

/** What the name of a thing in the trash ends with, so that no scan takes it for what it was. */
export const trashedSuffix = ".trashed"

const recordName = "record.json"
const contentName = "content"

const Record = Schema.Struct({
  version: Schema.Literal(1),
  /** Where it was, relative to the root. */
  path: Schema.String,
  kind: Schema.Literals(["file", "directory"]),
  /** Milliseconds since 1970. */
  trashedAtMs: Schema.Int,
  /** Every file, relative to `path`; for a file the empty text alone. */
  files: Schema.Array(Schema.String),
  goesWith: Schema.optionalKey(Schema.String)
})
type Record = typeof Record.Type

const RecordText = Schema.fromJsonString(Record)

/**
 * One thing in the trash. `id` names it there. `files`: how many it holds. `goesWith`: the entry that it belongs to, as lyrics do to their
 * track; that one may have left the trash without it.
 */
export interface TrashEntry {
  readonly id: string
  readonly path: string
  readonly kind: "file" | "directory"
  readonly trashedAtMs: number
  readonly files: number
  readonly goesWith?: string
}

/**
 * What `listTrash` found; `unreadable`: ids whose record is missing or damaged, which are left alone; `empty`: ids under which nothing lies: a crash came
 * before anything was moved, or another program is about to move something there. Only who knows that nobody is may remove them.
 */
export interface TrashList {
  readonly entries: ReadonlyArray<TrashEntry>
  readonly unreadable: ReadonlyArray<string>
  readonly empty: ReadonlyArray<string>
}

const entryOf = (id: string, record: Record): TrashEntry => ({
  id,
  path: record.path,
  kind: record.kind,
  trashedAtMs: record.trashedAtMs,
  files: record.files.length,
  ...(record.goesWith !== undefined && { goesWith: record.goesWith })
})

const trashPath = (root: string): string => joinPath(trimPath(root), trashDirectory)

/** Sorts by time; the random part keeps two of one millisecond apart. */
const makeId = Effect.fnUntraced(function* (nowMs: number) {
  const random = yield* Random.nextIntBetween(0, 0xffff_ffff)
  return `${nowMs.toString(36).padStart(9, "0")}-${random.toString(16).padStart(8, "0")}`
})

const refuse = (reason: FileError["reason"], operation: string, path: string, cause?: unknown): FileError =>
  new FileError({ reason, operation, path, cause })

/** The files below a directory. One whose name cannot be handled would stay music in the trash, so it refuses the whole. */
const listFiles = Effect.fnUntraced(function* (path: string) {
  const files = yield* Files
  const walk = yield* files.walk(path)
  const obstacle = walk.problems.find((problem) => problem.reason === "name-not-utf8" || problem.reason === "unreadable")
  if (obstacle !== undefined) {
    return yield* refuse(obstacle.reason === "unreadable" ? "permission" : "name", "trash", joinPath(path, obstacle.path))
  }
  return walk.paths
})

/** Longest first: `a.trashed` makes way before `a` takes that name. */
const byLengthFalling = (paths: ReadonlyArray<string>): ReadonlyArray<string> => [...paths].sort((a, b) => b.length - a.length)

/** Where a file lies while it is in the trash: a name too long for the suffix is cut, since the record knows the whole. */
const trashedPathOf = (path: string): string => joinPath(parentOf(path), shortenName(nameOf(path), trashedSuffix))

interface Pair {
  readonly file: string
  readonly plain: string
  readonly trashed: string
}

const pairsOf = (content: string, record: Record): ReadonlyArray<Pair> =>
  byLengthFalling(record.files).map((file) => {
    const plain = file === "" ? content : joinPath(content, file)
    return { file, plain, trashed: trashedPathOf(plain) }
  })

/** A file that went away meanwhile needs no suffix. */
const addSuffix = Effect.fnUntraced(function* ({ plain, trashed }: Pair) {
  const files = yield* Files
  yield* files.rename(plain, trashed).pipe(Effect.catchIf(isNotFound, () => Effect.void))
})

const isNotFound = (error: FileError): boolean => error.reason === "not-found"

/** Nothing to do where the file already has its own name: the crash came before its suffix. */
const dropSuffix = Effect.fnUntraced(function* ({ plain, trashed }: Pair) {
  const files = yield* Files
  if ((yield* files.stat(plain)) === undefined && (yield* files.stat(trashed)) !== undefined) yield* files.rename(trashed, plain)
})

const contentOf = (root: string, id: string): string => joinPath(joinPath(trashPath(root), id), contentName)

/** False when a crash came between record and move: the thing is still in its place. */
const hasContent = Effect.fnUntraced(function* (root: string, id: string) {
  const files = yield* Files
  const content = contentOf(root, id)
  return (yield* files.stat(content)) !== undefined || (yield* files.stat(trashedPathOf(content))) !== undefined
})

const readRecord = Effect.fnUntraced(function* (root: string, id: string) {
  const files = yield* Files
  const path = joinPath(joinPath(trashPath(root), id), recordName)
  const content = yield* files.readFile(path)
  return yield* Schema.decodeUnknownEffect(RecordText)(new TextDecoder().decode(content)).pipe(
    Effect.mapError((cause) => refuse("io", "trash", path, cause))
  )
})

/**
 * Moves a file or directory of the library at `root` to its trash. `path` is absolute, below `root` and not in the trash (`name`).
 * Fails with `not-found` when nothing is there, and with `name` or `permission`, changing nothing, when a file in it cannot be renamed.
 */
export const moveToTrash = Effect.fn("moveToTrash")(function* (
  root: string,
  path: string,
  options: Pick<TrashEntry, "goesWith"> = {}
): Effect.fn.Return<TrashEntry, FileError, Files> {
  const files = yield* Files
  const base = trimPath(root)
  const source = trimPath(path)
  if (source === base || !isWithin(base, source) || isWithin(trashPath(base), source)) return yield* refuse("name", "trash", path)
  const info = yield* files.stat(source)
  if (info === undefined) return yield* refuse("not-found", "trash", source)
  const kind = info.kind === "directory" && !info.linked ? "directory" : "file"
  const trashedAtMs = yield* Clock.currentTimeMillis
  const id = yield* makeId(trashedAtMs)
  const record: Record = {
    version: 1,
    path: source.slice(base === "/" ? 1 : base.length + 1),
    kind,
    trashedAtMs,
    files: kind === "file" ? [""] : yield* listFiles(source),
    ...options
  }
  const place = joinPath(trashPath(base), id)
  const content = joinPath(place, contentName)
  // Seen before anything moves: a path gets longer in the trash, and one that is too long could not be renamed there.
  const tooLong = pairsOf(content, record).find(({ trashed }) => new TextEncoder().encode(trashed).length > maxPathBytes)
  if (tooLong !== undefined) return yield* refuse("name", "trash", tooLong.file === "" ? source : joinPath(source, tooLong.file))
  yield* files.makeDirectory(place)
  const text = yield* Schema.encodeEffect(RecordText)(record).pipe(Effect.orDie)
  yield* files.writeAtomic(joinPath(place, recordName), new TextEncoder().encode(`${text}\n`), { expected: null })
  if (kind === "file") yield* files.rename(source, trashedPathOf(content))
  else {
    yield* files.rename(source, content)
    for (const pair of pairsOf(content, record)) yield* addSuffix(pair)
  }
  return entryOf(id, record)
})

/** What lies in the trash of the library at `root`, oldest first. No trash is an empty one. */
export const listTrash = Effect.fn("listTrash")(function* (root: string): Effect.fn.Return<TrashList, FileError, Files> {
  const files = yield* Files
  if ((yield* files.stat(trashPath(root))) === undefined) return { entries: [], unreadable: [], empty: [] }
  const walk = yield* files.walk(trashPath(root), { enter: (name, path) => name === path, wants: () => false })
  const entries: Array<TrashEntry> = []
  const unreadable: Array<string> = []
  const empty: Array<string> = []
  for (const id of [...walk.directories].sort()) {
    const record = yield* Effect.option(readRecord(root, id))
    if (!(yield* hasContent(root, id))) empty.push(id)
    else if (Option.isNone(record)) unreadable.push(id)
    else entries.push(entryOf(id, record.value))
  }
  return { entries, unreadable, empty }
})

/** Puts a directory back in one step. */
const restoreWhole = Effect.fnUntraced(function* (content: string, target: string) {
  const files = yield* Files
  if ((yield* files.stat(target)) !== undefined) return yield* refuse("exists", "restore", target)
  yield* files.makeDirectory(parentOf(target))
  yield* files.rename(content, target)
})

/** Where directories move entry by entry, a crash may have left a part in each place: the parts are put together. */
const restorePieces = Effect.fnUntraced(function* (content: string, target: string, record: Record) {
  const files = yield* Files
  const walk = yield* files.walk(content)
  const inTrash = record.files.filter((file) => walk.paths.includes(file))
  for (const file of inTrash) {
    if ((yield* files.stat(joinPath(target, file))) !== undefined)
      return yield* refuse("exists", "restore", joinPath(target, file))
  }
  yield* files.makeDirectory(target)
  for (const directory of walk.directories) yield* files.makeDirectory(joinPath(target, directory))
  for (const file of inTrash) yield* files.rename(joinPath(content, file), joinPath(target, file))
  for (const directory of byLengthFalling(walk.directories)) yield* files.remove(joinPath(content, directory))
  yield* files.remove(content)
})

/**
 * Puts an entry of the trash back where it was, or at `to` (absolute); answers where. Fails with `exists` when something is there
 * by now, with nothing of it changed. Missing parent directories are made.
 */
export const restoreFromTrash = Effect.fn("restoreFromTrash")(function* (
  root: string,
  id: string,
  to?: string
): Effect.fn.Return<string, FileError, Files> {
  const files = yield* Files
  if (id === "" || id.startsWith(".") || id.includes("/")) return yield* refuse("name", "restore", id)
  const record = yield* readRecord(root, id)
  const target = to === undefined ? joinPath(trimPath(root), record.path) : trimPath(to)
  const content = contentOf(root, id)
  if (yield* hasContent(root, id)) {
    const inOneStep = record.kind === "file" || files.capabilities.renamesDirectories
    // Before the suffixes go: a refused entry stays as it was.
    if (inOneStep && (yield* files.stat(target)) !== undefined) return yield* refuse("exists", "restore", target)
    for (const pair of [...pairsOf(content, record)].reverse()) yield* dropSuffix(pair)
    yield* inOneStep ? restoreWhole(content, target) : restorePieces(content, target, record)
  }
  const place = joinPath(trashPath(root), id)
  yield* files.remove(joinPath(place, recordName))
  yield* files.remove(place)
  return target
})

/**
 * Removes an entry of the trash for good. The record goes last, so an entry that a crash cut in half is still in the list and can be
 * removed again. A name that cannot be handled stays, and the whole fails with `not-empty`.
 */
export const removeFromTrash = Effect.fn("removeFromTrash")(function* (
  root: string,
  id: string
): Effect.fn.Return<void, FileError, Files> {
  const files = yield* Files
  if (id === "" || id.startsWith(".") || id.includes("/")) return yield* refuse("name", "removeFromTrash", id)
  const place = joinPath(trashPath(root), id)
  const walk = yield* files.walk(place)
  const paths = [...walk.paths, ...walk.problems.filter((problem) => problem.reason === "outside-root").map(({ path }) => path)]
  for (const path of paths) if (path !== recordName) yield* files.remove(joinPath(place, path))
  for (const directory of byLengthFalling(walk.directories)) yield* files.remove(joinPath(place, directory))
  yield* files.remove(joinPath(place, recordName))
  yield* files.remove(place)
})
