/** Reads the smallest parts of a filter's text: spaces, words, quoted texts. Knows where it is, for errors that say so. */
import { InvalidFilter } from "./invalid-filter.ts"

/** Where reading is. `conditions`: how many were read so far; `depth`: how many groups and negations are open. */
export interface Cursor {
  readonly text: string
  at: number
  conditions: number
  depth: number
}

/** A text as it was written. */
export interface Written {
  readonly text: string
  readonly isQuoted: boolean
}

/** What ends a word. A quote inside one is a part of it: `12"` is a word. */
const wordEnd = /[\s()]/u
const space = /\s/u

/** Phones and word processors write these for a quote. */
const closing: Readonly<Record<string, string>> = { '"': '"', "“": "”", "„": "“", "«": "»" }

export const skipSpaces = (cursor: Cursor): void => {
  while (space.test(cursor.text[cursor.at] ?? "")) cursor.at++
}

export const isAtEnd = ({ text, at }: Cursor): boolean => at >= text.length

/** Goes past a text if it stands here. */
export const skip = (cursor: Cursor, expected: string): boolean => {
  const isHere = cursor.text.startsWith(expected, cursor.at)
  if (isHere) cursor.at += expected.length
  return isHere
}

/** The word that begins here, which may be empty; nothing is read yet. */
export const wordAhead = ({ text, at }: Cursor): string => {
  let end = at
  while (end < text.length && !wordEnd.test(text[end]!)) end++
  return text.slice(at, end)
}

/** Reads a word or a quoted text. Undefined where neither begins. Throws `InvalidFilter`. */
export const readWritten = (cursor: Cursor): Written | undefined => {
  const close = closing[cursor.text[cursor.at] ?? ""]
  if (close !== undefined) return { text: readQuoted(cursor, close), isQuoted: true }
  const word = wordAhead(cursor)
  cursor.at += word.length
  return word === "" ? undefined : { text: word, isQuoted: false }
}

/** A quoted text; `\"` and `\\` stand for the quote and the backslash themselves. */
const readQuoted = (cursor: Cursor, close: string): string => {
  const start = cursor.at++
  const parts: Array<string> = []
  for (let from = cursor.at; cursor.at < cursor.text.length; cursor.at++) {
    const character = cursor.text[cursor.at]!
    const next = cursor.text[cursor.at + 1]
    const isEscape = character === "\\" && (next === "\\" || next === close || next === '"')
    if (!isEscape && character !== close) continue
    parts.push(cursor.text.slice(from, cursor.at))
    if (!isEscape) {
      cursor.at++
      return parts.join("")
    }
    from = ++cursor.at
  }
  throw new InvalidFilter({
    reason: "unclosed-quote",
    position: start,
    length: cursor.text.length - start,
    message: "a quote is opened and not closed",
    expected: `${close} at the end of what it holds`,
    remedy: 'Close it, or write \\" for a quote that is part of the text.'
  })
}
