/** Reads a collection's file: an array of tables `releases` or `tracks`; an empty file is an empty collection. */
import { parse } from "@decimalturn/toml-patch"
import type { Entry } from "./entry.ts"
import type { CollectionKind } from "./kind.ts"

/** All values of a file, as TOML knows them. */
export type TomlValues = Readonly<Record<string, unknown>>

export interface ParsedCollection {
  readonly values: TomlValues
  readonly entries: ReadonlyArray<Entry>
}

/** What is wrong with a file, as the end of a sentence that begins with its path. */
export class CollectionProblem {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** Parses TOML; answers what is wrong with it in one line. */
export const parseToml = (text: string): TomlValues | CollectionProblem => {
  try {
    return { ...(parse(text) as Record<string, unknown>) }
  } catch (cause) {
    const { line, column } = cause as { readonly line?: unknown; readonly column?: unknown }
    const what = cause instanceof Error ? cause.message.trimEnd().split("\n").at(-1) : String(cause)
    const where = typeof line === "number" && typeof column === "number" ? ` (line ${line}, column ${column})` : ""
    return new CollectionProblem(`is not valid TOML${where}: ${what}`)
  }
}

/** The tables of the collection's array; an absent array is an empty one. */
export const tablesOf = (values: TomlValues, kind: CollectionKind): ReadonlyArray<TomlValues> =>
  (values[kind.table] ?? []) as ReadonlyArray<TomlValues>

/** Reads a file's text. One entry that cannot be understood refuses the whole: nothing of it may be lost by a rewrite. */
export const parseCollection = (text: string, kind: CollectionKind): ParsedCollection | CollectionProblem => {
  const values = parseToml(text)
  if (values instanceof CollectionProblem) return values
  const tables = values[kind.table] ?? []
  if (!Array.isArray(tables)) return new CollectionProblem(`has a key "${kind.table}" that is no list of tables`)
  const entries: Array<Entry> = []
  for (const [index, table] of (tables as ReadonlyArray<unknown>).entries()) {
    const entry = toEntry(table)
    if (typeof entry === "string") return new CollectionProblem(`cannot be used: entry ${index + 1} of "${kind.table}" ${entry}`)
    entries.push(entry)
  }
  return { values, entries }
}

const toEntry = (table: unknown): Entry | string => {
  if (typeof table !== "object" || table === null || Array.isArray(table) || table instanceof Date) return "is no table"
  const { uuid, description_meta: description = null, missing: isMissing = false } = table as Record<string, unknown>
  if (typeof uuid !== "string" || uuid === "") return "has no uuid"
  if (description !== null && typeof description !== "string") return "has a description_meta that is no text"
  if (typeof isMissing !== "boolean") return "has a missing that is neither true nor false"
  return { id: uuid, description, isMissing }
}
