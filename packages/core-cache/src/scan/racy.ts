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

/** Those of `stamps` that were written so shortly before `sinceUs` (or after it) that their time proves nothing. */
export const selectRacy = (stamps: ReadonlyArray<Stamp>, sinceUs: number): ReadonlyArray<Stamp> => {
  const recent = stamps.filter((stamp) => stamp.modifiedAtUs >= sinceUs - coarseWindowUs)
  const windowUs = racyWindowUs(recent)
  return recent.filter((stamp) => stamp.modifiedAtUs >= sinceUs - windowUs)
}

/** Waits the window out and answers whether any of the files is no longer what the cache knows. */
export const recheckRacy = Effect.fnUntraced(function* (root: string, racy: ReadonlyArray<Stamp>) {
  if (racy.length === 0) return false
  const files = yield* Files
  const windowUs = racyWindowUs(racy)
  const nowUs = (yield* Clock.currentTimeMillis) * 1000
  const newestUs = racy.reduce((newest, stamp) => Math.max(newest, stamp.modifiedAtUs), 0)
  const waitUs = Math.min(windowUs, newestUs + windowUs - nowUs)
  if (waitUs > 0) yield* Effect.sleep(Math.ceil(waitUs / 1000))
  const results = yield* files.readEach(
    racy.map((stamp) => absolutePath(root, stamp.path)),
    (file, index) => file.sizeBytes === racy[index]!.sizeBytes && file.modifiedAtUs === racy[index]!.modifiedAtUs
  )
  return results.some((result) => Result.isFailure(result) || !result.success)
})
