/**
 * Plain files, read quickly: mp3, FLAC, MP4, Ogg Vorbis and Opus as nearly all of them are.
 *
 * A plain reader looks at the front of the file where it lies in memory, and moves on through it by numbers alone. It takes what it knows
 * to mean the same to the reader of the container (`native/`), and nothing else: at the first thing that is unusual (a flag, a length
 * that does not fit, a second tag) it answers nothing, and the file is read by that one from the beginning. So all that is lenient,
 * and all that is rare, is in one place, and what is here can be held against it file by file.
 */
import { FileError } from "@deadwax/core-async"
import { type ByteSource, ReadBudgetExceeded, UnexpectedEnd } from "../byte-source.ts"
import { uint32be } from "../native/text.ts"
import type { Parsed } from "../parsed.ts"
import { readPlainFlac } from "./flac.ts"
import { readPlainMp3 } from "./mp3.ts"
import { readPlainMp4 } from "./mp4.ts"
import { NotPlain, stepsPerFile } from "./not-plain.ts"
import { readPlainOgg } from "./ogg.ts"

/** Undefined where the file is not plain; the source is then as if nothing had been asked of it. */
export const readPlain = (source: ByteSource): Parsed | undefined => {
  try {
    const front = source.front()
    source.step(stepsPerFile)
    const parsed = readKind(source, front)
    if (parsed !== undefined) return parsed
  } catch (cause) {
    // Whatever is wrong with the file is told by the reader that sees all of it.
    if (!isAboutFile(cause)) throw cause
  }
  source.restart()
  return undefined
}

const isAboutFile = (cause: unknown): boolean =>
  cause instanceof NotPlain || cause instanceof UnexpectedEnd || cause instanceof ReadBudgetExceeded || cause instanceof FileError

const id3v24 = 0x49443304
const id3v23 = 0x49443303
const flac = 0x664c6143
const ogg = 0x4f676753
const ftyp = 0x66747970

const readKind = (source: ByteSource, head: Uint8Array): Parsed | undefined => {
  switch (uint32be(head, 0)) {
    case id3v24:
    case id3v23:
      return readPlainMp3(source, head)
    case flac:
      return readPlainFlac(source, head)
    case ogg:
      return readPlainOgg(source, head)
    default:
      return uint32be(head, 4) === ftyp ? readPlainMp4(source, head) : undefined
  }
}
