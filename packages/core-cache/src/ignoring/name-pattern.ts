/** One name against one pattern of an ignore file: `*`, `?`, `[a-z]`, and `\` before what is meant as it stands. */

type Token = string | { readonly kind: "any" } | { readonly kind: "one"; readonly accepts: (character: string) => boolean }

/** Undefined where the pattern can match no name: an unclosed class, a lone `\` at the end. */
export type NamePattern = ReadonlyArray<Token> | undefined

/** Why a pattern can match no name, and which of its characters it is, from 0. */
export interface PatternProblem {
  readonly at: number
  readonly reason: "class" | "escape"
}

const posixClasses: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /\p{Cc}/u,
  digit: /[0-9]/,
  graph: /[\x21-\x7e]/,
  lower: /[a-z]/,
  print: /[\x20-\x7e]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t-\r ]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/
}

type Accepts = (character: string) => boolean

const isBetween =
  (from: string, to: string): Accepts =>
  (character) =>
    character >= from && character <= to

/** The class that begins behind `[` at `at`, and where the pattern goes on. */
const readClass = (
  pattern: ReadonlyArray<string>,
  from: number
): { readonly accepts: Accepts; readonly next: number } | undefined => {
  const isNegated = pattern[from] === "!" || pattern[from] === "^"
  const parts: Array<Accepts> = []
  let at = isNegated ? from + 1 : from
  for (let isFirst = true; isFirst || pattern[at] !== "]"; isFirst = false) {
    const named = /^\[:(\w+):\]/.exec(pattern.slice(at, at + 12).join(""))
    if (named !== null) {
      const known = posixClasses[named[1] ?? ""]
      if (known === undefined) return undefined
      parts.push((character) => known.test(character))
      at += named[0].length
      continue
    }
    if (pattern[at] === "\\") at++
    const low = pattern[at++]
    if (low === undefined) return undefined
    if (pattern[at] !== "-" || pattern[at + 1] === "]" || pattern[at + 1] === undefined) {
      parts.push(isBetween(low, low))
      continue
    }
    at += pattern[at + 1] === "\\" ? 2 : 1
    const high = pattern[at++]
    if (high === undefined) return undefined
    parts.push(isBetween(low, high))
  }
  return { accepts: (character) => parts.some((accepts) => accepts(character)) !== isNegated, next: at + 1 }
}

const anyOne: Token = { kind: "one", accepts: () => true }

/** Reads a pattern for one name. */
export const readNamePattern = (text: string): NamePattern => {
  const read = readTokens(text)
  return "reason" in read ? undefined : read
}

/** Undefined: there are names that it matches. */
export const namePatternProblem = (text: string): PatternProblem | undefined => {
  const read = readTokens(text)
  return "reason" in read ? read : undefined
}

const readTokens = (text: string): ReadonlyArray<Token> | PatternProblem => {
  const pattern = Array.from(text)
  const tokens: Array<Token> = []
  for (let at = 0; at < pattern.length; ) {
    const character = pattern[at++] ?? ""
    if (character === "*") tokens.push({ kind: "any" })
    else if (character === "?") tokens.push(anyOne)
    else if (character === "[") {
      const read = readClass(pattern, at)
      if (read === undefined) return { at: at - 1, reason: "class" }
      tokens.push({ kind: "one", accepts: read.accepts })
      at = read.next
    } else if (character === "\\") {
      const escaped = pattern[at]
      if (escaped === undefined) return { at: at - 1, reason: "escape" }
      tokens.push(escaped)
      at++
    } else tokens.push(character)
  }
  return tokens
}

const acceptsOne = (token: Token | undefined, character: string): boolean =>
  token !== undefined && (typeof token === "string" ? token === character : token.kind === "one" && token.accepts(character))

const isAny = (token: Token | undefined): boolean => typeof token === "object" && token.kind === "any"

/** Goes back to the last `*` alone, so its time is at most the product of both lengths, whatever the pattern. */
export const matchesName = (pattern: NamePattern, name: string): boolean => {
  if (pattern === undefined) return false
  const characters = Array.from(name)
  let [token, at, star, starAt] = [0, 0, -1, 0]
  while (at < characters.length) {
    if (acceptsOne(pattern[token], characters[at] ?? "")) {
      token++
      at++
    } else if (isAny(pattern[token])) {
      star = token++
      starAt = at
    } else if (star >= 0) {
      token = star + 1
      at = ++starAt
    } else return false
  }
  while (isAny(pattern[token])) token++
  return token === pattern.length
}
