/** Small audio files built byte by byte, so that a test knows what stands where. Silent, and valid as far as any tag program looks. */
import { pageChecksum } from "../src/write/ogg-pages.ts"

export const bytesOf = (...parts: ReadonlyArray<Uint8Array | string | number>): Uint8Array<ArrayBuffer> => {
  const encoder = new TextEncoder()
  const chunks = parts.map((part) =>
    typeof part === "string" ? encoder.encode(part) : typeof part === "number" ? Uint8Array.of(part) : part
  )
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

const big = (value: number, width: number): Uint8Array =>
  Uint8Array.from({ length: width }, (_, i) => Math.floor(value / 256 ** (width - 1 - i)) % 256)

const little = (value: number, width: number): Uint8Array => big(value, width).reverse()

const synchsafe = (value: number): Uint8Array =>
  Uint8Array.of((value >> 21) & 127, (value >> 14) & 127, (value >> 7) & 127, value & 127)

/** Bytes that differ from place to place. */
export const noise = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 167 + (i >> 8) * 13 + 1) & 0x7f)

// --- MP3 ---

/** MPEG 1 layer III, 128 kb/s, 44.1 kHz: frames of 417 bytes. */
export const mpegFrames = (count: number): Uint8Array => {
  const frame = new Uint8Array(417)
  frame.set([0xff, 0xfb, 0x90, 0x00])
  return bytesOf(...Array.from({ length: count }, () => frame))
}

export interface MadeFrame {
  readonly id: string
  readonly data: Uint8Array
  readonly flags?: number
}

export const id3Tag = (version: 3 | 4, frames: ReadonlyArray<MadeFrame>, paddingBytes = 64): Uint8Array => {
  const body = bytesOf(
    ...frames.map(({ id, data, flags }) =>
      bytesOf(id, version === 4 ? synchsafe(data.length) : big(data.length, 4), big(flags ?? 0, 2), data)
    ),
    new Uint8Array(paddingBytes)
  )
  return bytesOf("ID3", version, 0, 0, synchsafe(body.length), body)
}

/** A text in ISO 8859-1. */
export const text = (id: string, value: string): MadeFrame => ({
  id,
  data: bytesOf(
    0,
    Uint8Array.from(value, (c) => c.charCodeAt(0))
  )
})

const utf16 = (value: string): Uint8Array => bytesOf(0xff, 0xfe, ...[...value].map((c) => little(c.charCodeAt(0), 2)))

export const wideText = (id: string, value: string): MadeFrame => ({ id, data: bytesOf(1, utf16(value)) })

const picture = noise(300)

/** Frames that careless programs lose or change. */
export const oddFrames: ReadonlyArray<MadeFrame> = [
  { id: "TXXX", data: bytesOf(1, utf16("CATALOGNUMBER"), 0, 0, utf16("CAT-1")) },
  { id: "TXXX", data: bytesOf(0, "ROSE\0not an id") },
  { id: "PRIV", data: bytesOf("owner@example.org\0", noise(40)) },
  { id: "GEOB", data: bytesOf(0, "application/x\0name.bin\0what it is\0", noise(50)) },
  { id: "APIC", data: bytesOf(0, "image/png\0", 3, "front\0", picture) },
  { id: "APIC", data: bytesOf(0, "image/png\0", 4, "back\0", noise(100)) },
  { id: "COMM", data: bytesOf(0, "eng", "\0a comment") },
  { id: "COMM", data: bytesOf(0, "deu", "what\0ein Kommentar") },
  { id: "USLT", data: bytesOf(0, "eng", "\0la la") },
  { id: "POPM", data: bytesOf("someone@example.org\0", 196, 0, 0, 0, 7) },
  { id: "UFID", data: bytesOf("http://musicbrainz.org\0", "6f2c5b7e-0000-4000-8000-000000000000") },
  { id: "WOAR", data: bytesOf("https://example.org/") },
  { id: "WXXX", data: bytesOf(0, "home\0https://example.org/a") },
  // Frames in frames: both versions write so small a size alike.
  { id: "CHAP", data: bytesOf("ch1\0", noise(16), "TIT2", 0, 0, 0, 5, 0, 0, 0, "Part") },
  { id: "CTOC", data: bytesOf("toc\0", 3, 1, "ch1\0", "TIT2", 0, 0, 0, 5, 0, 0, 0, "Tale") },
  { id: "MCDI", data: noise(30) },
  { id: "XYZW", data: noise(20) }
]

export const id3v1 = (title: string): Uint8Array => {
  const tag = new Uint8Array(128)
  tag.set(bytesOf("TAG", title))
  tag.set(bytesOf("old comment"), 97)
  return tag
}

export const madeMp3 = (version: 3 | 4, frames: ReadonlyArray<MadeFrame>, end: Uint8Array = new Uint8Array()): Uint8Array =>
  bytesOf(id3Tag(version, frames), mpegFrames(12), end)

// --- Vorbis comments, FLAC, Ogg ---

export const vorbisComment = (entries: ReadonlyArray<string>): Uint8Array => {
  const lengthed = (value: string) => bytesOf(little(new TextEncoder().encode(value).length, 4), value)
  return bytesOf(lengthed("a vendor"), little(entries.length, 4), ...entries.map(lengthed))
}

export const comments = [
  "title=Song",
  "Artist=Someone",
  "ARTIST=Someone Else",
  "comment=ünïcode",
  "REPLAYGAIN_TRACK_GAIN=-6.5 dB"
]

const block = (type: number, body: Uint8Array, last = false): Uint8Array =>
  bytesOf(type | (last ? 0x80 : 0), big(body.length, 3), body)

/** 44.1 kHz, 2 channels, 16 bits. */
const streamInfo = bytesOf(big(4096, 2), big(4096, 2), big(0, 6), Uint8Array.of(0x0a, 0xc4, 0x42, 0xf0), big(44100, 4), noise(16))

export const madeFlac = (entries: ReadonlyArray<string>, front: Uint8Array = new Uint8Array()): Uint8Array =>
  bytesOf(
    front,
    "fLaC",
    block(0, streamInfo),
    block(2, bytesOf("appl", noise(30))),
    block(4, vorbisComment(entries)),
    block(
      6,
      bytesOf(big(3, 4), big(9, 4), "image/png", big(0, 4), big(1, 4), big(1, 4), big(24, 4), big(0, 4), big(300, 4), noise(300))
    ),
    block(1, new Uint8Array(50), true),
    Uint8Array.of(0xff, 0xf8),
    noise(3000)
  )

/** Pages of one stream; each page holds whole packets. The first begins the stream and the last ends it. */
const pages = (packets: ReadonlyArray<ReadonlyArray<Uint8Array>>, serial: number): Uint8Array =>
  bytesOf(
    ...packets.map((inPage, i) => {
      const lacing = inPage.flatMap((packet) => [
        ...Array<number>(Math.floor(packet.length / 255)).fill(255),
        packet.length % 255
      ])
      const flags = (i === 0 ? 2 : 0) | (i === packets.length - 1 ? 4 : 0)
      const position = i < 2 ? 0 : i * 960
      const head = bytesOf("OggS", 0, flags, little(position, 8), little(serial, 4), little(i, 4), big(0, 4), lacing.length)
      const page = bytesOf(head, Uint8Array.from(lacing), ...inPage)
      page.set(little(pageChecksum(page), 4), 22)
      return page
    })
  )

const opusPacket = bytesOf(0xf8, noise(120))

export const madeOpus = (entries: ReadonlyArray<string>, rest: Uint8Array = new Uint8Array()): Uint8Array =>
  pages(
    [
      [bytesOf("OpusHead", 1, 2, little(312, 2), little(48000, 4), little(0, 2), 0)],
      [bytesOf("OpusTags", vorbisComment(entries), rest)],
      ...Array.from({ length: 8 }, () => [opusPacket, opusPacket, opusPacket])
    ],
    0x12345678
  )

export const madeVorbis = (entries: ReadonlyArray<string>): Uint8Array =>
  pages(
    [
      [bytesOf("\x01vorbis", little(0, 4), 2, little(44100, 4), little(0, 4), little(128000, 4), little(0, 4), 0xb8, 1)],
      [bytesOf("\x03vorbis", vorbisComment(entries), 1), bytesOf("\x05vorbis", noise(700))],
      ...Array.from({ length: 8 }, () => [noise(200), noise(90)])
    ],
    0x12345678
  )

// --- MP4 ---

export const atom = (type: string, ...parts: ReadonlyArray<Uint8Array | string | number>): Uint8Array => {
  const body = bytesOf(...parts)
  return bytesOf(
    big(body.length + 8, 4),
    Uint8Array.from(type, (c) => c.charCodeAt(0)),
    body
  )
}

const data = (type: number, value: Uint8Array | string): Uint8Array => atom("data", big(type, 4), big(0, 4), bytesOf(value))

const freeform = (domain: string, name: string, value: string): Uint8Array =>
  atom("----", atom("mean", big(0, 4), domain), atom("name", big(0, 4), name), data(1, value))

export const items: ReadonlyArray<Uint8Array> = [
  atom("\xa9nam", data(1, "Song")),
  atom("\xa9ART", data(1, "Someone")),
  atom("trkn", data(0, Uint8Array.of(0, 0, 0, 3, 0, 9, 0, 0))),
  atom("covr", data(14, noise(300))),
  freeform("com.apple.iTunes", "LABEL", "A Label"),
  freeform("org.example", "lower case", "kept")
]

const mvhd = atom("mvhd", big(0, 12), big(1000, 4), big(1000, 4), big(0x10000, 4), new Uint8Array(76))
const tkhd = atom("tkhd", big(1, 4), big(0, 8), big(1, 4), big(0, 4), big(1000, 4), new Uint8Array(60))
const mdhd = atom("mdhd", big(0, 12), big(44100, 4), big(44100, 4), big(0, 4))
const mp4a = atom(
  "mp4a",
  new Uint8Array(6),
  big(1, 2),
  new Uint8Array(8),
  big(2, 2),
  big(16, 2),
  big(0, 4),
  big(44100, 2),
  big(0, 2)
)

const trak = (chunks: ReadonlyArray<number>): Uint8Array =>
  atom(
    "trak",
    tkhd,
    atom(
      "mdia",
      mdhd,
      atom("hdlr", big(0, 8), "soun", new Uint8Array(13)),
      atom(
        "minf",
        atom("smhd", big(0, 8)),
        atom(
          "stbl",
          atom("stsd", big(0, 4), big(1, 4), mp4a),
          atom("stts", big(0, 4), big(1, 4), big(chunks.length, 4), big(1024, 4)),
          atom("stsc", big(0, 4), big(1, 4), big(1, 4), big(1, 4), big(1, 4)),
          atom("stsz", big(0, 4), big(1000, 4), big(chunks.length, 4)),
          atom("stco", big(0, 4), big(chunks.length, 4), ...chunks.map((chunk) => big(chunk, 4)))
        )
      )
    )
  )

const metaOf = (list: ReadonlyArray<Uint8Array>): Uint8Array =>
  atom("udta", atom("meta", big(0, 4), atom("hdlr", big(0, 8), "mdirappl", big(0, 9)), atom("ilst", ...list)))

/** `moovFirst`: the offsets of the three chunks must move when the items grow. */
export const madeM4a = (list: ReadonlyArray<Uint8Array>, moovFirst: boolean): Uint8Array => {
  const ftyp = atom("ftyp", "M4A ", big(0, 4), "M4A mp42isom")
  const mdat = atom("mdat", noise(3000))
  const moov = (from: number) =>
    atom(
      "moov",
      mvhd,
      trak([0, 1000, 2000].map((offset) => from + 8 + offset)),
      list.length === 0 ? new Uint8Array() : metaOf(list)
    )
  const first = ftyp.length
  return moovFirst ? bytesOf(ftyp, moov(first + moov(0).length), mdat) : bytesOf(ftyp, mdat, moov(first))
}
