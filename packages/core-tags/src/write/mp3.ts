/**
 * MP3: the ids are TXXX frames of the ID3v2 tag in front.
 * TagLib sees that tag and some audio after it, never the rest. Its only lasting product is a new tag; everything behind the old
 * tag (audio, ID3v1, APE, Lyrics3, whatever is appended) is taken over byte by byte. Given the whole file it would also rewrite
 * the tags at the end, add an ID3v1 tag where there was none, and copy ID3v1 fields into a new COMM frame.
 */
import { concat, latin1, MalformedFile, sameBytes, startsWith } from "./bytes.ts"
import { id3End, id3Length, isId3, readId3, restoreStatus } from "./id3v2.ts"
import { describedText, id3Items } from "./id3v2-items.ts"
import { hideFrames, revealFrames } from "./mp3-hidden-frames.ts"
import { headOf, type Source, type Steps, sameRanges } from "./source.ts"
import { type Splice, spliceOf } from "./splice.ts"
import type { TagFormat, TagLibEdit } from "./tag-format.ts"
import { diffItems, type TagItem } from "./tag-item.ts"
import { type HeldIds, id3Fields, isNamed, type TrackIds } from "./track-ids.ts"

/** Enough for TagLib to find MPEG frames behind junk. */
const audioSampleBytes = 128 * 1024
/** An ID3v1 tag and the footer of an APE tag before it: without these bytes TagLib sees no tag at the end of a small file. */
const endTagBytes = 128 + 32

/** Three empty frames (MPEG-1 layer III, 128 kbit/s, 44.1 kHz, mono: 417 bytes each). */
const emptyFrames = Uint8Array.from({ length: 3 * 417 }, (_, at) => [0xff, 0xfb, 0x90, 0xc0][at % 417] ?? 0)

/**
 * What goes behind the sample for TagLib to find; none of it gets into a file. Where a sound is so short that there are no two frames in it,
 * TagLib traps when it lets go of the file, and the next one has to wait for a fresh instance.
 */
const behind = (sample: Uint8Array): Uint8Array => {
  const isShort = sample.length < 16 * 1024 && sample[0] === 0xff && sample[1]! >= 0xe0
  return isShort ? emptyFrames : new Uint8Array()
}

/** The tag in front and the sample behind it, or the whole of a smaller file. */
const readHead = (file: Source): Uint8Array => {
  const start = file.read(0, 10)
  return headOf(file, (isId3(start) ? id3Length(start) : 0) + audioSampleBytes)
}

const isIdFrame = (frame: { readonly data: Uint8Array }): boolean => {
  const description = describedText(frame.data)?.description
  return isNamed(description, id3Fields.track) || isNamed(description, id3Fields.release)
}

const readIds = (file: Source): HeldIds => {
  const frames = (readId3(readHead(file))?.frames ?? []).filter((frame) => frame.id === "TXXX" && frame.flags === 0)
  const texts = frames.map((frame) => describedText(frame.data))
  const valuesOf = (description: string) =>
    texts.flatMap((text) => (text !== undefined && isNamed(text.description, description) ? text.values : []))
  return { track: valuesOf(id3Fields.track), release: valuesOf(id3Fields.release) }
}

/** A TXXX frame's content in UTF-8. */
const idFrame = (description: string, value: string): Uint8Array =>
  concat([Uint8Array.of(3), new TextEncoder().encode(`${description}\0${value}`)])

/** Whether the frames of the ids are just as they are meant to be written. */
const hasWellFormedIds = (bytes: Uint8Array): boolean =>
  (readId3(bytes)?.frames ?? [])
    .filter((frame) => frame.id === "TXXX" && isIdFrame(frame))
    .every((frame) => {
      const text = describedText(frame.data)
      const name = isNamed(text?.description, id3Fields.track) ? id3Fields.track : id3Fields.release
      return text !== undefined && frame.flags === 0 && sameBytes(frame.data, idFrame(name, text.values.join()))
    })

const refuseOtherContainers = (bytes: Uint8Array, from: number): void => {
  if (["fLaC", "OggS", "RIFF", "FORM"].some((magic) => startsWith(bytes, magic, from)) || startsWith(bytes, "ftyp", from + 4)) {
    throw new MalformedFile(`not an mp3 file but ${latin1(bytes.subarray(from, from + 4)).replace(/[^ -~]/g, "?")}`)
  }
}

/** Whether the file ends with an ID3v1 tag, or with an APE or appended ID3v2 tag (alone or before that one). */
const hasEndTag = (file: Source): boolean => {
  const tail = file.read(Math.max(0, file.sizeBytes - endTagBytes), file.sizeBytes)
  const v1 = tail.length - 128
  return (
    startsWith(tail, "TAG", v1) ||
    [tail.length, v1].some((end) => startsWith(tail, "APETAGEX", end - 32) || startsWith(tail, "3DI", end - 10))
  )
}

const write = (file: Source, ids: TrackIds, edit: TagLibEdit): Splice => {
  const bytes = readHead(file)
  const old = readId3(bytes)
  const oldEnd = old?.end ?? 0
  refuseOtherContainers(bytes, oldEnd)
  if (old === undefined && hasEndTag(file))
    throw new MalformedFile("its only tags stand at its end: one in front would hide them")
  const sampleEnd = Math.min(oldEnd + audioSampleBytes, file.sizeBytes - endTagBytes)
  const sample = bytes.subarray(oldEnd, Math.max(oldEnd, sampleEnd))
  const given = concat([bytes.subarray(0, oldEnd), sample, behind(sample)])
  if (old !== undefined) hideFrames(given, old)
  const edited = edit(given, "MP3", (opened) => {
    const others = opened.getId3v2Frames("TXXX").filter((frame) => !isIdFrame(frame))
    opened.setId3v2Frames("TXXX", [
      ...others.map((frame) => frame.data),
      idFrame(id3Fields.track, ids.track),
      idFrame(id3Fields.release, ids.release)
    ])
  })
  const newEnd = isId3(edited) ? id3End(edited, 0) : 0
  if (newEnd === 0 || !sameBytes(edited.subarray(newEnd, newEnd + sample.length), sample)) {
    throw new MalformedFile("TagLib placed the tag elsewhere")
  }
  revealFrames(edited, old)
  if (old !== undefined) restoreStatus(old, edited)
  return spliceOf([edited.subarray(0, newEnd), { from: oldEnd, to: file.sizeBytes }])
}

const itemsWithoutIds = (bytes: Uint8Array): ReadonlyArray<TagItem> => {
  const tag = readId3(bytes)
  return tag === undefined
    ? []
    : id3Items({ ...tag, frames: tag.frames.filter((frame) => frame.id !== "TXXX" || !isIdFrame(frame)) })
}

const differences = (before: Source, after: Source): ReadonlyArray<string> => {
  const [old, now] = [readHead(before), readHead(after)]
  const fields = diffItems(itemsWithoutIds(old), itemsWithoutIds(now))
  return hasWellFormedIds(now) ? fields : [...fields, "id frames: not well-formed"]
}

function* audioDifferences(before: Source, after: Source): Steps<ReadonlyArray<string>> {
  const [oldEnd, newEnd] = [readId3(readHead(before))?.end ?? 0, readId3(readHead(after))?.end ?? 0]
  const length = before.sizeBytes - oldEnd
  const isSame = length === after.sizeBytes - newEnd && (yield* sameRanges(before, oldEnd, after, newEnd, length))
  return isSame ? [] : ["audio or end tags: changed"]
}

export const mp3: TagFormat = { name: "mp3", readIds, write, differences, audioDifferences }
