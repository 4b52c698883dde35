/** An ID3v2.3 or ID3v2.4 tag without flags, as nearly all are: no unsynchronisation, no extended header, no compressed frames. */
import type { ByteSource } from "../byte-source.ts"
import { id3Keys } from "../native/id3-keys.ts"
import { Frames, syncsafe } from "../native/id3v2.ts"
import { decodeText } from "../native/id3v2-text.ts"
import { ascii, uint16be, uint32be } from "../native/text.ts"
import { NotPlain } from "./not-plain.ts"
import type { Reach } from "./reach.ts"

const headerBytes = 10

/** Text frames that are no more than their texts, by their ids as numbers. The others have rules of their own. */
const simpleFrames = new Map(
  [...id3Keys].flatMap(([key, entry]) => {
    const isSimple = /^t[a-z0-9]{3}$/.test(key) && key !== "tcon" && key !== "tyer"
    return isSimple ? [[uint32be(new TextEncoder().encode(key.toUpperCase()), 0), entry] as const] : []
  })
)

/** Where the tag at the front of a file ends. */
export const plainTagEnd = (head: Uint8Array, sizeBytes: number): number => {
  const isPlain = head[5] === 0 && isSyncsafe(head, 6)
  const end = headerBytes + syncsafe(head, 6)
  if (!isPlain || end >= sizeBytes) throw new NotPlain()
  return end
}

const isSyncsafe = (bytes: Uint8Array, at: number): boolean => ((uint32be(bytes, at) & 0x80808080) | 0) === 0

/** The frames up to `end`. */
export const readPlainFrames = (source: ByteSource, reach: Reach, end: number): Frames => {
  const version = reach.bytes[3] === 3 ? 3 : 4
  const frames = new Frames(version)
  let parts = 0
  for (let at = headerBytes; at + headerBytes <= end; ) {
    reach.part(++parts)
    const index = reach.at(at, headerBytes)
    if (reach.bytes[index] === 0) break
    const sizeBytes = plainFrameSize(reach.bytes, index, version)
    const next = at + headerBytes + sizeBytes
    if (next > end || isDoubtful(sizeBytes, end - next)) throw new NotPlain()
    if (sizeBytes > 1) takeFrame(source, reach, frames, at, sizeBytes)
    at = next
  }
  return frames
}

/** A large frame of v2.4 that no other and no padding is seen behind: its size may be of the kind that iTunes once wrote. */
const isDoubtful = (sizeBytes: number, left: number): boolean => sizeBytes > 127 && left >= 4 && left < headerBytes

/** The size of the frame whose header stands at `index`. */
const plainFrameSize = (bytes: Uint8Array, index: number, version: 3 | 4): number => {
  let isPlain = uint16be(bytes, index + 8) === 0 && (version === 3 || isSyncsafe(bytes, index + 4))
  for (let at = index; at < index + 4; at += 1) isPlain &&= isIdLetter(bytes[at] ?? 0)
  if (!isPlain) throw new NotPlain()
  return version === 3 ? uint32be(bytes, index + 4) : syncsafe(bytes, index + 4)
}

const isIdLetter = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39)

const letterT = 0x54

const takeFrame = (source: ByteSource, reach: Reach, frames: Frames, at: number, sizeBytes: number): void => {
  const start = at + headerBytes
  const index = reach.at(at, 4)
  const simple = simpleFrames.get(uint32be(reach.bytes, index))
  if (simple !== undefined) {
    const [field, rank] = simple
    for (const text of decodeText(bodyOf(reach, start, sizeBytes))) frames.fields.add(field, text, rank)
    return
  }
  const id = ascii(reach.bytes, index, 4)
  if (reach.bytes[index] === letterT || id === "UFID" || id === "IPLS") frames.text(id, bodyOf(reach, start, sizeBytes))
  else if (id === "APIC" || id === "USLT" || id === "SYLT") frames.take(source, { id, start, sizeBytes, flags: 0 }, false)
}

const bodyOf = (reach: Reach, start: number, sizeBytes: number): Uint8Array => {
  const index = reach.at(start, sizeBytes)
  return reach.bytes.subarray(index, index + sizeBytes)
}
