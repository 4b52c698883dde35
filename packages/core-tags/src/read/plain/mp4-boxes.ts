/** Boxes of a plain MP4 file, told apart by their names as numbers. */
import type { Box } from "../native/mp4-box.ts"
import { uint32be } from "../native/text.ts"
import { NotPlain } from "./not-plain.ts"
import type { Reach } from "./reach.ts"

const headerBytes = 8
/** The four letters of a name as a number. */
export const named = (name: string): number =>
  uint32be(
    Uint8Array.from(name, (letter) => letter.charCodeAt(0)),
    0
  )

/** Calls `visit` with the name and the content of each box between two places, until it answers true. */
export const eachBox = (
  reach: Reach,
  start: number,
  end: number,
  visit: (name: number, start: number, end: number) => boolean
): void => {
  let at = start
  for (let count = 0; at + headerBytes <= end; count += 1) {
    reach.part(count + 1)
    const index = reach.at(at, headerBytes)
    const size = uint32be(reach.bytes, index)
    if (size < headerBytes || at + size > end) throw new NotPlain()
    if (visit(uint32be(reach.bytes, index + 4), at + headerBytes, at + size)) return
    at += size
  }
}

/** The first child of this name; `skip`: bytes of the parent before its children. */
export const child = (reach: Reach, parent: Box | undefined, name: string, skip = 0): Box | undefined => {
  if (parent === undefined) return undefined
  const wanted = named(name)
  let found: Box | undefined
  eachBox(reach, parent.start + skip, parent.end, (id, start, end) => {
    if (id !== wanted) return false
    found = { name, start, end }
    return true
  })
  return found
}
