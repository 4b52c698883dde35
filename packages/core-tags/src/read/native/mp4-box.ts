/** Boxes of MP4, walked by their headers. */
import type { Bytes } from "../byte-source.ts"
import { ascii, uint32be, uint64be } from "./text.ts"

/** A box without its header: its content lies from `start` to `end`. */
export interface Box {
  readonly name: string
  readonly start: number
  readonly end: number
}

const maxBoxes = 65_536

/** The boxes between two places. A size of 0 means up to the end; a size that leads outside ends the walk. */
export function* boxesIn(source: Bytes, start: number, end: number): Generator<Box> {
  let at = start
  for (let count = 0; count < maxBoxes && at + 8 <= end; count += 1) {
    const header = source.view(at, Math.min(16, end - at))
    const short = uint32be(header, 0)
    const name = ascii(header, 4, 4)
    const headerBytes = short === 1 ? 16 : 8
    const size = short === 1 ? uint64be(header, 8) : short === 0 ? end - at : short
    if (size < headerBytes) return
    yield { name, start: at + headerBytes, end: Math.min(at + size, end) }
    at += size
  }
}

/** The first child of this name; `skip`: bytes of the parent before its children. */
export const childOf = (source: Bytes, box: Box | undefined, name: string, skip = 0): Box | undefined => {
  if (box === undefined) return undefined
  for (const child of boxesIn(source, box.start + skip, box.end)) if (child.name === name) return child
  return undefined
}
