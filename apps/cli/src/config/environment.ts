/**
 * Keys of the configuration that the environment sets instead of the file: `DEADWAX_` and the key in capitals, with a value as TOML writes
 * it. A text needs no quotes there.
 */
import { parse } from "@decimalturn/toml-patch"
import type { InvalidKey, Table } from "./invalid-key.ts"

const keys = [
  "cover_art_stems",
  "valid_art_exts",
  "ignore_release_directories",
  "rename_source_files",
  "max_filename_bytes",
  "artist_aliases",
  "genre_tree",
  "quick_reader"
] as const

/** The variable that stands for a key. */
export const variableOf = (key: string): string => `DEADWAX_${key.toUpperCase()}`

type Environment = Readonly<Record<string, string | undefined>>

/** What the environment sets; an empty variable sets nothing. */
export const readEnvironment = (environment: Environment): Table => {
  const set: Record<string, unknown> = {}
  for (const key of keys) {
    const text = environment[variableOf(key)] ?? ""
    if (text !== "") set[key] = valueOfText(text)
  }
  return set
}

const valueOfText = (text: string): unknown => {
  try {
    return (parse(`value = ${text}\n`) as { readonly value: unknown }).value
  } catch {
    return text
  }
}

/** The same failure under the name of the variable where that is what was read. */
export const namingVariable = (error: InvalidKey, set: Table): { readonly name: string; readonly isVariable: boolean } => {
  const [top = ""] = error.key.split(/[.[]/)
  return top in set
    ? { name: `${variableOf(top)}${error.key.slice(top.length)}`, isVariable: true }
    : { name: error.key, isVariable: false }
}
