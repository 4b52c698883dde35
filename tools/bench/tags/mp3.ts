/**
 * An MP3 stream without its tags, and a copy of it whose payload differs.
 *
 * A library of thousands of files made from one recording would be thousands of copies to anything that knows a file by its audio. So a
 * mark goes into one more frame at the end: a silent one (its side information is zero), whose unused main data carries the mark.
 */
import { concat, copyOf, hasText, u16be, u32be, viewOf } from "./bytes.ts"

const bitratesKbps = {
  mpeg1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  mpeg2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
}
const sampleRatesHz = [44100, 48000, 32000]

interface FrameHeader {
  readonly lengthBytes: number
  readonly samples: number
  readonly sampleRateHz: number
  readonly sideInfoBytes: number
}

const frameHeader = (data: Uint8Array, at: number): FrameHeader => {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = data.subarray(at, at + 4)
  const version = (b1 >>> 3) & 3
  const mpeg1 = version === 3
  const kbps = (mpeg1 ? bitratesKbps.mpeg1 : bitratesKbps.mpeg2)[b2 >>> 4]
  const baseRateHz = sampleRatesHz[(b2 >>> 2) & 3]
  if (b0 !== 0xff || b1 >>> 5 !== 7 || ((b1 >>> 1) & 3) !== 1 || !kbps || !baseRateHz)
    throw new Error(`no Layer III frame at ${at}`)
  const sampleRateHz = baseRateHz >>> (mpeg1 ? 0 : version === 2 ? 1 : 2)
  const mono = b3 >>> 6 === 3
  return {
    lengthBytes: Math.floor(((mpeg1 ? 144 : 72) * kbps * 1000) / sampleRateHz) + ((b2 >>> 1) & 1),
    samples: mpeg1 ? 1152 : 576,
    sampleRateHz,
    sideInfoBytes: mpeg1 ? (mono ? 17 : 32) : mono ? 9 : 17
  }
}

/** An MP3 stream that begins with its Xing/Info frame and has no tags. */
export interface Mp3Stream {
  readonly data: Uint8Array
  /** Where "Xing" or "Info" stands. */
  readonly infoAt: number
  readonly audioAt: number
  readonly durationMs: number
}

/** Fails when `data` does not begin with a Xing/Info frame that counts frames and bytes. */
export const parseMp3 = (data: Uint8Array): Mp3Stream => {
  const first = frameHeader(data, 0)
  const infoAt = 4 + first.sideInfoBytes
  if (!hasText(data, infoAt, "Info") && !hasText(data, infoAt, "Xing")) throw new Error("no Info frame")
  const view = viewOf(data)
  if ((view.getUint32(infoAt + 4) & 3) !== 3) throw new Error("the Info frame counts neither frames nor bytes")
  const frames = view.getUint32(infoAt + 8)
  return { data, infoAt, audioAt: first.lengthBytes, durationMs: (frames * first.samples * 1000) / first.sampleRateHz }
}

/** CRC-16 as in the LAME extension of the Info frame (reflected 0x8005, start 0). */
const crc16 = (data: Uint8Array, start = 0): number => {
  let crc = start
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1
  }
  return crc
}

const markFrame = (stream: Mp3Stream, mark: Uint8Array): Uint8Array => {
  const header = copyOf(stream.data.subarray(stream.audioAt, stream.audioAt + 4))
  header[2] = (header[2] ?? 0) & ~2 // no padding byte
  const { lengthBytes, sideInfoBytes } = frameHeader(header, 0)
  const frame = new Uint8Array(lengthBytes)
  frame.set(header)
  // Two characters a byte, so that the mark never looks like the start of a frame.
  const hex = Array.from(mark, (byte) => byte.toString(16).padStart(2, "0")).join("")
  if (4 + sideInfoBytes + hex.length > lengthBytes) throw new Error("the frames of this stream are too short for the mark")
  for (let i = 0; i < hex.length; i++) frame[4 + sideInfoBytes + i] = hex.charCodeAt(i)
  return frame
}

/** The LAME extension: 36 bytes from "Info" + 120 on; its last four are the CRC of the music and of the frame's first 190 bytes. */
const updateInfo = (data: Uint8Array, stream: Mp3Stream, frame: Uint8Array): void => {
  const view = viewOf(data)
  const at = stream.infoAt
  view.setUint32(at + 8, view.getUint32(at + 8) + 1)
  view.setUint32(at + 12, view.getUint32(at + 12) + frame.length)
  const lameAt = at + 120
  if ((view.getUint32(at + 4) & 15) !== 15 || stream.audioAt < lameAt + 36) return
  data.set(u32be(view.getUint32(at + 12)), lameAt + 28)
  data.set(u16be(crc16(frame, view.getUint16(lameAt + 32))), lameAt + 32)
  data.set(u16be(crc16(data.subarray(0, lameAt + 34))), lameAt + 34)
}

/** The stream with one more silent frame that carries `mark`. */
export const markMp3 = (stream: Mp3Stream, mark: Uint8Array): Uint8Array => {
  const frame = markFrame(stream, mark)
  const data = concat([stream.data, frame])
  updateInfo(data, stream, frame)
  return data
}
