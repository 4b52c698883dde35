/**
 * A new file as parts: ranges of the old one, new bytes, and (Ogg alone needs them) stretches of the old file that are changed on the
 * way. It is written by `Files.writeAtomic` part by part, and can be read as a `Source` before it exists.
 */
import { FileError, type FileRange, type OpenFile, type Spliced } from "@deadwax/core-async"
import { MalformedFile, sameBytes } from "./bytes.ts"
import { type Source, sourceFrom, sourceOf } from "./source.ts"

/** A stretch of `sizeBytes` made from the old file, in chunks that are valid until the next is asked for. */
export interface Derived {
  readonly sizeBytes: number
  readonly chunks: (original: Source) => Iterable<Uint8Array>
}

export type Part = Uint8Array | FileRange | Derived

export interface Splice {
  readonly sizeBytes: number
  readonly parts: ReadonlyArray<Part>
}

const isBytes = (part: Part): part is Uint8Array => part instanceof Uint8Array
const isRange = (part: Part): part is FileRange => "from" in part && "to" in part

const sizeOf = (part: Part): number => (isBytes(part) ? part.length : isRange(part) ? part.to - part.from : part.sizeBytes)

export const spliceOf = (parts: ReadonlyArray<Part>): Splice => ({
  sizeBytes: parts.reduce((sum, part) => sum + sizeOf(part), 0),
  parts: parts.filter((part) => sizeOf(part) > 0)
})

/** Damage that shows only while a derived part is made refuses the write. */
function* pieces(splice: Splice, file: OpenFile): Generator<Uint8Array | FileRange> {
  const original = sourceOf(file)
  try {
    for (const part of splice.parts) {
      if (isBytes(part) || isRange(part)) yield part
      else yield* part.chunks(original)
    }
  } catch (cause) {
    if (!(cause instanceof MalformedFile)) throw cause
    throw new FileError({ reason: "refused", operation: "write ids", path: file.path, cause })
  }
}

/** What `writeAtomic` takes. */
export const toSpliced = (splice: Splice): Spliced => ({
  sizeBytes: splice.sizeBytes,
  pieces: (original) => pieces(splice, original)
})

/** Puts into `target`, which stands for the new file from `position` on, what of it `chunk` holds at `at`. */
const overlay = (target: Uint8Array, position: number, chunk: Uint8Array, at: number): void => {
  const from = Math.max(position, at)
  const to = Math.min(position + target.length, at + chunk.length)
  if (from < to) target.set(chunk.subarray(from - at, to - at), from - position)
}

const fillFromRange = (original: Source, range: FileRange, at: number, target: Uint8Array, position: number): void => {
  const from = Math.max(position, at)
  const to = Math.min(position + target.length, at + range.to - range.from)
  original.fill(target.subarray(from - position, to - position), range.from + from - at)
}

const fillFrom = (original: Source, part: Part, at: number, target: Uint8Array, position: number): void => {
  if (isRange(part)) {
    fillFromRange(original, part, at, target, position)
    return
  }
  let chunkAt = at
  for (const chunk of isBytes(part) ? [part] : part.chunks(original)) {
    if (chunkAt >= position + target.length) return
    overlay(target, position, chunk, chunkAt)
    chunkAt += chunk.length
  }
}

/** The new file as it will be, read through the old one. */
export const splicedSource = (original: Source, splice: Splice): Source =>
  sourceFrom(splice.sizeBytes, (target, position) => {
    const end = Math.min(position + target.length, splice.sizeBytes)
    let at = 0
    for (const part of splice.parts) {
      if (at >= end) break
      if (at + sizeOf(part) > position) fillFrom(original, part, at, target.subarray(0, Math.max(0, end - position)), position)
      at += sizeOf(part)
    }
    return Math.max(0, end - position)
  })

/** Whether the file as it was written is as long as the splice, and has the new bytes of it, each at its place. */
export const holdsNewBytes = (file: Source, splice: Splice): boolean => {
  let at = 0
  for (const part of splice.parts) {
    if (isBytes(part) && !sameBytes(part, file.read(at, at + part.length))) return false
    at += sizeOf(part)
  }
  return at === file.sizeBytes
}
