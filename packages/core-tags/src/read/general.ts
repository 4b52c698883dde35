/**
 * Reading through music-metadata: every container without a reader of its own here, and every file that its own reader gives up.
 *
 * What it found before it failed is kept (its observer sees every value), because a broken file with a title is worth more than
 * none. ID3v2 tags that it met are read again exactly (see native/id3v2.ts).
 */
import { type IAudioMetadata, type IOptions, parseFromTokenizer } from "music-metadata"
import type { AudioFormat } from "../tags.ts"
import type { ByteSource } from "./byte-source.ts"
import { FieldSet, type KeyTable, lazyTable } from "./fields.ts"
import { readId3v2 } from "./native/id3v2.ts"
import { mp4Keys } from "./native/mp4-keys.ts"
import { aiffKeys, apeKeys, asfKeys, id3v1Keys, matroskaKeys, riffKeys } from "./native/other-keys.ts"
import { vorbisKeys } from "./native/vorbis-keys.ts"
import type { FoundPicture, Parsed, Properties } from "./parsed.ts"
import type { Container } from "./sniff.ts"
import { SourceTokenizer } from "./tokenizer.ts"

/** The parser that music-metadata picks by each MIME type. */
const mimeTypes: Readonly<Record<Container, string>> = {
  flac: "audio/flac",
  ogg: "audio/ogg",
  mp4: "audio/mp4",
  mpeg: "audio/mpeg",
  aac: "audio/aacs",
  wav: "audio/wav",
  aiff: "audio/aiff",
  wavpack: "audio/wavpack",
  ape: "audio/ape",
  matroska: "audio/matroska",
  asf: "audio/ms-asf",
  musepack: "audio/musepack",
  dsf: "audio/dsf",
  dff: "audio/dsd"
}

/** Numbers come as `n/total` here, cut to eight bits; zero means none. */
const itunesKeys = lazyTable(() => new Map([...mp4Keys, ["trkn", ["trackNumber", 0]], ["disk", ["discNumber", 0]]]))

/** music-metadata's tag types, the one to be believed first; ID3v2 is read by us. */
const tagTypes: ReadonlyArray<readonly [type: string, keys: KeyTable]> = [
  ["vorbis", vorbisKeys],
  ["iTunes", itunesKeys],
  ["matroska", matroskaKeys],
  ["asf", asfKeys],
  ["APEv2", apeKeys],
  ["exif", riffKeys],
  ["AIFF", aiffKeys],
  ["ID3v1", id3v1Keys]
]

export interface GeneralReading {
  /** Undefined when nothing usable was found. */
  readonly parsed: Parsed | undefined
  /** Why the parser stopped, if it did. */
  readonly cause: unknown
}

/** Never rejects. `withPictures` also reads the pictures' bytes. */
export const readGeneral = (source: ByteSource, container: Container, withPictures: boolean): PromiseLike<GeneralReading> => {
  const tokenizer = new SourceTokenizer(source, mimeTypes[container])
  let partial: IAudioMetadata | undefined
  // A new object each time: the parser writes into its options.
  const options: IOptions = {
    duration: false,
    skipCovers: !withPictures,
    observer: (update) => {
      partial = update.metadata as unknown as IAudioMetadata
    }
  }
  return parseFromTokenizer(tokenizer, options).then(
    (metadata) => ({ parsed: parsedOf(source, container, metadata, tokenizer), cause: undefined }),
    (cause: unknown) => ({ parsed: partial === undefined ? undefined : parsedOf(source, container, partial, tokenizer), cause })
  )
}

const parsedOf = (
  source: ByteSource,
  container: Container,
  metadata: IAudioMetadata,
  tokenizer: SourceTokenizer
): Parsed | undefined => {
  const { format } = metadata
  const pictures: Array<FoundPicture> = []
  const tags = exactId3v2(source, tokenizer, pictures)
  for (const [type, keys] of tagTypes) tags.push(fieldsOf(metadata.native[type] ?? [], keys, pictures))
  // Broken headers give numbers that no sound has.
  const isPlausible = (format.sampleRate ?? 0) <= 50_000_000 && (format.numberOfChannels ?? 0) <= 255
  const hasProperties = isPlausible && ((format.sampleRate ?? 0) > 0 || (format.duration ?? 0) > 0)
  if (!hasProperties && !tags.some((tag) => tag.isDescriptive)) return undefined
  return {
    format: formatOf(container, format.codec),
    tags,
    pictures,
    properties: isPlausible ? propertiesOf(format) : {}
  }
}

const propertiesOf = (format: IAudioMetadata["format"]): Properties => ({
  durationSeconds: format.duration,
  bitsPerSecond: format.bitrate,
  // Opus decodes to 48 kHz, whatever rate was once put in.
  sampleRateHz: format.codec === "Opus" ? 48_000 : format.sampleRate,
  channels: format.numberOfChannels
})

/** ID3v2 tags where the parser met them: RIFF, AIFF and DSF keep them in chunks. */
const exactId3v2 = (source: ByteSource, tokenizer: SourceTokenizer, pictures: Array<FoundPicture>): Array<FieldSet> => {
  const tags: Array<FieldSet> = []
  for (const position of tokenizer.id3v2Positions) {
    const tag = readId3v2(source, position)
    if (tag === undefined) continue
    tags.push(tag.fields)
    pictures.push(...tag.pictures)
  }
  return tags
}

const fieldsOf = (
  native: ReadonlyArray<{ readonly id: string; readonly value: unknown }>,
  keys: KeyTable,
  pictures: Array<FoundPicture>
): FieldSet => {
  const fields = new FieldSet()
  for (const { id, value } of native) {
    if (keys === itunesKeys && typeof value === "string" && /^0\/\d+$/.test(value)) continue
    if (typeof value === "string") fields.addByKey(keys, id, value)
    else if (typeof value === "number") fields.addByKey(keys, id, String(value))
    else addPicture(id, value, pictures)
  }
  return fields
}

const addPicture = (id: string, value: unknown, pictures: Array<FoundPicture>): void => {
  if (typeof value !== "object" || value === null || !("data" in value) || !(value.data instanceof Uint8Array)) return
  const { data } = value
  const mime = "format" in value && typeof value.format === "string" ? value.format : null
  const type = "type" in value && typeof value.type === "string" ? value.type : id
  pictures.push({ mime, isFront: /front/i.test(type), bytes: () => data })
}

const formatOf = (container: Container, codec: string | undefined): AudioFormat => {
  switch (container) {
    case "ogg":
      return codec === "Opus" ? "opus" : codec === "FLAC" ? "ogg-flac" : /speex/i.test(codec ?? "") ? "ogg-speex" : "ogg-vorbis"
    case "mpeg":
      return "mp3"
    default:
      return formats[container]
  }
}

const formats: Readonly<Record<Exclude<Container, "ogg" | "mpeg">, AudioFormat>> = {
  flac: "flac",
  mp4: "m4a",
  aac: "aac",
  wav: "wav",
  aiff: "aiff",
  wavpack: "wv",
  ape: "ape",
  matroska: "mka",
  asf: "wma",
  musepack: "mpc",
  dsf: "dsf",
  dff: "dff"
}
