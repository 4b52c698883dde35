/**
 * Splits TypeScript into tokens: enough to tell code from comments and strings, which a regular expression over lines cannot.
 *
 * What makes it hard: a slash may divide or open a regular expression, and a template literal holds code inside text. Both are decided by
 * what stands before. What it does not do: parse. Rules that need structure build it from matched brackets (see brackets.ts).
 */

export type TokenKind = "name" | "number" | "string" | "template" | "regex" | "mark" | "comment"

export interface Token {
  readonly kind: TokenKind
  /** As written; a template literal comes as its pieces of text, the code between them as tokens of their own. */
  readonly text: string
  /** From 1. */
  readonly line: number
}

const patterns = {
  space: /\s+/y,
  comment: /\/\/[^\n]*|\/\*[\s\S]*?\*\//y,
  name: /[\p{ID_Start}$_#@][\p{ID_Continue}$\u200c\u200d]*/uy,
  number: /\.?\d(?:[\w.]|(?<=[eE])[+-])*/y,
  string: /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y,
  regex: /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y,
  templateText: /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y,
  mark: /=>|\.\.\.|\?\.(?!\d)|\?\?=|\?\?|&&=|\|\|=|&&|\|\||\*\*=|\*\*|===|!==|==|!=|<=|>=|\+\+|--|[-+*/%&|^]=|./suy
} as const

/** After these words a slash opens a regular expression: they ask for a value. */
const beforeValue = new Set([
  "return",
  "typeof",
  "instanceof",
  "in",
  "of",
  "new",
  "delete",
  "void",
  "throw",
  "case",
  "do",
  "else",
  "yield",
  "await",
  "extends"
])

const endsValue = (token: Token | undefined): boolean => {
  if (token === undefined) return false
  if (token.kind === "name") return !beforeValue.has(token.text)
  if (token.kind === "mark") return token.text === ")" || token.text === "]" || token.text === "}"
  return true
}

interface Reader {
  readonly source: string
  readonly tokens: Array<Token>
  at: number
  line: number
  /** Last token that is no comment. */
  last: Token | undefined
  /** For every open template literal, how many braces are open inside its current `${`. */
  readonly templates: Array<number>
}

const match = (reader: Reader, pattern: RegExp): string | undefined => {
  pattern.lastIndex = reader.at
  return pattern.exec(reader.source)?.[0]
}

const take = (reader: Reader, kind: TokenKind | "space", text: string): void => {
  if (kind !== "space") {
    const token = { kind, text, line: reader.line }
    reader.tokens.push(token)
    if (kind !== "comment") reader.last = token
  }
  reader.at += text.length
  for (let index = text.indexOf("\n"); index !== -1; index = text.indexOf("\n", index + 1)) reader.line++
}

/** From a backtick or the brace that ends `${…}`: the text up to the closing backtick or the next `${`. */
const takeTemplateText = (reader: Reader, opening: string): void => {
  const start = reader.at
  reader.at += opening.length
  const body = match(reader, patterns.templateText) ?? ""
  reader.at = start
  const end = start + opening.length + body.length
  const more = reader.source.startsWith("${", end)
  take(reader, "template", opening + body + (more ? "${" : "`"))
  if (more) reader.templates.push(0)
}

const takeMark = (reader: Reader): void => {
  const text = match(reader, patterns.mark) ?? ""
  const depth = reader.templates.length - 1
  if (text === "}" && reader.templates[depth] === 0) {
    reader.templates.pop()
    takeTemplateText(reader, "}")
    return
  }
  if (depth >= 0 && text === "{") reader.templates[depth] = (reader.templates[depth] ?? 0) + 1
  if (depth >= 0 && text === "}") reader.templates[depth] = (reader.templates[depth] ?? 0) - 1
  take(reader, "mark", text)
}

/** The first of these kinds that fits here; a template and a mark are what is left. */
const kindHere = (reader: Reader): readonly [TokenKind | "space", string] | undefined => {
  for (const kind of ["space", "comment", "name", "number", "string"] as const) {
    const text = match(reader, patterns[kind])
    if (text !== undefined) return [kind, text]
  }
  // `</` closes an element; no value is ever compared with a regular expression.
  const isClosing = reader.source[reader.at - 1] === "<"
  const regex = isClosing || endsValue(reader.last) ? undefined : match(reader, patterns.regex)
  return regex === undefined ? undefined : ["regex", regex]
}

const takeToken = (reader: Reader): void => {
  const found = kindHere(reader)
  if (found !== undefined) take(reader, ...found)
  else if (reader.source[reader.at] === "`") takeTemplateText(reader, "`")
  else takeMark(reader)
}

/** All tokens of a source text, comments included, in order. */
export const tokenize = (source: string): ReadonlyArray<Token> => {
  const reader: Reader = { source, tokens: [], at: 0, line: 1, last: undefined, templates: [] }
  if (source.startsWith("#!")) take(reader, "comment", source.slice(0, source.indexOf("\n")))
  while (reader.at < source.length) takeToken(reader)
  return reader.tokens
}

/** What a string or a template without code in it says; escapes are left as written. */
export const textOf = (token: Token): string =>
  token.kind === "string" || token.kind === "template" ? token.text.slice(1, -1) : token.text
