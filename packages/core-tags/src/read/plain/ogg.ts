/** Ogg Vorbis and Opus: one stream whose head is the first page, and whose comments end on the second, within the front of the file. */
import type { ByteSource } from "../byte-source.ts"
import { firstOnPage, oggOf, streamHead } from "../native/ogg.ts"
import { pageAt } from "../native/ogg-page.ts"
import type { Parsed } from "../parsed.ts"
import { NotPlain } from "./not-plain.ts"
import { readPlainComments } from "./vorbis-comments.ts"

const largestHead = 80

export const readPlainOgg = (source: ByteSource, front: Uint8Array): Parsed => {
  const first = pageAt(source, 0)
  const second = first === undefined ? undefined : pageAt(source, first.end)
  if (first === undefined || second === undefined || second.end > front.length) throw new NotPlain()
  const head = streamHead(front.subarray(first.bodyStart, Math.min(first.end, first.bodyStart + largestHead)), first.serial)
  const { bytes, isComplete } = firstOnPage(second)
  const isPlain = first.isFirst && second.serial === first.serial && !second.isContinued && isComplete
  if (!isPlain || (head?.format !== "ogg-vorbis" && head?.format !== "opus")) throw new NotPlain()
  const comments = readPlainComments(source, front, second.bodyStart + head.commentsAt, second.bodyStart + bytes)
  return oggOf(source, head, comments, { page: second, skip: bytes })
}
