/** Tags at the end of a file: APEv2, ID3v1, and the Lyrics3 between them. Together they tell where the audio ends. */
import { genreOfCode } from "../../grammar/genres.ts"
import { type ByteSource, type Bytes, UnexpectedEnd } from "../byte-source.ts"
import { FieldSet } from "../fields.ts"
import type { FoundPicture } from "../parsed.ts"
import { apeKeys, id3v1Keys } from "./other-keys.ts"
import { ascii, decodeLatin1, decodeUtf8, uint32le } from "./text.ts"

export interface TailTags {
  /** The first byte after the audio. */
  readonly audioEnd: number
  readonly ape: FieldSet | undefined
  readonly id3v1: FieldSet | undefined
  readonly pictures: ReadonlyArray<FoundPicture>
}

const maxItems = 4096
const maxTextBytes = 4 * 1024 * 1024

export const readTailTags = (source: ByteSource, audioStart: number): TailTags => {
  let end = source.sizeBytes
  const id3v1 = readId3v1(source, audioStart)
  if (id3v1 !== undefined) end -= 128
  end -= lyrics3Bytes(source, audioStart, end)
  const ape = readApe(source, audioStart, end)
  // Some writers put the APE tag behind a Lyrics3 block, some before it.
  const audioEnd = (ape?.start ?? end) - (ape === undefined ? 0 : lyrics3Bytes(source, audioStart, ape.start))
  return { audioEnd, ape: ape?.fields, id3v1, pictures: ape?.pictures ?? [] }
}

const readId3v1 = (source: Bytes, audioStart: number): FieldSet | undefined => {
  const start = source.sizeBytes - 128
  if (start < audioStart) return undefined
  const tag = source.view(start, 128)
  if (ascii(tag, 0, 3) !== "TAG") return undefined
  const fields = new FieldSet()
  const text = (from: number, length: number): string => {
    const bytes = tag.subarray(from, from + length)
    const end = bytes.indexOf(0)
    return decodeLatin1(end < 0 ? bytes : bytes.subarray(0, end))
  }
  fields.addByKey(id3v1Keys, "title", text(3, 30))
  fields.addByKey(id3v1Keys, "artist", text(33, 30))
  fields.addByKey(id3v1Keys, "album", text(63, 30))
  fields.addByKey(id3v1Keys, "year", text(93, 4))
  // v1.1 took the comment's last two bytes: a zero, and the track.
  if (tag[125] === 0 && tag[126] !== 0) fields.addByKey(id3v1Keys, "track", String(tag[126]))
  fields.addByKey(id3v1Keys, "genre", genreOfCode(tag[127] ?? 255) ?? "")
  return fields
}

/** The length of a Lyrics3 block that ends at `end`, 0 without one. */
const lyrics3Bytes = (source: Bytes, audioStart: number, end: number): number => {
  if (end - 15 < audioStart) return 0
  const tail = ascii(source.view(end - 15, 15), 0, 15)
  if (tail.endsWith("LYRICS200") && /^\d{6}/.test(tail)) {
    const length = Number(tail.slice(0, 6)) + 15
    return end - length >= audioStart ? length : 0
  }
  if (!tail.endsWith("LYRICSEND")) return 0
  const length = Math.min(5100, end - audioStart)
  const start = ascii(source.view(end - length, length), 0, length).lastIndexOf("LYRICSBEGIN")
  return start < 0 ? 0 : length - start
}

interface ApeTag {
  readonly start: number
  readonly fields: FieldSet
  readonly pictures: ReadonlyArray<FoundPicture>
}

const readApe = (source: Bytes, audioStart: number, end: number): ApeTag | undefined => {
  if (end - 32 < audioStart) return undefined
  const footer = source.view(end - 32, 32)
  if (ascii(footer, 0, 8) !== "APETAGEX") return undefined
  const size = uint32le(footer, 12)
  const count = uint32le(footer, 16)
  const hasHeader = (footer[23] ?? 0) & 0x80
  const itemsAt = end - size
  if (size < 32 || itemsAt < audioStart) return undefined
  const fields = new FieldSet()
  const pictures: Array<FoundPicture> = []
  try {
    readItems(source, itemsAt, end - 32, Math.min(count, maxItems), fields, pictures)
  } catch (cause) {
    if (!(cause instanceof UnexpectedEnd)) throw cause
  }
  return { start: Math.max(audioStart, itemsAt - (hasHeader !== 0 ? 32 : 0)), fields, pictures }
}

const readItems = (
  source: Bytes,
  start: number,
  end: number,
  count: number,
  fields: FieldSet,
  pictures: Array<FoundPicture>
): void => {
  let at = start
  for (let index = 0; index < count && at + 10 < end; index += 1) {
    const head = source.view(at, Math.min(8 + 256, end - at))
    const size = uint32le(head, 0)
    const kind = ((head[4] ?? 0) >> 1) & 3
    const keyEnd = head.indexOf(0, 8)
    if (keyEnd < 9) return
    const key = ascii(head, 8, keyEnd - 8)
    const valueAt = at + keyEnd + 1
    if (valueAt + size > end) return
    if (kind === 0 && size <= maxTextBytes) {
      for (const value of decodeUtf8(source.view(valueAt, size)).split("\0")) fields.addByKey(apeKeys, key, value)
    } else if (kind === 1 && /^cover art/i.test(key)) pictures.push(coverAt(source, key, valueAt, size))
    at = valueAt + size
  }
}

/** A cover item is a file name, a zero, and the picture. */
const coverAt = (source: Bytes, key: string, at: number, size: number): FoundPicture => {
  const head = source.view(at, Math.min(size, 256))
  const zero = head.indexOf(0)
  const nameBytes = zero < 0 ? 0 : zero + 1
  return {
    mime: mimeOfImage(head.subarray(nameBytes)),
    isFront: /front/i.test(key),
    bytes: () => source.view(at + nameBytes, size - nameBytes).slice()
  }
}

/** The MIME type of a picture by its first bytes, where the container does not name one. */
export const mimeOfImage = (head: Uint8Array): string | null => {
  if (head[0] === 0xff && head[1] === 0xd8) return "image/jpeg"
  if (ascii(head, 1, 3) === "PNG") return "image/png"
  if (ascii(head, 0, 3) === "GIF") return "image/gif"
  if (ascii(head, 0, 4) === "RIFF" && ascii(head, 8, 4) === "WEBP") return "image/webp"
  return ascii(head, 0, 2) === "BM" ? "image/bmp" : null
}
