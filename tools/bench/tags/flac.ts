/**
 * A FLAC stream without its tags, the same with new ones, and a copy of it whose audio differs.
 *
 * The copy gets one more frame of 16 quiet samples that spell the mark, with the sample count and the MD5 of the audio set right, so that it
 * is a sound file to every decoder and another recording to anything that knows a file by its audio.
 */
import { createHash, type Hash } from "node:crypto"
import { bytes, concat, copyOf, hasText, latin1, u16be, u24be, viewOf } from "./bytes.ts"
import { type Comment, commentBlock, type Picture, pictureBlock } from "./vorbis-comments.ts"

const blockType = { streamInfo: 0, padding: 1, comment: 4, picture: 6 } as const

/** How many samples the mark's frame has, one for each byte. */
export const markSamples = 16

export interface FlacStream {
  /** The 34 bytes of STREAMINFO. */
  readonly info: Uint8Array
  readonly frames: Uint8Array
  readonly channels: number
  readonly samples: number
  readonly sampleRateHz: number
}

export const parseFlac = (data: Uint8Array): FlacStream => {
  if (!hasText(data, 0, "fLaC")) throw new Error("no FLAC stream")
  let at = 4
  let last = false
  let info: Uint8Array | undefined
  while (!last) {
    const head = data[at] ?? 0x80
    const length = ((data[at + 1] ?? 0) << 16) | ((data[at + 2] ?? 0) << 8) | (data[at + 3] ?? 0)
    last = head >= 0x80
    if ((head & 127) === blockType.streamInfo) info = copyOf(data.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  if (info === undefined) throw new Error("no STREAMINFO")
  const packed = viewOf(info).getUint32(10)
  return {
    info,
    frames: data.subarray(at),
    sampleRateHz: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    samples: ((info[13] ?? 0) & 15) * 2 ** 32 + viewOf(info).getUint32(14)
  }
}

const block = (type: number, body: Uint8Array, last = false): Uint8Array =>
  concat([bytes(type | (last ? 0x80 : 0)), u24be(body.length), body])

export interface FlacTags {
  readonly comments: ReadonlyArray<Comment>
  readonly picture?: Picture | undefined
  readonly paddingBytes?: number
}

/** The whole file: STREAMINFO, comments, picture, padding, audio. */
export const writeFlac = (stream: Pick<FlacStream, "info" | "frames">, tags: FlacTags): Uint8Array =>
  concat([
    latin1("fLaC"),
    block(blockType.streamInfo, stream.info),
    block(blockType.comment, commentBlock(tags.comments)),
    ...(tags.picture === undefined ? [] : [block(blockType.picture, pictureBlock(tags.picture))]),
    block(blockType.padding, new Uint8Array(tags.paddingBytes ?? 64), true),
    stream.frames
  ])

const crcTable = (bits: 8 | 16, polynomial: number): Uint16Array => {
  const top = 1 << (bits - 1)
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = bits === 16 ? byte << 8 : byte
    for (let i = 0; i < 8; i++) crc = ((crc & top ? (crc << 1) ^ polynomial : crc << 1) & ((1 << bits) - 1)) >>> 0
    return crc
  })
}
const crc8Table = crcTable(8, 0x07)
const crc16Table = crcTable(16, 0x8005)

const crc8 = (data: Uint8Array): number => data.reduce((crc, byte) => crc8Table[crc ^ byte] ?? 0, 0)
const crc16 = (data: Uint8Array): number =>
  data.reduce((crc, byte) => ((crc << 8) & 0xffff) ^ (crc16Table[(crc >>> 8) ^ byte] ?? 0), 0)

/** A frame number in FLAC's UTF-8-like form; enough for the 2 million frames of two days. */
const frameNumber = (n: number): Uint8Array =>
  n < 0x80
    ? bytes(n)
    : n < 0x800
      ? bytes(0xc0 | (n >>> 6), 0x80 | (n & 63))
      : n < 0x10000
        ? bytes(0xe0 | (n >>> 12), 0x80 | ((n >>> 6) & 63), 0x80 | (n & 63))
        : bytes(0xf0 | (n >>> 18), 0x80 | ((n >>> 12) & 63), 0x80 | ((n >>> 6) & 63), 0x80 | (n & 63))

/** Samples that spell the mark: −128 … 127, near silence in 16 bits. */
const markPcm = (mark: Uint8Array): ReadonlyArray<number> => Array.from({ length: markSamples }, (_, i) => (mark[i] ?? 0) - 128)

const markFrame = (stream: FlacStream, number: number, mark: Uint8Array): Uint8Array => {
  // Sample rate and size are coded as in the first frame: some parsers take a header that differs for damage.
  const [, , rate = 0, size = 0] = stream.frames
  if ((rate & 15) >= 12) throw new Error(`a sample rate of ${stream.sampleRateHz} Hz has no code of its own`)
  const start = bytes(0xff, 0xf8, 0x60 | (rate & 15), ((stream.channels - 1) << 4) | (size & 14))
  const header = concat([start, frameNumber(number), bytes(markSamples - 1)])
  const samples = concat(markPcm(mark).map((sample) => u16be(sample & 0xffff)))
  const verbatim = concat([bytes(0x02), samples])
  const body = concat([header, bytes(crc8(header)), ...Array.from({ length: stream.channels }, () => verbatim)])
  return concat([body, u16be(crc16(body))])
}

/** A stream that can be marked many times: the MD5 of its own samples is computed once and continued for each copy. */
export interface MarkableFlac extends FlacStream {
  readonly blockSamples: number
  readonly md5: Hash
}

/**
 * `pcm`: the stream's samples, 16 bits little-endian, interleaved. Fails when they are not (their MD5 is in STREAMINFO), or when the
 * stream does not consist of whole blocks: only the last frame of a stream may be shorter.
 */
export const markableFlac = (data: Uint8Array, pcm: Uint8Array): MarkableFlac => {
  const stream = parseFlac(data)
  const md5 = createHash("md5").update(pcm)
  if (!md5.copy().digest().equals(stream.info.subarray(18, 34))) throw new Error("these are not the samples of this stream")
  const blockSamples = viewOf(stream.info).getUint16(2)
  if (stream.samples % blockSamples !== 0) throw new Error(`${stream.samples} samples are no multiple of ${blockSamples}`)
  return { ...stream, blockSamples, md5 }
}

/** A copy with the mark's frame at its end. */
export const markFlac = (stream: MarkableFlac, mark: Uint8Array): Pick<FlacStream, "info" | "frames"> => {
  const info = copyOf(stream.info)
  info.fill(0, 4, 10) // smallest and largest frame: unknown
  const samples = stream.samples + markSamples
  info[13] = ((info[13] ?? 0) & 0xf0) | Math.floor(samples / 2 ** 32)
  viewOf(info).setUint32(14, samples >>> 0)
  const pcm = new Uint8Array(markSamples * stream.channels * 2)
  markPcm(mark).forEach((sample, i) => {
    for (let c = 0; c < stream.channels; c++) viewOf(pcm).setInt16((i * stream.channels + c) * 2, sample, true)
  })
  info.set(stream.md5.copy().update(pcm).digest(), 18)
  return { info, frames: concat([stream.frames, markFrame(stream, stream.samples / stream.blockSamples, mark)]) }
}
