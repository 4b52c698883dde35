/** What the writing of ids needs to know about one kind of file, and TagLib's part in it. */
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

/** A kind of file with a place for the ids. Every function is synchronous and throws `MalformedFile` on what it cannot parse. */
export interface TagFormat {
  readonly name: string
  readonly readIds: (bytes: Uint8Array) => HeldIds
  /** The whole new file with exactly these two ids. */
  readonly write: (bytes: Uint8Array, ids: TrackIds, edit: TagLibEdit) => Uint8Array
  /** All that differs between two files apart from the two fields and padding: fields, structure, audio. Empty: nothing. */
  readonly differences: (before: Uint8Array, after: Uint8Array) => ReadonlyArray<string>
}
