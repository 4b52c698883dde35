/**
 * Ogg Vorbis and Ogg Opus: the ids are Vorbis comments in the second packet.
 * TagLib sees the pages of the headers and a few of audio, and its only lasting product is the new header pages. The audio pages
 * are taken over byte by byte; where the headers need more or fewer pages than before, they get the numbers that follow and the
 * checksums that go with them.
 */
import { isZero, MalformedFile, startsWith } from "./bytes.ts"
import {
  continued,
  hasGoodChecksum,
  headersEnd,
  largestPageBytes,
  lastOfStream,
  type OggHeaders,
  type OggPage,
  readHeaders,
  readPage,
  wrongChecksum
} from "./ogg-pages.ts"
import { isRenumbered, renumberedPages } from "./ogg-renumbering.ts"
import { headOf, type Source, type Steps, sameRanges, sourceOfBytes } from "./source.ts"
import { type Splice, spliceOf } from "./splice.ts"
import type { TagFormat, TagLibEdit } from "./tag-format.ts"
import { diffItems } from "./tag-item.ts"
import { type HeldIds, type TrackIds, vorbisFields } from "./track-ids.ts"
import { commentIds, commentItems, readVorbisComment, type VorbisComment } from "./vorbis-comment.ts"

const samplePages = 4

interface Codec {
  readonly kind: "OGG" | "OPUS"
  readonly headers: number
  /** How the comment packet begins. */
  readonly prefix: string
}

const vorbis: Codec = { kind: "OGG", headers: 3, prefix: "\x03vorbis" }
const opus: Codec = { kind: "OPUS", headers: 2, prefix: "OpusTags" }

/** What an Ogg file carries; undefined for the other codecs, which have no agreed place for the ids. */
export const oggCodec = (file: Source): Codec | undefined => {
  const bytes = file.read(0, largestPageBytes)
  const body = readPage(bytes, 0).body
  return startsWith(bytes, "\x01vorbis", body) ? vorbis : startsWith(bytes, "OpusHead", body) ? opus : undefined
}

interface OggFile extends OggHeaders {
  /** The header pages and the sample behind them. */
  readonly bytes: Uint8Array
  readonly codec: Codec
  readonly comment: VorbisComment
}

const readOgg = (file: Source): OggFile => {
  const codec = oggCodec(file)
  if (codec === undefined) throw new MalformedFile("neither Vorbis nor Opus")
  const bytes = headOf(file, headersEnd(file, codec.headers, samplePages))
  const headers = readHeaders(bytes, codec.headers)
  const packet = headers.packets[1] ?? new Uint8Array()
  if (!startsWith(packet, codec.prefix)) throw new MalformedFile("no comment packet where one must be")
  return { ...headers, bytes, codec, comment: readVorbisComment(packet.subarray(codec.prefix.length)) }
}

const readIds = (file: Source): HeldIds => commentIds(readOgg(file).comment)

const sampleEnd = (bytes: Uint8Array, from: number): number => {
  let at = from
  for (let pages = 0; pages < samplePages && at < bytes.length; pages++) at = readPage(bytes, at).end
  return at
}

const write = (file: Source, ids: TrackIds, edit: TagLibEdit): Splice => {
  const old = readOgg(file)
  if (!old.pages.every((page) => hasGoodChecksum(old.bytes, page))) throw new MalformedFile(wrongChecksum)
  const edited = edit(old.bytes.subarray(0, sampleEnd(old.bytes, old.end)), old.codec.kind, (opened) => {
    opened.setProperty(vorbisFields.track, ids.track)
    opened.setProperty(vorbisFields.release, ids.release)
  })
  const now = readOgg(sourceOfBytes(edited))
  const shift = now.pages.length - old.pages.length
  const audio = { from: old.end, to: file.sizeBytes }
  const shifted = { sizeBytes: audio.to - audio.from, chunks: (original: Source) => renumberedPages(original, audio, shift) }
  return spliceOf([edited.subarray(0, now.end), shift === 0 ? audio : shifted])
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
const headerFaults = (old: OggFile, now: OggFile): ReadonlyArray<string> => {
  const { bytes } = now
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

const differences = (before: Source, after: Source): ReadonlyArray<string> => {
  const [old, now] = [readOgg(before), readOgg(after)]
  const packets = (file: OggFile) =>
    file.packets.flatMap((packet, i) => (i === 1 ? [] : [{ label: `header packet ${i}`, value: packet }]))
  const fields = diffItems(
    [...packets(old), ...commentItems(old.comment), { label: "data behind the comments", value: keptRest(old) }],
    [...packets(now), ...commentItems(now.comment), { label: "data behind the comments", value: keptRest(now) }]
  )
  return [...fields, ...headerFaults(old, now)]
}

/** Audio pages may differ in their number, by the same shift for all, and in the checksum that follows from it. */
function* audioDifferences(before: Source, after: Source): Steps<ReadonlyArray<string>> {
  const [old, now] = [readOgg(before), readOgg(after)]
  const shift = now.pages.length - old.pages.length
  const length = before.sizeBytes - old.end
  if (length !== after.sizeBytes - now.end) return ["audio: changed"]
  const isSame =
    shift === 0
      ? yield* sameRanges(before, old.end, after, now.end, length)
      : yield* isRenumbered(before, old.end, after, now.end, shift)
  return isSame ? [] : ["audio: changed"]
}

export const ogg: TagFormat = { name: "ogg", readIds, write, differences, audioDifferences }
