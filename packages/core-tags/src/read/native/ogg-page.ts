/** One page of an Ogg file: its header, and where the pieces of packets lie that it holds. */
import type { Bytes } from "../byte-source.ts"
import { ascii, uint32le } from "./text.ts"

export interface Page {
  readonly start: number
  readonly isFirst: boolean
  readonly isContinued: boolean
  readonly serial: number
  readonly lacing: Uint8Array
  readonly bodyStart: number
  readonly end: number
}

/** A place between packets: behind so many bytes of a page's body. */
export interface PlaceOnPage {
  readonly page: Page
  readonly skip: number
}

/** The page that begins at `start`; undefined where none does. Its body may reach behind the end of a file that was cut off. */
export const pageAt = (source: Bytes, start: number): Page | undefined => {
  if (start + 27 > source.sizeBytes) return undefined
  const header = source.view(start, 27)
  if (ascii(header, 0, 4) !== "OggS" || header[4] !== 0) return undefined
  const flags = header[5] ?? 0
  const serial = uint32le(header, 14)
  const segments = header[26] ?? 0
  const lacing = source.view(start + 27, segments).slice()
  const bodyStart = start + 27 + segments
  const end = bodyStart + lacing.reduce((sum, length) => sum + length, 0)
  return { start, isFirst: (flags & 2) !== 0, isContinued: (flags & 1) !== 0, serial, lacing, bodyStart, end }
}
