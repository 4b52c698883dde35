/**
 * A file as the writers see it: any part of it on demand, never the whole. Small parts come out of a window of 64 KB, so that a walk
 * over a file's structure costs few reads. Bytes that were given out are never overwritten.
 */
import type { OpenFile } from "@deadwax/core-async"
import { sameBytes } from "./bytes.ts"

export interface Source {
  readonly sizeBytes: number
  /** The bytes from `from` up to and without `to`; fewer where the file ends. */
  readonly read: (from: number, to: number) => Uint8Array
  /** Fills `target` from `position` on; answers how many bytes it could. */
  readonly fill: (target: Uint8Array, position: number) => number
}

/** A file whose tags take more than this is not edited: TagLib holds several times what it is given. */
export const largestMetadataBytes = 64 * 1024 * 1024

/** Thrown where the part of a file that must be held is larger than `largestMetadataBytes`. */
export class MetadataTooLarge extends Error {
  override readonly name = "MetadataTooLarge"
  readonly sizeBytes: number
  constructor(sizeBytes: number) {
    super(`metadata of ${sizeBytes} bytes`)
    this.sizeBytes = sizeBytes
  }
}

export const checkMetadataSize = (sizeBytes: number): void => {
  if (sizeBytes > largestMetadataBytes) throw new MetadataTooLarge(sizeBytes)
}

/** The file up to `end`, or all of it where it is shorter. */
export const headOf = (source: Source, end: number): Uint8Array => {
  const to = Math.min(end, source.sizeBytes)
  checkMetadataSize(to)
  return source.read(0, to)
}

const windowBytes = 64 * 1024

type Fill = Source["fill"]

const readExactly = (fill: Fill, from: number, to: number): Uint8Array => {
  const bytes = new Uint8Array(to - from)
  return bytes.subarray(0, fill(bytes, from))
}

/** A source made of a function that reads it; keeps the last window and the longest beginning that were read. */
export const sourceFrom = (sizeBytes: number, fill: Fill): Source => {
  let head: Uint8Array = new Uint8Array()
  let window = { at: 0, bytes: head }
  const read: Source["read"] = (from, wanted) => {
    const to = Math.min(wanted, sizeBytes)
    if (to <= from) return new Uint8Array()
    if (to <= head.length) return head.subarray(from, to)
    if (from >= window.at && to <= window.at + window.bytes.length) return window.bytes.subarray(from - window.at, to - window.at)
    if (from > 0 && to - from <= windowBytes) {
      window = { at: from, bytes: readExactly(fill, from, Math.min(from + windowBytes, sizeBytes)) }
      return window.bytes.subarray(0, to - from)
    }
    const bytes = readExactly(fill, from, from === 0 ? Math.min(sizeBytes, Math.max(to, windowBytes)) : to)
    if (from === 0) head = bytes
    return bytes.subarray(0, to - from)
  }
  return { sizeBytes, read, fill }
}

/** An open file; valid as long as it is. A file that shrank meanwhile answers fewer bytes. */
export const sourceOf = (file: OpenFile): Source =>
  sourceFrom(file.sizeBytes, (target, position) => {
    let filled = 0
    while (filled < target.length) {
      const got = file.read(filled === 0 ? target : target.subarray(filled), position + filled)
      if (got === 0) break
      filled += got
    }
    return filled
  })

/** Bytes in memory. */
export const sourceOfBytes = (bytes: Uint8Array): Source => ({
  sizeBytes: bytes.length,
  read: (from, to) => bytes.subarray(from, Math.max(from, to)),
  fill: (target, position) => {
    const found = bytes.subarray(position, position + target.length)
    target.set(found)
    return found.length
  }
})

/** A comparison that may be long: each `yield` is a place where others get their turn, or where it is given up. */
export type Steps<A> = Generator<void, A>

export const comparedBytes = 1024 * 1024

/** Whether two ranges of one length hold the same bytes. Short where a file ends is a difference. */
export function* sameRanges(a: Source, fromA: number, b: Source, fromB: number, length: number): Steps<boolean> {
  const [left, right] = [new Uint8Array(Math.min(comparedBytes, length)), new Uint8Array(Math.min(comparedBytes, length))]
  for (let at = 0; at < length; at += comparedBytes) {
    const size = Math.min(comparedBytes, length - at)
    const [x, y] = [left.subarray(0, size), right.subarray(0, size)]
    if (a.fill(x, fromA + at) < size || b.fill(y, fromB + at) < size || !sameBytes(x, y)) return false
    yield
  }
  return true
}
