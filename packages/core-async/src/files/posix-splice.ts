/**
 * Writing spliced content on a POSIX disk: new bytes, and ranges that are copied from one open file to another.
 *
 * What makes it hard: a file may have gigabytes. Memory stays at one window, the thread is given up every few milliseconds, so that
 * others run and a cancelled write ends at once, and the disk is flushed on the way, so that the last flush is short.
 */
import { fdatasyncSync, readSync, writeSync } from "node:fs"
import * as Effect from "effect/Effect"
import { FileError, type FileRange, type OpenFile, type Spliced } from "./files.ts"
import { attempt, toWriteError } from "./posix-error.ts"

/**
 * Copies up to `length` bytes from one open file to another, each at its position. Answers how many; undefined where the system copied
 * none: it cannot for these two, or says that the source ends there, which some file systems say of files that do not.
 */
export type CopyRange = (from: number, fromAt: number, to: number, toAt: number, length: number) => number | undefined

/** The ordinary way goes through memory. */
export const noCopyRange: CopyRange = () => undefined

/** The two open files, by the system's numbers. */
export interface Splicing {
  readonly path: string
  readonly original: { readonly file: OpenFile; readonly descriptor: number }
  readonly target: number
  readonly copyRange: CopyRange
}

const windowBytes = 1024 * 1024
/** What one call of the system copies at most: some tens of milliseconds on a slow disk. */
const stepBytes = 8 * windowBytes
const sliceMs = 20
const flushEveryBytes = 64 * windowBytes

export const writeFully = (descriptor: number, content: Uint8Array, position: number): void => {
  for (let written = 0; written < content.length; ) {
    written += writeSync(descriptor, content, written, content.length - written, position + written)
  }
}

/** One step of a range through the system or, from the first time that it declines, through memory. */
const makeStep = ({ path, original, target, copyRange }: Splicing) => {
  let window: Uint8Array | undefined
  return (from: number, to: number, length: number): number => {
    const copied =
      window === undefined ? copyRange(original.descriptor, from, target, to, Math.min(length, stepBytes)) : undefined
    if (copied !== undefined) return copied
    window ??= new Uint8Array(windowBytes)
    const count = readSync(original.descriptor, window, 0, Math.min(length, windowBytes), from)
    if (count === 0) {
      throw new FileError({ reason: "changed", operation: "writeAtomic", path, cause: "it became shorter while it was copied" })
    }
    writeFully(target, window.subarray(0, count), to)
    return count
  }
}

const isBytes = (piece: Uint8Array | FileRange): piece is Uint8Array => piece instanceof Uint8Array

/** Every step answers how many bytes it wrote. */
function* steps(splicing: Splicing, content: Spliced): Generator<number> {
  const step = makeStep(splicing)
  let position = 0
  for (const piece of content.pieces(splicing.original.file)) {
    if (isBytes(piece)) {
      writeFully(splicing.target, piece, position)
      position += piece.length
      yield piece.length
      continue
    }
    for (let at = piece.from; at < piece.to; ) {
      const count = step(at, position, piece.to - at)
      at += count
      position += count
      yield count
    }
  }
  if (position !== content.sizeBytes)
    throw new RangeError(`pieces of ${position} bytes where ${content.sizeBytes} were announced`)
}

/** Runs until the slice of time is over; true at the end. */
const runSlice = (all: Generator<number>, written: { sinceFlush: number }, target: number): boolean => {
  const endsAt = performance.now() + sliceMs
  do {
    const step = all.next()
    if (step.done === true) return true
    written.sinceFlush += step.value
    if (written.sinceFlush >= flushEveryBytes) {
      fdatasyncSync(target)
      written.sinceFlush = 0
    }
  } while (performance.now() < endsAt)
  return false
}

/** Writes all pieces, in slices between which it can be interrupted. */
export const writeSpliced = (splicing: Splicing, content: Spliced): Effect.Effect<void, FileError> =>
  Effect.gen(function* () {
    const all = steps(splicing, content)
    const written = { sinceFlush: 0 }
    const slice = attempt("writeAtomic", splicing.path, () => runSlice(all, written, splicing.target), toWriteError)
    while (!(yield* slice)) yield* Effect.yieldNow
  })
