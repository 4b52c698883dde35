/**
 * A collection's text with other entries, all else kept: comments, keys that are not ours, layout, line ends.
 *
 * What makes it hard: it is the user's file, edited by hand and by other programs, and the TOML library that edits in place takes minutes
 * for a playlist of thousands (its cost grows with the square). So the usual layout, one `[[tracks]]` an entry, is edited here line by
 * line; any other is left to the library, up to a size. Either way the result is parsed again and must hold exactly what was wanted, or
 * it is not used. What it does not do: rewrite a file in another layout; then there is no answer, and the caller says so.
 */
import { patch } from "@decimalturn/toml-patch"
import { type Block, cutBlocks, joinBlocks } from "./blocks.ts"
import type { PlacedEntry } from "./entry.ts"
import type { CollectionKind } from "./kind.ts"
import { CollectionProblem, type ParsedCollection, parseToml, type TomlValues, tablesOf } from "./parse-collection.ts"

// Above this the library needs seconds.
const mostPatched = 500

/** The text with these entries; undefined when its layout does not allow it. The same entries answer the same text. */
export const rewriteCollection = (
  text: string,
  kind: CollectionKind,
  before: ParsedCollection,
  entries: ReadonlyArray<PlacedEntry>
): string | undefined => {
  const wanted = wantedValues(kind, before, entries)
  if (saysSame(kind, before.values, wanted)) return text
  const isRight = (result: string | undefined): result is string => {
    if (result === undefined) return false
    const parsed = parseToml(result)
    return !(parsed instanceof CollectionProblem) && saysSame(kind, parsed, wanted)
  }
  const edited = editBlocks(text, kind, before, entries)
  if (isRight(edited)) return edited
  if (Math.max(before.entries.length, entries.length) > mostPatched) return undefined
  const patched = tryPatch(text, wanted)
  return isRight(patched) ? patched : undefined
}

const tryPatch = (text: string, wanted: TomlValues): string | undefined => {
  try {
    return patch(text, wanted)
  } catch {
    return undefined
  }
}

/** What the file is to say. */
const wantedValues = (kind: CollectionKind, before: ParsedCollection, entries: ReadonlyArray<PlacedEntry>): TomlValues => {
  const tables = tablesOf(before.values, kind)
  const wanted = entries.map((entry) => {
    const { uuid: _, description_meta: __, missing: wasMissing, ...others } = entry.from === null ? {} : tables[entry.from]!
    return {
      uuid: entry.id,
      ...(entry.description !== null && { description_meta: entry.description }),
      ...others,
      // `missing = false` says nothing wrong: it stays as it was written.
      ...(entry.isMissing ? { missing: true } : wasMissing === false ? { missing: false } : {})
    }
  })
  return { ...before.values, [kind.table]: wanted }
}

/** Do two files say the same? A list without entries may be written or left out. */
const saysSame = (kind: CollectionKind, a: TomlValues, b: TomlValues): boolean =>
  isSame({ ...a, [kind.table]: tablesOf(a, kind) }, { ...b, [kind.table]: tablesOf(b, kind) })

/** Are two TOML values equal? The order of keys does not count. */
const isSame = (a: unknown, b: unknown): boolean => {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b)
  if (a instanceof Date || b instanceof Date) return a instanceof Date && b instanceof Date && a.toISOString() === b.toISOString()
  if (Array.isArray(a) !== Array.isArray(b)) return false
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return false
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) =>
    isSame((a as TomlValues)[key], (b as TomlValues)[key])
  )
}

const editBlocks = (
  text: string,
  kind: CollectionKind,
  before: ParsedCollection,
  entries: ReadonlyArray<PlacedEntry>
): string | undefined => {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : ""
  const cut = cutBlocks(text.slice(mark.length), kind.table)
  if (cut === undefined || cut.blocks.length !== before.entries.length) return undefined
  const blocks: Array<Block> = []
  for (const entry of entries) {
    const old = entry.from === null ? undefined : cut.blocks[entry.from]
    const block = old === undefined ? newBlock(kind, entry, cut.newline) : editBlock(old, entry, cut.newline)
    if (block === undefined) return undefined
    blocks.push(block)
  }
  return mark + joinBlocks({ ...cut, before: withoutEmptyList(cut.before, kind) }, blocks)
}

/** The lines without `releases = []`, which tables of that name cannot stand beside; in a table of its own it is another key. */
const withoutEmptyList = (lines: ReadonlyArray<string>, kind: CollectionKind): ReadonlyArray<string> => {
  const emptyList = new RegExp(`^\\s*${kind.table}\\s*=\\s*\\[\\s*\\]\\s*$`)
  const table = lines.findIndex((line) => /^\s*\[/.test(line))
  return lines.filter((line, i) => !emptyList.test(line) || (table >= 0 && i > table))
}

const newBlock = (kind: CollectionKind, entry: PlacedEntry, newline: string): Block => {
  const lines = [`[[${kind.table}]]`, `uuid = ${quoted(entry.id)}`]
  if (entry.description !== null) lines.push(`description_meta = ${quoted(entry.description)}`)
  if (entry.isMissing) lines.push("missing = true")
  return { lead: [], lines: lines.map((line) => line + newline) }
}

/** Text as a basic string of TOML, where only control characters, quotes and backslashes are written otherwise. */
const quoted = (text: string): string => JSON.stringify(text.toWellFormed()).replaceAll("\u007f", "\\u007F")

const editBlock = (block: Block, entry: PlacedEntry, newline: string): Block | undefined => {
  const lines = [...block.lines]
  // An entry of another id than before keeps all that its block says besides.
  if (findKey(lines, "uuid") === undefined || !setKey(lines, "uuid", quoted(entry.id), newline)) return undefined
  const described = entry.description === null || setKey(lines, "description_meta", quoted(entry.description), newline)
  const isMissing = findKey(lines, "missing")
  if (entry.isMissing) return described && setKey(lines, "missing", "true", newline) ? { ...block, lines } : undefined
  if (isMissing !== undefined && isMissing.value === "true") dropLine(lines, isMissing, newline)
  return described ? { ...block, lines } : undefined
}

interface KeyLine {
  readonly at: number
  /** Indentation, key and equals sign. */
  readonly head: string
  readonly value: string
  /** Blanks and a comment behind the value. */
  readonly tail: string
}

/** A line `key = value` of the entry itself; undefined when there is none in this plain form. */
const findKey = (lines: ReadonlyArray<string>, key: string): KeyLine | undefined => {
  const pattern = new RegExp(
    `^(\\s*(?:${key}|"${key}"|'${key}')\\s*=\\s*)("(?:[^"\\\\]|\\\\.)*"|'[^']*'|true|false)(\\s*(?:#.*)?)$`
  )
  for (const [at, line] of lines.entries()) {
    if (at > 0 && /^\s*\[/.test(line)) return undefined
    const found = pattern.exec(line.replace(/\r?\n$/, ""))
    if (found !== null) return { at, head: found[1]!, value: found[2]!, tail: found[3]! }
  }
  return undefined
}

const indentationOf = (line: string): string => /^\s*/.exec(line)![0]

const setKey = (lines: Array<string>, key: string, value: string, newline: string): boolean => {
  const found = findKey(lines, key)
  if (found !== undefined) {
    if (found.value !== value && !isSame(parseToml(`x = ${found.value}`), parseToml(`x = ${value}`)))
      lines[found.at] = `${found.head}${value}${found.tail}${newline}`
    return true
  }
  const before = findKey(lines, "description_meta") ?? findKey(lines, "uuid")
  if (before === undefined) return false
  lines.splice(before.at + 1, 0, `${indentationOf(before.head)}${key} = ${value}${newline}`)
  return true
}

/** Takes a line out; a comment behind its value stays, on a line of its own. */
const dropLine = (lines: Array<string>, { at, head, tail }: KeyLine, newline: string): void => {
  const comment = tail.trim()
  lines.splice(at, 1, ...(comment === "" ? [] : [`${indentationOf(head)}${comment}${newline}`]))
}
