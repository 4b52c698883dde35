/**
 * Changes of files that were begun and whose end nobody wrote down: a crash came between. What lies on the disk says whether each was made; what
 * was half done is brought to its end; and then the catalog says what both sides agree on, as it was written down before. It comes before a look
 * at the library, which would take a gap for a deletion, and a file that it does not know for the user's own.
 *
 * A change is taken for made only by what it must have left. What does not show it is held not to have happened, and is planned anew.
 */
import { type Database, type FileError, type FileInfo, Files, partPathOf, transaction } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type BegunChange, dropBegun, endBegun, type FileState, listBegun, readBegun } from "../catalog/begun-changes.ts"
import { beginDigest } from "../downloads/digest-file.ts"
import { DownloadError, ofDisk } from "../downloads/download-error.ts"
import { checkOnline, type DownloadTarget } from "../downloads/download-target.ts"
import { placeInLibrary } from "../downloads/place-in-library.ts"
import type { InLibraryDb } from "../sync-run.ts"
import type { WriteInJob } from "./carrier.ts"

/** Where changes were begun. */
export interface Recovering {
  readonly target: DownloadTarget
  readonly inLibraryDb: InLibraryDb
}

type Info = FileInfo | undefined

const isIn = (info: Info, state: FileState | null): boolean =>
  info?.kind === "file" && info.sizeBytes === state?.sizeBytes && info.modifiedAtUs === state.modifiedAtUs

/** Both agree on the file in the state that it has now. A copy beside it says nothing of the file itself. */
const asItLies = (change: BegunChange, { sizeBytes, modifiedAtUs }: FileState): BegunChange => {
  const { agreed, path } = change
  return agreed === null || agreed.path !== path
    ? change
    : { ...change, agreed: { ...agreed, state: { sizeBytes, modifiedAtUs } } }
}

/** Does the file hold what was to be placed, byte for byte? Its time may be another where a disk gives times of its own to names. */
const holdsAll = Effect.fnUntraced(function* ({ hash, state }: BegunChange, absolute: string, info: Info) {
  if (hash === null || info?.kind !== "file" || info.sizeBytes !== state.sizeBytes) return false
  return (yield* beginDigest(absolute, hash.algorithm, state.sizeBytes))?.hex() === hash.hex
})

/** A place that lies empty because what lay there went to the trash is filled. */
const fillPlace = Effect.fnUntraced(function* (target: DownloadTarget, change: BegunChange, partPath: string, part: Info) {
  const files = yield* Files
  const { path, over } = change
  if (over === null || !(yield* holdsAll(change, partPath, part))) return undefined
  const absolute = yield* placeInLibrary(target, path)
  yield* Effect.mapError(files.rename(partPath, absolute), ofDisk(path))
  const info = yield* Effect.mapError(files.stat(absolute), ofDisk(path))
  return info === undefined ? undefined : asItLies(change, info)
})

const findPlaced = Effect.fnUntraced(function* (target: DownloadTarget, change: BegunChange, absolute: string) {
  const files = yield* Files
  const partPath = partPathOf(absolute)
  const onDisk = Effect.mapError((error: FileError) => ofDisk(change.path)(error))
  const part = yield* onDisk(files.stat(partPath))
  const info = yield* onDisk(files.stat(absolute))
  if (info === undefined) return yield* fillPlace(target, change, partPath, part)
  if (yield* holdsAll(change, absolute, info)) {
    yield* onDisk(files.remove(partPath))
    return asItLies(change, info)
  }
  // Someone has written it since, as a scan writes ids; what it was like when it was placed is known.
  return part === undefined && info.kind === "file" && !isIn(info, change.over) ? change : undefined
})

const findRenamed = Effect.fnUntraced(function* (change: BegunChange, from: string, to: string) {
  const files = yield* Files
  const onDisk = Effect.mapError((error: FileError) => ofDisk(change.path)(error))
  const isThere = (yield* onDisk(files.stat(from))) !== undefined
  const info = yield* onDisk(files.stat(to))
  if (!isIn(info, change.state)) return undefined
  // Two names of one file, or one name in two spellings: a rename that was cut off. Of two files, the other is somebody's.
  if (isThere)
    yield* Effect.catchIf(
      onDisk(files.rename(from, to)),
      (error) => error.reason === "exists",
      () => Effect.void
    )
  return change
})

const findTrashed = (change: BegunChange, absolute: string) =>
  Effect.flatMap(Files, (files) =>
    Effect.map(Effect.mapError(files.stat(absolute), ofDisk(change.path)), (info) => (info === undefined ? change : undefined))
  )

/** The change as it was made, or undefined: it was not. */
const findMade = (target: DownloadTarget, change: BegunChange) => {
  const base = target.root.endsWith("/") ? target.root.slice(0, -1) : target.root
  const absolute = `${base}/${change.path}`
  switch (change.kind) {
    case "place":
      return findPlaced(target, change, absolute)
    case "rename":
      return findRenamed(change, `${base}/${change.fromPath}`, absolute)
    case "trash":
      return findTrashed(change, absolute)
  }
}

type Write<E> = (work: (database: Database) => void) => Effect.Effect<void, E>

/** Nothing is concluded of a disk that is not there, nor of one that went while it was looked at. */
const settle = <E>(target: DownloadTarget, change: BegunChange, keepsLease: boolean, write: Write<E>) =>
  Effect.uninterruptible(
    Effect.gen(function* () {
      yield* checkOnline(target)
      const made = yield* findMade(target, change)
      yield* checkOnline(target)
      const nowUs = (yield* Clock.currentTimeMillis) * 1000
      yield* write((database) =>
        transaction(database, () =>
          made === undefined ? dropBegun(database, change.no) : endBegun(database, made, { nowUs, keepsLease })
        )
      )
    })
  )

/** What was begun of an item that the caller's job works on, if anything. Fails where that cannot be found out now. */
export const settleBegun = Effect.fnUntraced(function* ({ target, inLibraryDb }: Recovering, no: number) {
  const change = yield* inLibraryDb((database) => readBegun(database, no))
  if (change !== undefined) yield* settle(target, change, true, inLibraryDb)
})

/**
 * All that was begun, of any source: the caller's sync is the only one. What cannot be found out now, as of a directory that may not be entered,
 * is left for the item's own turn.
 */
export const recoverChanges = Effect.fnUntraced(function* ({ target, inLibraryDb }: Recovering, write: WriteInJob) {
  for (const change of yield* inLibraryDb(listBegun))
    yield* Effect.catchIf(
      settle(target, change, false, write),
      (error) => error instanceof DownloadError,
      (error) => Effect.logWarning(`not brought to its end: ${error.message}`)
    )
})
