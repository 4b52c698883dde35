/** AAC in ADTS frames (.aac): frames are followed through the first window, and the rest is taken to be like them. */
import type { ByteSource } from "../byte-source.ts"
import { essenceOfRange } from "../essence/essence.ts"
import type { Parsed } from "../parsed.ts"
import { readTailTags } from "./ape-tag.ts"

const sampleRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
] as const
const channelCounts = [0, 1, 2, 3, 4, 5, 6, 8] as const
const samplesPerFrame = 1024
const maxFrames = 1024
/** Fewer frames that follow each other may be chance. */
const minFrames = 2

interface Frame {
  readonly sizeBytes: number
  readonly blocks: number
  readonly sampleRateHz: number
  readonly channels: number
}

const frameAt = (source: ByteSource, at: number): Frame | undefined => {
  if (at + 7 > source.sizeBytes) return undefined
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0, b6 = 0] = source.view(at, 7)
  const sampleRateHz = sampleRates[(b2 >> 2) & 15]
  const sizeBytes = ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5)
  if (b0 !== 0xff || (b1 & 0xf6) !== 0xf0 || sampleRateHz === undefined || sizeBytes < 7) return undefined
  return { sizeBytes, blocks: (b6 & 3) + 1, sampleRateHz, channels: channelCounts[((b2 & 1) << 2) | (b3 >> 6)] ?? 0 }
}

/** Reads the frames that begin at `start`; undefined where they do not follow each other. */
export const readAdts = (source: ByteSource, start: number): Parsed | undefined => {
  const first = frameAt(source, start)
  let at = start
  let frames = 0
  let samples = 0
  for (
    let frame = first;
    frame !== undefined && frames < maxFrames && at + frame.sizeBytes <= source.sizeBytes;
    frame = frameAt(source, at)
  ) {
    if (frame.sampleRateHz !== first?.sampleRateHz) break
    at += frame.sizeBytes
    samples += frame.blocks * samplesPerFrame
    frames += 1
  }
  if (first === undefined || frames < minFrames) return undefined
  const bytes = at - start
  // A sample of the frames stands for all of them; a file read to its end, or to its first break, needs no estimate.
  const estimated = frames === maxFrames ? (samples * (source.sizeBytes - start)) / bytes : samples
  const { sampleRateHz, channels } = first
  const bitsPerSecond = (bytes * 8 * sampleRateHz) / samples
  return {
    format: "aac",
    tags: [],
    pictures: [],
    properties: { sampleRateHz, channels, durationSeconds: estimated / sampleRateHz, bitsPerSecond },
    essence: () => essenceOfRange(source, "aac", start, readTailTags(source, start).audioEnd)
  }
}
