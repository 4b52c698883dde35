/** FLAC: metadata blocks, walked by their headers. An ID3v2 tag before them, as some taggers put it, is passed over but kept. */
import { type ByteSource, UnexpectedEnd } from "../byte-source.ts"
import type { FieldSet } from "../fields.ts"
import type { FoundPicture, Parsed, Properties } from "../parsed.ts"
import { readId3v2 } from "./id3v2.ts"
import { ascii, uint24be, uint32be } from "./text.ts"
import { pictureOfBlock, readVorbisComments } from "./vorbis-comments.ts"

const block = { streamInfo: 0, vorbisComment: 4, picture: 6, largestDefined: 6 } as const

/** Reads the file whose `fLaC` stands at `start`; undefined where the blocks do not lead to audio (another reader may know better). */
export const readFlac = (source: ByteSource, start: number): Parsed | undefined => {
  const tags: Array<FieldSet> = []
  const pictures: Array<FoundPicture> = []
  let properties: StreamInfo | undefined
  let at = start + 4
  for (let isLast = false; !isLast; ) {
    const header = source.view(at, 4)
    const kind = (header[0] ?? 0) & 0x7f
    const length = uint24be(header, 1)
    isLast = ((header[0] ?? 0) & 0x80) !== 0
    at += 4
    if (kind > block.largestDefined || at + length > source.sizeBytes) return undefined
    if (kind === block.streamInfo) properties = readStreamInfo(source.view(at, Math.min(length, 18)))
    else if (kind === block.vorbisComment) addComments(source, at, length, tags, pictures)
    else if (kind === block.picture && length > 32) pictures.push(pictureAt(source, at, length))
    at += length
  }
  if (properties === undefined || !isFrameSync(source, at)) return undefined
  const id3 = start > 0 ? readId3v2(source, 0) : undefined
  if (id3 !== undefined) tags.push(id3.fields)
  return { format: "flac", tags, pictures, properties: withBitrate(properties, source.sizeBytes - at) }
}

interface StreamInfo {
  readonly sampleRateHz: number
  readonly channels: number
  readonly samples: number
}

const readStreamInfo = (info: Uint8Array): StreamInfo | undefined => {
  if (info.length < 18) return undefined
  return {
    sampleRateHz: (info[10] ?? 0) * 4096 + (info[11] ?? 0) * 16 + ((info[12] ?? 0) >> 4),
    channels: (((info[12] ?? 0) >> 1) & 7) + 1,
    samples: ((info[13] ?? 0) & 0x0f) * 4294967296 + uint32be(info, 14)
  }
}

const withBitrate = (info: StreamInfo, audioBytes: number): Properties => {
  const known = info.samples > 0 && info.sampleRateHz > 0
  const durationSeconds = known ? info.samples / info.sampleRateHz : undefined
  return {
    durationSeconds,
    sampleRateHz: info.sampleRateHz,
    channels: info.channels,
    bitsPerSecond: durationSeconds === undefined ? undefined : (audioBytes * 8) / durationSeconds
  }
}

const addComments = (
  source: ByteSource,
  at: number,
  length: number,
  tags: Array<FieldSet>,
  pictures: Array<FoundPicture>
): void => {
  try {
    const inside = {
      sizeBytes: at + length,
      view: (position: number, size: number) => within(source, position, size, at + length)
    }
    const comments = readVorbisComments(inside, at)
    tags.push(comments.fields)
    pictures.push(...comments.pictures)
  } catch (cause) {
    if (!(cause instanceof UnexpectedEnd)) throw cause
  }
}

const within = (source: ByteSource, position: number, size: number, end: number): Uint8Array => {
  if (position + size > end) throw new UnexpectedEnd()
  return source.view(position, size)
}

const pictureAt = (source: ByteSource, at: number, length: number): FoundPicture =>
  pictureOfBlock(source.view(at, Math.min(length, 160)), () => source.view(at, length))

/** Audio begins with 14 set bits; a file that ends after its metadata is let through. */
const isFrameSync = (source: ByteSource, at: number): boolean => {
  if (at + 2 > source.sizeBytes) return true
  const sync = source.view(at, 2)
  return sync[0] === 0xff && ((sync[1] ?? 0) & 0xfc) === 0xf8
}

export const isFlac = (head: Uint8Array): boolean => ascii(head, 0, 4) === "fLaC"
