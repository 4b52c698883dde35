/**
 * The template language of names: text, `{field}`, `{field:format}` and `{if field}…{else}…{end}`; docs/templates.md explains it.
 *
 * It is parsed whole and checked against the fields there are before anything is renamed, so a mistake is told with its place and what
 * was expected, and rendering cannot fail. Nothing is ever run: a value that looks like a template is plain text.
 */
import { formatNames } from "@deadwax/core-tags"

/** What a field holds. A `flag` can only be asked for; `names` are a list of artists or values. */
export type FieldKind = "text" | "flag" | "names"

/** The fields that a template may use. */
export type Fields = Readonly<Record<string, FieldKind>>

/** A field's value; null, "", false and the empty list are absent. */
export type FieldValue = string | boolean | ReadonlyArray<string> | null

/** A template that cannot be used. `position`: the character, counted from 1; `expected` completes "expected". */
export class InvalidTemplate extends Error {
  readonly position: number
  readonly expected: string
  constructor(position: number, problem: string, expected: string) {
    super(`character ${position}: ${problem}; expected ${expected}`)
    this.position = position
    this.expected = expected
  }
}

interface Condition {
  readonly field: string
  readonly isNegated: boolean
  /** The text that the field is compared with; null: is it there at all? */
  readonly equals: string | null
}

type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "field"; readonly field: string; readonly format: string }
  | {
      readonly kind: "if"
      readonly condition: Condition
      readonly then: ReadonlyArray<Node>
      readonly otherwise: ReadonlyArray<Node>
    }

/** A template that was checked. */
export interface Template {
  readonly source: string
  readonly nodes: ReadonlyArray<Node>
}

/** Longer ones are a mistake, and deeper ones nobody can read. */
const longestTemplate = 2000
const deepestNesting = 16
// A name is cut to 255 bytes at most: a value of a megabyte must not be carried that far.
const longestOutput = 4096

type Token =
  | { readonly kind: "text"; readonly text: string; readonly at: number }
  | { readonly kind: "tag"; readonly text: string; readonly at: number }

/** Checks a template; throws `InvalidTemplate`. */
export const parseTemplate = (source: string, fields: Fields): Template => {
  if (source.trim() === "") throw new InvalidTemplate(1, "the template is empty", "at least one field")
  if (source.length > longestTemplate)
    throw new InvalidTemplate(longestTemplate + 1, "the template is too long", `at most ${longestTemplate} characters`)
  const parser: Parser = { tokens: cut(source), fields, next: 0, end: source.length + 1 }
  const nodes = parseNodes(parser, 0)
  const left = parser.tokens[parser.next]
  if (left !== undefined) throw new InvalidTemplate(left.at, `{${left.text}} stands alone`, "{if field} before it")
  if (!hasField(nodes)) throw new InvalidTemplate(1, "every name would be the same", `a field, as {${Object.keys(fields)[0]}}`)
  return { source, nodes }
}

const hasField = (nodes: ReadonlyArray<Node>): boolean =>
  nodes.some((node) => node.kind === "field" || (node.kind === "if" && (hasField(node.then) || hasField(node.otherwise))))

const cut = (source: string): ReadonlyArray<Token> => {
  const tokens: Array<Token> = []
  let text = ""
  let start = 0
  const flush = () => {
    if (text !== "") tokens.push({ kind: "text", text, at: start + 1 })
    text = ""
  }
  for (let i = 0; i < source.length; i++) {
    const character = source[i]!
    if (text === "") start = i
    const isDoubled = (character === "{" || character === "}") && source[i + 1] === character
    if (isDoubled) {
      text += character
      i++
    } else if (character === "{") {
      flush()
      const end = closingBrace(source, i)
      tokens.push({ kind: "tag", text: source.slice(i + 1, end).trim(), at: i + 1 })
      i = end
    } else text += checked(character, i)
  }
  flush()
  return tokens
}

/** A brace inside quotes closes nothing. */
const closingBrace = (source: string, start: number): number => {
  let isQuoted = false
  for (let i = start + 1; i < source.length; i++) {
    if (source[i] === '"') isQuoted = !isQuoted
    else if (!isQuoted && source[i] === "}") return i
    else if (!isQuoted && source[i] === "{") break
  }
  throw new InvalidTemplate(start + 1, "this { is not closed", "a } after the field, or {{ for the character itself")
}

const checked = (character: string, index: number): string => {
  if (character === "}") throw new InvalidTemplate(index + 1, "this } closes nothing", "}} for the character itself")
  if (character === "/")
    throw new InvalidTemplate(index + 1, "a name holds no /", "the name of one file or directory, not a path")
  return character
}

interface Parser {
  readonly tokens: ReadonlyArray<Token>
  readonly fields: Fields
  readonly end: number
  next: number
}

/** Parses up to the end, or to an `{else}` or `{end}`, which is left to the caller. */
const parseNodes = (parser: Parser, depth: number): ReadonlyArray<Node> => {
  const nodes: Array<Node> = []
  for (let token = parser.tokens[parser.next]; token !== undefined; token = parser.tokens[parser.next]) {
    if (token.kind === "tag" && (token.text === "else" || token.text === "end")) break
    parser.next++
    if (token.kind === "text") nodes.push({ kind: "text", text: token.text })
    else if (/^if(?:\s|$)/.test(token.text)) nodes.push(parseIf(parser, token, depth + 1))
    else nodes.push(parseField(parser, token))
  }
  return nodes
}

const parseIf = (parser: Parser, opening: Token, depth: number): Node => {
  if (depth > deepestNesting)
    throw new InvalidTemplate(opening.at, "too many {if} inside each other", `at most ${deepestNesting}`)
  const condition = parseCondition(parser, opening)
  const then = parseNodes(parser, depth)
  let otherwise: ReadonlyArray<Node> = []
  if (parser.tokens[parser.next]?.text === "else") {
    parser.next++
    otherwise = parseNodes(parser, depth)
  }
  const closing = parser.tokens[parser.next]
  if (closing === undefined) throw new InvalidTemplate(parser.end, `the {if} at character ${opening.at} has no end`, "{end}")
  if (closing.text !== "end") throw new InvalidTemplate(closing.at, "a second {else}", "{end}")
  parser.next++
  return { kind: "if", condition, then, otherwise }
}

const conditionPattern = /^if\s+(not\s+)?([\w.]+)\s*(?:(!?=)\s*"([^"]*)")?$/

const parseCondition = ({ fields }: Parser, { text, at }: Token): Condition => {
  const [whole, not, field = "", operator, wanted] = conditionPattern.exec(text) ?? []
  if (whole === undefined || (not !== undefined && operator !== undefined))
    throw new InvalidTemplate(
      at,
      `{${text}} is no condition`,
      '{if field}, {if not field}, {if field = "text"} or {if field != "text"}'
    )
  const kind = kindOf(fields, field, at)
  if (operator !== undefined && kind === "flag")
    throw new InvalidTemplate(at, `${field} is not compared`, `{if ${field}} or {if not ${field}}`)
  return { field, isNegated: not !== undefined || operator === "!=", equals: wanted ?? null }
}

const parseField = ({ fields }: Parser, { text, at }: Token): Node => {
  const [field = "", format = "", ...rest] = text.split(":").map((part) => part.trim())
  const kind = kindOf(fields, field, at)
  if (kind === "flag") throw new InvalidTemplate(at, `${field} has no text`, `{if ${field}}…{end}`)
  const isKnown = rest.length === 0 && (format === "" ? !text.includes(":") : formats[kind].test(format))
  if (!isKnown) throw new InvalidTemplate(at, `{${text}} has an unknown format`, formatWords[kind])
  return { kind: "field", field, format }
}

const formats = { text: /^[1-9]$/, names: /^(?:first|all)$/ } as const
const formatWords = { text: "a number of digits from :1 to :9, or none", names: ":first, :all or none" } as const

const kindOf = (fields: Fields, field: string, at: number): FieldKind => {
  const kind = Object.hasOwn(fields, field) ? fields[field] : undefined
  if (kind === undefined)
    throw new InvalidTemplate(at, `there is no field "${field}"`, `one of ${Object.keys(fields).join(", ")}`)
  return kind
}

/** The text that a template gives for these values, cut at a few thousand characters. */
export const renderTemplate = (template: Template, values: Readonly<Record<string, FieldValue>>): string =>
  renderNodes(template.nodes, values).slice(0, longestOutput)

const renderNodes = (nodes: ReadonlyArray<Node>, values: Readonly<Record<string, FieldValue>>): string => {
  let text = ""
  for (const node of nodes) {
    if (node.kind === "text") text += node.text
    else if (node.kind === "field") text += formatted(values[node.field] ?? null, node.format).slice(0, longestOutput)
    else text += renderNodes(holds(node.condition, values) ? node.then : node.otherwise, values)
    if (text.length > longestOutput) return text.slice(0, longestOutput)
  }
  return text
}

const holds = ({ field, isNegated, equals }: Condition, values: Readonly<Record<string, FieldValue>>): boolean => {
  const value = values[field] ?? null
  const isSo = equals === null ? isPresent(value) : Array.isArray(value) ? value.includes(equals) : value === equals
  return isSo !== isNegated
}

const isPresent = (value: FieldValue): boolean => (typeof value === "boolean" ? value : value !== null && value.length > 0)

const formatted = (value: FieldValue, format: string): string => {
  if (value === null || typeof value === "boolean") return ""
  if (typeof value === "string") return format === "" || value === "" ? value : value.padStart(Number(format), "0")
  const names = value as ReadonlyArray<string>
  if (format === "first") return names[0] ?? ""
  return format === "all" ? names.join(", ") : formatNames(names)
}
