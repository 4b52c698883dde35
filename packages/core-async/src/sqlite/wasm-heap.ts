/**
 * Bytes and text in the module's memory.
 *
 * What makes it hard: the memory grows while SQLite runs, and every view on it becomes empty then, so views are asked for again after
 * each call that may allocate. Parameters lie in one arena for each connection and are bound without a copy by SQLite: they stay in
 * place until the statement has run, and are never looked at again afterwards, since every run binds all parameters anew.
 */
import type { WasmModule } from "./wasm-module.ts"

const smallArenaBytes = 1 << 16
/** An arena that a large value has made larger than this is given back. */
const keptArenaBytes = 1 << 20
/** Below this length a loop over characters is faster than the encoder and decoder. */
const shortLength = 48

const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { ignoreBOM: true })

/** SQLite's memory does not hold the value. */
export class OutOfWasmMemory extends Error {}

export interface WasmHeap {
  /** The whole memory, valid until the next call that may allocate. */
  readonly bytes: () => Uint8Array
  /** Room for at least `sizeBytes`, 8-byte aligned; what was there is given up. Throws `OutOfWasmMemory`. */
  readonly reserve: (sizeBytes: number) => number
  /** Writes UTF-8 at `at`, where there is room for three bytes a character; answers how many it wrote. */
  readonly write: (text: string, at: number) => number
  readonly read: (at: number, sizeBytes: number) => string
  /** The text up to the next NUL. */
  readonly readToNul: (at: number) => string
  readonly readPointer: (at: number) => number
  /** Gives the arena back. */
  readonly free: () => void
}

/** Writes short ASCII; answers false, with nothing promised about the bytes, when there is anything else. */
const writeAscii = (bytes: Uint8Array, text: string, at: number): boolean => {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code > 127) return false
    bytes[at + index] = code
  }
  return true
}

/** Short ASCII, or undefined when there is anything else. */
const readAscii = (bytes: Uint8Array, at: number, end: number): string | undefined => {
  let text = ""
  for (let index = at; index < end; index++) {
    const code = bytes[index] as number
    if (code > 127) return undefined
    text += String.fromCharCode(code)
  }
  return text
}

/** Memory of one connection. */
export const makeWasmHeap = ({ exports, view: viewNow }: WasmModule): WasmHeap => {
  let view = viewNow()
  let arena = 0
  let arenaBytes = 0
  const bytes = (): Uint8Array => {
    if (view.byteLength === 0) view = viewNow()
    return view
  }
  const allocate = (sizeBytes: number): void => {
    exports.sqlite3_free(arena)
    arenaBytes = 0
    arena = exports.sqlite3_malloc(sizeBytes)
    if (arena === 0) throw new OutOfWasmMemory("out of memory")
    arenaBytes = sizeBytes
  }
  const read = (at: number, sizeBytes: number): string => {
    const memoryBytes = bytes()
    const end = at + sizeBytes
    const short = sizeBytes < shortLength ? readAscii(memoryBytes, at, end) : undefined
    return short ?? decoder.decode(memoryBytes.subarray(at, end))
  }
  return {
    bytes,
    read,
    reserve: (sizeBytes) => {
      if (sizeBytes > arenaBytes) allocate(Math.max(sizeBytes, smallArenaBytes))
      else if (arenaBytes > keptArenaBytes && sizeBytes <= smallArenaBytes) allocate(smallArenaBytes)
      return arena
    },
    write: (text, at) => {
      const memoryBytes = bytes()
      if (text.length < shortLength && writeAscii(memoryBytes, text, at)) return text.length
      return encoder.encodeInto(text, memoryBytes.subarray(at, at + text.length * 3)).written
    },
    readToNul: (at) => read(at, bytes().indexOf(0, at) - at),
    readPointer: (at) => new DataView(bytes().buffer).getUint32(at, true),
    free: () => {
      exports.sqlite3_free(arena)
      arena = 0
      arenaBytes = 0
    }
  }
}
