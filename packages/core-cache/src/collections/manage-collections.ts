/** Making, renaming and deleting collections, and the covers of playlists: files first, then the rows. */
import { type FileError, Files, moveToTrash } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { CacheError } from "../cache-error.ts"
import { type CoverPicture, refusePicture } from "../edits/cover-picture.ts"
import { absolutePath } from "../scan/paths.ts"
import { writeCollection } from "./collection-file.ts"
import { refuseName, similarName } from "./collection-name.ts"
import { notWritten, refresh } from "./edit-collection.ts"
import { type FoundCollections, findCollections } from "./find-collections.ts"
import { type CollectionKind, collectionPath } from "./kind.ts"
import type { CollectionRun } from "./refresh.ts"
import { evictCollections } from "./update.ts"

/** Makes an empty collection, or one with this text. False, changing nothing, when there is one of this name. */
export const createCollection = Effect.fnUntraced(function* (run: CollectionRun, kind: CollectionKind, name: string, text = "") {
  const files = yield* Files
  const found = yield* lookAround(run, kind)
  if (found.collections.has(name)) {
    // No scan may have seen it yet, and whoever asks looks at its rows next.
    yield* refresh(run, kind, name)
    return false
  }
  const refused = refuseName(kind, name)
  if (refused !== undefined) return yield* refused
  const other = similarName(found.collections.keys(), name)
  if (other !== undefined) return yield* tooSimilar(kind, name, other)
  yield* Effect.mapError(files.makeDirectory(absolutePath(run.library.root, kind.directory)), notWritten)
  const isMade = yield* writeCollection(run.library, kind, name, text, null).pipe(
    Effect.as(true),
    Effect.catch((error) => (error.reason === "exists" ? Effect.succeed(false) : Effect.fail(notWritten(error))))
  )
  yield* refresh(run, kind, name)
  return isMade
})

/** Nothing is written where the directory is a link or cannot be read. */
const lookAround = Effect.fnUntraced(function* (run: CollectionRun, kind: CollectionKind) {
  const found = yield* findCollections(run.library, run.rules, kind)
  if (!found.problems.some(({ path }) => path === kind.directory)) return found
  const path = absolutePath(run.library.root, kind.directory)
  return yield* new CacheError({
    reason: "storage",
    message: `${path} is a link or no directory, so nothing is written there`,
    remedy: "Make it a directory of the library.",
    path
  })
})

const tooSimilar = (kind: CollectionKind, name: string, other: string): CacheError =>
  new CacheError({
    reason: "usage",
    message: `there is a ${kind.name} "${other}", whose name differs from "${name}" in case or Unicode form only`,
    remedy: "Choose another name: on many disks the two would be one file."
  })

/** Deletes a collection and its covers: they move to the trash, the cover first, so that a crash leaves nothing that a new one would take for its own. */
export const deleteCollection = Effect.fnUntraced(function* (run: CollectionRun, kind: CollectionKind, name: string) {
  const found = yield* lookAround(run, kind)
  if (!found.collections.has(name)) return false
  for (const cover of found.covers.get(name) ?? []) yield* toTrash(run, cover.path)
  yield* toTrash(run, collectionPath(kind, name))
  yield* evictCollections(run, kind)
  return true
})

const toTrash = (run: CollectionRun, path: string) =>
  moveToTrash(run.library.root, absolutePath(run.library.root, path)).pipe(
    Effect.asVoid,
    Effect.catch((error) => (error.reason === "not-found" ? Effect.void : Effect.fail(notWritten(error))))
  )

/**
 * Renames a collection with its covers; false when there is none of this name. The covers go first: a crash between leaves a collection
 * under its old name, and a crash in the midst of a move a file under both; the same call goes on. Nothing is replaced.
 */
export const renameCollection = Effect.fnUntraced(function* (run: CollectionRun, kind: CollectionKind, from: string, to: string) {
  const found = yield* lookAround(run, kind)
  const refused = from === to ? undefined : refuseName(kind, to)
  if (refused !== undefined) return yield* refused
  if (!found.collections.has(from)) return false
  if (from === to) return true
  const [path, target] = [collectionPath(kind, from), collectionPath(kind, to)]
  if (found.collections.has(to)) {
    if (!(yield* completeMove(run, path, target))) return yield* taken(kind, to)
    yield* refresh(run, kind, to)
    yield* evictCollections(run, kind)
    return true
  }
  const other = similarName(
    [...found.collections.keys()].filter((name) => name !== from),
    to
  )
  if (other !== undefined) return yield* tooSimilar(kind, to, other)
  yield* moveCovers(run, kind, found, from, to)
  yield* moveFile(run, path, target)
  yield* refresh(run, kind, to)
  yield* evictCollections(run, kind)
  return true
})

const moveCovers = Effect.fnUntraced(function* (
  run: CollectionRun,
  kind: CollectionKind,
  found: FoundCollections,
  from: string,
  to: string
) {
  const there = new Set((found.covers.get(to) ?? []).map(({ path }) => path))
  const moves = (found.covers.get(from) ?? []).map(({ path }) => ({ path, target: coverTarget(kind, path, to) }))
  // Before any is moved.
  for (const { path, target } of moves) {
    if (there.has(target) && !(yield* completeMove(run, path, target))) return yield* inTheWay(run, target)
  }
  for (const { path, target } of moves) if (!there.has(target)) yield* moveFile(run, path, target)
})

const coverTarget = (kind: CollectionKind, path: string, name: string): string =>
  `${kind.directory}/${name}${path.slice(path.lastIndexOf("."))}`

const moveFile = Effect.fnUntraced(function* (run: CollectionRun, from: string, to: string) {
  const files = yield* Files
  const renamed = files.rename(absolutePath(run.library.root, from), absolutePath(run.library.root, to))
  yield* Effect.mapError(renamed, (error: FileError) => (error.reason === "exists" ? inTheWay(run, to) : notWritten(error)))
})

/** Are these two names of one file, as a move that was cut off leaves it? Then it is completed; else nothing is changed. */
const completeMove = (run: CollectionRun, from: string, to: string) => Effect.isSuccess(moveFile(run, from, to))

const taken = (kind: CollectionKind, name: string): CacheError =>
  new CacheError({
    reason: "usage",
    message: `there is a ${kind.name} "${name}" already`,
    remedy: "Choose another name, or rename or delete that one first."
  })

const inTheWay = (run: CollectionRun, path: string): CacheError =>
  new CacheError({
    reason: "usage",
    message: `${absolutePath(run.library.root, path)} is in the way`,
    remedy: "Move it away, or choose another name; nothing of it is replaced.",
    path: absolutePath(run.library.root, path)
  })

/**
 * Gives a playlist a cover; the one it had moves to the trash first, so a crash between leaves none, and the old one restorable. False
 * when there is no such playlist. The same picture again changes nothing.
 */
export const setCover = Effect.fnUntraced(function* (
  run: CollectionRun,
  kind: CollectionKind,
  name: string,
  picture: CoverPicture
) {
  const files = yield* Files
  const extension = picture.extension.toLowerCase()
  const unfit = refusePicture(run.rules, picture)
  if (unfit !== undefined) return yield* unfit
  const found = yield* lookAround(run, kind)
  if (!found.collections.has(name)) return false
  const path = `${kind.directory}/${name}.${extension}`
  const covers = found.covers.get(name) ?? []
  const isThere = covers.length === 1 && covers[0]!.path === path && (yield* holds(run, path, picture.bytes))
  if (!isThere) {
    for (const cover of covers) yield* toTrash(run, cover.path)
    const target = absolutePath(run.library.root, path)
    yield* files
      .writeAtomic(target, picture.bytes, { expected: null })
      .pipe(Effect.mapError((error) => (error.reason === "exists" ? inTheWay(run, path) : notWritten(error))))
  }
  yield* refresh(run, kind, name)
  return true
})

const holds = Effect.fnUntraced(function* (run: CollectionRun, path: string, bytes: Uint8Array) {
  const files = yield* Files
  const there = yield* Effect.orElseSucceed(files.readFile(absolutePath(run.library.root, path)), () => new Uint8Array())
  return there.length === bytes.length && there.every((byte, i) => byte === bytes[i])
})

/** Takes the covers of a playlist away, to the trash. False when there is no such playlist. */
export const removeCover = Effect.fnUntraced(function* (run: CollectionRun, kind: CollectionKind, name: string) {
  const found = yield* lookAround(run, kind)
  if (!found.collections.has(name)) return false
  for (const cover of found.covers.get(name) ?? []) yield* toTrash(run, cover.path)
  yield* refresh(run, kind, name)
  return true
})
