/** What the writing of ids needs to know about one kind of file, and TagLib's part in it. */
import type { Source, Steps } from "./source.ts"
import type { Splice } from "./splice.ts"
import type { HeldIds, TrackIds } from "./track-ids.ts"

/** TagLib's open file, as far as the ids need it. */
export interface TagLibFile {
  readonly getId3v2Frames: (id: string) => ReadonlyArray<{ readonly data: Uint8Array }>
  readonly setId3v2Frames: (id: string, data: Array<Uint8Array>) => void
  readonly setMP4Item: (key: string, value: string) => void
  readonly setProperty: (key: string, value: string) => void
}

/** Lets TagLib change a file in memory: bytes in, bytes out. Throws `TagLibRefusal` where it takes the bytes for no such file. */
export type TagLibEdit = (
  bytes: Uint8Array,
  kind: "MP3" | "FLAC" | "OGG" | "OPUS" | "MP4",
  change: (file: TagLibFile) => void
) => Uint8Array

/** TagLib could not read or save what it was given. */
export class TagLibRefusal extends Error {
  override readonly name = "TagLibRefusal"
}

/**
 * A kind of file with a place for the ids. Nothing here holds more of a file than its metadata. Every function is synchronous, needs
 * its sources open, and throws `MalformedFile` on what it cannot parse, `MetadataTooLarge` where it would hold too much.
 */
export interface TagFormat {
  readonly name: string
  readonly readIds: (file: Source) => HeldIds
  /** The new file with exactly these two ids. */
  readonly write: (file: Source, ids: TrackIds, edit: TagLibEdit) => Splice
  /** All that differs between the metadata of two files apart from the two fields and padding: fields and structure. Empty: nothing. */
  readonly differences: (before: Source, after: Source) => ReadonlyArray<string>
  /** The same for everything behind or between the metadata, step by step: audio, and tags that are never edited. */
  readonly audioDifferences: (before: Source, after: Source) => Steps<ReadonlyArray<string>>
}
