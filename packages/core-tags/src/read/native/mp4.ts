/**
 * MP4 (m4a): tags from moov/udta/meta/ilst, properties from the first sound track.
 *
 * Boxes are walked by their headers; media data and sample tables are never read, and pictures cost only their heads. A fragmented
 * file whose length only its fragments tell is left to the general reader.
 */
import { genreOfCode } from "../../grammar/genres.ts"
import type { ByteSource, Bytes } from "../byte-source.ts"
import { essenceOfPieces } from "../essence/essence.ts"
import { FieldSet } from "../fields.ts"
import type { FoundPicture, Parsed, Properties } from "../parsed.ts"
import { mimeOfImage } from "./ape-tag.ts"
import { type Box, boxesIn, childOf } from "./mp4-box.ts"
import { soundChunks } from "./mp4-chunks.ts"
import { mp4Keys } from "./mp4-keys.ts"
import { ascii, decodeUtf8, uint16be, uint32be, uint64be } from "./text.ts"

const maxTextBytes = 4 * 1024 * 1024

/** Reads an MP4 file; undefined where there is no `moov` or no sound track that says its length. */
export const readMp4 = (source: ByteSource): Parsed | undefined => {
  let moov: Box | undefined
  let mediaBytes = 0
  for (const box of boxesIn(source, 0, source.sizeBytes)) {
    if (box.name === "moov") moov ??= box
    else if (box.name === "mdat") mediaBytes += box.end - box.start
  }
  if (moov === undefined) return undefined
  const sound = soundTrack(source, moov, mediaBytes)
  if (sound === undefined) return undefined
  const found: Items = { fields: new FieldSet(), pictures: [] }
  const ilst = findIlst(source, moov)
  if (ilst !== undefined) for (const item of boxesIn(source, ilst.start, ilst.end)) readItem(source, item, found)
  return mp4Of(source, found, sound)
}

/** What a file's items and its sound track say of it. */
export const mp4Of = (source: ByteSource, { fields, pictures }: Items, { properties, tables }: SoundTrack): Parsed => ({
  format: "m4a",
  tags: [fields],
  pictures,
  properties,
  essence: () => essenceOf(source, tables)
})

/** The samples in the order of their chunks, wherever in the file a program has put these. */
const essenceOf = (source: Bytes, tables: Box): string | null => {
  const chunks = soundChunks(source, tables)
  return chunks === undefined ? null : essenceOfPieces(source, "m4a", chunks.list, chunks.sizeBytes())
}

/** `meta` has a version in front of its boxes, except where QuickTime wrote it. */
const findIlst = (source: Bytes, moov: Box): Box | undefined => {
  const meta = childOf(source, childOf(source, moov, "udta"), "meta") ?? childOf(source, moov, "meta")
  return childOf(source, meta, "ilst", 4) ?? childOf(source, meta, "ilst")
}

/** What was found in `ilst`. */
export interface Items {
  readonly fields: FieldSet
  readonly pictures: Array<FoundPicture>
}

const readItem = (source: Bytes, item: Box, found: Items): void => {
  let key = item.name
  for (const box of boxesIn(source, item.start, item.end)) {
    const length = box.end - box.start
    if ((box.name === "mean" || box.name === "name") && item.name === "----" && length >= 4 && length <= 1024) {
      key += `:${decodeUtf8(source.view(box.start + 4, length - 4))}`
    } else if (box.name === "data" && length >= 8) {
      readData(source, key, { ...box, start: box.start + 8 }, uint32be(source.view(box.start, 4), 0) & 0xffffff, found)
    }
  }
}

/** One value of the item `key`, without the eight bytes in front of it; `type`: what it says it is. */
export const readData = (source: Bytes, key: string, data: Box, type: number, { fields, pictures }: Items): void => {
  const length = data.end - data.start
  if (key === "covr") {
    if (length > 0) pictures.push(coverAt(source, data, type))
  } else if (key === "trkn" || key === "disk") {
    const numbers = source.view(data.start, Math.min(length, 8))
    addNumber(fields, key === "trkn" ? "trackNumber" : "discNumber", uint16be(numbers, 2))
    addNumber(fields, key === "trkn" ? "trackTotal" : "discTotal", uint16be(numbers, 4))
  } else if (key === "gnre") {
    if (length >= 2) fields.addByKey(mp4Keys, key, genreOfCode(uint16be(source.view(data.start, 2), 0) - 1) ?? "")
  } else if (mp4Keys.has(key.toLowerCase()) && length <= maxTextBytes) {
    fields.addByKey(mp4Keys, key, decodeUtf8(source.view(data.start, length)))
  }
}

const addNumber = (fields: FieldSet, field: "trackNumber" | "trackTotal" | "discNumber" | "discTotal", value: number): void => {
  if (value > 0) fields.add(field, String(value))
}

const coverAt = (source: Bytes, data: Box, type: number): FoundPicture => ({
  mime:
    mimeOfImage(source.view(data.start, Math.min(16, data.end - data.start))) ??
    (type === 13 ? "image/jpeg" : type === 14 ? "image/png" : null),
  isFront: false,
  bytes: () => source.view(data.start, data.end - data.start).slice()
})

export interface SoundTrack {
  readonly properties: Properties
  /** Its `stbl`. */
  readonly tables: Box
}

const soundTrack = (source: Bytes, moov: Box, mediaBytes: number): SoundTrack | undefined => {
  for (const trak of boxesIn(source, moov.start, moov.end)) {
    const mdia = trak.name === "trak" ? childOf(source, trak, "mdia") : undefined
    const handler = childOf(source, mdia, "hdlr")
    if (mdia === undefined || handler === undefined || handler.end - handler.start < 12) continue
    if (ascii(source.view(handler.start + 8, 4), 0, 4) !== "soun") continue
    const tables = childOf(source, childOf(source, mdia, "minf"), "stbl")
    return soundOf(source, childOf(source, mdia, "mdhd"), tables, childOf(source, tables, "stsd"), mediaBytes)
  }
  return undefined
}

/** The sound track whose boxes these are; undefined where they do not say its length, or what it is. */
export const soundOf = (
  source: Bytes,
  mdhd: Box | undefined,
  tables: Box | undefined,
  stsd: Box | undefined,
  mediaBytes: number
): SoundTrack | undefined => {
  const durationSeconds = mediaDuration(source, mdhd)
  if (tables === undefined || stsd === undefined || durationSeconds === undefined) return undefined
  const sound = soundEntry(source, stsd)
  if (sound === undefined) return undefined
  const measured = durationSeconds > 0 ? (mediaBytes * 8) / durationSeconds : undefined
  return { properties: { ...sound, durationSeconds, bitsPerSecond: sound.bitsPerSecond || measured }, tables }
}

const mediaDuration = (source: Bytes, mdhd: Box | undefined): number | undefined => {
  if (mdhd === undefined || mdhd.end - mdhd.start < 24) return undefined
  const header = source.view(mdhd.start, Math.min(36, mdhd.end - mdhd.start))
  const isLong = header[0] === 1
  const scale = uint32be(header, isLong ? 20 : 12)
  const duration = isLong ? uint64be(header, 24) : uint32be(header, 16)
  // All bits set: unknown. Zero: the fragments tell, or nothing does.
  const isKnown = duration > 0 && duration < (isLong ? 2 ** 64 : 2 ** 32 - 1)
  return scale === 0 || !isKnown ? undefined : duration / scale
}

/** The first sample description, corrected by what the codec itself says. */
const soundEntry = (source: Bytes, stsd: Box): Properties | undefined => {
  for (const entry of boxesIn(source, stsd.start + 8, stsd.end)) {
    if (entry.end - entry.start < 28) return undefined
    const head = source.view(entry.start, 28)
    const version = uint16be(head, 8)
    const base = { channels: uint16be(head, 16), sampleRateHz: uint16be(head, 24) + uint16be(head, 26) / 65536 }
    const inner = { ...entry, start: entry.start + 28 + (version === 1 ? 16 : version === 2 ? 36 : 0) }
    const esds = childOf(source, inner, "esds") ?? childOf(source, childOf(source, inner, "wave"), "esds")
    if (esds !== undefined) return { ...base, ...aacProperties(source.view(esds.start, Math.min(256, esds.end - esds.start))) }
    const alac = entry.name === "alac" ? childOf(source, inner, "alac") : undefined
    if (alac !== undefined && alac.end - alac.start >= 28) return alacProperties(source.view(alac.start, 28))
    return base
  }
  return undefined
}

const alacProperties = (cookie: Uint8Array): Properties => ({
  channels: cookie[13] ?? 0,
  bitsPerSecond: uint32be(cookie, 20),
  sampleRateHz: uint32be(cookie, 24)
})

const tag = { elementaryStream: 3, decoderConfig: 4, decoderSpecific: 5 } as const

/** Walks the descriptors of an `esds` box: the average bit rate, and AAC's own rate and channels. */
const aacProperties = (esds: Uint8Array): Properties => {
  const found: { -readonly [K in keyof Properties]: Properties[K] } = {}
  for (let at = 4; at < esds.length; ) {
    const kind = esds[at]
    let length = 0
    let more = 0x80
    for (at += 1; more !== 0 && at < esds.length; at += 1) {
      more = (esds[at] ?? 0) & 0x80
      length = (length << 7) | ((esds[at] ?? 0) & 0x7f)
    }
    if (kind === tag.elementaryStream) at += 3 + elementaryStreamExtras(esds, at)
    else if (kind === tag.decoderConfig) {
      found.bitsPerSecond = uint32be(esds, at + 9)
      at += 13
    } else if (kind === tag.decoderSpecific) {
      Object.assign(found, audioSpecificConfig(esds.subarray(at, at + length)))
      at += length
    } else at += length
  }
  return found
}

/** Optional fields behind an elementary stream's flags. */
const elementaryStreamExtras = (esds: Uint8Array, at: number): number => {
  const flags = esds[at + 2] ?? 0
  return ((flags & 0x80) !== 0 ? 2 : 0) + ((flags & 0x40) !== 0 ? 1 + (esds[at + 3] ?? 0) : 0) + ((flags & 0x20) !== 0 ? 2 : 0)
}

const aacRates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350] as const
const aacChannels = [0, 1, 2, 3, 4, 5, 6, 8] as const

/** Reads bits from the front; zeros behind the end. */
const bitReader = (bytes: Uint8Array): { read: (count: number) => number; left: () => number } => {
  let bit = 0
  const read = (count: number): number => {
    let value = 0
    for (let index = 0; index < count; index += 1, bit += 1)
      value = (value << 1) | (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1)
    return value
  }
  return { read, left: () => bytes.length * 8 - bit }
}

const objectType = { sbr: 5, parametricStereo: 29, escape: 31 } as const

/**
 * AudioSpecificConfig: with spectral band replication the rate that is heard is a second one, named by the object type or, so that
 * older players need not know, behind the configuration of the core. Parametric stereo makes two channels of one.
 */
const audioSpecificConfig = (config: Uint8Array): Properties => {
  if (config.length < 2) return {}
  const { read, left } = bitReader(config)
  const readRate = (): number | undefined => {
    const index = read(4)
    return index === 15 ? read(24) : aacRates[index]
  }
  const short = read(5)
  const type = short === objectType.escape ? 32 + read(6) : short
  let rate = readRate()
  let channels = aacChannels[read(4)]
  let isParametric = type === objectType.parametricStereo
  if (type === objectType.sbr || isParametric) rate = readRate() ?? rate
  else if (type >= 1 && type <= 4 && channels) {
    read(1)
    if (read(1) === 1) read(14)
    read(1)
    if (left() >= 16 && read(11) === 0x2b7 && read(5) === objectType.sbr && read(1) === 1) {
      rate = readRate() ?? rate
      isParametric = left() >= 12 && read(11) === 0x548 && read(1) === 1
    }
  }
  if (isParametric && channels === 1) channels = 2
  return { ...(rate ? { sampleRateHz: rate } : {}), ...(channels ? { channels } : {}) }
}
