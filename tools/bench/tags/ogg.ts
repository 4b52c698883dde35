/**
 * Ogg Vorbis and Ogg Opus: the comment packet replaced, the pages numbered and summed anew, and a copy whose audio packets differ.
 *
 * One logical stream a file is assumed (ours are made so). The header packets are laid into pages of their own, as both formats ask;
 * the pages of audio keep their contents, only their numbers and checksums change.
 */
import { bytes, concat, hasText, latin1, u32le, viewOf } from "./bytes.ts"
import { type Comment, commentBlock } from "./vorbis-comments.ts"

export interface OggPage {
  /** 1 continued packet, 2 first page, 4 last page. */
  readonly flags: number
  /** The 8 bytes as they stand. */
  readonly granule: Uint8Array
  readonly lacing: Uint8Array
  readonly body: Uint8Array
}

export interface OggStream {
  readonly codec: "vorbis" | "opus"
  readonly serial: number
  /** Identification, comment, and for Vorbis the setup. */
  readonly headers: ReadonlyArray<Uint8Array>
  readonly audio: ReadonlyArray<OggPage>
  /** Granule position of the last page: samples at the stream's rate (Opus: at 48 kHz, the pre-skip included). */
  readonly endGranule: number
}

const pageAt = (data: Uint8Array, at: number): { readonly page: OggPage; readonly end: number } => {
  if (!hasText(data, at, "OggS")) throw new Error(`no Ogg page at ${at}`)
  const segments = data[at + 26] ?? 0
  const lacing = data.subarray(at + 27, at + 27 + segments)
  const bodyAt = at + 27 + segments
  const end = bodyAt + lacing.reduce((sum, n) => sum + n, 0)
  return {
    page: { flags: data[at + 5] ?? 0, granule: data.subarray(at + 6, at + 14), lacing, body: data.subarray(bodyAt, end) },
    end
  }
}

/** The packets of pages that hold only whole packets together. */
const packetsOf = (pages: ReadonlyArray<OggPage>): Array<Uint8Array> => {
  const packets: Array<Uint8Array> = []
  let parts: Array<Uint8Array> = []
  for (const page of pages) {
    let at = 0
    for (const length of page.lacing) {
      parts.push(page.body.subarray(at, at + length))
      at += length
      if (length === 255) continue
      packets.push(concat(parts))
      parts = []
    }
  }
  return packets
}

export const parseOgg = (data: Uint8Array): OggStream => {
  const pages: Array<OggPage> = []
  for (let at = 0; at < data.length; ) {
    const { page, end } = pageAt(data, at)
    pages.push(page)
    at = end
  }
  const first = pages[0]
  const last = pages.at(-1)
  if (first === undefined || last === undefined) throw new Error("no Ogg stream")
  const codec = hasText(first.body, 0, "OpusHead") ? "opus" : "vorbis"
  const wanted = codec === "opus" ? 2 : 3
  let headerPages = 1
  while (packetsOf(pages.slice(0, headerPages)).length < wanted && headerPages < pages.length) headerPages++
  const endGranule = Number(viewOf(last.granule).getBigUint64(0, true))
  const headers = packetsOf(pages.slice(0, headerPages))
  return { codec, serial: viewOf(data).getUint32(14, true), headers, audio: pages.slice(headerPages), endGranule }
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  return crc >>> 0
})

const crc32 = (data: Uint8Array): number => {
  let crc = 0
  for (let i = 0; i < data.length; i++) crc = (crc << 8) ^ (crcTable[((crc >>> 24) ^ (data[i] ?? 0)) & 255] ?? 0)
  return crc >>> 0
}

const writePage = (page: OggPage, serial: number, sequence: number): Uint8Array => {
  const out = concat([
    latin1("OggS"),
    bytes(0, page.flags),
    page.granule,
    u32le(serial),
    u32le(sequence),
    u32le(0),
    bytes(page.lacing.length),
    page.lacing,
    page.body
  ])
  out.set(u32le(crc32(out)), 22)
  return out
}

const noGranule = new Uint8Array(8).fill(255)
const zeroGranule = new Uint8Array(8)

/** Packets as pages: at most 255 segments each; granule −1 where no packet ends on the page. */
const paginate = (packets: ReadonlyArray<Uint8Array>): Array<OggPage> => {
  const body = concat(packets)
  const lacing: Array<number> = []
  for (const packet of packets) {
    for (let left = packet.length; left >= 255; left -= 255) lacing.push(255)
    lacing.push(packet.length % 255)
  }
  const pages: Array<OggPage> = []
  let at = 0
  for (let from = 0; from < lacing.length; from += 255) {
    const own = lacing.slice(from, from + 255)
    const size = own.reduce((sum, n) => sum + n, 0)
    pages.push({
      flags: from > 0 && lacing[from - 1] === 255 ? 1 : 0,
      granule: own.some((n) => n < 255) ? zeroGranule : noGranule,
      lacing: Uint8Array.from(own),
      body: body.subarray(at, at + size)
    })
    at += size
  }
  return pages
}

const commentPacket = (stream: OggStream, comments: ReadonlyArray<Comment>): Uint8Array =>
  stream.codec === "opus"
    ? concat([latin1("OpusTags"), commentBlock(comments)])
    : concat([bytes(3), latin1("vorbis"), commentBlock(comments), bytes(1)])

/** The whole file with these comments. */
export const writeOgg = (stream: OggStream, comments: ReadonlyArray<Comment>): Uint8Array => {
  const [identification, , ...setup] = stream.headers
  if (identification === undefined) throw new Error("no identification header")
  const pages = [
    ...paginate([identification]).map((page) => ({ ...page, flags: 2 })),
    ...paginate([commentPacket(stream, comments), ...setup]),
    ...stream.audio
  ]
  return concat(pages.map((page, sequence) => writePage(page, stream.serial, sequence)))
}

/** Vorbis decoders stop where the packet's audio ends; what follows is not looked at. */
const markVorbisPacket = (packet: Uint8Array, mark: Uint8Array): Uint8Array => concat([packet, mark])

/** A one-frame Opus packet in the form that allows padding (RFC 6716, code 3); padding may hold anything. */
const markOpusPacket = (packet: Uint8Array, mark: Uint8Array): Uint8Array => {
  const toc = packet[0] ?? 0
  if ((toc & 3) !== 0) throw new Error("the last Opus packet holds more than one frame")
  return concat([bytes(toc | 3, 0x41, mark.length), packet.subarray(1), mark])
}

/** A copy whose last packet carries `mark`; it decodes to the same sound. */
export const markOgg = (stream: OggStream, mark: Uint8Array): OggStream => {
  const last = stream.audio.at(-1)
  if (last === undefined) throw new Error("no audio page")
  const packets = packetsOf([last])
  const tail = packets.pop()
  if (tail === undefined || (packets.length === 0 && (last.flags & 1) === 1))
    throw new Error("the last packet does not begin on its page")
  const marked = stream.codec === "opus" ? markOpusPacket(tail, mark) : markVorbisPacket(tail, mark)
  const pages = paginate([...packets, marked])
  const page = pages[0]
  if (page === undefined || pages.length !== 1) throw new Error("no room for the mark on the last page")
  return { ...stream, audio: [...stream.audio.slice(0, -1), { ...page, flags: last.flags, granule: last.granule }] }
}
