/**
 * Finds functions and their length from tokens: `function`, methods, arrows with and without braces.
 *
 * What makes it hard: a brace after a return type looks like a brace inside one. A type goes on after an operator and ends after an operand,
 * so a brace that follows an operand on the same line opens the body.
 */
import type { Token } from "./lexer.ts"

export interface FunctionSpan {
  readonly name: string
  readonly startLine: number
  readonly endLine: number
}

const openers = new Set(["(", "[", "{"])
const closers = new Set([")", "]", "}"])
const notFunctions = new Set(["if", "for", "while", "switch", "catch", "with", "await"])
const typeOperators = new Set(["is", "keyof", "typeof", "extends", "readonly", "asserts", "infer", "unique", "in"])
const continuing = new Set([
  ".",
  "?.",
  "?",
  ":",
  "??",
  "&&",
  "||",
  "+",
  "-",
  "*",
  "/",
  "|",
  "&",
  "<",
  ">",
  "=",
  "==",
  "===",
  "!==",
  "as",
  "satisfies"
])

const isMark = (token: Token | undefined, ...texts: ReadonlyArray<string>): boolean =>
  token?.kind === "mark" && texts.includes(token.text)

/** For every bracket the index of its partner; template pieces balance themselves. */
const pairs = (tokens: ReadonlyArray<Token>): ReadonlyMap<number, number> => {
  const found = new Map<number, number>()
  const open: Array<number> = []
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "mark") continue
    if (openers.has(token.text)) open.push(index)
    else if (closers.has(token.text)) {
      const start = open.pop()
      if (start === undefined) continue
      found.set(start, index)
      found.set(index, start)
    }
  }
  return found
}

const isOperand = (token: Token | undefined): boolean => {
  if (token === undefined) return false
  if (token.kind === "mark") return isMark(token, ")", "]", "}", ">")
  return token.kind !== "name" || !typeOperators.has(token.text)
}

/** The index of the body's brace when a return type begins at `from`; undefined when there is no body. */
const bodyAfterType = (tokens: ReadonlyArray<Token>, pair: ReadonlyMap<number, number>, from: number): number | undefined => {
  for (let index = from; index < tokens.length; index++) {
    const token = tokens[index]
    const before = tokens[index - 1]
    if (token === undefined || isMark(token, ";", ",", "=", ")", "]", "}", "=>")) return undefined
    if (isMark(token, "{") && index > from && isOperand(before)) return token.line === before?.line ? index : undefined
    if (token.line !== before?.line && isOperand(before) && token.kind !== "mark") return undefined
    if (isMark(token, "{", "(", "[")) index = pair.get(index) ?? index
  }
  return undefined
}

/** The index of the last token of an expression that begins at `from`. */
const expressionEnd = (tokens: ReadonlyArray<Token>, pair: ReadonlyMap<number, number>, from: number): number => {
  let index = from
  for (; index < tokens.length; index++) {
    const token = tokens[index]
    const before = tokens[index - 1]
    if (token === undefined || isMark(token, ",", ";", ")", "]", "}")) break
    const newLine = index > from && token.line !== before?.line
    if (newLine && isOperand(before) && !continuing.has(token.text)) break
    if (isMark(token, "{", "(", "[")) index = pair.get(index) ?? index
  }
  return Math.max(from, index - 1)
}

/** The name that a chain of calls begins with, as "describe" for the `(` of `describe.each(all)(`. */
const callHead = (tokens: ReadonlyArray<Token>, pair: ReadonlyMap<number, number>, open: number): string => {
  let at = open - 1
  while (at > 0 && (isMark(tokens[at], ")") || isMark(tokens[at - 1], ".")))
    at = isMark(tokens[at], ")") ? (pair.get(at) ?? at) - 1 : at - 2
  return tokens[at]?.text ?? ""
}

/** `describe("…", () => {…})` groups tests; it is no function in any sense that a reader has to hold in mind. */
const isGroup = (tokens: ReadonlyArray<Token>, pair: ReadonlyMap<number, number>, parametersAt: number): boolean => {
  for (let at = parametersAt - 1; at > 0; at--) {
    const start = pair.get(at)
    if (start !== undefined && start < at) at = start
    else if (start !== undefined) return isMark(tokens[at], "(") && callHead(tokens, pair, at) === "describe"
  }
  return false
}

const nameBefore = (tokens: ReadonlyArray<Token>, index: number): string => {
  for (let at = index - 1; at >= Math.max(0, index - 4); at--) {
    const token = tokens[at]
    if (token?.kind === "name" && !["function", "async", "const", "return", "static"].includes(token.text)) return token.text
  }
  return "(anonymous)"
}

/** The end of the body of a function whose parameters end at `close`, as an index; undefined when this is no function with a body. */
const bodyEnd = (tokens: ReadonlyArray<Token>, pair: ReadonlyMap<number, number>, close: number): number | undefined => {
  const next = tokens[close + 1]
  if (isMark(next, "{")) return next?.line === tokens[close]?.line ? pair.get(close + 1) : undefined
  if (!isMark(next, ":")) return undefined
  const body = bodyAfterType(tokens, pair, close + 2)
  return body === undefined ? undefined : pair.get(body)
}

/** Every function of a file. Comments must have been left out of `tokens`. */
export const findFunctions = (tokens: ReadonlyArray<Token>): ReadonlyArray<FunctionSpan> => {
  const pair = pairs(tokens)
  const found: Array<FunctionSpan> = []
  const add = (start: number, end: number): void => {
    const first = tokens[start]
    const last = tokens[end]
    if (first === undefined || last === undefined || isGroup(tokens, pair, start)) return
    found.push({ name: nameBefore(tokens, start), startLine: first.line, endLine: last.line })
  }
  for (const [index, token] of tokens.entries()) {
    if (isMark(token, "=>")) {
      const parameters = isMark(tokens[index - 1], ")") ? (pair.get(index - 1) ?? index) : index - 1
      const body = isMark(tokens[index + 1], "{") ? pair.get(index + 1) : expressionEnd(tokens, pair, index + 1)
      if (body !== undefined) add(parameters, body)
    } else if (isMark(token, "(") && !notFunctions.has(tokens[index - 1]?.text ?? "")) {
      const close = pair.get(index)
      const end = close === undefined ? undefined : bodyEnd(tokens, pair, close)
      if (end !== undefined) add(index, end)
    }
  }
  return found
}
