/** Musepack up to stream version 7, whose header music-metadata misreads. Version 8 is left to it. */
import type { ByteSource } from "../byte-source.ts"
import { essenceOfRange } from "../essence/essence.ts"
import type { FieldSet } from "../fields.ts"
import type { Parsed } from "../parsed.ts"
import { readTailTags } from "./ape-tag.ts"
import { ascii, uint16le, uint32le } from "./text.ts"

const sampleRates = [44_100, 48_000, 37_800, 32_000] as const
const samplesPerFrame = 1152

/** Reads the file whose `MP+` stands at `start`; undefined for other versions. */
export const readMusepack7 = (source: ByteSource, start: number): Parsed | undefined => {
  if (start + 28 > source.sizeBytes) return undefined
  const header = source.view(start, 28)
  if (ascii(header, 0, 3) !== "MP+" || ((header[3] ?? 0) & 15) !== 7) return undefined
  const frames = uint32le(header, 4)
  const sampleRateHz = sampleRates[(uint32le(header, 8) >>> 16) & 3] ?? 44_100
  // Gapless files say how much of the last frame counts; others lose half a frame to the filter's delay.
  const isGapless = ((header[23] ?? 0) & 0x80) !== 0
  const lastFrame = (uint16le(header, 22) >> 4) & 0x7ff
  const samples =
    frames === 0 ? 0 : isGapless ? (frames - 1) * samplesPerFrame + lastFrame : frames * samplesPerFrame - samplesPerFrame / 2
  const tail = readTailTags(source, start + 28)
  const durationSeconds = samples / sampleRateHz
  return {
    format: "mpc",
    tags: [tail.ape, tail.id3v1].filter((tag): tag is FieldSet => tag !== undefined),
    pictures: tail.pictures,
    properties: {
      sampleRateHz,
      channels: 2,
      durationSeconds,
      bitsPerSecond: samples > 0 ? ((tail.audioEnd - start) * 8) / durationSeconds : undefined
    },
    essence: () => essenceOfRange(source, "mpc", start, tail.audioEnd)
  }
}
