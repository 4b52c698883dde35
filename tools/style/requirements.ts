/** Reads docs/requirements.md and the titles of tests, and compares the two. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { type Token, textOf } from "./lexer.ts"
import { isTypeScript, listPaths, type SourceFile, sourceFile } from "./project.ts"

export interface Requirement {
  readonly id: string
  readonly status: string
}

export interface QuotedId {
  readonly id: string
  readonly path: string
  readonly line: number
}

/** The rows of the tables, in order. */
export const readRequirements = (markdown: string): ReadonlyArray<Requirement> =>
  [...markdown.matchAll(/^\| ([A-Z]\d+) \| .* \| ([^|]*?) \|$/gm)].map((match) => ({
    id: match[1] ?? "",
    status: match[2] ?? ""
  }))

/** Files that hold tests: test files, the corpus checks, contracts, simulations. */
export const holdsTests = (path: string): boolean =>
  isTypeScript(path) && (/\.(?:test|corpus|contract)\.ts$/.test(path) || /^packages\/[^/]+\/(?:test|sim)\//.test(path))

/** The ids at the beginning of a title: "[S1] [S2] …" or "[S1, S2] …". */
export const idsOfTitle = (title: string): ReadonlyArray<string> => {
  const groups = /^(?:\[[A-Z]\d+(?:[,/ ]+[A-Z]\d+)*\]\s*)+/.exec(title)?.[0] ?? ""
  return [...groups.matchAll(/[A-Z]\d+/g)].map((match) => match[0])
}

/** A title is the first argument of a call, or the value of a `title` key. */
const isTitle = (code: ReadonlyArray<Token>, index: number): boolean => {
  const [before, beforeThat] = [code[index - 1], code[index - 2]]
  if (before?.text === ":") return beforeThat?.text === "title"
  return before?.text === "(" && (beforeThat?.kind === "name" || beforeThat?.text === ")")
}

export const quotedIds = (file: SourceFile): ReadonlyArray<QuotedId> =>
  file.code.flatMap((token, index) =>
    (token.kind === "string" || token.kind === "template") && isTitle(file.code, index)
      ? idsOfTitle(textOf(token)).map((id) => ({ id, path: file.path, line: token.line }))
      : []
  )

/** What is wrong: rows marked done without a test, titles with unknown ids, other words than open and done. */
export const traceProblems = (rows: ReadonlyArray<Requirement>, quoted: ReadonlyArray<QuotedId>): ReadonlyArray<string> => {
  const known = new Map(rows.map((row) => [row.id, row]))
  const tested = new Set(quoted.map((item) => item.id))
  return [
    ...rows
      .filter((row, index) => rows.findIndex((other) => other.id === row.id) !== index)
      .map((row) => `${row.id} has two rows`),
    ...rows
      .filter((row) => row.status !== "open" && row.status !== "done")
      .map((row) => `${row.id} is "${row.status}", not open or done`),
    ...rows
      .filter((row) => row.status === "done" && !tested.has(row.id))
      .map((row) => `${row.id} is done, and no test's title begins with it`),
    ...quoted
      .filter((item) => !known.has(item.id))
      .map((item) => `${item.path}:${item.line} quotes ${item.id}, which is no requirement`)
  ]
}

export const readTrace = (
  root: string
): { readonly rows: ReadonlyArray<Requirement>; readonly quoted: ReadonlyArray<QuotedId> } => ({
  rows: readRequirements(readFileSync(join(root, "docs/requirements.md"), "utf8")),
  quoted: listPaths(root)
    .filter(holdsTests)
    .flatMap((path) => quotedIds(sourceFile(path, readFileSync(join(root, path), "utf8"))))
})

/** Rows proved and open, as lines to print. */
export const requirementsReport = (root: string): ReadonlyArray<string> => {
  const { rows, quoted } = readTrace(root)
  const tested = new Set(quoted.map((item) => item.id))
  const done = rows.filter((row) => row.status === "done").map((row) => row.id)
  const begun = rows.filter((row) => row.status !== "done" && tested.has(row.id)).map((row) => row.id)
  return [
    `requirements: ${done.length} proved, ${rows.length - done.length} open, of the open ones ${begun.length} with tests`,
    `proved: ${done.join(" ") || "none"}`,
    `open with tests: ${begun.join(" ") || "none"}`
  ]
}
