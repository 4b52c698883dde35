/**
 * The essence of formats without a reader of their own here: their sound is found by the containers' outermost headers alone.
 * What cannot be found that way has no essence, and is known by its tags and its path.
 */
import type { ByteSource, Bytes } from "../byte-source.ts"
import { essenceOfPieces, essenceOfRange } from "../essence/essence.ts"
import { stretchList } from "../essence/stretches.ts"
import type { Container } from "../sniff.ts"
import { readTailTags } from "./ape-tag.ts"
import { boxesIn } from "./mp4-box.ts"
import { ascii, uint64be, uint64le } from "./text.ts"

/** The essence of a file that the general reader reads; null where it cannot be told. */
export const otherEssence = (source: ByteSource, container: Container, format: string, start: number): string | null => {
  switch (container) {
    case "matroska":
      return piecesOf(source, format, matroskaClusters(source))
    case "mp4":
      return piecesOf(source, format, mediaBoxes(source))
    case "dsf":
      return dsfEssence(source, format)
    case "dff":
      return dffEssence(source, format)
    case "asf":
      return asfEssence(source, format)
    case "musepack":
      return essenceOfRange(source, format, start, readTailTags(source, start).audioEnd)
    default:
      return null
  }
}

type Pieces = ReturnType<typeof stretchList>

const piecesOf = (source: Bytes, format: string, pieces: Pieces): string | null =>
  essenceOfPieces(source, format, pieces.list, pieces.sizeBytes())

/** Fragments have no table of their samples in one place: all media data in the order of the file. */
const mediaBoxes = (source: Bytes): Pieces => {
  const pieces = stretchList()
  for (const box of boxesIn(source, 0, source.sizeBytes)) if (box.name === "mdat") pieces.add(box.start, box.end - box.start)
  return pieces
}

const ebml = { segment: 0x18538067, cluster: 0x1f43b675 } as const
const maxElements = 65_536

interface Element {
  readonly id: number
  readonly start: number
  readonly end: number
}

/** Sound lies in clusters; tags, pictures and indexes beside them. */
const matroskaClusters = (source: Bytes): Pieces => {
  const pieces = stretchList()
  const segment = elements(source, 0, source.sizeBytes).find((element) => element.id === ebml.segment)
  if (segment === undefined) return pieces
  for (const element of elements(source, segment.start, segment.end)) {
    if (element.id === ebml.cluster) pieces.add(element.start, element.end - element.start)
  }
  return pieces
}

const elements = (source: Bytes, start: number, end: number): ReadonlyArray<Element> => {
  const found: Array<Element> = []
  for (let at = start; at + 2 <= end && found.length < maxElements; ) {
    const head = source.view(at, Math.min(12, end - at))
    const idBytes = Math.clz32(head[0] ?? 0) - 23
    const sizeBytes = Math.clz32(head[idBytes] ?? 0) - 23
    if (idBytes > 4 || sizeBytes > 8 || idBytes + sizeBytes > head.length) return found
    let id = 0
    for (let i = 0; i < idBytes; i += 1) id = id * 256 + (head[i] ?? 0)
    const size = vint(head, idBytes, sizeBytes)
    const content = at + idBytes + sizeBytes
    found.push({ id, start: content, end: Math.min(end, content + size) })
    at = content + size
  }
  return found
}

/** A length; all bits set: unknown, so up to the end. */
const vint = (head: Uint8Array, at: number, width: number): number => {
  let value = (head[at] ?? 0) & (0xff >> width)
  let isUnknown = value === 0xff >> width
  for (let i = 1; i < width; i += 1) {
    isUnknown &&= head[at + i] === 0xff
    value = value * 256 + (head[at + i] ?? 0)
  }
  return isUnknown ? Number.POSITIVE_INFINITY : value
}

const dsfEssence = (source: Bytes, format: string): string | null => {
  for (let at = 28, count = 0; count < 16 && at + 12 <= source.sizeBytes; count += 1) {
    const head = source.view(at, 12)
    const size = uint64le(head, 4)
    if (ascii(head, 0, 4) === "data") return essenceOfRange(source, format, at + 12, Math.min(at + size, source.sizeBytes))
    if (size < 12) return null
    at += size
  }
  return null
}

const dffEssence = (source: Bytes, format: string): string | null => {
  for (let at = 16, count = 0; count < 256 && at + 12 <= source.sizeBytes; count += 1) {
    const head = source.view(at, 12)
    const size = uint64be(head, 4)
    const name = ascii(head, 0, 4)
    if (name === "DSD " || name === "DST ") {
      return essenceOfRange(source, format, at + 12, Math.min(at + 12 + size, source.sizeBytes))
    }
    at += 12 + size + (size % 2)
  }
  return null
}

const asfDataGuid = "\x36\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c"

const asfEssence = (source: Bytes, format: string): string | null => {
  if (source.sizeBytes < 30) return null
  const data = uint64le(source.view(16, 8), 0)
  if (data + 50 > source.sizeBytes) return null
  const head = source.view(data, 24)
  if (ascii(head, 0, 16) !== asfDataGuid) return null
  // Before the packets: the object's head, the file's id, a count and two reserved bytes.
  return essenceOfRange(source, format, data + 50, Math.min(data + uint64le(head, 16), source.sizeBytes))
}
