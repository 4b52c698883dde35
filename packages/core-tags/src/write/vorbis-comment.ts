/** A Vorbis comment as FLAC, Vorbis and Opus hold it: a vendor text, then "KEY=value" entries, then whatever the container adds. */
import { latin1, MalformedFile, u32le, utf8 } from "./bytes.ts"
import type { TagItem } from "./tag-item.ts"
import { type HeldIds, vorbisFields } from "./track-ids.ts"

export interface VorbisComment {
  readonly vendor: Uint8Array
  /** Keys in upper case (they mean the same in any); undefined where an entry has no "=". */
  readonly entries: ReadonlyArray<{ readonly key: string | undefined; readonly value: Uint8Array }>
  /** What follows the last entry. */
  readonly rest: Uint8Array
}

const equals = 0x3d

const readText = (bytes: Uint8Array, at: number): Uint8Array => {
  const from = at + 4
  const text = from <= bytes.length ? bytes.subarray(from, from + u32le(bytes, at)) : undefined
  if (text === undefined || text.length !== u32le(bytes, at)) throw new MalformedFile("a comment that is longer than its block")
  return text
}

export const readVorbisComment = (bytes: Uint8Array): VorbisComment => {
  const vendor = readText(bytes, 0)
  let at = 4 + vendor.length
  const count = u32le(bytes, at)
  at += 4
  const entries: Array<VorbisComment["entries"][number]> = []
  for (let i = 0; i < count; i++) {
    const entry = readText(bytes, at)
    const split = entry.indexOf(equals)
    const key = split < 0 ? undefined : latin1(entry.subarray(0, split)).replace(/[a-z]/g, (letter) => letter.toUpperCase())
    entries.push({ key, value: entry.subarray(split + 1) })
    at += 4 + entry.length
  }
  return { vendor, entries, rest: bytes.subarray(at) }
}

const isIdKey = (key: string | undefined): boolean => key === vorbisFields.track || key === vorbisFields.release

/** All but the ids. The vendor is who encoded the audio: a field like the others. */
export const commentItems = (comment: VorbisComment | undefined): ReadonlyArray<TagItem> =>
  comment === undefined
    ? []
    : [
        { label: "vendor", value: comment.vendor },
        ...comment.entries.flatMap(({ key, value }) =>
          isIdKey(key) ? [] : [{ label: key === undefined ? "comment without a key" : `comment ${key}`, value }]
        )
      ]

export const commentIds = (comment: VorbisComment | undefined): HeldIds => {
  const valuesOf = (wanted: string) =>
    (comment?.entries ?? []).flatMap(({ key, value }) => (key === wanted ? [utf8(value) ?? latin1(value)] : []))
  return { track: valuesOf(vorbisFields.track), release: valuesOf(vorbisFields.release) }
}
