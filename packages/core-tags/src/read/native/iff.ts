/**
 * RIFF (wav, also RF64) and AIFF: the same chunks in two byte orders.
 *
 * Read by chunk headers. Sound data is never read, and a data chunk whose length is wrong (0, or longer than the file, as programs
 * leave it that were stopped while recording) is taken as what the file holds.
 */
import type { ByteSource, Bytes } from "../byte-source.ts"
import { essenceOfRange } from "../essence/essence.ts"
import { FieldSet } from "../fields.ts"
import type { FoundPicture, Parsed, Properties } from "../parsed.ts"
import { readId3v2 } from "./id3v2.ts"
import { aiffKeys, riffKeys } from "./other-keys.ts"
import { ascii, decodeLatin1, decodeUtf8, uint16be, uint16le, uint32be, uint32le, uint64le } from "./text.ts"

interface Chunk {
  readonly id: string
  readonly start: number
  readonly sizeBytes: number
}

const maxChunks = 65_536
const maxTextBytes = 1024 * 1024

/** Chunks up to the end of the file; the last one's length is cut to what is there. `dataBytes` stands in for the length that RF64 leaves open. */
function* chunksIn(source: Bytes, littleEndian: boolean, dataBytes?: number): Generator<Chunk> {
  const read = littleEndian ? uint32le : uint32be
  let at = 12
  for (let count = 0; count < maxChunks && at + 8 <= source.sizeBytes; count += 1) {
    const header = source.view(at, 8)
    const id = ascii(header, 0, 4)
    const size = read(header, 4)
    const real = id === "data" && size === 0xffffffff && dataBytes !== undefined ? dataBytes : size
    const start = at + 8
    yield { id, start, sizeBytes: Math.min(real, source.sizeBytes - start) }
    at = start + real + (real & 1)
  }
}

interface Tags {
  readonly id3: Array<FieldSet>
  readonly own: FieldSet
  readonly pictures: Array<FoundPicture>
}

const addId3 = (source: Bytes, chunk: Chunk, tags: Tags): void => {
  const tag = readId3v2(source, chunk.start)
  if (tag === undefined) return
  tags.id3.push(tag.fields)
  tags.pictures.push(...tag.pictures)
}

const newTags = (): Tags => ({ id3: [], own: new FieldSet(), pictures: [] })

interface WaveFormat {
  readonly channels: number
  readonly sampleRateHz: number
  readonly bytesPerSecond: number
  readonly blockBytes: number
  readonly isPcm: boolean
}

/** Reads a wav file; undefined where its `fmt ` chunk is missing. */
export const readWav = (source: ByteSource): Parsed | undefined => {
  const tags = newTags()
  let format: WaveFormat | undefined
  let samples: number | undefined
  let data: Chunk | undefined
  for (const chunk of chunksIn(source, true, rf64DataBytes(source))) {
    if (chunk.id === "fmt " && chunk.sizeBytes >= 16) format ??= waveFormat(source.view(chunk.start, 16))
    else if (chunk.id === "fact" && chunk.sizeBytes >= 4) samples ??= uint32le(source.view(chunk.start, 4), 0)
    else if (chunk.id === "data") data ??= chunk
    else if (/^id3 $/i.test(chunk.id)) addId3(source, chunk, tags)
    else if (chunk.id === "LIST") addInfo(source, chunk, tags.own)
  }
  if (format === undefined) return undefined
  return {
    format: "wav",
    tags: [...tags.id3, tags.own],
    pictures: tags.pictures,
    properties: waveProperties(format, data?.sizeBytes, samples),
    essence: () => soundOf(source, "wav", data, 0)
  }
}

const soundOf = (source: Bytes, format: string, chunk: Chunk | undefined, skip: number): string | null =>
  chunk === undefined ? null : essenceOfRange(source, format, chunk.start + skip, chunk.start + chunk.sizeBytes)

/** RF64 keeps the length of its data in a chunk of its own, right at the front. */
const rf64DataBytes = (source: Bytes): number | undefined => {
  if (source.sizeBytes < 44 || ascii(source.view(0, 4), 0, 4) !== "RF64") return undefined
  const header = source.view(12, 24)
  return ascii(header, 0, 4) === "ds64" ? uint64le(header, 16) : undefined
}

const formatTag = { pcm: 1, float: 3, extensible: 0xfffe } as const

const waveFormat = (fmt: Uint8Array): WaveFormat => {
  const tag = uint16le(fmt, 0)
  return {
    isPcm: tag === formatTag.pcm || tag === formatTag.float || tag === formatTag.extensible,
    channels: uint16le(fmt, 2),
    sampleRateHz: uint32le(fmt, 4),
    bytesPerSecond: uint32le(fmt, 8),
    blockBytes: uint16le(fmt, 12)
  }
}

/** What is stored plainly is measured; what is compressed tells its samples in `fact`. */
const waveProperties = (format: WaveFormat, dataBytes: number | undefined, samples: number | undefined): Properties => {
  const { sampleRateHz, channels, bytesPerSecond, blockBytes, isPcm } = format
  const base = { sampleRateHz, channels, bitsPerSecond: bytesPerSecond * 8 }
  if (dataBytes === undefined || sampleRateHz === 0) return base
  if (isPcm && blockBytes > 0) return { ...base, durationSeconds: dataBytes / blockBytes / sampleRateHz }
  if (samples !== undefined && samples > 0) return { ...base, durationSeconds: samples / sampleRateHz }
  return { ...base, durationSeconds: bytesPerSecond > 0 ? dataBytes / bytesPerSecond : undefined }
}

/** LIST/INFO texts: UTF-8 where they are, else as Windows wrote them. */
const addInfo = (source: Bytes, list: Chunk, fields: FieldSet): void => {
  const end = list.start + list.sizeBytes
  if (list.sizeBytes < 4 || ascii(source.view(list.start, 4), 0, 4) !== "INFO") return
  for (let at = list.start + 4; at + 8 <= end; ) {
    const header = source.view(at, 8)
    const id = ascii(header, 0, 4)
    const size = uint32le(header, 4)
    if (at + 8 + size > end) return
    if (size > 0 && size <= maxTextBytes) fields.addByKey(riffKeys, id, decodeLoosely(source.view(at + 8, size)))
    at += 8 + size + (size & 1)
  }
}

const decodeLoosely = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0)
  const text = end < 0 ? bytes : bytes.subarray(0, end)
  const decoded = decodeUtf8(text)
  return decoded.includes("\uFFFD") ? decodeLatin1(text) : decoded
}

/** Reads an AIFF or AIFF-C file; undefined where its `COMM` chunk is missing. */
export const readAiff = (source: ByteSource): Parsed | undefined => {
  const tags = newTags()
  let properties: Properties | undefined
  let sound: Chunk | undefined
  for (const chunk of chunksIn(source, false)) {
    if (chunk.id === "COMM" && chunk.sizeBytes >= 18)
      properties ??= aiffProperties(source.view(chunk.start, Math.min(22, chunk.sizeBytes)))
    else if (chunk.id === "SSND") sound ??= chunk
    else if (/^id3 $/i.test(chunk.id)) addId3(source, chunk, tags)
    else if ((chunk.id === "NAME" || chunk.id === "AUTH") && chunk.sizeBytes <= maxTextBytes) {
      tags.own.addByKey(aiffKeys, chunk.id, decodeLoosely(source.view(chunk.start, chunk.sizeBytes)))
    }
  }
  if (properties === undefined) return undefined
  // An offset and a block size stand before the samples.
  const essence = () => soundOf(source, "aiff", sound, 8)
  return { format: "aiff", tags: [...tags.id3, tags.own], pictures: tags.pictures, properties, essence }
}

/** Compressions that store every sample in as many bits as the header says. */
const plainCompressions: ReadonlySet<string> = new Set([
  "",
  "NONE",
  "sowt",
  "twos",
  "raw ",
  "fl32",
  "FL32",
  "fl64",
  "FL64",
  "in24",
  "in32"
])
/** 8-bit logarithmic samples, which the header counts as the 16 bits they become. */
const logarithmic: ReadonlySet<string> = new Set(["alaw", "ALAW", "ulaw", "ULAW"])

const aiffProperties = (comm: Uint8Array): Properties => {
  const channels = uint16be(comm, 0)
  const frames = uint32be(comm, 2)
  const bits = uint16be(comm, 6)
  const sampleRateHz = extended80(comm, 8)
  const compression = ascii(comm, 18, 4)
  const stored = logarithmic.has(compression) ? 8 : plainCompressions.has(compression) ? Math.ceil(bits / 8) * 8 : 0
  return {
    channels,
    sampleRateHz,
    durationSeconds: sampleRateHz > 0 ? frames / sampleRateHz : undefined,
    bitsPerSecond: stored === 0 ? undefined : sampleRateHz * channels * stored
  }
}

/** An 80-bit float, as SANE had it. */
const extended80 = (bytes: Uint8Array, at: number): number => {
  const exponent = uint16be(bytes, at) & 0x7fff
  return exponent === 0x7fff ? 0 : (uint32be(bytes, at + 2) + uint32be(bytes, at + 6) / 4294967296) * 2 ** (exponent - 16383 - 31)
}
