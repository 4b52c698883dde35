/** WavPack: the first block's header and sub-blocks, the last block's place for the length, and the tags at the end. */
import { type ByteSource, UnexpectedEnd } from "../byte-source.ts"
import { essenceOfRange } from "../essence/essence.ts"
import type { FieldSet } from "../fields.ts"
import type { Parsed, Properties } from "../parsed.ts"
import { readTailTags } from "./ape-tag.ts"
import { ascii, uint24le, uint32le } from "./text.ts"

const headerBytes = 32
const maxBlockSamples = 2 ** 20
const sampleRates = [
  6000, 8000, 9600, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000, 192_000
] as const
const flag = { mono: 0x4, dsd: 0x80000000 } as const
const subBlock = { channelInfo: 0x0d, dsd: 0x0e, sampleRate: 0x27 } as const

interface Block {
  readonly sizeBytes: number
  readonly totalSamples: number | undefined
  readonly index: number
  readonly samples: number
  readonly flags: number
}

const blockIn = (header: Uint8Array): Block | undefined => {
  if (ascii(header, 0, 4) !== "wvpk" || header.length < headerBytes) return undefined
  const total = uint32le(header, 12)
  return {
    sizeBytes: uint32le(header, 4) + 8,
    // All bits set: the writer could not go back and fill it in.
    totalSamples: total === 0xffffffff ? undefined : total + (header[11] ?? 0) * 2 ** 32,
    index: uint32le(header, 16) + (header[10] ?? 0) * 2 ** 32,
    samples: uint32le(header, 20),
    flags: uint32le(header, 24)
  }
}

/** Reads the file that begins with a block; undefined where its sampling rate cannot be known. */
export const readWavPack = (source: ByteSource): Parsed | undefined => {
  const first = blockIn(source.view(0, headerBytes))
  if (first === undefined) return undefined
  const details = readDetails(source, first)
  if (details.storedRateHz === 0) return undefined
  const tail = readTailTags(source, headerBytes)
  const samples = first.totalSamples ?? samplesByLastBlock(source, tail.audioEnd)
  const durationSeconds = samples === undefined ? undefined : samples / details.storedRateHz
  const properties: Properties = {
    channels: details.channels,
    sampleRateHz: details.sampleRateHz,
    durationSeconds,
    bitsPerSecond: durationSeconds ? (tail.audioEnd * 8) / durationSeconds : undefined
  }
  const tags = [tail.ape, tail.id3v1].filter((tag): tag is FieldSet => tag !== undefined)
  const essence = () => essenceOfRange(source, "wv", 0, tail.audioEnd)
  return { format: "wv", tags, pictures: tail.pictures, properties, essence }
}

interface Details {
  readonly sampleRateHz: number
  /** What the block headers count: samples, or with DSD bytes of eight. */
  readonly storedRateHz: number
  readonly channels: number
}

/** Rate and channels: in the flags, unless a sub-block says better. More than two channels are spread over several blocks. */
const readDetails = (source: ByteSource, first: Block): Details => {
  let rate: number = sampleRates[(first.flags >>> 23) & 15] ?? 0
  let channels = (first.flags & flag.mono) !== 0 ? 1 : 2
  let multiplier = 1
  const end = Math.min(first.sizeBytes, source.sizeBytes)
  for (let at = headerBytes; at + 2 <= end; ) {
    const head = source.view(at, Math.min(8, end - at))
    const id = head[0] ?? 0
    const isLarge = (id & 0x80) !== 0
    const dataAt = isLarge ? 4 : 2
    const bytes = (isLarge ? uint24le(head, 1) : (head[1] ?? 0)) * 2
    if ((id & 0x3f) === subBlock.channelInfo) channels = head[dataAt] || channels
    else if ((id & 0x3f) === subBlock.sampleRate) rate = uint24le(head, dataAt)
    // DSD is kept in bytes of eight one-bit samples; the exponent is the first byte.
    else if ((id & 0x3f) === subBlock.dsd) multiplier = 2 ** Math.min(head[dataAt] ?? 0, 8)
    at += dataAt + bytes
  }
  const isDsd = (first.flags & flag.dsd) !== 0
  const storedRateHz = isDsd ? rate * multiplier : rate
  return { storedRateHz, sampleRateHz: isDsd ? storedRateHz * 8 : storedRateHz, channels }
}

/** The samples up to the end of the last block, looked for near the end. */
const samplesByLastBlock = (source: ByteSource, end: number): number | undefined => {
  const length = Math.min(end, 1024 * 1024)
  const tail = source.view(end - length, length)
  for (let at = length - headerBytes; at >= 0; at -= 1) {
    if (tail[at] !== 0x77 || tail[at + 1] !== 0x76) continue
    const block = blockIn(tail.subarray(at, at + headerBytes))
    // Sound can hold these four letters by chance: a block is whole, and not longer than a block may be.
    const isWhole = block !== undefined && block.sizeBytes <= length - at && block.samples <= maxBlockSamples
    if (isWhole && block.samples > 0) return block.index + block.samples
  }
  if (length < end) throw new UnexpectedEnd()
  return undefined
}
