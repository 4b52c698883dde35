/** Lyrics in ID3v2 frames: USLT holds a text; SYLT lines with the times at which they are sung, which become the text of an `.lrc` file. */
import { decodeText } from "./id3v2-text.ts"
import { uint32be } from "./text.ts"

/** Texts behind their encoding, as in a text frame. */
const textsOf = (encoding: number, bytes: Uint8Array): ReadonlyArray<string> => {
  const frame = new Uint8Array(1 + bytes.length)
  frame[0] = encoding
  frame.set(bytes, 1)
  return decodeText(frame)
}

/** Encoding, language, then a description and the text. */
export const plainLyrics = (body: Uint8Array): string => {
  const [description = "", ...texts] = textsOf(body[0] ?? 0, body.subarray(4))
  return texts.length === 0 ? description : texts.join("\n")
}

/** Where a text of this encoding ends, without its zero; `bytes.length` where none ends it. */
const endOfText = (bytes: Uint8Array, start: number, zeroBytes: 1 | 2): number => {
  for (let at = start; at + zeroBytes <= bytes.length; at += zeroBytes) {
    if (bytes[at] === 0 && (zeroBytes === 1 || bytes[at + 1] === 0)) return at
  }
  return bytes.length
}

const millisecondTimes = 2

/** `[mm:ss.xx]`; empty where times count frames of the sound, which says nothing by itself. */
const stamp = (time: number, unit: number): string => {
  if (unit !== millisecondTimes) return ""
  const hundredths = Math.floor(time / 10)
  const two = (value: number): string => String(value).padStart(2, "0")
  return `[${two(Math.floor(hundredths / 6000))}:${two(Math.floor(hundredths / 100) % 60)}.${two(hundredths % 100)}]`
}

/** Encoding, language, unit of time, kind, description, then texts with a time behind each. A text that starts no line goes on with one. */
export const timedLyrics = (body: Uint8Array): string => {
  const encoding = body[0] ?? 0
  const zeroBytes = encoding === 1 || encoding === 2 ? 2 : 1
  const unit = body[4] ?? 0
  const lines: Array<string> = []
  for (let at = endOfText(body, 6, zeroBytes) + zeroBytes; at + zeroBytes + 4 <= body.length; ) {
    const end = endOfText(body, at, zeroBytes)
    if (end + zeroBytes + 4 > body.length) break
    const text = textsOf(encoding, body.subarray(at, end))[0] ?? ""
    const time = uint32be(body, end + zeroBytes)
    const isStart = lines.length === 0 || /^[\r\n]/.test(text)
    if (isStart) lines.push(`${stamp(time, unit)}${text.trim()}`)
    else lines[lines.length - 1] += text.trimEnd()
    at = end + zeroBytes + 4
  }
  return lines.join("\n")
}
