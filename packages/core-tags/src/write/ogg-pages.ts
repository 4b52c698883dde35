/** Ogg's layer of pages: packets cut into segments, each page with a position, a number and a checksum. */
import { byte, concat, MalformedFile, startsWith, u32le } from "./bytes.ts"
import { checkMetadataSize, type Source } from "./source.ts"

const headerBytes = 27
/** A header with 255 segments of 255 bytes. */
export const largestPageBytes = headerBytes + 255 + 255 * 255
export const wrongChecksum = "an Ogg page with a wrong checksum"
export const continued = 1
export const firstOfStream = 2
export const lastOfStream = 4

export interface OggPage {
  readonly start: number
  readonly end: number
  /** Where the segment table begins and the packets' data begins. */
  readonly table: number
  readonly body: number
  readonly flags: number
  readonly serial: number
  readonly sequence: number
}

export const readPage = (bytes: Uint8Array, start: number): OggPage => {
  if (!startsWith(bytes, "OggS", start) || byte(bytes, start + 4) !== 0)
    throw new MalformedFile("no Ogg page where one must begin")
  const table = start + headerBytes
  const body = table + byte(bytes, start + 26)
  let end = body
  for (let i = table; i < body; i++) end += byte(bytes, i)
  if (end > bytes.length) throw new MalformedFile("an Ogg page that is longer than the file")
  const flags = byte(bytes, start + 5)
  return { start, end, table, body, flags, serial: u32le(bytes, start + 14), sequence: u32le(bytes, start + 18) }
}

/** The checksum of a page, computed as if its own field were zero: polynomial 0x04C11DB7, not reflected, no final change. */
export const pageChecksum = (page: Uint8Array): number => {
  let sum = sumOver(page, 0, checksumAt, 0)
  for (let i = 0; i < 4; i++) sum = (sum << 8) ^ (checksumTable[sum >>> 24] ?? 0)
  return sumOver(page, checksumAt + 4, page.length, sum) >>> 0
}

const checksumAt = 22

const sumOver = (bytes: Uint8Array, from: number, to: number, before: number): number => {
  let sum = before
  for (let i = from; i < to; i++) sum = (sum << 8) ^ (checksumTable[(sum >>> 24) ^ (bytes[i] ?? 0)] ?? 0)
  return sum
}

const checksumTable = Int32Array.from({ length: 256 }, (_, i) => {
  let sum = (i << 24) >>> 0
  for (let bit = 0; bit < 8; bit++) sum = ((sum & 0x80000000) !== 0 ? (sum << 1) ^ 0x04c11db7 : sum << 1) >>> 0
  return sum
})

export const hasGoodChecksum = (bytes: Uint8Array, page: OggPage): boolean =>
  pageChecksum(bytes.subarray(page.start, page.end)) === u32le(bytes, page.start + 22)

/**
 * How far the pages reach on which the first `packets` packets end, and `more` pages behind them; going by their lengths alone, so that
 * what is damaged is found by those who read that part.
 */
export const headersEnd = (file: Source, packets: number, more: number): number => {
  let at = 0
  let left = packets
  for (let behind = 0; behind <= more && at < file.sizeBytes; ) {
    const head = file.read(at, at + headerBytes + 255)
    checkMetadataSize(at)
    if (!startsWith(head, "OggS") || head.length < headerBytes) return at + headerBytes
    const table = head.subarray(headerBytes, headerBytes + byte(head, 26))
    at += headerBytes + table.length + table.reduce((sum, length) => sum + length, 0)
    left -= table.reduce((ends, length) => ends + (length < 255 ? 1 : 0), 0)
    if (left <= 0) behind++
  }
  return at
}

/** The header packets of a stream, and where the first page behind them begins. */
export interface OggHeaders {
  readonly packets: ReadonlyArray<Uint8Array>
  readonly pages: ReadonlyArray<OggPage>
  readonly end: number
}

/** Reads pages until `count` packets are complete; the last of them must also end its page, as Vorbis and Opus demand. */
export const readHeaders = (bytes: Uint8Array, count: number): OggHeaders => {
  const pages: Array<OggPage> = []
  const packets: Array<Uint8Array> = []
  let parts: Array<Uint8Array> = []
  let at = 0
  while (packets.length < count || parts.length > 0) {
    const page = readPage(bytes, at)
    const first = pages[0] ?? page
    if (page.serial !== first.serial) throw new MalformedFile("several streams in one Ogg file")
    if ((page.flags & firstOfStream) !== (pages.length === 0 ? firstOfStream : 0))
      throw new MalformedFile("a stream that begins twice")
    pages.push(page)
    let from = page.body
    for (let i = page.table; i < page.body; i++) {
      const length = byte(bytes, i)
      parts.push(bytes.subarray(from, from + length))
      from += length
      if (length === 255) continue
      packets.push(concat(parts))
      parts = []
    }
    at = page.end
  }
  if (packets.length !== count) throw new MalformedFile("audio on the page of an Ogg header")
  return { packets, pages, end: at }
}
