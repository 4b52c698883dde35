/** The texts in ID3v2 frames. */
import { decodeLatin1, decodeUtf8, uint16be } from "./text.ts"

/** The texts of a text frame: its first byte names the encoding, zeros separate, and those at the end say nothing. */
export const decodeText = (body: Uint8Array): ReadonlyArray<string> => {
  const encoding = body[0]
  if (encoding === 1 || encoding === 2) {
    const decoded = decodeUtf16Texts(body.subarray(1), encoding === 2)
    return decoded.replace(/\0+$/, "").split("\0")
  }
  let end = body.length
  while (end > 1 && body[end - 1] === 0) end -= 1
  const text = body.subarray(1, end)
  const decoded = encoding === 3 ? decodeUtf8(text) : decodeLatin1(text)
  return decoded.includes("\0") ? decoded.split("\0") : [decoded]
}

const utf16be = new TextDecoder("utf-16be", { ignoreBOM: true })
const utf16le = new TextDecoder("utf-16le", { ignoreBOM: true })

/** Each text of a list may carry its own byte order mark; without one the last holds, at first little-endian as Windows wrote it. */
const decodeUtf16Texts = (bytes: Uint8Array, bigEndian: boolean): string => {
  const mark = bytes.length >= 2 ? uint16be(bytes, 0) : 0
  const decoder = bigEndian || mark === 0xfeff ? utf16be : utf16le
  return decoder.decode(bytes.subarray(0, bytes.length & ~1)).replace(/[\uFEFF\uFFFE]/g, "")
}
