/** Numbers and texts in bytes. Reading behind the end gives zeros: lengths are checked by whoever took the view. */

const at = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0

export const uint16be = (bytes: Uint8Array, index: number): number => (at(bytes, index) << 8) | at(bytes, index + 1)
export const uint24be = (bytes: Uint8Array, index: number): number => (at(bytes, index) << 16) | uint16be(bytes, index + 1)
export const uint32be = (bytes: Uint8Array, index: number): number => uint16be(bytes, index) * 65536 + uint16be(bytes, index + 2)
export const uint16le = (bytes: Uint8Array, index: number): number => at(bytes, index) | (at(bytes, index + 1) << 8)
export const uint24le = (bytes: Uint8Array, index: number): number => uint16le(bytes, index) + at(bytes, index + 2) * 65536
export const uint32le = (bytes: Uint8Array, index: number): number => uint16le(bytes, index) + uint16le(bytes, index + 2) * 65536

/** Exact up to 2^53; larger numbers are lengths that lie, and stay larger than any file. */
export const uint64be = (bytes: Uint8Array, index: number): number =>
  uint32be(bytes, index) * 4294967296 + uint32be(bytes, index + 4)
export const uint64le = (bytes: Uint8Array, index: number): number =>
  uint32le(bytes, index) + uint32le(bytes, index + 4) * 4294967296

/** Bytes as characters of the same code: for magic words and keys. */
export const ascii = (bytes: Uint8Array, start: number, length: number): string => {
  let text = ""
  for (let index = start; index < Math.min(start + length, bytes.length); index += 1)
    text += String.fromCharCode(at(bytes, index))
  return text
}

const utf8 = new TextDecoder("utf-8")
const latin1 = new TextDecoder("windows-1252")

/** UTF-8; bytes that are none become U+FFFD. */
export const decodeUtf8 = (bytes: Uint8Array): string => utf8.decode(bytes)

/** What tags call Latin-1 is Windows-1252 wherever the two differ (curly quotes, dashes). */
export const decodeLatin1 = (bytes: Uint8Array): string => latin1.decode(bytes)
