/** Vorbis comments that lie in memory in one piece. */
import { type ByteSource, bytesOf } from "../byte-source.ts"
import { type Field, FieldSet } from "../fields.ts"
import { decodeUtf8, uint32le } from "../native/text.ts"
import { pictureKey, pictureOfBase64 } from "../native/vorbis-comments.ts"
import { vorbisKeys } from "../native/vorbis-keys.ts"
import type { FoundPicture } from "../parsed.ts"
import { KeyIndex } from "./key-index.ts"
import { mostParts, NotPlain, stepsPerPart } from "./not-plain.ts"

const isPicture = "picture"
const keys = new KeyIndex<readonly [Field, number] | typeof isPicture>(() => [...vorbisKeys, [pictureKey, isPicture]])

const equals = 0x3d
const longestKey = 64

export interface PlainComments {
  readonly fields: FieldSet
  readonly pictures: Array<FoundPicture>
}

/** The comments in the bytes of `source` from `start` to `end`, which may have more behind them. What a picture is read from is `bytes`. */
export const readPlainComments = (source: ByteSource, bytes: Uint8Array, start: number, end: number): PlainComments => {
  const found = { fields: new FieldSet(), pictures: [] }
  let at = behindText(bytes, start, end)
  const count = at + 4 <= end ? uint32le(bytes, at) : Number.POSITIVE_INFINITY
  at += 4
  if (count > mostParts) throw new NotPlain()
  source.step(count * stepsPerPart)
  for (let index = 0; index < count; index += 1) {
    const next = behindText(bytes, at, end)
    takeComment(bytes, at + 4, next, found)
    at = next
  }
  return found
}

/** Where the text ends whose length stands at `at`. */
const behindText = (bytes: Uint8Array, at: number, end: number): number => {
  const next = at + 4 <= end ? at + 4 + uint32le(bytes, at) : Number.POSITIVE_INFINITY
  if (next > end) throw new NotPlain()
  return next
}

const takeComment = (bytes: Uint8Array, start: number, end: number, { fields, pictures }: PlainComments): void => {
  const longest = Math.min(end, start + longestKey)
  let keyEnd = start
  while (keyEnd < longest && bytes[keyEnd] !== equals) keyEnd += 1
  const known = keyEnd === longest ? undefined : keys.find(bytes, start, keyEnd)
  if (known === undefined) return
  const valueAt = keyEnd + 1
  if (known !== isPicture) fields.add(known[0], decodeUtf8(bytes.subarray(valueAt, end)), known[1])
  else {
    const picture = pictureOfBase64(bytesOf(bytes), valueAt, end - valueAt)
    if (picture !== undefined) pictures.push(picture)
  }
}
