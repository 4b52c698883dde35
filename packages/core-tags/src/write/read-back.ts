/**
 * The second opinion: the reader that scans use, asked about the old bytes and about the new file on the disk. It shares no code
 * with the comparison of structures, and it answers the question that matters to the library: will the next scan see the same
 * track under the ids that were written?
 */
import type { OpenFile } from "@deadwax/core-async"
import { readTags } from "../read/read-tags.ts"
import type { AudioTags, ReadOutcome } from "../tags.ts"
import { sameBytes } from "./bytes.ts"
import type { TrackIds } from "./track-ids.ts"

/** Bytes in memory as an open file. */
const inMemory = (path: string, bytes: Uint8Array): OpenFile => ({
  path,
  sizeBytes: bytes.length,
  modifiedAtUs: 0,
  linked: false,
  read: (target, position) => {
    const found = bytes.subarray(position, position + target.length)
    target.set(found)
    return found.length
  }
})

const without = ({ ids: _, ...tags }: AudioTags): string => JSON.stringify(tags)

/** Whether the reader sees the same track in both, and the ids in the second. */
const agree = (before: ReadOutcome, after: ReadOutcome, ids: TrackIds): boolean =>
  before.ok &&
  after.ok &&
  after.tags.ids.track === ids.track &&
  after.tags.ids.release === ids.release &&
  without(before.tags) === without(after.tags)

/** Asks the reader about bytes in memory and bytes on the way to the disk; true when only the ids differ. Never rejects. */
export const readsAlike = (path: string, before: Uint8Array, after: OpenFile, ids: TrackIds): PromiseLike<boolean> =>
  readTags(inMemory(path, before)).then((old) => readTags(after).then((now) => agree(old, now, ids)))

const comparedBytes = 1024 * 1024

/** Whether the file, as it can be read back, is the content that was compared with the original. */
export const holds = (file: OpenFile, content: Uint8Array): boolean => {
  if (file.sizeBytes !== content.length) return false
  const window = new Uint8Array(Math.min(comparedBytes, content.length))
  for (let at = 0; at < content.length; ) {
    const got = file.read(window, at)
    if (got === 0 || !sameBytes(window.subarray(0, got), content.subarray(at, at + got))) return false
    at += got
  }
  return true
}
