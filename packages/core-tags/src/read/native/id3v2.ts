/**
 * ID3v2.2, 2.3 and 2.4, read exactly.
 *
 * music-metadata splits the artist frames of v2.3 at every "/" and trims the parts (`AC/DC` becomes two artists, `A / B` cannot
 * be told from `A/B`), drops parentheses from genres, and splits names of involved people at commas. So text is read here.
 *
 * Frames are walked by their headers: a picture costs its header's bytes. Only a tag that is unsynchronised as a whole is read as
 * a whole. Compressed and encrypted frames are passed over.
 */
import { dateFromYearAndDayMonth } from "../../grammar/dates.ts"
import { expandId3Genre } from "../../grammar/genres.ts"
import { splitValues } from "../../grammar/split-values.ts"
import { type Bytes, bytesOf, UnexpectedEnd } from "../byte-source.ts"
import { FieldSet } from "../fields.ts"
import type { FoundPicture } from "../parsed.ts"
import { id3Keys, id3v22Ids } from "./id3-keys.ts"
import { plainLyrics, timedLyrics } from "./id3v2-lyrics.ts"
import { decodeText } from "./id3v2-text.ts"
import { ascii, decodeLatin1, uint16be, uint24be, uint32be } from "./text.ts"

export interface Id3v2Tag {
  readonly version: 2 | 3 | 4
  /** Bytes from the tag's first byte to what follows it. */
  readonly totalBytes: number
  readonly fields: FieldSet
  readonly pictures: ReadonlyArray<FoundPicture>
}

/** Larger tags that must be unwrapped in memory are given up. */
const maxWholeTagBytes = 64 * 1024 * 1024
const maxTextBytes = 4 * 1024 * 1024

export const id3v2HeaderBytes = 10

/** The total size of the tag that starts at `position`; undefined when none does. */
export const id3v2SizeAt = (source: Bytes, position: number): number | undefined => {
  if (position + id3v2HeaderBytes > source.sizeBytes) return undefined
  const header = source.view(position, id3v2HeaderBytes)
  if (ascii(header, 0, 3) !== "ID3" || !isKnownVersion(header[3]) || !isSyncsafe(header, 6)) return undefined
  const footer = ((header[5] ?? 0) & 0x10) !== 0 ? id3v2HeaderBytes : 0
  return id3v2HeaderBytes + syncsafe(header, 6) + footer
}

const isKnownVersion = (version: number | undefined): version is 2 | 3 | 4 => version === 2 || version === 3 || version === 4

const isSyncsafe = (bytes: Uint8Array, at: number): boolean => ((uint32be(bytes, at) & 0x80808080) | 0) === 0

export const syncsafe = (bytes: Uint8Array, at: number): number => {
  const value = uint32be(bytes, at)
  return ((value >>> 24) << 21) | (((value >>> 16) & 0x7f) << 14) | (((value >>> 8) & 0x7f) << 7) | (value & 0x7f)
}

/** Reads the tag at `position`; undefined when there is none. A tag cut off by the end of the file gives the frames that are there. */
export const readId3v2 = (source: Bytes, position: number): Id3v2Tag | undefined => {
  const totalBytes = id3v2SizeAt(source, position)
  if (totalBytes === undefined) return undefined
  const header = source.view(position, id3v2HeaderBytes)
  const version = header[3] as 2 | 3 | 4
  const flags = header[5] ?? 0
  const end = Math.min(position + id3v2HeaderBytes + syncsafe(header, 6), source.sizeBytes)
  const collected = new Frames(version)
  // Bit 6 means compression in v2.2, of a kind that was never defined.
  if (version > 2 || (flags & 0x40) === 0) readFrames(collected, source, position + id3v2HeaderBytes, end, flags)
  return { version, totalBytes, fields: collected.finish(), pictures: collected.pictures }
}

const readFrames = (collected: Frames, source: Bytes, start: number, end: number, flags: number): void => {
  const unsynchronised = (flags & 0x80) !== 0
  try {
    if (unsynchronised && collected.version < 4) {
      if (end - start > maxWholeTagBytes) return
      const whole = bytesOf(resynchronise(source.view(start, end - start)))
      walk(collected, whole, skipExtendedHeader(whole, 0, flags, collected.version), whole.sizeBytes, false)
    } else walk(collected, source, skipExtendedHeader(source, start, flags, collected.version), end, unsynchronised)
  } catch (cause) {
    // A broken frame ends the tag; what was read before it stands.
    if (!(cause instanceof UnexpectedEnd)) throw cause
  }
}

const skipExtendedHeader = (bytes: Bytes, position: number, flags: number, version: number): number => {
  if (version < 3 || (flags & 0x40) === 0) return position
  const size = bytes.view(position, 4)
  // Some writers set the flag and write no header: what looks like a frame is one.
  if (/^[A-Z0-9]{4}$/.test(ascii(size, 0, 4))) return position
  return position + (version === 4 ? syncsafe(size, 0) : 4 + uint32be(size, 0))
}

/** Undoes unsynchronisation: a zero after 0xFF was put there by the writer. */
const resynchronise = (bytes: Uint8Array): Uint8Array => {
  const out = new Uint8Array(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; at += 1) {
    out[length] = bytes[at] as number
    length += 1
    if (bytes[at] === 0xff && bytes[at + 1] === 0) at += 1
  }
  return out.subarray(0, length)
}

export interface Frame {
  readonly id: string
  readonly start: number
  readonly sizeBytes: number
  readonly flags: number
}

const walk = (collected: Frames, bytes: Bytes, start: number, end: number, unsynchronised: boolean): void => {
  const { version } = collected
  const plainSizes = version === 4 && hasPlainSizes(bytes, start, end)
  for (let at = start; ; ) {
    const frame = frameAt(bytes, at, end, version, plainSizes)
    if (frame === undefined) return
    collected.take(bytes, frame, unsynchronised)
    at = frame.start + frame.sizeBytes
  }
}

/** The frame at `at`; undefined at padding, at the end, or where no frame can be. */
const frameAt = (bytes: Bytes, at: number, end: number, version: 2 | 3 | 4, plainSizes: boolean): Frame | undefined => {
  const headerBytes = version === 2 ? 6 : 10
  if (at + headerBytes > end) return undefined
  const header = bytes.view(at, headerBytes)
  const id = ascii(header, 0, version === 2 ? 3 : 4)
  if (!(version === 2 ? /^[A-Z0-9]{3}$/ : /^[A-Z0-9]{3}[A-Z0-9 \0]$/).test(id)) return undefined
  const sizeBytes = version === 2 ? uint24be(header, 3) : version === 3 || plainSizes ? uint32be(header, 4) : syncsafe(header, 4)
  if (at + headerBytes + sizeBytes > end) return undefined
  return { id, start: at + headerBytes, sizeBytes, flags: version === 2 ? 0 : uint16be(header, 8) }
}

/** iTunes once wrote plain sizes into v2.4 tags. The first frame of 128 bytes or more tells: where does the next one begin? */
const hasPlainSizes = (bytes: Bytes, start: number, end: number): boolean => {
  for (let at = start; ; ) {
    const frame = frameAt(bytes, at, end, 4, false)
    const plain = frameAt(bytes, at, end, 4, true)
    if (frame?.sizeBytes !== plain?.sizeBytes) {
      return plain !== undefined && (frame === undefined || (!endsWell(bytes, frame, end) && endsWell(bytes, plain, end)))
    }
    if (frame === undefined) return false
    at = frame.start + frame.sizeBytes
  }
}

const endsWell = (bytes: Bytes, frame: Frame, end: number): boolean => {
  const next = frame.start + frame.sizeBytes
  if (next + 4 > end) return true
  const id = bytes.view(next, 4)
  return id[0] === 0 || /^[A-Z0-9]{4}$/.test(ascii(id, 0, 4))
}

/** Collects the frames that matter. */
export class Frames {
  readonly version: 2 | 3 | 4
  readonly pictures: Array<FoundPicture> = []
  readonly fields = new FieldSet()
  #year: string | undefined
  #dayMonth: string | undefined

  constructor(version: 2 | 3 | 4) {
    this.version = version
  }

  take(bytes: Bytes, frame: Frame, unsynchronised: boolean): void {
    const rawId = frame.id.replace(/[ \0]$/, "")
    const id = rawId.length === 3 ? (id3v22Ids.get(rawId) ?? rawId) : rawId
    if (frame.sizeBytes < 2) return
    if (id === "APIC") this.#picture(bytes, frame, unsynchronised)
    else if (id === "USLT" || id === "SYLT") this.#lyrics(id, bytes, frame, unsynchronised)
    else if ((id.startsWith("T") || id === "IPLS" || id === "UFID") && frame.sizeBytes <= maxTextBytes) {
      const body = this.#body(bytes, frame, frame.sizeBytes, unsynchronised)
      if (body !== undefined && body.length > 1) this.text(id, body)
    }
  }

  /** A frame's content without what its flags put before it; undefined when it is compressed or encrypted. */
  #body(bytes: Bytes, frame: Frame, length: number, unsynchronised: boolean): Uint8Array | undefined {
    const { flags } = frame
    if ((flags & (this.version === 4 ? 0x000c : 0x00c0)) !== 0) return undefined
    const grouped = (flags & (this.version === 4 ? 0x0040 : 0x0020)) !== 0 ? 1 : 0
    const hasLength = this.version === 4 && (flags & 0x0001) !== 0 ? 4 : 0
    const raw = bytes.view(frame.start, length).subarray(grouped + hasLength)
    return this.version === 4 && (unsynchronised || (flags & 0x0002) !== 0) ? resynchronise(raw) : raw
  }

  #picture(bytes: Bytes, frame: Frame, unsynchronised: boolean): void {
    const head = this.#body(bytes, frame, Math.min(frame.sizeBytes, 256), unsynchronised)
    if (head === undefined) return
    const picture = pictureHead(head, this.version)
    if (picture === undefined) return
    const { version } = this
    this.pictures.push({
      mime: picture.mime,
      isFront: picture.type === 3,
      bytes: () => {
        const body = new Frames(version).#body(bytes, frame, frame.sizeBytes, unsynchronised) ?? new Uint8Array()
        return pictureData(body, version)
      }
    })
  }

  #lyrics(id: "USLT" | "SYLT", bytes: Bytes, frame: Frame, unsynchronised: boolean): void {
    const { version } = this
    this.fields.addLyrics(() => {
      if (frame.sizeBytes > maxTextBytes) return ""
      const body = new Frames(version).#body(bytes, frame, frame.sizeBytes, unsynchronised) ?? new Uint8Array()
      return id === "USLT" ? plainLyrics(body) : timedLyrics(body)
    })
  }

  /** A text frame, or one of people or of ids, by its id of v2.3 and v2.4 and its whole content. */
  text(id: string, body: Uint8Array): void {
    if (id === "UFID") {
      const end = body.indexOf(0)
      if (end > 0)
        this.fields.addByKey(id3Keys, `UFID:${decodeLatin1(body.subarray(0, end))}`, decodeLatin1(body.subarray(end + 1)))
      return
    }
    const values = decodeText(body)
    if (id === "TYER") this.#year = values[0]
    else if (id === "TDAT") this.#dayMonth = values[0]
    else if (id === "TIPL" || id === "IPLS") {
      for (let at = 0; at + 1 < values.length; at += 2) this.fields.addByKey(id3Keys, `TIPL:${values[at]}`, values[at + 1] ?? "")
    } else if (id === "TXXX") this.#userText(values)
    else if (id === "TCON") for (const value of values) for (const genre of expandId3Genre(value)) this.fields.add("genre", genre)
    else for (const value of values) this.fields.addByKey(id3Keys, id, value)
  }

  #userText(values: ReadonlyArray<string>): void {
    const entry = id3Keys.get(`txxx:${(values[0] ?? "").trim().toLowerCase()}`)
    if (entry === undefined) return
    const [field, rank] = entry
    // Before v2.4 a frame holds one text: lists of names stand in it with separators.
    const joined = (field === "exactArtists" || field === "exactReleaseArtists") && this.version < 4
    for (let index = 1; index < values.length; index += 1) {
      const text = values[index] ?? ""
      for (const value of joined ? splitValues(text) : [text]) this.fields.add(field, value, rank)
    }
  }

  finish(): FieldSet {
    if (this.#year !== undefined) {
      const date = dateFromYearAndDayMonth(this.#year, this.#dayMonth ?? "")
      if (date !== null) this.fields.add("releaseDate", date, 1)
    }
    return this.fields
  }
}

interface PictureHead {
  readonly mime: string | null
  readonly type: number
  /** Where the description starts. */
  readonly descriptionAt: number
}

const pictureHead = (body: Uint8Array, version: 2 | 3 | 4): PictureHead | undefined => {
  if (version === 2) {
    const kind = ascii(body, 1, 3).toUpperCase()
    const mime = kind === "PNG" ? "image/png" : kind === "JPG" ? "image/jpeg" : null
    return body.length > 5 ? { mime, type: body[4] ?? 0, descriptionAt: 5 } : undefined
  }
  const end = body.indexOf(0, 1)
  if (end < 0 || end + 2 > body.length) return undefined
  return { mime: normalMime(ascii(body, 1, end - 1)), type: body[end + 1] ?? 0, descriptionAt: end + 2 }
}

const pictureData = (body: Uint8Array, version: 2 | 3 | 4): Uint8Array => {
  const head = pictureHead(body, version)
  if (head === undefined) return new Uint8Array()
  const wide = body[0] === 1 || body[0] === 2
  let at = head.descriptionAt
  if (wide) {
    while (at + 1 < body.length && (body[at] !== 0 || body[at + 1] !== 0)) at += 2
    return body.slice(at + 2)
  }
  while (at < body.length && body[at] !== 0) at += 1
  return body.slice(at + 1)
}

/** MIME types as they should be; a bare `jpg` and the like are completed, a link (`-->`) is none. */
export const normalMime = (text: string): string | null => {
  const mime = text.trim().toLowerCase()
  if (mime === "" || mime === "-->") return null
  const full = mime.includes("/") ? mime : `image/${mime}`
  return full === "image/jpg" ? "image/jpeg" : full
}
