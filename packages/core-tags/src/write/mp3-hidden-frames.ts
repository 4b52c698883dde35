/**
 * Frames that TagLib must not take apart.
 *
 * When it saves an mp3 file it fills what it takes for empty fields of the ID3v2 tag from an ID3v1 tag, which it imagines blank where
 * there is none. A track number "A1" or a date "None" counts as 0, so as empty, and is replaced by nothing; an empty comment takes
 * all other comments with it. The frames of those fields therefore go through TagLib under other names, as unknown frames, which
 * it hands on byte by byte, and get their names back afterwards.
 * Dates and genres that it understands stay visible: in those v2.3 and v2.4 differ, and it knows how.
 */
import { type Id3Frame, type Id3Tag, readId3, renameFrame } from "./id3v2.ts"
import { textValues } from "./id3v2-items.ts"

/** Name in v2.3 or v2.4 → the name meanwhile → the name in v2.4. */
const disguises: ReadonlyArray<readonly [string, string, string]> = [
  ["TIT2", "XIT2", "TIT2"],
  ["TPE1", "XPE1", "TPE1"],
  ["TALB", "XALB", "TALB"],
  ["COMM", "XOMM", "COMM"],
  ["TRCK", "XRCK", "TRCK"],
  ["TCON", "XCON", "TCON"],
  ["TYER", "XDRC", "TDRC"],
  ["TDRC", "XDRC", "TDRC"]
]

/** Whether TagLib sees a value here: a year of four digits, a genre that is not blank. */
const isUnderstood = (frame: Id3Frame): boolean => {
  const value = textValues(frame.data)?.[0] ?? ""
  return frame.id === "TCON" ? value !== "" : /^[1-9]\d{3}/.test(value)
}

const mayStay = (frame: Id3Frame): boolean => ["TCON", "TYER", "TDRC"].includes(frame.id) && isUnderstood(frame)

/** Renames the frames in `file`, which begins with `tag`. */
export const hideFrames = (file: Uint8Array, tag: Id3Tag): void => {
  if (!tag.inPlace) return
  const taken = new Set(tag.frames.map((frame) => frame.id))
  for (const frame of tag.frames) {
    const hidden = disguises.find(([id]) => id === frame.id)?.[1]
    if (hidden !== undefined && !taken.has(hidden) && !mayStay(frame)) renameFrame(file, frame, hidden)
  }
}

/** Gives the frames their names, as v2.4 has them; `before` tells which names were frames of the file's own. */
export const revealFrames = (edited: Uint8Array, before: Id3Tag | undefined): void => {
  const own = new Set(before?.frames.map((frame) => frame.id))
  for (const frame of readId3(edited)?.frames ?? []) {
    const id = disguises.find(([, hidden]) => hidden === frame.id)?.[2]
    if (id !== undefined && !own.has(frame.id)) renameFrame(edited, frame, id)
  }
}
