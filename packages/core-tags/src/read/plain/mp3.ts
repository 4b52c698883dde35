/** mp3: an ID3v2 tag, frames from its end on, and behind them nothing, or tags that are read as they always are. */
import type { ByteSource } from "../byte-source.ts"
import { readTailTags, type TailTags } from "../native/ape-tag.ts"
import { frameAt, parsedOf } from "../native/mpeg.ts"
import { uint24be, uint32be } from "../native/text.ts"
import type { Parsed } from "../parsed.ts"
import { plainTagEnd, readPlainFrames } from "./id3v2.ts"
import { NotPlain } from "./not-plain.ts"
import { Reach } from "./reach.ts"

export const readPlainMp3 = (source: ByteSource, head: Uint8Array): Parsed => {
  const start = plainTagEnd(head, source.sizeBytes)
  const frames = readPlainFrames(source, new Reach(source, head), start)
  const tail = hasNoTail(source, start) ? noTail(source.sizeBytes) : readTailTags(source, start)
  const audio = frameAt(source, start, tail.audioEnd)
  if (audio === undefined) throw new NotPlain()
  return parsedOf(source, { tags: [frames.finish()], pictures: frames.pictures }, tail, audio)
}

const noTail = (sizeBytes: number): TailTags => ({ audioEnd: sizeBytes, ape: undefined, id3v1: undefined, pictures: [] })

const lookBytes = 160
const tag = 0x544147
const apet = 0x41504554
const letterL = 0x4c

/** Whether nothing at the end looks like ID3v1 (128 bytes), an APE tag's footer (32) or the last word of Lyrics3 (9). */
const hasNoTail = (source: ByteSource, start: number): boolean => {
  if (source.sizeBytes - start < lookBytes) return false
  const end = source.view(source.sizeBytes - lookBytes, lookBytes)
  return uint24be(end, lookBytes - 128) !== tag && uint32be(end, lookBytes - 32) !== apet && end[lookBytes - 9] !== letterL
}
