/** Which files count as audio by their names. What a file really is, `readTags` says. */

/** Lower case, without the dot. `native` formats carry our ids; the others are read and never written. */
export const audioExtensions = {
  native: ["mp3", "m4a", "ogg", "opus", "flac"],
  readOnly: ["wav", "aif", "aiff", "aifc", "wv", "ape", "mka"]
} as const

const known: ReadonlySet<string> = new Set([...audioExtensions.native, ...audioExtensions.readOnly])

/** The extension of a path's last segment, lower case, without the dot; "" without one. A dot file has none. */
export const extensionOf = (path: string): string => {
  const name = path.slice(path.lastIndexOf("/") + 1)
  const dot = name.lastIndexOf(".")
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : ""
}

/** Whether a library counts this file as a track; upper and lower case alike. */
export const isAudioPath = (path: string): boolean => known.has(extensionOf(path))
