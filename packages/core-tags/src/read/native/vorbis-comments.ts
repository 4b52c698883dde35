/** Vorbis comments: a vendor, a count, and `KEY=value` texts, each behind its length. Pictures among them cost only their heads. */
import { type Bytes, bytesOf } from "../byte-source.ts"
import { FieldSet } from "../fields.ts"
import type { FoundPicture } from "../parsed.ts"
import { normalMime } from "./id3v2.ts"
import { ascii, decodeUtf8, uint32be, uint32le } from "./text.ts"
import { vorbisKeys } from "./vorbis-keys.ts"

export interface VorbisComments {
  readonly fields: FieldSet
  readonly pictures: ReadonlyArray<FoundPicture>
  /** Behind the last comment. */
  readonly end: number
}

export const pictureKey = "METADATA_BLOCK_PICTURE"
const maxKeyBytes = 64
/** More text than this under one key is no tag. */
const maxTextBytes = 4 * 1024 * 1024

/** Reads the comments at `position`; throws `UnexpectedEnd` where their lengths lead out of `bytes`. */
export const readVorbisComments = (bytes: Bytes, position: number): VorbisComments => {
  const fields = new FieldSet()
  const pictures: Array<FoundPicture> = []
  let at = position + 4 + uint32le(bytes.view(position, 4), 0)
  const count = uint32le(bytes.view(at, 4), 0)
  at += 4
  for (let index = 0; index < count; index += 1) {
    const length = uint32le(bytes.view(at, 4), 0)
    addComment(bytes, at + 4, length, fields, pictures)
    at += 4 + length
  }
  return { fields, pictures, end: at }
}

const addComment = (bytes: Bytes, start: number, length: number, fields: FieldSet, pictures: Array<FoundPicture>): void => {
  const head = bytes.view(start, Math.min(length, maxKeyBytes))
  const equals = head.indexOf(0x3d)
  if (equals <= 0) return
  const key = ascii(head, 0, equals)
  const valueAt = start + equals + 1
  const valueBytes = length - equals - 1
  if (key.toUpperCase() === pictureKey) {
    const picture = pictureOfBase64(bytes, valueAt, valueBytes)
    if (picture !== undefined) pictures.push(picture)
  } else if (vorbisKeys.has(key.toLowerCase()) && valueBytes <= maxTextBytes) {
    fields.addByKey(vorbisKeys, key, decodeUtf8(bytes.view(valueAt, valueBytes)))
  }
}

/** The picture of a `METADATA_BLOCK_PICTURE`; undefined where that is none. */
export const pictureOfBase64 = (bytes: Bytes, start: number, length: number): FoundPicture | undefined => {
  const head = fromBase64(bytes.view(start, Math.min(length, 512)))
  return head.length < 8 ? undefined : pictureOfBlock(head, () => fromBase64(bytes.view(start, length)))
}

/** The picture of a FLAC picture block, from the block's first bytes; `whole` reads all of it when the picture itself is wanted. */
export const pictureOfBlock = (head: Uint8Array, whole: () => Uint8Array): FoundPicture => ({
  mime: normalMime(ascii(head, 8, Math.min(uint32be(head, 4), 128))),
  isFront: uint32be(head, 0) === 3,
  bytes: () => pictureData(whole())
})

/** How long a picture block's own lengths say it is. */
export const pictureBlockBytes = (bytes: Bytes, start: number): number => {
  const afterMime = 8 + uint32be(bytes.view(start + 4, 4), 0)
  const sizes = afterMime + 4 + uint32be(bytes.view(start + afterMime, 4), 0) + 16
  return sizes + 4 + uint32be(bytes.view(start + sizes, 4), 0)
}

const pictureData = (block: Uint8Array): Uint8Array => {
  const bytes = bytesOf(block)
  const afterMime = 8 + uint32be(bytes.view(4, 4), 0)
  const sizes = afterMime + 4 + uint32be(bytes.view(afterMime, 4), 0) + 16
  return bytes.view(sizes + 4, Math.min(uint32be(bytes.view(sizes, 4), 0), block.length - sizes - 4)).slice()
}

/** Decodes as many whole groups of four characters as there are; text that is no base64 gives nothing. */
const fromBase64 = (text: Uint8Array): Uint8Array => {
  try {
    const binary = atob(ascii(text, 0, text.length & ~3))
    return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}
