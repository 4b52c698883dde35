/**
 * The structure of an ID3v2.3 or v2.4 tag: its frames with every transport encoding (unsynchronisation, data length) undone, so
 * that two tags can be compared by what they say. Written for checking, hence strict: what is not built as the format says, or is
 * something a rewrite cannot carry over unseen (v2.2, several tags, bytes between the frames), is a `MalformedFile`.
 * One leniency: v2.4 frame sizes that are plain integers, as old iTunes wrote them.
 */
import { byte, isZero, latin1, MalformedFile, startsWith, u16be, u32be } from "./bytes.ts"

/** One frame. `flags`: the status flags and encodings that mean something to a reader, in the form of v2.4 (0 for nearly all). */
export interface Id3Frame {
  readonly id: string
  readonly flags: number
  readonly data: Uint8Array
  /** Where the frame begins, counted from the end of the tag's header; meaningless in a tag that is unsynchronised as a whole. */
  readonly at: number
}

export interface Id3Tag {
  readonly version: 3 | 4
  readonly frames: ReadonlyArray<Id3Frame>
  /** Whether the frames stand in the file as they were read, so that their positions hold. */
  readonly inPlace: boolean
  /** Where the bytes after the tag, its padding and its footer begin. */
  readonly end: number
}

const headerBytes = 10
const hasUnsynchronisation = 0x80
const hasExtendedHeader = 0x40
const hasFooter = 0x10

const keptFlagsOfV4 = 0x7000 | 0x0040 | 0x0008 | 0x0004
const isUnsynchronised = 0x0002
const hasDataLength = 0x0001
const isGrouped = 0x0040
const isCompressedV3 = 0x0080

/** Four bytes of seven bits each. */
export const synchsafe = (bytes: Uint8Array, at: number): number =>
  byte(bytes, at) * 0x200000 + byte(bytes, at + 1) * 0x4000 + byte(bytes, at + 2) * 0x80 + byte(bytes, at + 3)

const isSynchsafe = (bytes: Uint8Array, at: number): boolean => (u32be(bytes, at) & 0x80808080) === 0

/** Removes the zero that follows each 0xFF where the tag was made safe for old decoders. */
const undoUnsynchronisation = (bytes: Uint8Array): Uint8Array => {
  const plain = new Uint8Array(bytes.length)
  let length = 0
  for (let i = 0; i < bytes.length; i++) {
    plain[length++] = byte(bytes, i)
    if (bytes[i] === 0xff && bytes[i + 1] === 0) i++
  }
  return plain.subarray(0, length)
}

/** True where an ID3v2 tag begins at `at`. */
export const isId3 = (bytes: Uint8Array, at = 0): boolean =>
  startsWith(bytes, "ID3", at) && at + headerBytes <= bytes.length && bytes[at + 3] !== 0xff && isSynchsafe(bytes, at + 6)

/** How long the tag is whose header stands at `at`, its footer included. */
export const id3Length = (bytes: Uint8Array, at = 0): number =>
  headerBytes + synchsafe(bytes, at + 6) + ((byte(bytes, at + 5) & hasFooter) === 0 ? 0 : headerBytes)

/** Where the tag that begins at `at` ends. */
export const id3End = (bytes: Uint8Array, at: number): number => {
  const end = at + id3Length(bytes, at)
  if (end > bytes.length) throw new MalformedFile("the ID3v2 tag is longer than the file")
  return end
}

/** The two status flags that a frame of v2.4 keeps without changing how its content is written: "drop with the audio", "read-only". */
const plainStatus = 0x3000

/**
 * Puts the plain status flags of `old` back into `edited`, a v2.4 tag whose frames were written without any. Frames correspond by
 * name and order, and only where a name occurs equally often. Changes `edited` in place.
 */
export const restoreStatus = (old: Id3Tag, edited: Uint8Array): void => {
  const frames = readId3(edited)?.frames ?? []
  for (const id of new Set(old.frames.filter((frame) => frame.flags !== 0).map((frame) => frame.id))) {
    const before = old.frames.filter((frame) => frame.id === id)
    const after = frames.filter((frame) => frame.id === id)
    if (before.length !== after.length) continue
    after.forEach((frame, i) => {
      const status = before[i]?.flags ?? 0
      if ((status & ~plainStatus) === 0)
        edited[headerBytes + frame.at + 8] = byte(edited, headerBytes + frame.at + 8) | (status >> 8)
    })
  }
}

/** Gives a frame another name where it stands in `file`, which begins with its tag. */
export const renameFrame = (file: Uint8Array, frame: Id3Frame, id: string): void => {
  for (let i = 0; i < 4; i++) file[headerBytes + frame.at + i] = id.charCodeAt(i)
}

/** The tag at the beginning of the file; undefined where there is none. */
export const readId3 = (bytes: Uint8Array): Id3Tag | undefined => {
  if (!isId3(bytes)) return undefined
  const version = byte(bytes, 3)
  if (version !== 3 && version !== 4) throw new MalformedFile(`an ID3v2.${version} tag, which could not be rewritten as it is`)
  if (bytes[4] !== 0) throw new MalformedFile(`an ID3v2.${version} tag of an unknown revision`)
  const end = id3End(bytes, 0)
  if (isId3(bytes, end)) throw new MalformedFile("several ID3v2 tags in a row")
  const flags = byte(bytes, 5)
  const whole = bytes.subarray(headerBytes, headerBytes + synchsafe(bytes, 6))
  const unsynchronised = (flags & hasUnsynchronisation) !== 0
  const inPlace = version === 4 || !unsynchronised
  const body = inPlace ? whole : undoUnsynchronisation(whole)
  const from = (flags & hasExtendedHeader) === 0 ? 0 : skipExtendedHeader(body, version)
  return { version, frames: readFrames(body, from, version, version === 4 && unsynchronised), inPlace, end }
}

/** An extended header may hold a checksum, which a rewrite drops rightly; the restrictions and the "update" mark it may not. */
const skipExtendedHeader = (body: Uint8Array, version: 3 | 4): number => {
  if (version === 3) return u32be(body, 0) + 4
  if ((byte(body, 5) & 0x50) !== 0) throw new MalformedFile("an ID3v2 extended header with restrictions")
  return synchsafe(body, 0)
}

/** All frames between `from` and the padding. Also used for the frames inside a chapter. */
export const readFrames = (body: Uint8Array, from: number, version: 3 | 4, unsynchronised: boolean): ReadonlyArray<Id3Frame> => {
  const frames: Array<Id3Frame> = []
  let at = from
  while (at + headerBytes <= body.length && body[at] !== 0) {
    const size = frameSize(body, at, version)
    frames.push({ ...readFrame(body.subarray(at, at + headerBytes + size), version, unsynchronised), at })
    at += headerBytes + size
  }
  if (!isZero(body.subarray(at))) throw new MalformedFile("bytes in the ID3v2 tag that are no frame")
  return frames
}

const isFrameId = (body: Uint8Array, at: number): boolean => /^[A-Z0-9]{4}$/.test(latin1(body.subarray(at, at + 4)))

const endsAtFrame = (body: Uint8Array, at: number): boolean =>
  at === body.length || (at < body.length && (body[at] === 0 || isFrameId(body, at)))

const frameSize = (body: Uint8Array, at: number, version: 3 | 4): number => {
  if (!isFrameId(body, at)) throw new MalformedFile("a frame name that ID3v2 does not allow")
  const plain = u32be(body, at + 4)
  const next = at + headerBytes
  const takesPlain =
    version === 3 ||
    !isSynchsafe(body, at + 4) ||
    (!endsAtFrame(body, next + synchsafe(body, at + 4)) && endsAtFrame(body, next + plain))
  const size = takesPlain ? plain : synchsafe(body, at + 4)
  if (next + size > body.length) throw new MalformedFile("an ID3v2 frame that is longer than its tag")
  return size
}

const readFrame = (frame: Uint8Array, version: 3 | 4, unsynchronised: boolean): Omit<Id3Frame, "at"> => {
  const id = latin1(frame.subarray(0, 4))
  const raw = u16be(frame, 8)
  const content = frame.subarray(headerBytes)
  if (version === 3) return { id, flags: statusOfV3(raw), data: content }
  // The flag of the tag promises that of every frame; some writers set only one of them.
  const plain = unsynchronised || (raw & isUnsynchronised) !== 0 ? undoUnsynchronisation(content) : content
  const lengthAt = (raw & isGrouped) === 0 ? 0 : 1
  const data = (raw & hasDataLength) === 0 ? plain : withoutRange(plain, lengthAt, lengthAt + 4)
  return { id, flags: raw & keptFlagsOfV4, data }
}

/** v2.3 keeps the same flags in other bits: abc00000 ijk00000 against 0abc0000 0h00kmnp. */
const statusOfV3 = (raw: number): number =>
  ((raw & 0xe000) >> 1) | ((raw & isCompressedV3) >> 4) | ((raw & 0x0040) >> 4) | ((raw & 0x0020) << 1)

const withoutRange = (bytes: Uint8Array, from: number, to: number): Uint8Array => {
  const rest = new Uint8Array(Math.max(0, bytes.length - (to - from)))
  rest.set(bytes.subarray(0, from))
  rest.set(bytes.subarray(to), from)
  return rest
}
