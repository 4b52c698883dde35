/**
 * The rules of `.deadwaxignore` files, in the syntax of `.gitignore` and with its meaning: the last rule of the nearest file that matches
 * decides, `!` takes back, and what lies in an ignored directory cannot be taken back. Names are compared by characters, case matters.
 */
import { directoryOf } from "../scan/paths.ts"
import { matchesName, type NamePattern, namePatternProblem, readNamePattern } from "./name-pattern.ts"

export const ignoreFileName = ".deadwaxignore"

/** Any number of directories. */
const anyDepth = "**"

export interface IgnoreRule {
  readonly isNegated: boolean
  readonly isForDirectories: boolean
  readonly segments: ReadonlyArray<typeof anyDepth | { readonly name: NamePattern }>
}

/** Without the spaces at its end, unless a backslash keeps them. */
const trimmed = (line: string): string => line.replace(/((?:\\.|[^\\ ])?) +$/u, "$1")

const readRule = (line: string): IgnoreRule | undefined => {
  const isNegated = line.startsWith("!")
  let pattern = isNegated ? line.slice(1) : line
  const isForDirectories = pattern.endsWith("/")
  if (isForDirectories) pattern = pattern.slice(0, -1)
  if (pattern === "") return undefined
  const isAnchored = pattern.includes("/")
  const parts = (pattern.startsWith("/") ? pattern.slice(1) : pattern).split("/")
  const segments = parts.map((part) => (part === anyDepth && isAnchored ? anyDepth : { name: readNamePattern(part) }))
  return { isNegated, isForDirectories, segments: isAnchored ? segments : [anyDepth, ...segments] }
}

/** Reads the rules of one file, in its order. A line that means nothing is no rule. */
export const readIgnoreRules = (text: string): ReadonlyArray<IgnoreRule> =>
  text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((line) => trimmed(line.replace(/\r$/, "")))
    .filter((line) => line !== "" && !line.startsWith("#"))
    .flatMap((line) => readRule(line) ?? [])

/** Why a line ignores nothing: at which of its characters, from 1, and in words that name that, as the end of a sentence. */
export interface IgnoreLineProblem {
  readonly at: number
  readonly detail: string
}

const patternDetails = {
  class: (at: number) => `the [ at character ${at} begins no class of characters`,
  escape: (at: number) => `nothing follows the \\ at character ${at}`
} as const

/** What keeps a line from matching anything; undefined where nothing does. A comment, and a line without a name, match nothing. */
export const checkIgnoreLine = (line: string): IgnoreLineProblem | undefined => {
  if (readIgnoreRules(line).length === 0) return { at: 1, detail: "it names nothing" }
  let at = line.startsWith("!") ? 1 : 0
  for (const part of trimmed(line).slice(at).split("/")) {
    const problem = namePatternProblem(part)
    if (problem !== undefined) {
      const character = at + problem.at + 1
      return { at: character, detail: patternDetails[problem.reason](character) }
    }
    at += Array.from(part).length + 1
  }
  return undefined
}

/** Does the path, cut at its slashes, match from segment `i` and part `j` on? `**` at the end wants at least one more. */
const matchesFrom = (segments: IgnoreRule["segments"], i: number, parts: ReadonlyArray<string>, j: number): boolean => {
  const segment = segments[i]
  if (segment === undefined) return j === parts.length
  if (segment !== anyDepth) {
    return j < parts.length && matchesName(segment.name, parts[j] ?? "") && matchesFrom(segments, i + 1, parts, j + 1)
  }
  if (i === segments.length - 1) return j < parts.length
  for (let at = j; at < parts.length; at++) if (matchesFrom(segments, i + 1, parts, at)) return true
  return false
}

const matches = (rule: IgnoreRule, parts: ReadonlyArray<string>, isDirectory: boolean): boolean =>
  (isDirectory || !rule.isForDirectories) && matchesFrom(rule.segments, 0, parts, 0)

/** One ignore file: its directory, relative to the library's root ("" is the root), and its rules. */
export interface IgnoreFile {
  readonly directory: string
  readonly rules: ReadonlyArray<IgnoreRule>
}

/** Is a file (or a directory) ignored? By its path relative to the root. */
export type IsIgnored = (path: string, isDirectory: boolean) => boolean

export const nothingIgnored: IsIgnored = () => false

/** Puts the files of a library together. Directories that were decided are remembered. */
export const makeIsIgnored = (files: ReadonlyArray<IgnoreFile>): IsIgnored => {
  if (files.every((file) => file.rules.length === 0)) return nothingIgnored
  const rulesOf = new Map(files.map((file) => [file.directory, file.rules]))
  const known = new Map<string, boolean>([["", false]])
  const decide = (path: string, isDirectory: boolean): boolean => {
    for (let at = directoryOf(path); ; at = directoryOf(at)) {
      const rules = rulesOf.get(at)
      const parts = rules === undefined ? [] : (at === "" ? path : path.slice(at.length + 1)).split("/")
      const rule = rules?.findLast((one) => matches(one, parts, isDirectory))
      if (rule !== undefined) return !rule.isNegated
      if (at === "") return false
    }
  }
  const isDirectoryIgnored = (path: string): boolean => {
    const before = known.get(path)
    if (before !== undefined) return before
    const isIgnored = isDirectoryIgnored(directoryOf(path)) || decide(path, true)
    known.set(path, isIgnored)
    return isIgnored
  }
  return (path, isDirectory) =>
    isDirectory ? isDirectoryIgnored(path) : isDirectoryIgnored(directoryOf(path)) || decide(path, false)
}

/** What rules ignore that stand in no file: lines in the syntax of an ignore file of the root. */
export const isIgnoredBy = (lines: ReadonlyArray<string>): IsIgnored =>
  makeIsIgnored([{ directory: "", rules: readIgnoreRules(lines.join("\n")) }])
