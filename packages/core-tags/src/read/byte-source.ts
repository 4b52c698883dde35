/**
 * One open file seen through a few windows of memory.
 *
 * A tag reader asks for hundreds of small pieces. The file system is asked for 64 KB at the front, 16 or 32 KB at the end, and 16 KB
 * from every other place on; what is larger is read straight. So a typical file costs one to four reads, whatever its size.
 * A scan reads one file after the other: their windows are the same memory, which is neither made nor cleared for each.
 *
 * Broken files can lead a parser in circles or through the whole file. A budget of reads, bytes and steps ends that with
 * `ReadBudgetExceeded`; a file within it is never asked for more than twice its size.
 */
import type { OpenFile } from "@deadwax/core-async"

const firstWindowBytes = 64 * 1024
const windowBytes = 16 * 1024
const tailBytes = 2 * windowBytes
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

/** A piece of the file in memory: its bytes from `start` on, `length` of them, at the front of `memory`. It moves. */
export interface Window {
  /** How much of the file it may hold. */
  readonly capacity: number
  /** At least as much; taken at its first use. */
  memory: Uint8Array
  start: number
  length: number
}

/** Memory for the windows of one source at a time. */
interface WindowMemory {
  readonly front: Uint8Array
  readonly here: Uint8Array
  readonly tail: Uint8Array
}

const noBytes = new Uint8Array()
const noMemory: WindowMemory = { front: noBytes, here: noBytes, tail: noBytes }
let lent: WindowMemory | undefined
let isLent = false

/**
 * Uses a file's bytes while nobody else does: its windows are memory that the next one gets. Nothing that `use` answers may be a view of the
 * source, nor ask it later.
 */
export const withSource = <A>(file: OpenFile, use: (source: ByteSource) => A): A => {
  // A file whose reading reads another one: that one takes memory of its own.
  if (isLent) return use(new ByteSource(file))
  lent ??= {
    front: new Uint8Array(firstWindowBytes),
    here: new Uint8Array(windowBytes),
    tail: new Uint8Array(tailBytes)
  }
  isLent = true
  try {
    return use(new ByteSource(file, lent))
  } finally {
    isLent = false
  }
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
  #afterFront: { readonly reads: number; readonly bytes: number }

  constructor(file: OpenFile, memory: WindowMemory = noMemory) {
    const budget = budgetFor(file.sizeBytes)
    this.#file = file
    this.path = file.path
    this.sizeBytes = file.sizeBytes
    this.#front = newWindow(Math.min(firstWindowBytes, file.sizeBytes), memory.front)
    this.#here = newWindow(Math.min(windowBytes, file.sizeBytes), memory.here)
    this.#tail = newWindow(Math.min(tailBytes, file.sizeBytes), memory.tail)
    this.#readsLeft = budget.reads
    this.#bytesLeft = budget.bytes
    this.#stepsLeft = budget.steps
    this.#afterFront = budget
  }

  /**
   * The front of the file, up to 64 KB, which stays where it is for as long as the source is used. Asked for first, it makes `restart`
   * possible. Throws `UnexpectedEnd` where the file has become shorter.
   */
  front(): Uint8Array {
    try {
      return this.view(0, this.#front.capacity)
    } finally {
      this.#afterFront = { reads: this.#readsLeft, bytes: this.#bytesLeft }
    }
  }

  /** As if nothing but the front had been asked for: a second reader finds the budget that it would have found as the first. */
  restart(): void {
    const { steps } = budgetFor(this.sizeBytes)
    this.#here.length = 0
    this.#tail.length = 0
    this.#readsLeft = this.#afterFront.reads
    this.#bytesLeft = this.#afterFront.bytes
    this.#stepsLeft = steps
  }

  view(position: number, length: number): Uint8Array {
    const window = this.window(position, length)
    if (window !== undefined) return window.memory.subarray(position - window.start, position - window.start + length)
    const direct = new Uint8Array(length)
    if (this.#readFully(direct, position) < length) throw new UnexpectedEnd()
    return direct
  }

  /** The window that holds a range; undefined where that is too large for one. Throws as `view` does. */
  window(position: number, length: number): Readonly<Window> | undefined {
    this.step()
    if (position < 0 || length < 0 || position + length > this.sizeBytes) throw new UnexpectedEnd()
    return this.#windowFor(position, length)
  }

  /** Fills `target` as far as the file goes; answers how many bytes. */
  copy(target: Uint8Array, position: number): number {
    const length = Math.max(0, Math.min(target.length, this.sizeBytes - position))
    this.step()
    if (length === 0) return 0
    const window = this.#windowFor(position, length)
    if (window === undefined) return this.#readFully(target.subarray(0, length), position)
    target.set(window.memory.subarray(position - window.start, position - window.start + length))
    return length
  }

  /** Whether the budget was used up, also where a parser took that for the end of the file. */
  get isExhausted(): boolean {
    return this.#readsLeft < 0 || this.#bytesLeft < 0 || this.#stepsLeft < 0
  }

  /** Counts questions; the parser that asks without end is stopped here. */
  step(count = 1): void {
    this.#stepsLeft -= count
    if (this.#stepsLeft < 0) throw new ReadBudgetExceeded()
  }

  /** A window that holds the range, filled if need be; undefined where the range is too large for one. */
  #windowFor(position: number, length: number): Window | undefined {
    if (holds(this.#front, position, length)) return this.#front
    if (holds(this.#here, position, length)) return this.#here
    if (holds(this.#tail, position, length)) return this.#tail
    if (this.#front.length === 0 && position + length <= this.#front.capacity)
      return this.#fill(this.#front, 0, this.#front.capacity, length + position)
    const fromEnd = this.sizeBytes - position
    if (fromEnd <= tailBytes && (length > windowBytes || fromEnd <= windowBytes)) {
      const start = this.sizeBytes - (fromEnd > windowBytes ? this.#tail.capacity : Math.min(windowBytes, this.#tail.capacity))
      return this.#fill(this.#tail, start, this.sizeBytes - start, position + length - start)
    }
    if (length > windowBytes) return undefined
    // What lies behind a tag is looked at before the tag's own end is read: a window reaches back a little where it can.
    const start = Math.max(0, position - Math.min(lookBehindBytes, windowBytes - length))
    return this.#fill(this.#here, start, windowBytes, position + length - start)
  }

  /** Moves a window; throws when the file has become shorter than what is wanted of it. */
  #fill(window: Window, start: number, length: number, wanted: number): Window {
    if (window.memory.length === 0) window.memory = new Uint8Array(window.capacity)
    window.length = 0
    window.start = start
    const filled = this.#readFully(window.memory.length === length ? window.memory : window.memory.subarray(0, length), start)
    window.length = filled
    if (filled < wanted) throw new UnexpectedEnd()
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

const newWindow = (capacity: number, memory: Uint8Array): Window => ({ capacity, memory, start: 0, length: 0 })

/** Whether a range is in memory. */
export const holds = (window: Readonly<Window>, position: number, length: number): boolean =>
  position >= window.start && position + length <= window.start + window.length
