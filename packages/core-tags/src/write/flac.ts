/**
 * FLAC: the ids are Vorbis comments.
 * TagLib sees the metadata blocks and a little audio: neither an ID3v2 tag before `fLaC` nor anything after the frames, which it
 * would copy from or rewrite. The audio frames are taken over byte by byte.
 */
import { byte, MalformedFile, sameBytes, startsWith, u24be } from "./bytes.ts"
import { id3End, id3Length, isId3 } from "./id3v2.ts"
import { checkMetadataSize, headOf, type Source, type Steps, sameRanges } from "./source.ts"
import { type Splice, spliceOf } from "./splice.ts"
import type { TagFormat, TagLibEdit } from "./tag-format.ts"
import { diffItems, type TagItem } from "./tag-item.ts"
import { type HeldIds, type TrackIds, vorbisFields } from "./track-ids.ts"
import { commentIds, commentItems, readVorbisComment, type VorbisComment } from "./vorbis-comment.ts"

const audioSampleBytes = 64 * 1024
const padding = 1
const vorbisComment = 4
const blockNames = ["stream info", "padding", "application", "seek table", "comment", "cue sheet", "picture"]

interface FlacFile {
  /** The metadata and the sample behind it. */
  readonly bytes: Uint8Array
  /** Where `fLaC` stands, behind ID3v2 tags that some programs put there. */
  readonly start: number
  readonly blocks: ReadonlyArray<{ readonly type: number; readonly body: Uint8Array }>
  readonly comment: VorbisComment | undefined
  /** Where the first audio frame begins. */
  readonly audio: number
}

/** How far the metadata reaches, going by its lengths alone: `parse` says whether it is what it must be. */
const metadataEnd = (file: Source): number => {
  let at = 0
  for (let head = file.read(0, 10); isId3(head); head = file.read(at, at + 10)) {
    at += id3Length(head)
    checkMetadataSize(at)
  }
  at += 4
  for (let last = false; !last && at + 4 <= file.sizeBytes; ) {
    const head = file.read(at, at + 4)
    last = (byte(head, 0) & 0x80) !== 0
    at += 4 + u24be(head, 1)
    checkMetadataSize(Math.min(at, file.sizeBytes))
  }
  return at
}

const readFlac = (file: Source): FlacFile => parse(headOf(file, metadataEnd(file) + audioSampleBytes))

const parse = (bytes: Uint8Array): FlacFile => {
  let start = 0
  while (isId3(bytes, start)) start = id3End(bytes, start)
  if (!startsWith(bytes, "fLaC", start)) throw new MalformedFile("not a FLAC file")
  const blocks: Array<FlacFile["blocks"][number]> = []
  let at = start + 4
  for (let last = false; !last; ) {
    const kind = byte(bytes, at)
    const body = bytes.subarray(at + 4, at + 4 + u24be(bytes, at + 1))
    if (body.length !== u24be(bytes, at + 1)) throw new MalformedFile("a FLAC block that is longer than the file")
    blocks.push({ type: kind & 0x7f, body })
    last = (kind & 0x80) !== 0
    at += 4 + body.length
  }
  if (at < bytes.length && (byte(bytes, at) !== 0xff || (byte(bytes, at + 1) & 0xfc) !== 0xf8)) {
    throw new MalformedFile("no FLAC frame where the metadata ends")
  }
  const comments = blocks.filter((block) => block.type === vorbisComment)
  if (comments.length > 1) throw new MalformedFile("several comment blocks")
  return { bytes, start, blocks, comment: comments[0] && readVorbisComment(comments[0].body), audio: at }
}

const readIds = (file: Source): HeldIds => commentIds(readFlac(file).comment)

const write = (file: Source, ids: TrackIds, edit: TagLibEdit): Splice => {
  const { bytes, start, audio } = readFlac(file)
  const sample = bytes.subarray(audio, audio + audioSampleBytes)
  const edited = edit(bytes.subarray(start, audio + sample.length), "FLAC", (opened) => {
    opened.setProperty(vorbisFields.track, ids.track)
    opened.setProperty(vorbisFields.release, ids.release)
  })
  const newAudio = parse(edited).audio
  if (!sameBytes(edited.subarray(newAudio, newAudio + sample.length), sample)) {
    throw new MalformedFile("TagLib found the audio elsewhere")
  }
  return spliceOf([bytes.subarray(0, start), edited.subarray(0, newAudio), { from: audio, to: file.sizeBytes }])
}

/** All blocks in order but padding; the comment as its fields. TagLib gives a file without a comment block one of its own name. */
const items = (file: FlacFile, hadComment: boolean): ReadonlyArray<TagItem> => [
  ...file.blocks.flatMap(({ type, body }, i) =>
    type === padding || type === vorbisComment
      ? []
      : [{ label: i === 0 ? "first block" : `${blockNames[type] ?? type} block`, value: body }]
  ),
  ...commentItems(file.comment).filter((item) => hadComment || item.label !== "vendor")
]

const differences = (before: Source, after: Source): ReadonlyArray<string> => {
  const [old, now] = [readFlac(before), readFlac(after)]
  const hadComment = old.comment !== undefined
  const found = diffItems(items(old, hadComment), items(now, hadComment))
  if (!sameBytes(old.bytes.subarray(0, old.start), now.bytes.subarray(0, now.start))) found.push("ID3v2 tag in front: changed")
  if (old.comment !== undefined && !sameBytes(old.comment.rest, now.comment?.rest ?? new Uint8Array())) {
    found.push("bytes behind the comments: changed")
  }
  return found
}

function* audioDifferences(before: Source, after: Source): Steps<ReadonlyArray<string>> {
  const [from, to] = [readFlac(before).audio, readFlac(after).audio]
  const length = before.sizeBytes - from
  const isSame = length === after.sizeBytes - to && (yield* sameRanges(before, from, after, to, length))
  return isSame ? [] : ["audio: changed"]
}

export const flac: TagFormat = { name: "flac", readIds, write, differences, audioDifferences }
