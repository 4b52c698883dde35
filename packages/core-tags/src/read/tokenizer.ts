/** music-metadata's view of a file: a synchronous source behind the promises that its parsers await. */
import { AbstractTokenizer, EndOfStreamError, type IFileInfo, type IReadChunkOptions } from "strtok3"
import type { ByteSource } from "./byte-source.ts"

interface Token<Value> {
  readonly len: number
  get(array: Uint8Array, offset: number): Value
}

export class SourceTokenizer extends AbstractTokenizer {
  fileInfo: IFileInfo
  /** Where ID3v2 tags were seen, so that their text can be read again exactly. */
  readonly id3v2Positions = new Set<number>()
  readonly #source: ByteSource

  /** `mimeType` decides the parser; without it music-metadata would go by the file's name. */
  constructor(source: ByteSource, mimeType: string) {
    super()
    this.#source = source
    this.fileInfo = { size: source.sizeBytes, mimeType }
  }

  supportsRandomAccess(): boolean {
    return true
  }

  setPosition(position: number): void {
    this.position = position
  }

  // A failed read must reject, not throw: the parsers only know promises.
  override readBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    return this.#attempt(() => {
      const position = options?.position ?? this.position
      const length = this.#take(target, position, options)
      this.position = position + length
      return length
    })
  }

  override peekBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    return this.#attempt(() => this.#take(target, options?.position ?? this.position, options))
  }

  // The base class makes the buffer before it reads: a length that lies would take all memory.
  override readToken<Value>(token: Token<Value>, position: number = this.position): Promise<Value> {
    return token.len > this.#source.sizeBytes - position
      ? Promise.reject(new EndOfStreamError())
      : super.readToken(token, position)
  }

  override peekToken<Value>(token: Token<Value>, position: number = this.position): Promise<Value> {
    return token.len > this.#source.sizeBytes - position
      ? Promise.reject(new EndOfStreamError())
      : super.peekToken(token, position)
  }

  override ignore(length: number): Promise<number> {
    return this.#attempt(() => {
      this.#source.step()
      // Some parsers skip a negative remainder of a broken chunk; going back would read it for ever.
      if (!(length >= 0)) throw new RangeError("a length in its structure is negative")
      const skipped = Math.min(length, this.#source.sizeBytes - this.position)
      this.position += skipped
      return skipped
    })
  }

  #take(target: Uint8Array, position: number, options: IReadChunkOptions | undefined): number {
    const wanted = options?.length ?? target.length
    const into = wanted === target.length ? target : target.subarray(0, wanted)
    const length = this.#source.copy(into, position)
    if (length < wanted && options?.mayBeLess !== true) throw new EndOfStreamError()
    if (length >= 10 && into[0] === 0x49 && into[1] === 0x44 && into[2] === 0x33) this.id3v2Positions.add(position)
    return length
  }

  #attempt<A>(act: () => A): Promise<A> {
    try {
      return Promise.resolve(act())
    } catch (cause) {
      return Promise.reject(cause)
    }
  }
}
