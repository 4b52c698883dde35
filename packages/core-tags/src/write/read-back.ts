/**
 * The second opinion: the reader that scans use, asked about the old file and about the new one on the disk. It shares no code
 * with the comparison of structures, and it answers the question that matters to the library: will the next scan see the same
 * track under the ids that were written?
 */
import type { OpenFile } from "@deadwax/core-async"
import { type ReadTagsOptions, readTags } from "../read/read-tags.ts"
import type { AudioTags, ReadOutcome } from "../tags.ts"
import type { TrackIds } from "./track-ids.ts"

const without = ({ ids: _, ...tags }: AudioTags): string => JSON.stringify(tags)

/** Whether the reader sees the same track in both, and the ids in the second. */
const agree = (before: ReadOutcome, after: ReadOutcome, ids: TrackIds): boolean =>
  before.ok &&
  after.ok &&
  after.tags.ids.track === ids.track &&
  after.tags.ids.release === ids.release &&
  without(before.tags) === without(after.tags)

/** Asks the reader about the old file and the one on the way to its place; true when only the ids differ. Never rejects. */
export const readsAlike = (
  before: OpenFile,
  after: OpenFile,
  ids: TrackIds,
  options?: Pick<ReadTagsOptions, "quick">
): PromiseLike<boolean> => readTags(before, options).then((old) => readTags(after, options).then((now) => agree(old, now, ids)))
