/**
 * Writes ID3v2.3 and ID3v2.4 tags frame by frame, byte for byte as asked: libraries normalise what they write (v2.3 becomes v2.4, IPLS
 * becomes TIPL, several values are joined), and here exactly those differences are wanted.
 * What it does not do: read, unsynchronise, or change a tag that is there.
 */
import { bytes, concat, latin1, u16be, u32be, utf8 } from "./bytes.ts"

export type Id3Version = 3 | 4
export type TextEncoding = "latin1" | "utf16" | "utf16be" | "utf8"

/** One frame; `body` is made when the version is known, because the text encodings of the two differ. */
export interface Id3Frame {
  readonly id: string
  readonly body: (version: Id3Version) => Uint8Array
}

const encodingByte: Record<TextEncoding, number> = { latin1: 0, utf16: 1, utf16be: 2, utf8: 3 }

const fitsLatin1 = (texts: ReadonlyArray<string>): boolean => texts.every((text) => !/[\u0100-\uffff]/.test(text))

/** v2.4: UTF-8. v2.3 knows only Latin-1 and UTF-16 with a byte order mark. */
const defaultEncoding = (version: Id3Version, texts: ReadonlyArray<string>): TextEncoding =>
  version === 4 ? "utf8" : fitsLatin1(texts) ? "latin1" : "utf16"

const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
  const out = new Uint8Array(text.length * 2)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    out[2 * i + (littleEndian ? 1 : 0)] = code >>> 8
    out[2 * i + (littleEndian ? 0 : 1)] = code & 255
  }
  return out
}

const encode = (text: string, encoding: TextEncoding): Uint8Array =>
  encoding === "latin1"
    ? latin1(text)
    : encoding === "utf8"
      ? utf8(text)
      : encoding === "utf16be"
        ? utf16(text, false)
        : concat([bytes(0xff, 0xfe), utf16(text, true)])

const terminator = (encoding: TextEncoding): Uint8Array => new Uint8Array(encoding === "latin1" || encoding === "utf8" ? 1 : 2)

/** Several texts, a NUL between each two (`ended`: after each). */
const joined = (texts: ReadonlyArray<string>, encoding: TextEncoding, ended = false): Uint8Array => {
  const parts: Array<Uint8Array> = []
  texts.forEach((text, i) => {
    if (i > 0 && !ended) parts.push(terminator(encoding))
    parts.push(encode(text, encoding))
    if (ended) parts.push(terminator(encoding))
  })
  return concat(parts)
}

const prefixed = (encoding: TextEncoding, ...parts: ReadonlyArray<Uint8Array>): Uint8Array =>
  concat([bytes(encodingByte[encoding]), ...parts])

/** A text frame (`T…`); several values are separated by NUL. `encoding` overrides the version's usual one. */
export const text = (id: string, values: ReadonlyArray<string>, encoding?: TextEncoding): Id3Frame => ({
  id,
  body: (version) => {
    const chosen = encoding ?? defaultEncoding(version, values)
    return prefixed(chosen, joined(values, chosen))
  }
})

/** A `TXXX` frame: a described text. */
export const userText = (description: string, values: ReadonlyArray<string>): Id3Frame => ({
  id: "TXXX",
  body: (version) => {
    const encoding = defaultEncoding(version, [description, ...values])
    return prefixed(encoding, joined([description, ...values], encoding))
  }
})

/** The people list: `TIPL` in v2.4, `IPLS` in v2.3, both as involvement, name, involvement, name … */
export const people = (pairs: ReadonlyArray<readonly [involvement: string, name: string]>, version: Id3Version): Id3Frame => ({
  id: version === 4 ? "TIPL" : "IPLS",
  body: () => {
    const texts = pairs.flat()
    const encoding = defaultEncoding(version, texts)
    return prefixed(encoding, joined(texts, encoding, version === 3))
  }
})

/** `USLT` (lyrics) and `COMM` (comments) have one form: language, description, text. */
export const languageText = (id: "USLT" | "COMM", language: string, description: string, value: string): Id3Frame => ({
  id,
  body: (version) => {
    const encoding = defaultEncoding(version, [description, value])
    return prefixed(encoding, latin1(language), joined([description, value], encoding))
  }
})

/** An embedded picture. `kind` 3 is the front cover. */
export const picture = (mime: string, data: Uint8Array, kind = 3, description = ""): Id3Frame => ({
  id: "APIC",
  body: () => concat([bytes(0), latin1(mime), bytes(0, kind), latin1(description), bytes(0), data])
})

/** `UFID`: an identifier of `owner`; MusicBrainz recordings are written so. */
export const uniqueFileId = (owner: string, id: string): Id3Frame => ({
  id: "UFID",
  body: () => concat([latin1(owner), bytes(0), latin1(id)])
})

/** A frame with the body as it is. */
export const rawFrame = (id: string, body: Uint8Array): Id3Frame => ({ id, body: () => body })

const synchsafe = (n: number): Uint8Array => bytes((n >>> 21) & 127, (n >>> 14) & 127, (n >>> 7) & 127, n & 127)

/** A whole tag, ready to stand before the first MPEG frame. Padding is zero bytes, counted in the tag's size. */
export const writeId3 = (version: Id3Version, frames: ReadonlyArray<Id3Frame>, paddingBytes = 0): Uint8Array => {
  const parts: Array<Uint8Array> = []
  for (const frame of frames) {
    const body = frame.body(version)
    parts.push(latin1(frame.id), version === 4 ? synchsafe(body.length) : u32be(body.length), u16be(0), body)
  }
  if (paddingBytes > 0) parts.push(new Uint8Array(paddingBytes))
  const content = concat(parts)
  return concat([latin1("ID3"), bytes(version, 0, 0), synchsafe(content.length), content])
}

export interface Id3v1 {
  readonly title: string
  readonly artist: string
  readonly album: string
  readonly year: string
  readonly comment: string
  readonly track: number
  readonly genre: number
}

const field = (value: string, size: number): Uint8Array => {
  const out = new Uint8Array(size)
  out.set(latin1(value.replace(/[\u0100-\uffff]/g, "?")).subarray(0, size))
  return out
}

/** The 128 bytes of an ID3v1.1 tag: every text is cut to 30 Latin-1 characters, which is what makes it worth testing against. */
export const writeId3v1 = (tag: Id3v1): Uint8Array =>
  concat([
    latin1("TAG"),
    field(tag.title, 30),
    field(tag.artist, 30),
    field(tag.album, 30),
    field(tag.year, 4),
    field(tag.comment, 28),
    bytes(0, tag.track, tag.genre)
  ])
