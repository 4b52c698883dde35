/** Monkey's Audio, in the layout since 3.98 and the one before it, with the tags at the end. */
import type { ByteSource } from "../byte-source.ts"
import { essenceOfRange } from "../essence/essence.ts"
import type { FieldSet } from "../fields.ts"
import type { Parsed, Properties } from "../parsed.ts"
import { readTailTags } from "./ape-tag.ts"
import { ascii, uint16le, uint32le } from "./text.ts"

/** Reads the file whose `MAC ` stands at `start`; undefined where its header is none that a decoder could use. */
export const readMonkeysAudio = (source: ByteSource, start: number): Parsed | undefined => {
  const head = source.view(start, Math.min(76, source.sizeBytes - start)).slice()
  if (ascii(head, 0, 4) !== "MAC " || head.length < 32) return undefined
  const version = uint16le(head, 4)
  const stream = version >= 3980 ? since398(source, start, head) : before398(head, version)
  if (
    stream === undefined ||
    stream.sampleRateHz < 1 ||
    stream.sampleRateHz > 1_000_000 ||
    stream.channels < 1 ||
    stream.channels > 32
  )
    return undefined
  const tail = readTailTags(source, start + 32)
  const tags = [tail.ape, tail.id3v1].filter((tag): tag is FieldSet => tag !== undefined)
  return {
    format: "ape",
    tags,
    pictures: tail.pictures,
    properties: propertiesOf(stream, tail.audioEnd - start),
    essence: () => essenceOfRange(source, "ape", start, tail.audioEnd)
  }
}

interface Stream {
  readonly channels: number
  readonly sampleRateHz: number
  readonly frames: number
  readonly samplesPerFrame: number
  readonly lastFrameSamples: number
}

const since398 = (source: ByteSource, start: number, head: Uint8Array): Stream | undefined => {
  const at = start + uint32le(head, 8)
  if (at + 24 > source.sizeBytes) return undefined
  const header = source.view(at, 24)
  return {
    samplesPerFrame: uint32le(header, 4),
    lastFrameSamples: uint32le(header, 8),
    frames: uint32le(header, 12),
    channels: uint16le(header, 18),
    sampleRateHz: uint32le(header, 20)
  }
}

const before398 = (head: Uint8Array, version: number): Stream => ({
  channels: uint16le(head, 10),
  sampleRateHz: uint32le(head, 12),
  frames: uint32le(head, 24),
  lastFrameSamples: uint32le(head, 28),
  samplesPerFrame:
    version >= 3950 ? 73_728 * 4 : version >= 3900 || (version >= 3800 && uint16le(head, 6) === 4000) ? 73_728 : 9216
})

const propertiesOf = (stream: Stream, audioBytes: number): Properties => {
  const { channels, sampleRateHz, frames, samplesPerFrame, lastFrameSamples } = stream
  const durationSeconds = frames === 0 ? 0 : ((frames - 1) * samplesPerFrame + lastFrameSamples) / sampleRateHz
  return {
    channels,
    sampleRateHz,
    durationSeconds,
    bitsPerSecond: durationSeconds > 0 ? (audioBytes * 8) / durationSeconds : undefined
  }
}
