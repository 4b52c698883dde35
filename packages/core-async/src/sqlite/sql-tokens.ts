/**
 * SQLite's tokens, as far as the port's rules need them: words, quoted things, single characters; blanks and comments are skipped.
 *
 * Follows SQLite's own tokenizer for strings, quoted identifiers, comments and words, and refuses what drivers would read differently:
 * a double-quoted word (text or a column, by the build), named and numbered parameters, NUL characters, lone surrogates.
 * What it does not do: judge grammar; that is left to SQLite.
 */
import { misuse } from "./errors.ts"

/** Called for each token: a word in lower case, `'` for anything quoted, else the character itself. */
export type TokenVisitor = (token: string) => void

const closingQuotes: Readonly<Record<string, string>> = { "'": "'", "`": "`", "[": "]" }

const isBlank = (code: number): boolean =>
  code === 32 || code === 9 || code === 10 || code === 12 || code === 13 || code === 0xfeff

const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** Letters, digits, `_`, `$`, and everything beyond ASCII. */
const isWordPart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isDigit(code) || code === 95 || code === 36 || code >= 128

/** The index after a quoted thing that opens at `start`. A doubled quote is part of it; `]` cannot be doubled. */
const endOfQuoted = (sql: string, start: number, close: string): number => {
  let at = start + 1
  for (;;) {
    const found = sql.indexOf(close, at)
    if (found < 0) return sql.length
    if (close === "]" || sql[found + 1] !== close) return found + 1
    at = found + 2
  }
}

/** The index after a comment that opens at `start`, or `start` where none does. An open comment reaches to the end. */
const endOfComment = (sql: string, start: number): number => {
  if (sql.startsWith("--", start)) {
    const newline = sql.indexOf("\n", start)
    return newline < 0 ? sql.length : newline + 1
  }
  if (!sql.startsWith("/*", start) || start + 2 >= sql.length) return start
  const close = sql.indexOf("*/", start + 2)
  return close < 0 ? sql.length : close + 2
}

const refuseSymbol = (sql: string, at: number): void => {
  const next = sql.charCodeAt(at + 1)
  switch (sql[at]) {
    case "\0":
      throw misuse("the SQL text holds a NUL character", sql)
    case '"':
      throw misuse("the SQL text holds a double-quoted word: write text as 'text' and names as [name]", sql)
    case "?":
      if (isDigit(next)) throw misuse("numbered parameters are not supported: write ?", sql)
      return
    case ":":
    case "@":
      throw misuse("named parameters are not supported: write ?", sql)
  }
}

/** Visits every token of `sql` in order. Throws `misuse`. */
export const visitTokens = (sql: string, visit: TokenVisitor): void => {
  if (!sql.isWellFormed()) throw misuse("the SQL text holds a lone surrogate", sql)
  for (let at = 0; at < sql.length; ) {
    const code = sql.charCodeAt(at)
    if (isBlank(code)) {
      at++
      continue
    }
    const afterComment = endOfComment(sql, at)
    if (afterComment > at) {
      at = afterComment
    } else if (isWordPart(code)) {
      if (code === 36) throw misuse("named parameters are not supported: write ?", sql)
      const start = at
      while (at < sql.length && isWordPart(sql.charCodeAt(at))) at++
      visit(sql.slice(start, at).toLowerCase())
    } else {
      refuseSymbol(sql, at)
      const character = sql.charAt(at)
      const close = closingQuotes[character]
      visit(close === undefined ? character : "'")
      at = close === undefined ? at + 1 : endOfQuoted(sql, at, close)
    }
  }
}
