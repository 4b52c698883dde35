/** The bytes of a file that are within reach: its front, and behind that the window around what is wanted. */
import { type ByteSource, holds, type Window } from "../byte-source.ts"
import { mostParts, NotPlain, stepsPerPart } from "./not-plain.ts"

/** A plain file has its tags in one place, or in a few around its pictures. */
const mostMoves = 16

export class Reach {
  /** The memory in which `at` found its answer. */
  bytes: Uint8Array
  readonly #source: ByteSource
  readonly #front: Uint8Array
  #window: Readonly<Window> | undefined
  #moves = 0

  constructor(source: ByteSource, front: Uint8Array) {
    this.#source = source
    this.#front = front
    this.bytes = front
  }

  /** Where in `bytes` the file's byte `position` is, with `length` bytes from there on. */
  at(position: number, length: number): number {
    if (position + length <= this.#front.length) {
      this.bytes = this.#front
      return position
    }
    const window = this.#window
    return this.#in(window !== undefined && holds(window, position, length) ? window : this.#move(position, length), position)
  }

  /** Counts a frame, block or box, the `count`th of its place: towards the end of what is plain there, and towards that of the file's budget. */
  part(count: number): void {
    if (count > mostParts) throw new NotPlain()
    this.#source.step(stepsPerPart)
  }

  #in(window: Readonly<Window>, position: number): number {
    this.bytes = window.memory
    return position - window.start
  }

  #move(position: number, length: number): Readonly<Window> {
    this.#moves += 1
    const window = this.#moves > mostMoves ? undefined : this.#source.window(position, length)
    if (window === undefined) throw new NotPlain()
    this.#window = window
    return window
  }
}
