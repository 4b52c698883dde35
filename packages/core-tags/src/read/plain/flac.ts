/** FLAC: the description of the stream, then blocks with the lengths that they have, one of them with comments, and the sound. */
import { type ByteSource, bytesOf } from "../byte-source.ts"
import { block, flacOf, readStreamInfo, type StreamInfo } from "../native/flac.ts"
import { uint16be, uint24be } from "../native/text.ts"
import { pictureBlockBytes, pictureOfBlock } from "../native/vorbis-comments.ts"
import type { FoundPicture, Parsed } from "../parsed.ts"
import { NotPlain } from "./not-plain.ts"
import { Reach } from "./reach.ts"
import { type PlainComments, readPlainComments } from "./vorbis-comments.ts"

const infoBytes = 34
const firstBlockAt = 4
const pictureHeadBytes = 160

interface Blocks {
  info: StreamInfo | undefined
  comments: PlainComments | undefined
  readonly pictures: Array<FoundPicture>
}

export const readPlainFlac = (source: ByteSource, head: Uint8Array): Parsed => {
  const reach = new Reach(source, head)
  const blocks: Blocks = { info: undefined, comments: undefined, pictures: [] }
  let at = firstBlockAt
  let parts = 0
  for (let isLast = false; !isLast; ) {
    reach.part(++parts)
    const index = reach.at(at, 4)
    const kind = reach.bytes[index] ?? 0
    const length = uint24be(reach.bytes, index + 1)
    isLast = kind >= 0x80
    takeBlock(source, reach, blocks, kind & 0x7f, at + 4, length)
    at += 4 + length
  }
  const { info, comments, pictures } = blocks
  if (info === undefined || !isSound(reach, at)) throw new NotPlain()
  return flacOf(source, comments === undefined ? [] : [comments.fields], pictures, info, at)
}

const isSound = (reach: Reach, at: number): boolean => {
  const index = reach.at(at, 2)
  return (uint16be(reach.bytes, index) & 0xfffc) === 0xfff8
}

const takeBlock = (source: ByteSource, reach: Reach, blocks: Blocks, kind: number, at: number, length: number): void => {
  if (kind === block.streamInfo) {
    if (blocks.info !== undefined || length !== infoBytes) throw new NotPlain()
    const index = reach.at(at, length)
    blocks.info = readStreamInfo(reach.bytes.subarray(index, index + length))
  } else if (kind === block.vorbisComment) {
    const index = reach.at(at, length)
    const comments = readPlainComments(source, reach.bytes, index, index + length)
    // A picture among the comments is read from memory that the next block may take.
    if (blocks.comments !== undefined || comments.pictures.length > 0) throw new NotPlain()
    blocks.comments = comments
  } else if (kind === block.picture) {
    const index = reach.at(at, Math.min(length, pictureHeadBytes))
    const picture = reach.bytes.subarray(index, index + Math.min(length, pictureHeadBytes))
    if (pictureBlockBytes(bytesOf(picture), 0) !== length) throw new NotPlain()
    blocks.pictures.push(pictureOfBlock(picture, () => source.view(at, length)))
  } else if (kind > block.largestDefined) throw new NotPlain()
}
