/**
 * Takes out of a walk what the library's `.deadwaxignore` files ignore. Their rules are known only after the walk has met them, so a walk
 * lists everything once and is sifted afterwards; a library without such a file pays nothing.
 */
import { type FileError, Files, type OpenFile, type Walk } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { absolutePath, directoryOf, nameOf } from "../scan/paths.ts"
import { type IgnoreFile, type IsIgnored, ignoreFileName, makeIsIgnored, readIgnoreRules } from "./ignore-rules.ts"

/** More than this is no list of rules. */
const largestIgnoreFileBytes = 1024 * 1024

const readText = (file: OpenFile): string => {
  const bytes = new Uint8Array(Math.min(file.sizeBytes, largestIgnoreFileBytes))
  return new TextDecoder().decode(bytes.subarray(0, file.read(bytes, 0)))
}

/** What the files at these paths (relative to the root) ignore; one that is not there has no rules. */
const readIgnoreFiles = Effect.fnUntraced(function* (root: string, paths: ReadonlyArray<string>) {
  const files = yield* Files
  const texts = yield* files.readEach(
    paths.map((path) => absolutePath(root, path)),
    readText
  )
  const unreadable: Array<{ readonly path: string; readonly error: FileError }> = []
  const found = paths.flatMap((path, i): ReadonlyArray<IgnoreFile> => {
    const text = texts[i]
    if (text === undefined) return []
    if (Result.isSuccess(text)) return [{ directory: directoryOf(path), rules: readIgnoreRules(text.success) }]
    if (text.failure.reason !== "not-found" && text.failure.reason !== "not-a-directory")
      unreadable.push({ path, error: text.failure })
    return []
  })
  return { isIgnored: makeIsIgnored(found), unreadable }
})

const within = (directory: string): string => (directory === "" ? ignoreFileName : `${directory}/${ignoreFileName}`)

/** The ignore files that may decide about `path`: those of all directories above it. */
const above = (path: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (let at = path; at !== ""; ) {
    at = directoryOf(at)
    found.push(within(at))
  }
  return found
}

/** Do the ignore files above a directory ignore it? */
export const isDirectoryIgnored = (root: string, path: string): Effect.Effect<boolean, never, Files> =>
  Effect.map(readIgnoreFiles(root, above(path)), ({ isIgnored }) => isIgnored(path, true))

/** The entries that stay, by their index. */
const kept = (walk: Walk, isIgnored: IsIgnored): ReadonlyArray<number> => {
  const indexes: Array<number> = []
  for (let i = 0; i < walk.paths.length; i++) {
    const path = walk.paths[i] ?? ""
    if (nameOf(path) !== ignoreFileName && !isIgnored(path, false)) indexes.push(i)
  }
  return indexes
}

const sifted = (walk: Walk, isIgnored: IsIgnored): Walk => {
  const indexes = kept(walk, isIgnored)
  const pick = <A>(values: ReadonlyArray<A>): ReadonlyArray<A> => indexes.flatMap((i) => values[i] ?? [])
  return {
    root: walk.root,
    paths: pick(walk.paths),
    sizesBytes: pick(walk.sizesBytes),
    modifiedAtUs: pick(walk.modifiedAtUs),
    linked: pick(walk.linked),
    directories: walk.directories.filter((path) => !isIgnored(path, true)),
    problems: walk.problems.filter(({ path }) => !isIgnored(path, false) && !isIgnored(path, true))
  }
}

/**
 * The walk without what is ignored and without the ignore files themselves; paths relative to the root. `scope`: the directories that were
 * walked, where that is not the whole library: the ignore files above them count as well. A file of rules that cannot be read ignores
 * nothing, and is a problem of its own.
 */
export const withoutIgnored = Effect.fnUntraced(function* (walk: Walk, scope: ReadonlyArray<string> | undefined) {
  const own = walk.paths.filter((path) => nameOf(path) === ignoreFileName)
  const paths = [...new Set([...own, ...(scope ?? []).flatMap(above)])]
  if (paths.length === 0) return walk
  const { isIgnored, unreadable } = yield* readIgnoreFiles(walk.root, paths)
  const problems = unreadable.map(({ path }) => ({ path, reason: "unreadable" as const }))
  const rest = sifted(walk, isIgnored)
  return problems.length === 0 ? rest : { ...rest, problems: [...rest.problems, ...problems] }
})
