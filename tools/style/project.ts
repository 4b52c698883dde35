/** The project's files as the rules see them. Read once per run of the tests; git decides what belongs to the project. */
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { type Token, tokenize } from "./lexer.ts"

export interface SourceFile {
  /** Relative to the root, "/"-separated. */
  readonly path: string
  readonly text: string
  /** Comments included. */
  readonly tokens: ReadonlyArray<Token>
  /** Comments left out. */
  readonly code: ReadonlyArray<Token>
}

export interface Violation {
  readonly path: string
  readonly line: number
  readonly message: string
}

/** A rule looks at one file and answers what is wrong with it. */
export interface Rule {
  readonly name: string
  /** Which files it looks at. */
  readonly appliesTo: (path: string) => boolean
  readonly check: (file: SourceFile) => ReadonlyArray<Violation>
}

export const root = resolve(import.meta.dirname, "../..")

const binary = /\.(?:mp3|flac|m4a|ogg|opus|wav|aiff?|wv|ape|mka|jpe?g|png|webp|wasm|ico|woff2|db)$/

export const isGenerated = (path: string): boolean => path.endsWith(".gen.ts")
export const isTypeScript = (path: string): boolean => /\.tsx?$/.test(path) && !isGenerated(path)
/** The source of a core package, the place of the strictest rules. */
export const isCore = (path: string): boolean => /^packages\/[^/]+\/src\//.test(path) && isTypeScript(path)
export const isTest = (path: string): boolean =>
  /^(?:packages|apps)\/[^/]+\/(?:test|sim)\//.test(path) || /^tools\/.*\.test\.ts$/.test(path)

export const sourceFile = (path: string, text: string): SourceFile => {
  const tokens = isTypeScript(path) ? tokenize(text) : []
  return { path, text, tokens, code: tokens.filter((token) => token.kind !== "comment") }
}

/** Paths of all files that are or could be committed, relative to `from`; sorted. */
export const listPaths = (from: string): ReadonlyArray<string> =>
  execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"], {
    cwd: from,
    encoding: "utf8"
  })
    .split("\0")
    .filter((path) => path !== "" && existsSync(join(from, path)))
    .sort()

/** All text files of the project, sorted by path. */
export const readProject = (): ReadonlyArray<SourceFile> =>
  listPaths(root)
    .filter((path) => !binary.test(path))
    .map((path) => sourceFile(path, readFileSync(join(root, path), "utf8")))

/** Applies rules to files; violations in the order of rules, then files. */
export const applyRules = (rules: ReadonlyArray<Rule>, files: ReadonlyArray<SourceFile>): ReadonlyArray<Violation> =>
  rules.flatMap((rule) => files.filter((file) => rule.appliesTo(file.path)).flatMap((file) => rule.check(file)))

export const show = (violation: Violation): string => `${violation.path}:${violation.line} ${violation.message}`
