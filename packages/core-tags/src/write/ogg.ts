/**
 * Ogg Vorbis and Ogg Opus: the ids are Vorbis comments in the second packet.
 * TagLib sees the pages of the headers and a few of audio, and its only lasting product is the new header pages. The audio pages
 * are taken over byte by byte; where the headers need more or fewer pages than before, they get the numbers that follow and the
 * checksums that go with them.
 */
import { concat, isZero, MalformedFile, sameBytes, startsWith } from "./bytes.ts"
import {
  continued,
  hasGoodChecksum,
  lastOfStream,
  type OggHeaders,
  type OggPage,
  readHeaders,
  readPage,
  renumbered
} from "./ogg-pages.ts"
import type { TagFormat, TagLibEdit } from "./tag-format.ts"
import { diffItems } from "./tag-item.ts"
import { type HeldIds, type TrackIds, vorbisFields } from "./track-ids.ts"
import { commentIds, commentItems, readVorbisComment, type VorbisComment } from "./vorbis-comment.ts"

const samplePages = 4
const wrongChecksum = "an Ogg page with a wrong checksum"

interface Codec {
  readonly kind: "OGG" | "OPUS"
  readonly headers: number
  /** How the comment packet begins. */
  readonly prefix: string
}

const vorbis: Codec = { kind: "OGG", headers: 3, prefix: "\x03vorbis" }
const opus: Codec = { kind: "OPUS", headers: 2, prefix: "OpusTags" }

/** What an Ogg file carries; undefined for the other codecs, which have no agreed place for the ids. */
export const oggCodec = (bytes: Uint8Array): Codec | undefined => {
  const body = readPage(bytes, 0).body
  return startsWith(bytes, "\x01vorbis", body) ? vorbis : startsWith(bytes, "OpusHead", body) ? opus : undefined
}

interface OggFile extends OggHeaders {
  readonly codec: Codec
  readonly comment: VorbisComment
}

const readOgg = (bytes: Uint8Array): OggFile => {
  const codec = oggCodec(bytes)
  if (codec === undefined) throw new MalformedFile("neither Vorbis nor Opus")
  const headers = readHeaders(bytes, codec.headers)
  const packet = headers.packets[1] ?? new Uint8Array()
  if (!startsWith(packet, codec.prefix)) throw new MalformedFile("no comment packet where one must be")
  return { ...headers, codec, comment: readVorbisComment(packet.subarray(codec.prefix.length)) }
}

const readIds = (bytes: Uint8Array): HeldIds => commentIds(readOgg(bytes).comment)

const sampleEnd = (bytes: Uint8Array, from: number): number => {
  let at = from
  for (let pages = 0; pages < samplePages && at < bytes.length; pages++) at = readPage(bytes, at).end
  return at
}

/** The pages from `from` on, each `shift` numbers later. A page whose checksum was wrong must not get a right one. */
const shifted = (bytes: Uint8Array, from: number, shift: number): Uint8Array => {
  if (shift === 0) return bytes.subarray(from)
  const pages: Array<Uint8Array> = []
  const serial = readPage(bytes, 0).serial
  for (let at = from; at < bytes.length; ) {
    const page = readPage(bytes, at)
    if (page.serial !== serial) throw new MalformedFile("several streams in one Ogg file")
    if (!hasGoodChecksum(bytes, page)) throw new MalformedFile(wrongChecksum)
    pages.push(renumbered(bytes, page, page.sequence + shift))
    at = page.end
  }
  return concat(pages)
}

const write = (bytes: Uint8Array, ids: TrackIds, edit: TagLibEdit): Uint8Array => {
  const old = readOgg(bytes)
  if (!old.pages.every((page) => hasGoodChecksum(bytes, page))) throw new MalformedFile(wrongChecksum)
  const edited = edit(bytes.subarray(0, sampleEnd(bytes, old.end)), old.codec.kind, (file) => {
    file.setProperty(vorbisFields.track, ids.track)
    file.setProperty(vorbisFields.release, ids.release)
  })
  const now = readOgg(edited)
  return concat([edited.subarray(0, now.end), shifted(bytes, old.end, now.pages.length - old.pages.length)])
}

/** Behind Vorbis comments stands a bit, behind Opus comments data that must be kept when its first bit is set; then padding. */
const keptRest = (file: OggFile): Uint8Array => {
  const rest = file.comment.rest
  if (file.codec === opus) return ((rest[0] ?? 0) & 1) === 0 ? new Uint8Array() : rest
  return isZero(rest.subarray(1)) ? rest.subarray(0, 1) : rest
}

/** The position of a header page is 0, or -1 where no packet ends on it. */
const hasHeaderPosition = (bytes: Uint8Array, page: OggPage): boolean => {
  const position = bytes.subarray(page.start + 6, page.start + 14)
  return isZero(position) || position.every((value) => value === 255)
}

/** Numbers without a gap, right checksums, positions at zero: what a player needs to find in the header pages. */
const headerFaults = (bytes: Uint8Array, old: OggFile, now: OggFile): ReadonlyArray<string> => {
  const first = old.pages[0]
  const whole = now.pages.every(
    (page, i) =>
      page.serial === first?.serial &&
      page.sequence === first.sequence + i &&
      (page.flags & lastOfStream) === 0 &&
      hasHeaderPosition(bytes, page) &&
      hasGoodChecksum(bytes, page)
  )
  // Every page that begins inside a packet must say so: pages are cut by lacing values of 255.
  const flagged = now.pages.every((page, i) => {
    const before = now.pages[i - 1]
    const open = before !== undefined && before.body > before.table && bytes[before.body - 1] === 255
    return ((page.flags & continued) !== 0) === open
  })
  return whole && flagged ? [] : ["header pages: not well-formed"]
}

/** Audio pages may differ in their number, by the same shift for all, and in the checksum that follows from it. */
const audioFaults = (before: Uint8Array, after: Uint8Array, old: OggFile, now: OggFile): ReadonlyArray<string> => {
  const shift = now.pages.length - old.pages.length
  if (before.length - old.end !== after.length - now.end) return ["audio: changed"]
  if (shift === 0) return sameBytes(before.subarray(old.end), after.subarray(now.end)) ? [] : ["audio: changed"]
  for (let a = old.end, b = now.end; a < before.length; ) {
    const [page, copy] = [readPage(before, a), readPage(after, b)]
    const same =
      copy.sequence === page.sequence + shift &&
      sameBytes(before.subarray(a, a + 18), after.subarray(b, b + 18)) &&
      sameBytes(before.subarray(a + 26, page.end), after.subarray(b + 26, copy.end)) &&
      hasGoodChecksum(after, copy)
    if (!same) return ["audio: changed"]
    a = page.end
    b = copy.end
  }
  return []
}

const differences = (before: Uint8Array, after: Uint8Array): ReadonlyArray<string> => {
  const [old, now] = [readOgg(before), readOgg(after)]
  const packets = (file: OggFile) =>
    file.packets.flatMap((packet, i) => (i === 1 ? [] : [{ label: `header packet ${i}`, value: packet }]))
  const fields = diffItems(
    [...packets(old), ...commentItems(old.comment), { label: "data behind the comments", value: keptRest(old) }],
    [...packets(now), ...commentItems(now.comment), { label: "data behind the comments", value: keptRest(now) }]
  )
  return [...fields, ...headerFaults(after, old, now), ...audioFaults(before, after, old, now)]
}

export const ogg: TagFormat = { name: "ogg", readIds, write, differences }
