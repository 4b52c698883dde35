/** Byte strings put together and numbers put into them: what all the tag writers beside this file need. */

const encoder = new TextEncoder()

export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** One byte a character; a character above U+00FF is a mistake of the caller. */
export const latin1 = (text: string): Uint8Array => {
  const out = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0xff) throw new Error(`not Latin-1: ${JSON.stringify(text)}`)
    out[i] = code
  }
  return out
}

/** A copy of its own. `slice` would do for a Uint8Array, but of a Buffer (what files are read into) it answers a view of the same bytes. */
export const copyOf = (data: Uint8Array): Uint8Array => new Uint8Array(data)

export const concat = (parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  let length = 0
  for (const part of parts) length += part.length
  const out = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

export const bytes = (...values: ReadonlyArray<number>): Uint8Array => Uint8Array.from(values)

export const u16be = (n: number): Uint8Array => bytes((n >>> 8) & 255, n & 255)
export const u24be = (n: number): Uint8Array => bytes((n >>> 16) & 255, (n >>> 8) & 255, n & 255)
export const u32be = (n: number): Uint8Array => bytes((n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255)
export const u32le = (n: number): Uint8Array => bytes(n & 255, (n >>> 8) & 255, (n >>> 16) & 255, (n >>> 24) & 255)

export const viewOf = (data: Uint8Array): DataView => new DataView(data.buffer, data.byteOffset, data.byteLength)

/** Does `data` hold the ASCII `text` at `at`? */
export const hasText = (data: Uint8Array, at: number, text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (data[at + i] !== text.charCodeAt(i)) return false
  return true
}
