/**
 * Playlists as M3U8, so that other players can use them, and back (X7).
 *
 * What makes it hard: the format knows paths only, while an entry is an id, may be missing, and may lie under a path that no line can
 * hold. So each entry carries its id in a comment, which players pass over, and one without a usable path has its description there, too:
 *
 *     #EXTM3U
 *     #PLAYLIST:Kitchen
 *     #EXTINF:214,The Paper Lanterns - Glow Worm
 *     #DEADWAX-ID:018d6a00-0001-7dea-8d3a-000000000002
 *     The Paper Lanterns - 2019. Velvet Static/02. Glow Worm.mp3
 *     #DEADWAX-ID:018d6a00-00ff-7dea-8d3a-000000000001
 *     #DEADWAX-NO-PATH:[1979] Ferrous Dawn - Sold Long Ago {MISSING}
 */

/** One entry on its way out. `path`: relative to the library's root; null: the track is missing. */
export interface M3u8Entry {
  readonly id: string
  readonly path: string | null
  readonly title: string
  readonly durationSeconds: number | null
  /** What the playlist says of it. */
  readonly description: string | null
}

const idTag = "#DEADWAX-ID:"
const noPathTag = "#DEADWAX-NO-PATH:"
const nameTag = "#PLAYLIST:"

// biome-ignore lint/suspicious/noControlCharactersInRegex: a line holds none
const controls = /[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g
const oneLine = (text: string): string => text.replace(controls, " ")

/** Can this path stand in a line of its own and be read back as it is? */
const fitsLine = (path: string): boolean => !path.match(controls) && path === path.trim() && path !== "" && path.isWellFormed()

/** The playlist as text, lines ended by "\n". */
export const formatM3u8 = (name: string, entries: ReadonlyArray<M3u8Entry>): string => {
  const lines = ["#EXTM3U", `${nameTag}${oneLine(name)}`]
  for (const { id, path, title, durationSeconds, description } of entries) {
    const line = path !== null && fitsLine(path) ? path : undefined
    if (path !== null) lines.push(`#EXTINF:${durationSeconds ?? -1},${oneLine(title)}`)
    lines.push(`${idTag}${oneLine(id)}`)
    // A name may begin like a comment.
    lines.push(line === undefined ? `${noPathTag}${oneLine(description ?? "")}` : line.startsWith("#") ? `./${line}` : line)
  }
  return `${lines.join("\n")}\n`
}

/** One entry as a file tells it. `line`: where, from 1. */
export interface M3u8Line {
  readonly line: number
  readonly id: string | null
  /** As written; null: there was none. */
  readonly path: string | null
  readonly description: string | null
}

export interface ParsedM3u8 {
  readonly name: string | null
  readonly entries: ReadonlyArray<M3u8Line>
  /** Comments of other programs, which have no place in a playlist here. */
  readonly unknown: ReadonlyArray<{ readonly line: number; readonly text: string }>
}

/** Reads an M3U8: never fails. Comments that Deadwax writes are understood, `#EXTINF` is passed over, all others are told. */
export const parseM3u8 = (text: string): ParsedM3u8 => {
  let name: string | null = null
  let id: string | null = null
  const entries: Array<M3u8Line> = []
  const unknown: Array<{ readonly line: number; readonly text: string }> = []
  for (const [i, raw] of text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = i + 1
    const content = raw.trim()
    if (content === "") continue
    if (!content.startsWith("#")) {
      entries.push({ line, id, path: content, description: null })
      id = null
    } else if (content.startsWith(noPathTag)) {
      entries.push({ line, id, path: null, description: content.slice(noPathTag.length) || null })
      id = null
    } else if (content.startsWith(idTag)) id = content.slice(idTag.length).trim() || null
    else if (content.startsWith(nameTag)) name = content.slice(nameTag.length).trim() || null
    else if (content !== "#EXTM3U" && !content.startsWith("#EXTINF:")) unknown.push({ line, text: content })
  }
  return { name, entries, unknown }
}

/**
 * The paths that a line may mean, absolute, most likely first: of the library's root, of the directory that the playlist file lies in, or
 * absolute already. Backslashes and `file:` URLs are what other systems write. Nothing here decides whether a file is there.
 */
export const candidatePaths = (written: string, root: string, directory: string | undefined): ReadonlyArray<string> => {
  const plain = decodeFileUrl(written)
  const spellings = plain.includes("\\") ? [plain, plain.replaceAll("\\", "/")] : [plain]
  return spellings.flatMap((path) =>
    path.startsWith("/")
      ? [normalised(path)]
      : [root, ...(directory === undefined ? [] : [directory])].map((base) => normalised(`${base}/${path}`))
  )
}

const decodeFileUrl = (written: string): string => {
  if (!/^file:\/\//i.test(written)) return written
  try {
    return decodeURIComponent(written.replace(/^file:\/\/(?:localhost)?/i, ""))
  } catch {
    return written
  }
}

/** Without `.`, `..` and empty parts. */
const normalised = (path: string): string => {
  const parts: Array<string> = []
  for (const part of path.split("/")) {
    if (part === "..") parts.pop()
    else if (part !== "" && part !== ".") parts.push(part)
  }
  return `/${parts.join("/")}`
}
