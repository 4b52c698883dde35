/** Which names a scan looks at, by name alone, so that no other file costs a stat. */
import { isAudioPath } from "@deadwax/core-tags"
import { datafileId } from "../identity/datafile.ts"

/** What decides about a library's content besides its files; a change of it rebuilds the cache (D8). */
export interface ContentRules {
  readonly coverArtStems: ReadonlyArray<string>
  readonly validArtExts: ReadonlyArray<string>
  /** Names of directories that are never releases. */
  readonly ignoreReleaseDirectories: ReadonlyArray<string>
}

/** The rules of a library whose user chose none. */
export const defaultContentRules: ContentRules = {
  coverArtStems: ["folder", "cover", "art", "front"],
  validArtExts: ["jpg", "jpeg", "png"],
  ignoreReleaseDirectories: []
}

// Directories of systems and tools that hold copies, thumbnails or deleted files.
const systemDirectories = new Set([
  ".deadwax",
  ".git",
  ".stfolder",
  ".stversions",
  ".Trashes",
  "@eaDir",
  "#recycle",
  "$RECYCLE.BIN",
  "System Volume Information",
  "lost+found"
])

/** Directories of the root that hold collections, not releases. */
export const collectionDirectories: ReadonlyArray<string> = ["!collages", "!playlists"]

/** Decides whether a scan goes into a directory: not into copies in progress, nor where deleted files lie. */
export const decideEnter =
  (rules: ContentRules) =>
  (name: string, path: string): boolean =>
    !(
      systemDirectories.has(name) ||
      name.startsWith(".Trash-") ||
      name.startsWith(".in-progress.") ||
      rules.ignoreReleaseDirectories.includes(name) ||
      (name === path && collectionDirectories.includes(name))
    )

/** What a file can be to a scan. */
export type EntryKind = "audio" | "datafile" | "cover" | "lyrics"

/** What a file is to a scan, by its name; undefined: nothing. */
export const classifyName = (name: string, rules: ContentRules): EntryKind | undefined => {
  if (name.startsWith("._")) return undefined
  if (isAudioPath(name)) return "audio"
  if (datafileId(name) !== undefined) return "datafile"
  const dot = name.lastIndexOf(".")
  if (dot <= 0) return undefined
  const extension = name.slice(dot + 1).toLowerCase()
  if (extension === "lrc") return "lyrics"
  const isCover = rules.validArtExts.includes(extension) && rules.coverArtStems.includes(name.slice(0, dot).toLowerCase())
  return isCover ? "cover" : undefined
}
