/**
 * Racy files (U2): one whose time lies within the clock's precision of the moment it was read may change again without its time or size
 * telling. Before a scan ends, it waits that window out and looks at those few once more.
 */
import { Files, type OpenFile } from "@deadwax/core-async"
import { type AudioTags, type ReadOutcome, readTagsAtOnce } from "@deadwax/core-tags"
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
  /** What was read of it, as one text; null: not kept, so that only a further pass can tell whether it is still that. */
  readonly content: string | null
}

/** What a scan stores of a music file, to be held against a later read of it. */
export const contentOf = ({ tags, essence }: { readonly tags: AudioTags; readonly essence?: string | null }): string =>
  JSON.stringify([tags, essence ?? null])

// Of more files than these no content is kept: such a scan has read so much that a further pass is little beside it.
const mostKept = 200

/** Notes a file that was just read if it may be racy. What was read last of it counts. */
export const noteRecent = (recent: Map<string, Recent>, file: Omit<Recent, "content">, content: () => string | null): void => {
  if (!mayBeRacy(file, file.readAtUs)) return
  recent.set(file.path, { ...file, content: recent.size < mostKept ? content() : null })
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
 * Waits the window out; answers the paths that must be taken anew, or undefined when there is nothing to do. A file may have been
 * rewritten with the same size in the same moment, so looking at its time again is not enough: it is read again, by itself, since a further
 * pass looks at all of the library. One that this scan wrote itself was compared when it was written; only its size and time are looked at.
 */
export const recheckRacy = Effect.fnUntraced(function* (root: string, racy: ReadonlyArray<Recent>, isQuick: boolean) {
  if (racy.length === 0) return undefined
  const files = yield* Files
  const windowUs = racyWindowUs(racy)
  const nowUs = (yield* Clock.currentTimeMillis) * 1000
  const newestUs = racy.reduce((newest, file) => Math.max(newest, file.modifiedAtUs), 0)
  const waitUs = Math.min(windowUs, newestUs + windowUs - nowUs)
  if (waitUs > 0) yield* Effect.sleep(Math.ceil(waitUs / 1000))
  const looked = racy.filter((file) => file.isWritten || file.content !== null)
  const results = yield* files.readEach(
    looked.map((file) => absolutePath(root, file.path)),
    (file, index) => isAsStored(file, looked[index]!, isQuick)
  )
  const changed = looked.filter((_, index) => Result.getOrElse(results[index]!, () => false) === false)
  const unknown = racy.filter((file) => !file.isWritten && file.content === null)
  if (changed.length === 0 && unknown.length === 0) return undefined
  return new Set([...changed, ...unknown].filter((file) => !file.isWritten).map((file) => file.path))
})

const isAsStored = (file: OpenFile, stored: Recent, isQuick: boolean): boolean | PromiseLike<boolean> => {
  if (file.sizeBytes !== stored.sizeBytes || file.modifiedAtUs !== stored.modifiedAtUs) return false
  if (stored.isWritten) return true
  const isSame = (read: ReadOutcome): boolean => read.ok && contentOf(read) === stored.content
  const read = readTagsAtOnce(file, { essence: true, quick: isQuick })
  return "then" in read ? read.then(isSame) : isSame(read)
}
