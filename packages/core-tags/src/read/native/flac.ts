/** FLAC: metadata blocks, walked by their headers. An ID3v2 tag before them, as some taggers put it, is passed over but kept. */
import type { ByteSource } from "../byte-source.ts"
import { essenceOfMd5, essenceOfRange } from "../essence/essence.ts"
import type { FieldSet } from "../fields.ts"
import type { FoundPicture, Parsed, Properties } from "../parsed.ts"
import { readTailTags } from "./ape-tag.ts"
import { readId3v2 } from "./id3v2.ts"
import { uint24be, uint32be } from "./text.ts"
import { pictureBlockBytes, pictureOfBlock, readVorbisComments } from "./vorbis-comments.ts"

/** Kinds of blocks. */
export const block = { streamInfo: 0, vorbisComment: 4, picture: 6, largestDefined: 6 } as const

/**
 * Reads the file whose `fLaC` stands at `start`; undefined where the blocks do not lead to audio (another reader may know better).
 * Some writers cut the 24-bit length of a block that is longer: comments and pictures know their own length, which is believed.
 */
export const readFlac = (source: ByteSource, start: number): Parsed | undefined => {
  const found: Found = { tags: [], pictures: [], info: undefined }
  let at = start + 4
  for (let isLast = false; !isLast; ) {
    const header = source.view(at, 4)
    isLast = ((header[0] ?? 0) & 0x80) !== 0
    const end = readBlock(source, (header[0] ?? 0) & 0x7f, at + 4, uint24be(header, 1), found)
    if (end === undefined || end > source.sizeBytes) return undefined
    at = end
  }
  if (found.info === undefined || !isFrameSync(source, at)) return undefined
  const id3 = start > 0 ? readId3v2(source, 0) : undefined
  if (id3 !== undefined) found.tags.push(id3.fields)
  return flacOf(source, found.tags, found.pictures, found.info, at)
}

/** What the blocks of a file say of it whose sound begins at `audioStart`. */
export const flacOf = (
  source: ByteSource,
  tags: ReadonlyArray<FieldSet>,
  pictures: ReadonlyArray<FoundPicture>,
  info: StreamInfo,
  audioStart: number
): Parsed => ({
  format: "flac",
  tags,
  pictures,
  properties: withBitrate(info, source.sizeBytes - audioStart),
  // Some taggers put an ID3v1 or APE tag behind the sound.
  essence: () => essenceOfMd5(info.md5) ?? essenceOfRange(source, "flac", audioStart, readTailTags(source, audioStart).audioEnd)
})

interface Found {
  readonly tags: Array<FieldSet>
  readonly pictures: Array<FoundPicture>
  info: StreamInfo | undefined
}

/** Reads one block and answers where it ends; undefined where there is no block. */
const readBlock = (source: ByteSource, kind: number, at: number, length: number, found: Found): number | undefined => {
  if (kind === block.streamInfo) found.info = readStreamInfo(source.view(at, Math.min(length, 34)))
  else if (kind === block.vorbisComment) {
    const comments = readVorbisComments(source, at)
    found.tags.push(comments.fields)
    found.pictures.push(...comments.pictures)
    return Math.max(at + length, comments.end)
  } else if (kind === block.picture) {
    const own = pictureBlockBytes(source, at)
    const bytes = at + own > source.sizeBytes ? length : Math.max(length, own)
    found.pictures.push(pictureOfBlock(source.view(at, Math.min(bytes, 160)), () => source.view(at, bytes)))
    return at + bytes
  }
  return kind > block.largestDefined ? undefined : at + length
}

/** The first block. */
export interface StreamInfo {
  readonly sampleRateHz: number
  readonly channels: number
  readonly samples: number
  readonly md5: Uint8Array
}

export const readStreamInfo = (info: Uint8Array): StreamInfo | undefined => {
  if (info.length < 18) return undefined
  return {
    sampleRateHz: (info[10] ?? 0) * 4096 + (info[11] ?? 0) * 16 + ((info[12] ?? 0) >> 4),
    channels: (((info[12] ?? 0) >> 1) & 7) + 1,
    samples: ((info[13] ?? 0) & 0x0f) * 4294967296 + uint32be(info, 14),
    md5: info.slice(18, 34)
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

/** Audio begins with 14 set bits; a file that ends after its metadata is let through. */
const isFrameSync = (source: ByteSource, at: number): boolean => {
  if (at + 2 > source.sizeBytes) return true
  const sync = source.view(at, 2)
  return sync[0] === 0xff && ((sync[1] ?? 0) & 0xfc) === 0xf8
}
