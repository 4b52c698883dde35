/**
 * MPEG audio (mp3) with ID3v2 in front and APEv2 or ID3v1 behind.
 *
 * The length is the encoder's own count of frames where the first frame carries one (Xing, Info, VBRI), else the audio bytes
 * divided by the bit rate. A frame is believed when others follow it where it says; junk between the tags and the audio is skipped.
 */
import type { AudioFormat } from "../../tags.ts"
import type { ByteSource } from "../byte-source.ts"
import { essenceOfRange } from "../essence/essence.ts"
import type { FieldSet } from "../fields.ts"
import type { FoundPicture, Parsed, Properties } from "../parsed.ts"
import { readTailTags, type TailTags } from "./ape-tag.ts"
import { readId3v2 } from "./id3v2.ts"
import { ascii, uint16be, uint32be } from "./text.ts"

interface FrameHeader {
  readonly layer: 1 | 2 | 3
  readonly sampleRateHz: number
  readonly bitsPerSecond: number
  readonly channels: number
  readonly samples: number
  readonly sizeBytes: number
  /** Where a Xing or Info header begins within the frame. */
  readonly xingAt: number
}

/** By version, then by layer. */
const kbps: ReadonlyArray<ReadonlyArray<ReadonlyArray<number>>> = [
  [
    [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
  ],
  [
    [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
  ]
]
const sampleRates = [44_100, 48_000, 32_000] as const

/** The header in four bytes; undefined for what is none (and for free-format frames, whose length cannot be known). */
const frameHeaderOf = (word: number): FrameHeader | undefined => {
  const versionBits = (word >>> 19) & 3
  const layerBits = (word >>> 17) & 3
  const rate = sampleRates[(word >>> 10) & 3]
  const version = versionBits === 3 ? 1 : 2
  const layer = (4 - layerBits) as 1 | 2 | 3
  const bitrate = kbps[version - 1]?.[layer - 1]?.[((word >>> 12) & 15) - 1]
  if (
    word >>> 21 !== 0x7ff ||
    versionBits === 1 ||
    layerBits === 0 ||
    rate === undefined ||
    bitrate === undefined ||
    (word & 3) === 2
  )
    return undefined
  const sampleRateHz = versionBits === 0 ? rate / 4 : rate / version
  const padding = (word >>> 9) & 1
  const samples = layer === 1 ? 384 : layer === 2 || version === 1 ? 1152 : 576
  const slots = Math.floor(((samples / 8) * bitrate * 1000) / sampleRateHz / (layer === 1 ? 4 : 1))
  const channels = ((word >>> 6) & 3) === 3 ? 1 : 2
  const side = version === 1 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17
  return {
    layer,
    sampleRateHz,
    bitsPerSecond: bitrate * 1000,
    channels,
    samples,
    sizeBytes: (slots + padding) * (layer === 1 ? 4 : 1),
    xingAt: 4 + side
  }
}

/** Tags before the audio may follow each other, and be followed by zeros. */
const readLeadingTags = (source: ByteSource): LeadingTags & { readonly end: number } => {
  const tags: Array<FieldSet> = []
  const pictures: Array<FoundPicture> = []
  let end = 0
  for (let tag = readId3v2(source, end); tag !== undefined && tags.length < 16; tag = readId3v2(source, end)) {
    tags.push(tag.fields)
    pictures.push(...tag.pictures)
    end = Math.min(end + tag.totalBytes, source.sizeBytes)
  }
  return { end, tags, pictures }
}

/** Reads an mp3; undefined where there is neither audio nor an ID3v2 tag. */
export const readMpeg = (source: ByteSource): Parsed | undefined => {
  const leading = readLeadingTags(source)
  const tail = readTailTags(source, leading.end)
  const audio = findAudio(source, leading.end, tail.audioEnd)
  // A tag at the end may be of any format; one in front, with text in it, is a music file whose sound is broken.
  if (audio === undefined && !leading.tags.some((tag) => tag.isDescriptive)) return undefined
  return parsedOf(source, leading, tail, audio)
}

interface LeadingTags {
  readonly tags: ReadonlyArray<FieldSet>
  readonly pictures: ReadonlyArray<FoundPicture>
}

/** A file's tags at both ends, and what its frames say of it. */
export const parsedOf = (source: ByteSource, leading: LeadingTags, tail: TailTags, audio: Found | undefined): Parsed => {
  const tags = [...leading.tags]
  // ID3v1 completes ID3v2, as all taggers and players take it; APE stands for itself.
  if (tail.id3v1 !== undefined) tags[0]?.fillFrom(tail.id3v1)
  if (tail.ape !== undefined) tags.push(tail.ape)
  if (tail.id3v1 !== undefined) tags.push(tail.id3v1)
  const end = tail.audioEnd
  const format = formatOf(audio?.header)
  return {
    format,
    tags,
    pictures: [...leading.pictures, ...tail.pictures],
    properties: audio === undefined ? {} : propertiesOf(source, audio, end),
    essence: () => (audio === undefined ? null : essenceOfRange(source, format, soundStart(source, audio, end), end))
  }
}

/** A first frame that only counts the others is written anew by whoever copies them. */
const soundStart = (source: ByteSource, audio: Found, end: number): number =>
  hasFrameCount(source, audio, end) ? audio.at + audio.header.sizeBytes : audio.at

const formatOf = (header: FrameHeader | undefined): AudioFormat =>
  header === undefined ? "mp3" : ((["mp1", "mp2", "mp3"] as const)[header.layer - 1] ?? "mp3")

/** A first frame. */
export interface Found {
  readonly at: number
  readonly header: FrameHeader
}

/** Junk of this length before the first frame is bridged. */
const maxSearchBytes = 1024 * 1024
const chunkBytes = 8 * 1024
/** Frames that must follow each other before a header is taken for one. */
const chainLength = 4

/** The frame that begins here, where it leads to three more, or to the end of the audio. */
export const frameAt = (source: ByteSource, at: number, end: number): Found | undefined => {
  if (at + 4 > end) return undefined
  const header = frameHeaderOf(uint32be(source.view(at, 4), 0))
  if (header === undefined) return undefined
  const found = { at, header }
  return chainOf(source, found, end) >= chainLength ? found : undefined
}

/** The first frame: the first that leads to three more, or to the end of the audio; else the longest chain of at least two. */
const findAudio = (source: ByteSource, start: number, end: number): Found | undefined => {
  const first = frameAt(source, start, end)
  if (first !== undefined) return first
  let best: Found | undefined
  let bestChain = 1
  const limit = Math.min(end, start + maxSearchBytes)
  for (let at = start; at + 4 <= limit; at += chunkBytes - 3) {
    const length = Math.min(chunkBytes, limit - at)
    // A copy: judging a candidate moves the window.
    const chunk = source.view(at, length).slice()
    for (let sync = chunk.indexOf(0xff); sync >= 0 && sync + 4 <= length; sync = chunk.indexOf(0xff, sync + 1)) {
      const header = frameHeaderOf(uint32be(chunk, sync))
      if (header === undefined) continue
      const found = { at: at + sync, header }
      const chain = chainOf(source, found, end)
      if (chain >= chainLength) return found
      if (chain > bestChain) {
        best = found
        bestChain = chain
      }
    }
  }
  return best
}

/** How many frames follow each other from here; a chain that ends with the audio, or a frame that counts the others, is enough. */
const chainOf = (source: ByteSource, found: Found, end: number): number => {
  let { at, header } = found
  for (let chain = 1; ; chain += 1) {
    const next = at + header.sizeBytes
    if (chain >= chainLength || (chain > 1 && next === end)) return chainLength
    if (next + 4 > end) return chain === 1 && hasFrameCount(source, found, end) ? chainLength : chain
    const following = frameHeaderOf(uint32be(source.view(next, 4), 0))
    if (following === undefined || following.layer !== header.layer || following.sampleRateHz !== header.sampleRateHz) {
      return hasFrameCount(source, found, end) ? chainLength : chain
    }
    at = next
    header = following
  }
}

const hasFrameCount = (source: ByteSource, found: Found, end: number): boolean => readFrameCount(source, found, end) !== undefined

interface FrameCount {
  readonly frames: number | undefined
  readonly bytes: number | undefined
  /** Samples that the encoder added at both ends. */
  readonly added: number
}

/** The first frame's own count of frames and bytes: Xing and Info (with LAME's delay and padding), or VBRI. */
const readFrameCount = (source: ByteSource, { at, header }: Found, end: number): FrameCount | undefined => {
  const length = Math.min(at + 4 + 36 + 152, end) - at
  const frame = source.view(at, Math.max(0, length))
  const mark = ascii(frame, header.xingAt, 4)
  if (mark === "Xing" || mark === "Info") return readXing(frame.subarray(header.xingAt))
  if (ascii(frame, 36, 4) === "VBRI") return { frames: uint32be(frame, 36 + 14), bytes: uint32be(frame, 36 + 10), added: 0 }
  return undefined
}

const readXing = (xing: Uint8Array): FrameCount => {
  const flags = uint32be(xing, 4)
  let at = 8
  const next = (flag: number, bytes: number): number | undefined => {
    if ((flags & flag) === 0 || at + bytes > xing.length) return undefined
    at += bytes
    return uint32be(xing, at - bytes)
  }
  const frames = next(1, 4)
  const size = next(2, 4)
  next(4, 100)
  next(8, 4)
  // LAME and Lavc write 12 bits of delay and 12 of padding, 21 bytes behind their name.
  const hasEncoder = at + 24 <= xing.length && /^(LAME|Lavc|Lavf)/.test(ascii(xing, at, 4))
  const added = hasEncoder ? (uint16be(xing, at + 21) >> 4) + (uint16be(xing, at + 22) & 0x0fff) : 0
  return { frames, bytes: size, added }
}

const propertiesOf = (source: ByteSource, found: Found, end: number): Properties => {
  const { header } = found
  const base = { sampleRateHz: header.sampleRateHz, channels: header.channels }
  const audioBytes = end - found.at
  const counted = readFrameCount(source, found, end)
  if (counted?.frames !== undefined && counted.frames > 0) {
    const samples = counted.frames * header.samples
    // The frame that holds the count is among the bytes, but not among the frames.
    const bytes = Math.max(0, (counted.bytes ?? audioBytes) - header.sizeBytes)
    return {
      ...base,
      durationSeconds: Math.max(0, samples - counted.added) / header.sampleRateHz,
      bitsPerSecond: (bytes * 8 * header.sampleRateHz) / samples
    }
  }
  const bitsPerSecond = averageBitrate(source, found, end)
  return { ...base, bitsPerSecond, durationSeconds: (audioBytes * 8) / bitsPerSecond }
}

/** Frames looked at where no count tells the bit rate: a few show a constant one, a varying one is averaged over many. */
const frames = { toTrust: 12, toAverage: 1024 } as const

const averageBitrate = (source: ByteSource, found: Found, end: number): number => {
  let { at, header } = found
  let bytes = 0
  let samples = 0
  let isConstant = true
  for (let count = 1; count < (isConstant ? frames.toTrust : frames.toAverage); count += 1) {
    bytes += header.sizeBytes
    samples += header.samples
    at += header.sizeBytes
    const next = at + 4 > end ? undefined : frameHeaderOf(uint32be(source.view(at, 4), 0))
    if (next === undefined || next.sampleRateHz !== header.sampleRateHz) break
    if (next.bitsPerSecond !== header.bitsPerSecond) isConstant = false
    header = next
  }
  return isConstant ? found.header.bitsPerSecond : (bytes * 8 * header.sampleRateHz) / samples
}
