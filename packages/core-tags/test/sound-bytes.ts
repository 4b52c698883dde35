/** Small sound files made from their parts, byte by byte as the formats' specifications have them. Silent or noise. */

export type Part = Uint8Array | string | number | ReadonlyArray<Part>

/** Joins parts: texts as UTF-8, numbers as one byte. */
export const join = (...parts: ReadonlyArray<Part>): Uint8Array => {
  const chunks = parts.flatMap(flatten)
  const out = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    out.set(chunk, at)
    at += chunk.length
  }
  return out
}

const flatten = (part: Part): ReadonlyArray<Uint8Array> => {
  if (part instanceof Uint8Array) return [part]
  if (typeof part === "string") return [new TextEncoder().encode(part)]
  return typeof part === "number" ? [Uint8Array.of(part)] : part.flatMap(flatten)
}

export const be = (value: number, bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** (bytes - 1 - index)) % 256)
export const le = (value: number, bytes: number): Uint8Array => be(value, bytes).toReversed()
export const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))
export const utf16le = (text: string): Uint8Array =>
  join(...Array.from({ length: text.length }, (_, index) => le(text.charCodeAt(index), 2)))

const syncsafe = (value: number): Uint8Array => Uint8Array.from([21, 14, 7, 0], (shift) => (value >> shift) & 0x7f)

/** A picture that is recognised as one, of any length. */
export const jpeg = (length: number): Uint8Array =>
  join([0xff, 0xd8, 0xff, 0xe0], new Uint8Array(Math.max(0, length - 4)).fill(7))

// ID3v2

/** A frame: v2.2 with three letters; `flags` are the two format bytes. */
export const frame = (version: 2 | 3 | 4, id: string, body: Part, flags = 0): Uint8Array => {
  const content = join(body)
  if (version === 2) return join(id, be(content.length, 3), content)
  return join(id, version === 4 ? syncsafe(content.length) : be(content.length, 4), be(flags, 2), content)
}

export const textFrame = (version: 2 | 3 | 4, id: string, text: string): Uint8Array => frame(version, id, [3, text])
export const userText = (version: 3 | 4, description: string, text: string): Uint8Array =>
  frame(version, "TXXX", [3, description, 0, text])

export const id3v2 = (version: 2 | 3 | 4, frames: Part, flags = 0): Uint8Array => {
  const content = join(frames)
  return join("ID3", version, 0, flags, syncsafe(content.length), content)
}

export const id3v1 = (fields: {
  title: string
  artist: string
  album: string
  year: string
  track: number
  genre: number
}): Uint8Array => {
  const text = (value: string, length: number): Uint8Array => join(latin1(value), new Uint8Array(length - value.length))
  return join(
    "TAG",
    text(fields.title, 30),
    text(fields.artist, 30),
    text(fields.album, 30),
    text(fields.year, 4),
    new Uint8Array(28),
    0,
    fields.track,
    fields.genre
  )
}

/** APEv2 with a footer and no header. */
export const apeTag = (items: Readonly<Record<string, string>>): Uint8Array => {
  const entries = Object.entries(items)
  const content = join(...entries.map(([key, value]) => join(le(join(value).length, 4), le(0, 4), key, 0, value)))
  return join(content, "APETAGEX", le(2000, 4), le(content.length + 32, 4), le(entries.length, 4), le(0, 4), le(0, 8))
}

// MPEG audio: layer III, 44.1 kHz, stereo

/** A frame of 128 kb/s (417 bytes, the 9th rate) or of another rate. */
export const mpegFrame = (rateIndex = 9, body: Part = []): Uint8Array => {
  const kbps = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320][rateIndex] as number
  const length = Math.floor((144 * kbps * 1000) / 44_100)
  const head = join([0xff, 0xfb, (rateIndex << 4) | 0, 0x00], new Uint8Array(32), body)
  return join(head, new Uint8Array(length - head.length))
}

export const mpegFrames = (count: number, rateIndex = 9): Uint8Array =>
  join(Array.from({ length: count }, () => mpegFrame(rateIndex)))

/** The first frame of a variable stream, with LAME's delay and padding. */
export const xingFrame = (frames: number, bytes: number, delay: number, padding: number): Uint8Array =>
  mpegFrame(9, ["Xing", be(0b11, 4), be(frames, 4), be(bytes, 4), "LAME3.100", new Uint8Array(12), be(delay * 4096 + padding, 3)])

// FLAC and Vorbis comments

export const comments = (fields: ReadonlyArray<string>): Uint8Array => {
  const texts = fields.map((field) => join(field))
  return join(
    le(4, 4),
    "test",
    le(texts.length, 4),
    texts.map((text) => [le(text.length, 4), text])
  )
}

export const pictureBlock = (type: number, mime: string, data: Uint8Array): Uint8Array =>
  join(be(type, 4), be(mime.length, 4), mime, be(0, 4), be(0, 16), be(data.length, 4), data)

export const flacBlock = (kind: number, content: Uint8Array, isLast = false): Uint8Array =>
  join(kind | (isLast ? 0x80 : 0), be(content.length, 3), content)

/** Mono, 16 bits, the given number of samples at 44.1 kHz. */
export const streamInfo = (samples: number): Uint8Array =>
  join(be(4096, 2), be(4096, 2), be(0, 6), [0x0a, 0xc4, 0x40, 0xf0], be(samples, 4), new Uint8Array(16))

export const flac = (samples: number, blocks: ReadonlyArray<Uint8Array>, audioBytes = 1000): Uint8Array =>
  join(
    "fLaC",
    flacBlock(0, streamInfo(samples)),
    blocks,
    flacBlock(1, new Uint8Array(16), true),
    [0xff, 0xf8],
    new Uint8Array(audioBytes - 2)
  )

// Ogg

interface PageOptions {
  readonly serial: number
  readonly flags?: number
  readonly granule?: number
}

/** One page with the given segments' lengths; the checksum is left zero, which no tag reader looks at. */
export const oggPage = (
  { serial, flags = 0, granule = 0 }: PageOptions,
  lacing: ReadonlyArray<number>,
  body: Uint8Array
): Uint8Array =>
  join(
    "OggS",
    0,
    flags,
    granule < 0 ? be(2 ** 48 * 65_535 + 2 ** 48 - 1, 8).fill(255) : le(granule, 8),
    le(serial, 4),
    le(0, 4),
    le(0, 4),
    lacing.length,
    [...lacing],
    body
  )

/** A packet on as many pages as it needs. */
export const oggPacket = (serial: number, packet: Uint8Array, flags = 0): Uint8Array => {
  const pages: Array<Uint8Array> = []
  const perPage = 255 * 255
  for (let at = 0; at <= packet.length; at += perPage) {
    const body = packet.subarray(at, at + perPage)
    const isLast = at + perPage > packet.length
    const lacing = [...new Array<number>(Math.floor(body.length / 255)).fill(255), ...(isLast ? [body.length % 255] : [])]
    pages.push(oggPage({ serial, flags: (at > 0 ? 1 : 0) | (at === 0 ? flags : 0), granule: isLast ? 0 : -1 }, lacing, body))
  }
  return join(pages)
}

export const vorbisHead = (rate: number, channels: number, nominal: number): Uint8Array =>
  join(1, "vorbis", le(0, 4), channels, le(rate, 4), le(0, 4), le(nominal, 4), le(0, 4), 0xb8, 1)
export const opusHead = (channels: number, preSkip: number): Uint8Array =>
  join("OpusHead", 1, channels, le(preSkip, 2), le(44_100, 4), le(0, 2), 0)

// MP4

export const box = (name: string, ...content: ReadonlyArray<Part>): Uint8Array => {
  const body = join(content)
  return join(be(body.length + 8, 4), latin1(name), body)
}

export const dataBox = (type: number, value: Part): Uint8Array => box("data", be(type, 4), be(0, 4), value)
export const item = (name: string, value: Part, type = 1): Uint8Array => box(name, dataBox(type, value))
export const freeform = (domain: string, name: string, ...values: ReadonlyArray<string>): Uint8Array =>
  box(
    "----",
    box("mean", be(0, 4), domain),
    box("name", be(0, 4), name),
    values.map((value) => dataBox(1, value))
  )

/** One AAC track of the given length at 44.1 kHz, stereo, with the items; media data in front or behind. */
export const mp4 = (seconds: number, items: Part, mediaBytes = 1000): Uint8Array => {
  const config = [5, 2, 0x12, 0x10]
  const esds = box(
    "esds",
    be(0, 4),
    [3, 4 + 15 + config.length + 1, 0, 1, 0, 4, 13 + config.length, 0x40, 0x15, 0, 0, 0],
    be(128_000, 4),
    be(128_000, 4),
    config
  )
  const entry = box("mp4a", be(0, 6), be(1, 2), be(0, 8), be(2, 2), be(16, 2), be(0, 4), be(44_100, 2), be(0, 2), esds)
  const stbl = box("stbl", box("stsd", be(0, 4), be(1, 4), entry))
  const mdia = box(
    "mdia",
    box("mdhd", be(0, 4), be(0, 8), be(44_100, 4), be(seconds * 44_100, 4), be(0, 4)),
    box("hdlr", be(0, 8), "soun", be(0, 12)),
    box("minf", stbl)
  )
  const meta = box("meta", be(0, 4), box("hdlr", be(0, 8), "mdir", be(0, 12)), box("ilst", items))
  return join(
    box("ftyp", "M4A ", be(0, 4)),
    box("mdat", new Uint8Array(mediaBytes)),
    box("moov", box("mvhd", be(0, 100)), box("trak", mdia), box("udta", meta))
  )
}

// RIFF and AIFF

export const chunk = (id: string, content: Part, little = true): Uint8Array => {
  const body = join(content)
  return join(id, little ? le(body.length, 4) : be(body.length, 4), body, body.length % 2 === 1 ? 0 : [])
}

export const pcmFormat = (rate: number, channels: number): Uint8Array =>
  chunk("fmt ", [le(1, 2), le(channels, 2), le(rate, 4), le(rate * channels * 2, 4), le(channels * 2, 2), le(16, 2)])

export const wav = (...chunks: ReadonlyArray<Uint8Array>): Uint8Array => {
  const body = join("WAVE", chunks)
  return join("RIFF", le(body.length, 4), body)
}

export const aiff = (...chunks: ReadonlyArray<Uint8Array>): Uint8Array => {
  const body = join("AIFF", chunks)
  return join("FORM", be(body.length, 4), body)
}
