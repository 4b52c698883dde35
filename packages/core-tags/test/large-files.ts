/** Sound files of any size, written without being held: a made file whose audio is repeated. */
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs"
import { pageChecksum, readPage } from "../src/write/ogg-pages.ts"
import { bytesOf, comments, items, madeFlac, madeM4a, madeMp3, madeOpus, oddFrames, text, vorbisComment } from "./made-files.ts"

const mebibyte = 1024 * 1024

/** The bytes as the beginning of a file of `sizeBytes`, the rest of which is silence that takes no room on the disk. */
const padded = (path: string, head: Uint8Array, sizeBytes: number): void => {
  const file = openSync(path, "w")
  writeSync(file, head)
  ftruncateSync(file, sizeBytes)
  closeSync(file)
}

/** The last atom is `mdat`, in front of which `moov` grows, so every chunk of a gigabyte moves. */
const largeM4a = (path: string, sizeBytes: number): void => {
  const bytes = madeM4a(items, true)
  const mdat = bytes.length - 3008
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(mdat, sizeBytes - mdat)
  padded(path, bytes, sizeBytes)
}

const little32 = (bytes: Uint8Array, at: number, value: number): void =>
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, value, true)

/** Audio pages of 64 KB under numbers that follow; the ids push the comment over its page's end, so that all of them are renumbered. */
const largeOpus = (path: string, sizeBytes: number): void => {
  const filler = "x".repeat(255 * 255 - 60 - vorbisComment([...comments, "long="]).length)
  const bytes = madeOpus([...comments, `long=${filler}`])
  const audio = readPage(bytes, readPage(bytes, 0).end).end
  const body = new Uint8Array(255 * 255)
  body.fill(0x11)
  const page = bytesOf(bytes.subarray(audio, audio + 26), 255, new Uint8Array(255).fill(255), body)
  const file = openSync(path, "w")
  writeSync(file, bytes, 0, audio)
  let written = audio
  for (let number = 2; written < sizeBytes; number++) {
    little32(page, 6, number * 960)
    little32(page, 18, number)
    little32(page, 22, 0)
    little32(page, 22, pageChecksum(page))
    written += writeSync(file, page)
  }
  closeSync(file)
}

/** Makes one file of a kind, of about so many MiB. */
export const makeLargeFile = (path: string, sizeMiB: number): void => {
  const sizeBytes = sizeMiB * mebibyte
  if (path.endsWith(".mp3")) padded(path, madeMp3(3, [text("TIT2", "Song"), ...oddFrames]), sizeBytes)
  else if (path.endsWith(".flac")) padded(path, madeFlac(comments), sizeBytes)
  else if (path.endsWith(".m4a")) largeM4a(path, sizeBytes)
  else largeOpus(path, sizeBytes)
}
