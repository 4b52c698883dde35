/**
 * A file of which only parts are here, as the tag readers see files. They read synchronously, and what is not here cannot be: so a read of it is
 * noted and fails, and whoever has fetched it begins again. Readers are quick and ask for the same again, so a file takes a few rounds.
 */
import { FileError, type FileRange, type OpenFile } from "@deadwax/core-async"

interface Part {
  readonly from: number
  readonly bytes: Uint8Array
}

/** Parts of one state of one file. */
export class SparseFile {
  readonly file: OpenFile
  readonly #parts: Array<Part> = []
  #missing: FileRange | undefined

  constructor(path: string, sizeBytes: number) {
    this.file = {
      path,
      sizeBytes,
      modifiedAtUs: 0,
      linked: false,
      read: (target, position) => this.#read(target, Math.min(target.length, sizeBytes - position), position)
    }
  }

  /** The first range that was asked for in vain since it was asked this last. */
  takeMissing(): FileRange | undefined {
    const missing = this.#missing
    this.#missing = undefined
    return missing
  }

  add(from: number, bytes: Uint8Array): void {
    this.#parts.push({ from, bytes })
  }

  #read(target: Uint8Array, length: number, position: number): number {
    if (length <= 0) return 0
    const part = this.#parts.find(({ from, bytes }) => position >= from && position < from + bytes.length)
    if (part === undefined) {
      this.#missing ??= { from: position, to: this.#endBefore(position, length) }
      throw new FileError({ reason: "io", operation: "read", path: this.file.path, cause: "this part is not here" })
    }
    const start = position - part.from
    const here = part.bytes.subarray(start, start + length)
    target.set(here)
    return here.length
  }

  /** Where what is missing ends: at the latest where the next part begins. */
  #endBefore(position: number, length: number): number {
    const next = this.#parts.map(({ from }) => from).filter((from) => from > position)
    return Math.min(position + length, ...next)
  }
}
