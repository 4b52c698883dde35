/**
 * What an ID3v2 tag says, in a form that is the same in v2.3 and v2.4: the rewrite turns v2.3 into v2.4, and the check must see
 * that only the wording changed. The rules are those of the two specifications: year, day and time of v2.3 are one date in v2.4,
 * `IPLS` is `TIPL` and `TMCL`, "(17)" is a genre by number. A frame that does not fit its format is compared byte by byte.
 */

import { genreOfCode } from "../grammar/genres.ts"
import { byte, latin1, utf8 } from "./bytes.ts"
import { type Id3Frame, type Id3Tag, readFrames } from "./id3v2.ts"
import type { TagItem } from "./tag-item.ts"

/** Undefined from any reader below: the frame is not built as its format says. */
type Canonical = { readonly label: string; readonly value: string | Uint8Array } | undefined

const nul = String.fromCharCode(0)

const utf16 = (bytes: Uint8Array, bigEndian: boolean): string => {
  let text = ""
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const [first, second] = [byte(bytes, i), byte(bytes, i + 1)]
    text += String.fromCharCode(bigEndian ? first * 256 + second : second * 256 + first)
  }
  return text
}

/** A text in one of the four encodings, without its byte order mark. Values are separated by U+0000. */
const decode = (bytes: Uint8Array, encoding: number): string | undefined => {
  if (encoding === 0) return latin1(bytes)
  if (encoding === 3) return utf8(bytes)
  if ((encoding !== 1 && encoding !== 2) || bytes.length % 2 !== 0) return undefined
  const bigEndian = encoding === 2 ? !isMark(bytes, 0xff, 0xfe) : isMark(bytes, 0xfe, 0xff)
  // Every value of a list may have a mark of its own.
  return utf16(bytes, bigEndian)
    .split(nul)
    .map((value) => value.replace(/^\uFEFF/, ""))
    .join(nul)
}

const isMark = (bytes: Uint8Array, first: number, second: number): boolean => bytes[0] === first && bytes[1] === second

/** The position after the terminator of the text that begins at `at`, or the end of the data. */
const textEnd = (data: Uint8Array, at: number, encoding: number): { readonly end: number; readonly next: number } => {
  const wide = encoding === 1 || encoding === 2
  for (let i = at; i < data.length; i += wide ? 2 : 1) {
    if (data[i] === 0 && (!wide || data[i + 1] === 0)) return { end: i, next: i + (wide ? 2 : 1) }
  }
  return { end: data.length, next: data.length }
}

const withoutTrailingNuls = (text: string): string => text.replace(/\0+$/, "")

/** The values of a text frame; a terminator at the end begins no further value. */
export const textValues = (data: Uint8Array): ReadonlyArray<string> | undefined => {
  if (data.length === 0) return []
  const text = decode(data.subarray(1), byte(data, 0))
  return text === undefined ? undefined : withoutTrailingNuls(text).split(nul)
}

/** A described text (TXXX, WXXX after its description is not encoded): the description and the values behind it. */
export const describedText = (
  data: Uint8Array
): { readonly description: string; readonly values: ReadonlyArray<string> } | undefined => {
  if (data.length === 0) return undefined
  const encoding = byte(data, 0)
  const { end, next } = textEnd(data, 1, encoding)
  const description = decode(data.subarray(1, end), encoding)
  const text = decode(data.subarray(next), encoding)
  return description === undefined || text === undefined
    ? undefined
    : { description, values: withoutTrailingNuls(text).split(nul) }
}

const described = (frame: Id3Frame): Canonical => {
  const text = describedText(frame.data)
  return text && { label: `${frame.id}:${text.description}`, value: JSON.stringify(text.values) }
}

const describedUrl = (frame: Id3Frame): Canonical => {
  if (frame.data.length === 0) return undefined
  const encoding = byte(frame.data, 0)
  const { end, next } = textEnd(frame.data, 1, encoding)
  const description = decode(frame.data.subarray(1, end), encoding)
  return description === undefined
    ? undefined
    : { label: `${frame.id}:${description}`, value: withoutTrailingNuls(latin1(frame.data.subarray(next))) }
}

/** COMM and USLT: language, description, text. */
const inLanguage = (frame: Id3Frame): Canonical => {
  if (frame.data.length < 4) return undefined
  const encoding = byte(frame.data, 0)
  const { end, next } = textEnd(frame.data, 4, encoding)
  const description = decode(frame.data.subarray(4, end), encoding)
  const text = decode(frame.data.subarray(next), encoding)
  const language = latin1(frame.data.subarray(1, 4))
  return description === undefined || text === undefined
    ? undefined
    : { label: `${frame.id}:${language}:${description}`, value: withoutTrailingNuls(text) }
}

/** APIC and GEOB: texts, then bytes that must be identical. The texts go into the label. */
const withObject = (frame: Id3Frame): Canonical => {
  const { id, data } = frame
  if (data.length === 0) return undefined
  const encoding = byte(data, 0)
  const mime = textEnd(data, 1, 0)
  const label = [id, latin1(data.subarray(1, mime.end))]
  let at = mime.next
  if (id === "APIC") label.push(String(byte(data, at++)))
  for (let texts = id === "GEOB" ? 2 : 1; texts > 0; texts--) {
    const { end, next } = textEnd(data, at, encoding)
    const text = decode(data.subarray(at, end), encoding)
    if (text === undefined) return undefined
    label.push(text)
    at = next
  }
  return { label: label.join(":"), value: data.subarray(at) }
}

/** POPM: the counter may have any number of leading zeros. */
const rating = (frame: Id3Frame): Canonical => {
  const { end, next } = textEnd(frame.data, 0, 0)
  if (next >= frame.data.length) return undefined
  const count = [...frame.data.subarray(next + 1)].map((value) => value.toString(16).padStart(2, "0")).join("")
  return { label: `POPM:${latin1(frame.data.subarray(0, end))}`, value: `${byte(frame.data, next)}:${count.replace(/^0+/, "")}` }
}

/** CHAP and CTOC hold frames of their own behind a fixed part. */
const nested = (frame: Id3Frame, version: 3 | 4): Canonical => {
  const { id, data } = frame
  const name = textEnd(data, 0, 0)
  let at = name.next
  if (id === "CHAP") at += 16
  else {
    const children = byte(data, at + 1)
    at += 2
    for (let i = 0; i < children; i++) at = textEnd(data, at, 0).next
  }
  if (at > data.length) return undefined
  const frames = readFrames(data, at, version, false)
  const inside = id3Items({ version, frames }).map((item) => [
    item.label,
    typeof item.value === "string" ? item.value : latin1(item.value)
  ])
  return {
    label: `${id}:${latin1(data.subarray(0, name.end))}`,
    value: latin1(data.subarray(name.next, at)) + JSON.stringify(inside)
  }
}

/** "(17)Rock" → 17 or Rock, "(51)(39)" → 51, 39; a number whose name follows says nothing of its own. */
const genres = (values: ReadonlyArray<string>): ReadonlyArray<string> =>
  values.flatMap((value) => {
    const found: Array<string> = []
    let rest = value
    for (let match = /^\((\d{1,3}|RX|CR)\)/.exec(rest); match !== null; match = /^\((\d{1,3}|RX|CR)\)/.exec(rest)) {
      rest = rest.slice(match[0].length)
      const code = match[1] ?? ""
      if (rest === "" || genreOfCode(Number(code)) !== rest) found.push(code)
    }
    return rest === "" ? found : [...found, rest]
  })

const canonical = (frame: Id3Frame, version: 3 | 4): Canonical => {
  const { id, data } = frame
  if (id === "TXXX") return described(frame)
  if (id === "WXXX") return describedUrl(frame)
  if (id === "COMM" || id === "USLT") return inLanguage(frame)
  if (id === "APIC" || id === "GEOB") return withObject(frame)
  if (id === "POPM") return rating(frame)
  if (id === "CHAP" || id === "CTOC") return nested(frame, version)
  if (id.startsWith("W") && id !== "WFED") return { label: id, value: withoutTrailingNuls(latin1(data)) }
  if (!id.startsWith("T")) return undefined
  const values = textValues(data)
  return values && { label: id, value: JSON.stringify(id === "TCON" ? genres(values) : values) }
}

/** Involved people as pairs: v2.3 has one list, v2.4 tells musicians (TMCL) from the others (TIPL). */
const people = (frame: Id3Frame): ReadonlyArray<TagItem> | undefined => {
  const values = textValues(frame.data)
  if (values === undefined || values.length % 2 !== 0) return undefined
  return values.flatMap((role, i) => (i % 2 === 0 ? [{ label: `involved people:${role}`, value: values[i + 1] ?? "" }] : []))
}

const isPeople = (id: string): boolean => id === "IPLS" || id === "TIPL" || id === "TMCL"

/** Flags that say how the content is packed: what is inside is then opaque. */
const packed = 0x0fff

const frameItems = (frame: Id3Frame, version: 3 | 4): ReadonlyArray<TagItem> => {
  const suffix = frame.flags === 0 ? "" : ` (flags ${frame.flags.toString(16)})`
  const opaque = { label: `${frame.id}${suffix}`, value: frame.data }
  if ((frame.flags & packed) !== 0) return [opaque]
  const found = (isPeople(frame.id) ? people(frame) : undefined) ?? [canonical(frame, version) ?? opaque]
  return found.map((item) => (item === opaque ? item : { ...item, label: `${item.label}${suffix}` }))
}

/** The one value of the only frame of this name, if it is digits of that length. */
const onlyDigits = (frames: ReadonlyArray<Id3Frame>, id: string, length: number): string | undefined => {
  const found = frames.filter((frame) => frame.id === id && frame.flags === 0)
  const values = found.length === 1 && found[0] !== undefined ? textValues(found[0].data) : undefined
  return values?.length === 1 && values[0]?.length === length && /^\d+$/.test(values[0]) ? values[0] : undefined
}

/** v2.3's frames under their names in v2.4, with day and time joined to the year where all are well-formed. */
const asV4 = (frames: ReadonlyArray<Id3Frame>): ReadonlyArray<Id3Frame> => {
  const renamed = frames.map((frame) =>
    frame.id === "TYER" ? { ...frame, id: "TDRC" } : frame.id === "TORY" ? { ...frame, id: "TDOR" } : frame
  )
  const year = onlyDigits(renamed, "TDRC", 4)
  const day = onlyDigits(renamed, "TDAT", 4)
  if (year === undefined || day === undefined) return renamed
  const time = onlyDigits(renamed, "TIME", 4)
  const date = `${year}-${day.slice(2)}-${day.slice(0, 2)}${time === undefined ? "" : `T${time.slice(0, 2)}:${time.slice(2)}`}`
  const joined: Id3Frame = {
    id: "TDRC",
    flags: 0,
    at: 0,
    data: Uint8Array.from([0, ...[...date].map((digit) => digit.charCodeAt(0))])
  }
  return renamed
    .filter((frame) => frame.id !== "TDAT" && (frame.id !== "TIME" || time === undefined))
    .map((frame) => (frame.id === "TDRC" ? joined : frame))
}

/** Everything that a tag says, in the form of v2.4. */
export const id3Items = (tag: Pick<Id3Tag, "version" | "frames"> | undefined): ReadonlyArray<TagItem> => {
  if (tag === undefined) return []
  const frames = tag.version === 3 ? asV4(tag.frames) : tag.frames
  return frames.flatMap((frame) => frameItems(frame, tag.version))
}
