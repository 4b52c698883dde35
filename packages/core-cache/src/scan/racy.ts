/**
 * Racy files (U2): one whose time lies within the clock's precision of the moment it was read may change again without its time or size
 * telling. Before a scan ends, it waits that window out and looks at those few once more.
 */
import { Files } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { absolutePath } from "./paths.ts"

/** A file with the size and time under which the cache knows it. */
export interface Stamp {
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
}

const usualWindowUs = 20_000
// FAT keeps times in steps of two seconds.
const coarseWindowUs = 2_000_000

/** The window for these times: two seconds when all of them are whole even seconds. */
export const racyWindowUs = (stamps: ReadonlyArray<Stamp>): number =>
  stamps.length > 0 && stamps.every((stamp) => stamp.modifiedAtUs % coarseWindowUs === 0) ? coarseWindowUs : usualWindowUs

/** A file as it was stored, and when it was read. `isWritten`: by this scan itself, after it was read. */
export interface Recent extends Stamp {
  readonly readAtUs: number
  readonly isWritten: boolean
}

/** Could this file be racy at all? Keeps the list short: most files are older than any clock's precision. */
export const mayBeRacy = (stamp: Stamp, readAtUs: number): boolean => stamp.modifiedAtUs >= readAtUs - coarseWindowUs

/** Those that were written so shortly before they were read (or after) that their time proves nothing. */
export const selectRacy = (recent: ReadonlyArray<Recent>): ReadonlyArray<Recent> => {
  const near = recent.filter((file) => mayBeRacy(file, file.readAtUs))
  const windowUs = racyWindowUs(near)
  return near.filter((file) => file.modifiedAtUs >= file.readAtUs - windowUs)
}

/**
 * Waits the window out; answers the paths that must be read again, or undefined when there is nothing to do. A file may have been
 * rewritten with the same size in the same moment, so looking at its time again is not enough: it is read again. One that this scan
 * wrote itself was compared when it was written; only its size and time are looked at.
 */
export const recheckRacy = Effect.fnUntraced(function* (root: string, racy: ReadonlyArray<Recent>) {
  if (racy.length === 0) return undefined
  const files = yield* Files
  const windowUs = racyWindowUs(racy)
  const nowUs = (yield* Clock.currentTimeMillis) * 1000
  const newestUs = racy.reduce((newest, file) => Math.max(newest, file.modifiedAtUs), 0)
  const waitUs = Math.min(windowUs, newestUs + windowUs - nowUs)
  if (waitUs > 0) yield* Effect.sleep(Math.ceil(waitUs / 1000))
  const written = racy.filter((file) => file.isWritten)
  const results = yield* files.readEach(
    written.map((file) => absolutePath(root, file.path)),
    (file, index) => file.sizeBytes === written[index]!.sizeBytes && file.modifiedAtUs === written[index]!.modifiedAtUs
  )
  const isAnyChanged = results.some((result) => Result.isFailure(result) || !result.success)
  const again = new Set(racy.filter((file) => !file.isWritten).map((file) => file.path))
  return again.size === 0 && !isAnyChanged ? undefined : again
})
