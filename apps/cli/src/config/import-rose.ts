/**
 * What the configuration of the music manager rosé means here: which of its keys are taken over, which are left as they are already, and
 * which mean nothing to Deadwax. Decides; writes nothing.
 */
import { InvalidKey, isTable, type Table } from "./invalid-key.ts"
import { validateConfig } from "./validate.ts"

/** A key of theirs that was not taken over, and why. */
export interface LeftKey {
  readonly key: string
  readonly reason: string
}

export interface RoseImport {
  /** Keys and values to be added to ours, as both programs write them. */
  readonly taken: Table
  /** Keys that ours has already, with the same or another value. */
  readonly kept: ReadonlyArray<LeftKey>
  readonly ignored: ReadonlyArray<LeftKey>
  /** Where their music is, as they write it. */
  readonly musicDirectory: string | undefined
}

const shared = [
  "artist_aliases",
  "cover_art_stems",
  "valid_art_exts",
  "max_filename_bytes",
  "rename_source_files",
  "ignore_release_directories"
]

const reasons: Readonly<Record<string, string>> = {
  cache_dir: "Deadwax keeps its databases in the XDG directories.",
  max_proc: "Deadwax starts as many workers as make sense; scan --workers says otherwise.",
  write_parent_genres: "Deadwax does not write genres; those above are added on reading.",
  stored_metadata_rules: "Deadwax has no rules that change tags.",
  path_templates:
    "Its templates are programs in another language; Deadwax's defaults make the same names. See config preview-templates.",
  vfs: "Deadwax mounts no file system."
}

/** Plans the import of `theirs` into `ours`, both parsed documents. */
export const planRoseImport = (theirs: Table, ours: Table): RoseImport => {
  const taken: Record<string, unknown> = {}
  const kept: Array<LeftKey> = []
  const ignored: Array<LeftKey> = []
  for (const [key, value] of Object.entries(theirs)) {
    if (key === "music_source_dir") continue
    if (!shared.includes(key)) ignored.push({ key, reason: reasons[key] ?? "Deadwax has no such key." })
    else if (ours[key] !== undefined)
      kept.push({ key, reason: isSame(ours[key], value) ? "It is the same already." : "Yours stays." })
    else {
      const reason = unfit(key, value)
      if (reason === undefined) taken[key] = value
      else ignored.push({ key, reason })
    }
  }
  const { music_source_dir: music } = theirs
  return { taken, kept, ignored, musicDirectory: typeof music === "string" ? music : undefined }
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const unfit = (key: string, value: unknown): string | undefined => {
  try {
    const { unknownKeys } = validateConfig({ [key]: value })
    return unknownKeys.length === 0 ? undefined : `It holds ${unknownKeys[0]?.key}, which is not known.`
  } catch (cause) {
    if (cause instanceof InvalidKey) return `${cause.key} must be ${cause.expected}.`
    throw cause
  }
}

/** Keys as lines of TOML that may stand before anything else: no tables of their own, so that what follows stays at the top. */
export const linesOfKeys = (keys: Table): string =>
  Object.entries(keys)
    .map(([key, value]) => `${key} = ${inline(value)}\n`)
    .join("")

const inline = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`
  if (isTable(value))
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)} = ${inline(inner)}`)
      .join(", ")} }`
  return JSON.stringify(value).replaceAll("\u007f", "\\u007f")
}
