/**
 * Ogg: Vorbis, Opus, FLAC and Speex.
 *
 * Only page headers are read, besides the texts: the comment packet is seen as the stretches of the file that its pages hold.
 * The duration is the last granule position of the *same* stream, found from the end; other streams may be interleaved.
 */
import type { AudioFormat } from "../../tags.ts"
import type { ByteSource, Bytes } from "../byte-source.ts"
import { type Stretch, stretched } from "../essence/stretches.ts"
import type { Parsed, Properties } from "../parsed.ts"
import { essenceOfOgg } from "./ogg-essence.ts"
import { type Page, type PlaceOnPage, pageAt } from "./ogg-page.ts"
import { ascii, uint16le, uint32be, uint32le, uint64le } from "./text.ts"
import { readVorbisComments, type VorbisComments } from "./vorbis-comments.ts"

/** What a stream's first packet says. */
export interface StreamHead {
  readonly format: AudioFormat
  readonly serial: number
  readonly sampleRateHz: number
  readonly channels: number
  readonly nominalBitsPerSecond: number
  /** Granule positions a second, and how many of the first are not played. */
  readonly granulesPerSecond: number
  readonly preSkip: number
  /** Bytes of the comment packet before the comments. */
  readonly commentsAt: number
  /** Packets behind the comments that belong to no sound, where their number is told. */
  readonly extraHeaders: number
  /** FLAC in Ogg: the checksum of the samples. */
  readonly md5: Uint8Array | undefined
}

const maxStreams = 32
const maxHeaderPages = 65_536

/** Reads the first audio stream; undefined where there is none that we know. */
export const readOgg = (source: ByteSource): Parsed | undefined => {
  const opened = firstAudioStream(source)
  if (opened === undefined) return undefined
  const { head, after } = opened
  const packet = packetAt(source, after, head.serial)
  if (packet === undefined) return undefined
  return oggOf(source, head, readVorbisComments(packet.bytes, head.commentsAt), packet.last)
}

/** What a stream's head and comments say of it, and where it ends. `last`: the end of the comments. */
export const oggOf = (
  source: ByteSource,
  head: StreamHead,
  comments: Pick<VorbisComments, "fields" | "pictures">,
  last: PlaceOnPage
): Parsed => {
  const granule = lastGranule(source, head.serial)
  return {
    format: head.format,
    tags: [comments.fields],
    pictures: comments.pictures,
    properties: propertiesOf(source, head, granule, last.page.end),
    essence: () => essenceOfOgg(source, { ...head, after: last, granule: granule ?? 0 })
  }
}

/** The first pages of all streams stand together at the start of the file. */
const firstAudioStream = (source: ByteSource): { head: StreamHead; after: number } | undefined => {
  let at = 0
  for (let count = 0; count < maxStreams; count += 1) {
    const page = pageAt(source, at)
    if (page === undefined || !page.isFirst) return undefined
    const head = streamHead(source.view(page.bodyStart, Math.min(page.end - page.bodyStart, 80)), page.serial)
    at = page.end
    if (head !== undefined) return { head, after: at }
  }
  return undefined
}

/** The head in the first bytes of a stream; undefined where it is of no sound that we know. */
export const streamHead = (packet: Uint8Array, serial: number): StreamHead | undefined => {
  if (ascii(packet, 0, 7) === "\x01vorbis" && packet.length >= 30) {
    const sampleRateHz = uint32le(packet, 12)
    const nominal = uint32le(packet, 20) | 0
    return head("ogg-vorbis", serial, sampleRateHz, packet[11], 7, Math.max(nominal, 0))
  }
  if (ascii(packet, 0, 8) === "OpusHead" && packet.length >= 19) {
    // Opus always decodes to 48 kHz; the rate in the header is only what was once put in.
    return { ...head("opus", serial, 48_000, packet[9], 8, 0), preSkip: uint16le(packet, 10) }
  }
  if (ascii(packet, 0, 5) === "\x7fFLAC" && packet.length >= 13 + 22) {
    const rate = (packet[27] ?? 0) * 4096 + (packet[28] ?? 0) * 16 + ((packet[29] ?? 0) >> 4)
    return { ...head("ogg-flac", serial, rate, (((packet[29] ?? 0) >> 1) & 7) + 1, 4, 0), md5: packet.slice(35, 51) }
  }
  if (ascii(packet, 0, 8) === "Speex   " && packet.length >= 56) {
    const nominal = uint32le(packet, 52) | 0
    const extraHeaders = uint32le(packet, 68)
    return { ...head("ogg-speex", serial, uint32le(packet, 36), uint32le(packet, 48), 0, Math.max(nominal, 0)), extraHeaders }
  }
  return undefined
}

const head = (
  format: AudioFormat,
  serial: number,
  sampleRateHz: number,
  channels: number | undefined,
  commentsAt: number,
  nominalBitsPerSecond: number
): StreamHead => ({
  format,
  serial,
  sampleRateHz,
  channels: channels ?? 0,
  nominalBitsPerSecond,
  granulesPerSecond: sampleRateHz,
  preSkip: 0,
  commentsAt,
  extraHeaders: 0,
  md5: undefined
})

/** The first packet of a stream that begins at or after `start`, and where it ends. */
const packetAt = (source: ByteSource, start: number, serial: number): { bytes: Bytes; last: PlaceOnPage } | undefined => {
  const stretches: Array<Stretch> = []
  let length = 0
  let at = start
  for (let count = 0; count < maxHeaderPages; count += 1) {
    const page = pageAt(source, at)
    if (page === undefined) return undefined
    at = page.end
    if (page.serial !== serial) continue
    if (page.isContinued !== length > 0) return undefined
    const { bytes, isComplete } = firstOnPage(page)
    stretches.push({ from: length, start: page.bodyStart, length: bytes })
    length += bytes
    if (isComplete) return { bytes: stretched(source, stretches, length), last: { page, skip: bytes } }
  }
  return undefined
}

/** The packet at the front of a page: it is complete with the first segment shorter than 255. */
export const firstOnPage = (page: Page): { bytes: number; isComplete: boolean } => {
  let bytes = 0
  for (const length of page.lacing) {
    bytes += length
    if (length < 255) return { bytes, isComplete: true }
  }
  return { bytes, isComplete: false }
}

const propertiesOf = (source: ByteSource, stream: StreamHead, granule: number | undefined, audioStart: number): Properties => {
  const durationSeconds =
    granule === undefined || stream.granulesPerSecond === 0
      ? undefined
      : Math.max(0, granule - stream.preSkip) / stream.granulesPerSecond
  const measured = durationSeconds ? ((source.sizeBytes - audioStart) * 8) / durationSeconds : undefined
  return {
    durationSeconds,
    sampleRateHz: stream.sampleRateHz,
    channels: stream.channels,
    bitsPerSecond: stream.nominalBitsPerSecond > 0 ? stream.nominalBitsPerSecond : measured
  }
}

/** How far from the end the stream's last page is looked for, in turn: most are shorter than 16 KB, and none is longer than 64. */
const tailBytes = [32 * 1024, 68 * 1024, 1024 * 1024] as const

/** The granule position of the last page of a stream that has one. */
const lastGranule = (source: ByteSource, serial: number): number | undefined => {
  for (const length of tailBytes) {
    const start = Math.max(0, source.sizeBytes - length)
    const granule = lastGranuleIn(source.view(start, source.sizeBytes - start), serial)
    if (granule !== undefined || start === 0) return granule
  }
  return undefined
}

const lastGranuleIn = (tail: Uint8Array, serial: number): number | undefined => {
  for (let at = tail.lastIndexOf(0x4f, tail.length - 27); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(0x4f, at - 1)) {
    if (uint32be(tail, at) !== 0x4f676753 || tail[at + 4] !== 0 || uint32le(tail, at + 14) !== serial) continue
    // All bits set: no packet ends on this page.
    if (uint32le(tail, at + 6) === 0xffffffff && uint32le(tail, at + 10) === 0xffffffff) continue
    return uint64le(tail, at + 6)
  }
  return undefined
}
