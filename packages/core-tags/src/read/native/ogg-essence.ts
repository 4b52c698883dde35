/**
 * The essence of a stream in an Ogg file.
 *
 * Retagging changes the comment packet, and with it the page headers behind it (numbers and checksums), perhaps the division of packets
 * into pages; so only packets count, as if there were no pages. How many bytes they are in all, only all pages together would tell: the
 * last granule position (the length in samples) stands in for that, and with no way to find the middle, the sound is sampled at both ends.
 */
import type { AudioFormat } from "../../tags.ts"
import { type Bytes, bytesOf } from "../byte-source.ts"
import { essenceOfMd5, essenceOfSamples, sampleBytes } from "../essence/essence.ts"
import { stretched, stretchList } from "../essence/stretches.ts"
import { type Page, type PlaceOnPage, pageAt } from "./ogg-page.ts"

export interface OggSound {
  readonly format: AudioFormat
  readonly serial: number
  /** Where the comments end. */
  readonly after: PlaceOnPage
  readonly extraHeaders: number
  readonly md5: Uint8Array | undefined
  /** The last granule position. */
  readonly granule: number
}

const maxPages = 65_536
// How much is read from the end, in turn: most pages are shorter than a sample. Pages of 64 KB may lie across the border of what is
// read: enough whole ones are left of the second.
const tailBytes = [2 * sampleBytes, 6 * sampleBytes] as const

export const essenceOfOgg = (source: Bytes, sound: OggSound): string | null => {
  const md5 = sound.md5 === undefined ? null : essenceOfMd5(sound.md5)
  if (md5 !== null) return md5
  const start = soundStart(source, sound)
  if (start === undefined) return null
  const first = bodies(source, sound.serial, start, sampleBytes)
  const samples = [() => first.bytes.view(0, Math.min(sampleBytes, first.bytes.sizeBytes))]
  if (first.bytes.sizeBytes === 0) return null
  if (!first.isWhole || first.bytes.sizeBytes > sampleBytes) {
    const last = lastBodies(source, sound.serial, start)
    if (last === undefined) return null
    samples.push(() => last)
  }
  return essenceOfSamples(sound.format, sound.granule, samples)
}

/** Where the first packet of sound begins: behind the comments, and whatever headers the format has. */
const soundStart = (source: Bytes, sound: OggSound): PlaceOnPage | undefined => {
  let packet = 1
  let isInside = false
  let from = sound.after.skip
  let page: Page | undefined = sound.after.page
  for (let count = 0; count < maxPages && page !== undefined; count += 1) {
    let offset = 0
    for (const length of page.serial === sound.serial ? page.lacing : []) {
      if (offset >= from) {
        const isSound = !isInside && length > 0 && !isHeader(sound, packet, source.view(page.bodyStart + offset, 1)[0] ?? 0)
        if (isSound) return { page, skip: offset }
        isInside = length === 255
        if (!isInside) packet += 1
      }
      offset += length
    }
    from = 0
    page = pageAt(source, page.end)
  }
  return undefined
}

/** Is the packet with this number (1: the one behind the comments) and this first byte a header? */
const isHeader = (sound: OggSound, packet: number, firstByte: number): boolean => {
  if (sound.format === "ogg-vorbis") return (firstByte & 1) === 1
  if (sound.format === "ogg-flac") return firstByte !== 0xff
  return packet <= sound.extraHeaders
}

/** The bodies of a stream's pages from a place on, at least `wanted` bytes if there are so many. */
const bodies = (source: Bytes, serial: number, from: PlaceOnPage, wanted: number): { bytes: Bytes; isWhole: boolean } => {
  const pieces = stretchList()
  let skip = from.skip
  let page: Page | undefined = from.page
  for (let count = 0; count < maxPages && pieces.sizeBytes() <= wanted; count += 1) {
    if (page === undefined) return { bytes: stretched(source, pieces.list, pieces.sizeBytes()), isWhole: true }
    if (page.serial === serial) pieces.add(page.bodyStart + skip, Math.min(page.end, source.sizeBytes) - page.bodyStart - skip)
    skip = 0
    page = pageAt(source, page.end)
  }
  return { bytes: stretched(source, pieces.list, pieces.sizeBytes()), isWhole: false }
}

/** The last bytes of the sound, as many as a sample has; undefined where no pages lead to the end of the file. */
const lastBodies = (source: Bytes, serial: number, start: PlaceOnPage): Uint8Array | undefined => {
  for (const length of tailBytes) {
    const from = source.sizeBytes - length
    const region = from <= start.page.start ? undefined : source.view(from, length)
    const place = region === undefined ? start : pagesFrom(region)
    if (place === undefined) continue
    const { bytes } = bodies(region === undefined ? source : bytesOf(region), serial, place, Number.POSITIVE_INFINITY)
    const isAll = region === undefined || length === tailBytes[1]
    if (isAll || bytes.sizeBytes >= sampleBytes) {
      return bytes.view(Math.max(0, bytes.sizeBytes - sampleBytes), Math.min(sampleBytes, bytes.sizeBytes)).slice()
    }
  }
  return undefined
}

/** The first page in a piece from the end of a file from which pages follow each other to its end. */
const pagesFrom = (region: Uint8Array): PlaceOnPage | undefined => {
  const bytes = bytesOf(region)
  for (let at = region.indexOf(0x4f); at >= 0 && at + 27 <= region.length; at = region.indexOf(0x4f, at + 1)) {
    if (region[at + 1] !== 0x67 || region[at + 2] !== 0x67 || region[at + 3] !== 0x53) continue
    const first = pageAt(bytes, at)
    let end = at
    for (let page = first; page !== undefined && page.end <= region.length; page = pageAt(bytes, end)) end = page.end
    if (first !== undefined && end === region.length) return { page: first, skip: 0 }
  }
  return undefined
}
