/**
 * One open file seen through a few windows of memory.
 *
 * A tag reader asks for hundreds of small pieces. The file system is asked for 64 KB at the front, 16 KB at the end, and 16 KB
 * from every other place on; what is larger is read straight. So a typical file costs one to four reads, whatever its size.
 *
 * Broken files can lead a parser in circles or through the whole file. A budget of reads, bytes and steps ends that with
 * `ReadBudgetExceeded`; a file within it is never asked for more than twice its size.
 */
import type { OpenFile } from "@deadwax/core-async"

const firstWindowBytes = 64 * 1024
const windowBytes = 16 * 1024
const lookBehindBytes = 4 * 1024

/** Reading went on for longer than any sound file needs. */
export class ReadBudgetExceeded extends Error {
  constructor() {
    super("its structure leads through the whole file, or in circles")
  }
}

/** Asked for bytes behind the end of the file: it is cut off, or its lengths lie. */
export class UnexpectedEnd extends Error {}

/** What one file may cost. */
export interface ReadBudget {
  readonly bytes: number
  readonly reads: number
  /** Questions that a parser may ask, also those answered from memory. */
  readonly steps: number
}

/** Grows with the file, up to a cap: a header and its pictures, or one small read per block of a container. */
export const budgetFor = (sizeBytes: number): ReadBudget => ({
  bytes: Math.min(2 * sizeBytes + 4 * windowBytes, 192 * 1024 * 1024),
  reads: Math.min(64 + Math.ceil(sizeBytes / 4096), 8192),
  steps: Math.min(20_000 + Math.ceil(sizeBytes / 64), 200_000)
})

interface Window {
  /** How much it holds when full; its memory is taken at its first use. */
  readonly capacity: number
  buffer: Uint8Array
  start: number
  length: number
}

/** Bytes of something: a file, or a tag already in memory. `view` gives memory that is valid until the next call. */
export interface Bytes {
  readonly sizeBytes: number
  /** `length` bytes from `position` on; throws `UnexpectedEnd` when there are fewer. */
  readonly view: (position: number, length: number) => Uint8Array
}

/** Memory as `Bytes`. */
export const bytesOf = (memory: Uint8Array): Bytes => ({
  sizeBytes: memory.length,
  view: (position, length) => {
    if (position < 0 || length < 0 || position + length > memory.length) throw new UnexpectedEnd()
    return memory.subarray(position, position + length)
  }
})

export class ByteSource implements Bytes {
  readonly sizeBytes: number
  readonly path: string
  readonly #file: OpenFile
  readonly #front: Window
  /** Where the reader is, behind the front. */
  readonly #here: Window
  /** ID3v1, APE and the last Ogg page lie here, and are asked for between other things. */
  readonly #tail: Window
  #readsLeft: number
  #bytesLeft: number
  #stepsLeft: number

  constructor(file: OpenFile) {
    const budget = budgetFor(file.sizeBytes)
    this.#file = file
    this.path = file.path
    this.sizeBytes = file.sizeBytes
    this.#front = newWindow(Math.min(firstWindowBytes, file.sizeBytes))
    this.#here = newWindow(Math.min(windowBytes, file.sizeBytes))
    this.#tail = newWindow(Math.min(windowBytes, file.sizeBytes))
    this.#readsLeft = budget.reads
    this.#bytesLeft = budget.bytes
    this.#stepsLeft = budget.steps
  }

  view(position: number, length: number): Uint8Array {
    this.step()
    if (position < 0 || length < 0 || position + length > this.sizeBytes) throw new UnexpectedEnd()
    const window = this.#windowFor(position, length)
    if (window !== undefined) return window.buffer.subarray(position - window.start, position - window.start + length)
    const direct = new Uint8Array(length)
    if (this.#readFully(direct, position) < length) throw new UnexpectedEnd()
    return direct
  }

  /** Fills `target` as far as the file goes; answers how many bytes. */
  copy(target: Uint8Array, position: number): number {
    const length = Math.max(0, Math.min(target.length, this.sizeBytes - position))
    this.step()
    if (length === 0) return 0
    const window = this.#windowFor(position, length)
    if (window === undefined) return this.#readFully(target.subarray(0, length), position)
    target.set(window.buffer.subarray(position - window.start, position - window.start + length))
    return length
  }

  /** Whether the budget was used up, also where a parser took that for the end of the file. */
  get isExhausted(): boolean {
    return this.#readsLeft < 0 || this.#bytesLeft < 0 || this.#stepsLeft < 0
  }

  /** Counts one question; the parser that asks without end is stopped here. */
  step(): void {
    this.#stepsLeft -= 1
    if (this.#stepsLeft < 0) throw new ReadBudgetExceeded()
  }

  /** A window that holds the range, filled if need be; undefined where the range is too large for one. */
  #windowFor(position: number, length: number): Window | undefined {
    if (holds(this.#front, position, length)) return this.#front
    if (holds(this.#here, position, length)) return this.#here
    if (holds(this.#tail, position, length)) return this.#tail
    if (this.#front.length === 0 && position + length <= this.#front.capacity)
      return this.#fill(this.#front, 0, length + position)
    if (length > windowBytes) return undefined
    const tailStart = this.sizeBytes - this.#tail.capacity
    if (position >= tailStart) return this.#fill(this.#tail, tailStart, position + length - tailStart)
    // What lies behind a tag is looked at before the tag's own end is read: a window reaches back a little where it can.
    const start = Math.max(0, position - Math.min(lookBehindBytes, windowBytes - length))
    return this.#fill(this.#here, start, position + length - start)
  }

  /** Moves a window; throws when the file has become shorter than what is wanted of it. */
  #fill(window: Window, start: number, wanted: number): Window {
    if (window.buffer.length === 0) window.buffer = new Uint8Array(window.capacity)
    window.length = 0
    window.start = start
    const length = this.#readFully(window.buffer, start)
    window.length = length
    if (length < wanted) throw new UnexpectedEnd()
    return window
  }

  #readFully(target: Uint8Array, position: number): number {
    let done = 0
    while (done < target.length) {
      this.#readsLeft -= 1
      this.#bytesLeft -= target.length - done
      if (this.#readsLeft < 0 || this.#bytesLeft < 0) throw new ReadBudgetExceeded()
      const count = this.#file.read(done === 0 ? target : target.subarray(done), position + done)
      if (count <= 0) break
      done += count
    }
    return done
  }
}

const newWindow = (capacity: number): Window => ({ capacity, buffer: noBytes, start: 0, length: 0 })

const noBytes = new Uint8Array()

const holds = (window: Window, position: number, length: number): boolean =>
  position >= window.start && position + length <= window.start + window.length
