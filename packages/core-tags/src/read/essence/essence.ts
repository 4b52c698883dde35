/**
 * The essence of a file: what its sound is, apart from everything that a tagger, a rename or a rewritten container may change.
 *
 * FLAC carries the MD5 of its decoded samples. For everything else it is a hash of the format, the length of the sound and three samples
 * of its bytes, from the front, the middle and the end; so a large file costs a few bounded reads, and no sound is decoded.
 */
import type { Bytes } from "../byte-source.ts"
import { murmur128 } from "./murmur128.ts"
import { type Stretch, stretched } from "./stretches.ts"

/** How much of the sound is looked at in each place: a third of a second of CD sound, half a second to a second of a compressed one. */
export const sampleBytes = 16 * 1024

/** The essence of a sound of `length` bytes that lies in one piece. */
export const essenceOfRange = (source: Bytes, format: string, start: number, end: number): string | null =>
  end <= start ? null : essenceOfPieces(source, format, [{ from: 0, start, length: end - start }], end - start)

/** The essence of a sound that lies in several pieces; null where there is none of it. */
export const essenceOfPieces = (source: Bytes, format: string, pieces: ReadonlyArray<Stretch>, length: number): string | null => {
  if (length <= 0) return null
  const sound = stretched(source, pieces, length)
  return essenceOfSamples(
    format,
    length,
    samplePlaces(length).map(
      ([at, count]) =>
        () =>
          sound.view(at, count)
    )
  )
}

/** A short sound is taken whole. */
const samplePlaces = (length: number): ReadonlyArray<readonly [at: number, count: number]> =>
  length <= 3 * sampleBytes
    ? [[0, length]]
    : [
        [0, sampleBytes],
        [Math.floor((length - sampleBytes) / 2), sampleBytes],
        [length - sampleBytes, sampleBytes]
      ]

/** What is hashed of one file; the next one's takes its place. */
const hashed = new Uint8Array(8 + 3 * sampleBytes)

/** The essence of samples; `length` is whatever measures the whole sound. Each view is used before the next is asked for. */
export const essenceOfSamples = (format: string, length: number, samples: ReadonlyArray<() => Uint8Array>): string => {
  new DataView(hashed.buffer).setFloat64(0, length, true)
  let at = 8
  for (const sample of samples) {
    const bytes = sample()
    hashed.set(bytes, at)
    at += bytes.length
  }
  return `${format}:${murmur128(hashed.subarray(0, at))}`
}

/** FLAC's own checksum of the decoded samples, 16 bytes; null where the encoder left it out. The same in every container. */
export const essenceOfMd5 = (md5: Uint8Array): string | null => {
  if (md5.length < 16 || md5.every((byte) => byte === 0)) return null
  return `flac-md5:${Array.from(md5.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("")}`
}
