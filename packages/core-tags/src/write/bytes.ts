/** Plain reading of integers and texts out of bytes, for the parsers that check a write. Positions are not checked: callers do. */

/** Thrown by the parsers of this folder where a file is not built as its format says; caught once, as a refusal. */
export class MalformedFile extends Error {
  override readonly name = "MalformedFile"
}

export const u16be = (bytes: Uint8Array, at: number): number => byte(bytes, at) * 0x100 + byte(bytes, at + 1)

export const u24be = (bytes: Uint8Array, at: number): number => u16be(bytes, at) * 0x100 + byte(bytes, at + 2)

export const u32be = (bytes: Uint8Array, at: number): number => u16be(bytes, at) * 0x10000 + u16be(bytes, at + 2)

export const u32le = (bytes: Uint8Array, at: number): number =>
  byte(bytes, at) + byte(bytes, at + 1) * 0x100 + byte(bytes, at + 2) * 0x10000 + byte(bytes, at + 3) * 0x1000000

/** A 64-bit integer; beyond 2^53 no file can be that long, so it is malformed. */
export const u64be = (bytes: Uint8Array, at: number): number => {
  const value = u32be(bytes, at) * 0x100000000 + u32be(bytes, at + 4)
  if (!Number.isSafeInteger(value)) throw new MalformedFile("a 64-bit length that no file can have")
  return value
}

export const writeU32le = (bytes: Uint8Array, at: number, value: number): void => {
  bytes[at] = value & 0xff
  bytes[at + 1] = (value >>> 8) & 0xff
  bytes[at + 2] = (value >>> 16) & 0xff
  bytes[at + 3] = (value >>> 24) & 0xff
}

/** The byte at a position; outside the bytes the file is malformed. */
export const byte = (bytes: Uint8Array, at: number): number => {
  const value = bytes[at]
  if (value === undefined) throw new MalformedFile(`the data ends at ${bytes.length}, before ${at}`)
  return value
}

/** Whether the ASCII `text` stands at `at`. */
export const startsWith = (bytes: Uint8Array, text: string, at = 0): boolean => {
  if (at < 0 || at + text.length > bytes.length) return false
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false
  return true
}

/** Each byte as the character of the same number (ISO 8859-1 proper, which `TextDecoder` does not offer). */
export const latin1 = (bytes: Uint8Array): string => {
  let text = ""
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096))
  return text
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** Undefined where the bytes are not UTF-8, so that nothing is compared in a repaired form. */
export const utf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return undefined
  }
}

const windowBytes = 64 * 1024
const left = new Int32Array(windowBytes / 4)
const right = new Int32Array(windowBytes / 4)
const leftBytes = new Uint8Array(left.buffer)
const rightBytes = new Uint8Array(right.buffer)

/** Whether both are the same. Whole windows are compared as words, which is three times as fast for a file's audio. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  const length = a.length
  if (length !== b.length) return false
  let at = 0
  for (; at + windowBytes <= length; at += windowBytes) {
    leftBytes.set(a.subarray(at, at + windowBytes))
    rightBytes.set(b.subarray(at, at + windowBytes))
    for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false
  }
  for (; at < length; at++) if (a[at] !== b[at]) return false
  return true
}

export const isZero = (bytes: Uint8Array): boolean => {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false
  return true
}

export const concat = (parts: ReadonlyArray<Uint8Array>): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
