/**
 * The datafile `.rose.{id}.toml` that makes a directory a release (the music manager rosé's format): the id is in its name, so that
 * reading the directory suffices; inside are `new` (default true) and `added_at` (local time with offset, whole seconds, a string).
 * Unknown keys, comments and layout survive a rewrite.
 */
import { parse, patch } from "@decimalturn/toml-patch"

const namePattern = /^\.rose\.([^.]+)\.toml$/

/** The release id in a datafile's name, or undefined when it is no datafile. */
export const datafileId = (name: string): string | undefined => namePattern.exec(name)?.[1]

export const datafileName = (id: string): string => `.rose.${id}.toml`

/** Can this text from a tag be an id of ours: part of a file name, nothing that leads elsewhere? */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
export const isUsableId = (id: string): boolean => id.length <= 128 && /^[^\u0000-\u0020\u007f./\\]+$/.test(id)

/** What a datafile says; null where it says nothing (an empty file is valid). */
export interface DatafileState {
  readonly isNew: boolean
  readonly addedAt: string | null
}

/** Reads a datafile's text; undefined when it is no TOML or a key has another type. */
export const parseDatafile = (text: string): DatafileState | undefined => {
  const values = parseToml(text)
  if (values === undefined) return undefined
  const isNew = values["new"] ?? true
  const addedAt = values["added_at"] ?? null
  if (typeof isNew !== "boolean") return undefined
  if (addedAt instanceof Date) return { isNew, addedAt: addedAt.toISOString() }
  return addedAt === null || typeof addedAt === "string" ? { isNew, addedAt } : undefined
}

/** What both programs write: a scan reads one for each release, and the parser that keeps comments takes its time. */
const plain = /^new = (true|false)\r?\nadded_at = "([^"\\\p{Cc}]*)"(?:\r?\n)?$/u

const parseToml = (text: string): Record<string, unknown> | undefined => {
  const values = plain.exec(text)
  if (values !== null) return { new: values[1] === "true", added_at: values[2] }
  try {
    return parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}

/** Has the text both keys already? Where not, `completeDatafile` adds them. */
export const isCompleteDatafile = (text: string): boolean => {
  const values = parseToml(text)
  return values !== undefined && "new" in values && "added_at" in values
}

/** The text with both keys, everything else as it was. */
export const completeDatafile = (text: string, state: { readonly isNew: boolean; readonly addedAt: string }): string =>
  patch(text, { new: state.isNew, added_at: state.addedAt, ...parseToml(text) })

/** Local time with offset in whole seconds, as `2026-11-20T17:13:20+01:00`. */
export const localTimestamp = (epochMs: number): string => {
  const offsetMinutes = -new Date(epochMs).getTimezoneOffset()
  const local = new Date(epochMs + offsetMinutes * 60_000).toISOString().slice(0, 19)
  const two = (value: number) => String(value).padStart(2, "0")
  const absolute = Math.abs(offsetMinutes)
  return `${local}${offsetMinutes < 0 ? "-" : "+"}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`
}
