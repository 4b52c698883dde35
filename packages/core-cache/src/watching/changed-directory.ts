/** Which directory must be scanned because of a changed path: a pure decision, but for one question to the disk. */
import type { FileInfo } from "@deadwax/core-async"
import { ignoreFileName } from "../ignoring/ignore-rules.ts"
import { type ContentRules, classifyName, collectionDirectories, decideEnter } from "../scan/entry-names.ts"
import { directoryOf, nameOf } from "../scan/paths.ts"

const isEntered = (path: string, rules: ContentRules): boolean => {
  const enter = decideEnter(rules)
  const names = path.split("/").slice(0, -1)
  return names.every((name, i) => enter(name, names.slice(0, i + 1).join("/")))
}

const isTemporary = (name: string): boolean => /\.deadwax-(?:tmp|part)$/.test(name)

/**
 * The answer without asking the disk: the directory of a file that a scan looks at, for anything of collages or of playlists theirs; `ask` where the name may be a directory's; undefined
 * where a scan looks at neither. Paths are relative to the root.
 */
export const changedDirectory = (path: string, rules: ContentRules): string | { readonly ask: string } | undefined => {
  const name = nameOf(path)
  const [top = ""] = path.split("/")
  if (collectionDirectories.includes(top)) return isTemporary(name) ? undefined : top
  if (!isEntered(path, rules)) return undefined
  if (name === ignoreFileName || classifyName(name, rules) !== undefined) return directoryOf(path)
  if (isTemporary(name) || !decideEnter(rules)(name, path)) return undefined
  return { ask: path }
}

/**
 * The directory to scan for a path that is no file of a scan. One that came or went may change what its parent is (a set of discs), so that
 * is scanned; a plain file of another kind is nothing. What is gone may have been a directory.
 */
export const directoryOfUnknown = (path: string, info: FileInfo | undefined): string | undefined => {
  if (info !== undefined && info.kind !== "directory") return undefined
  const parent = directoryOf(path)
  return parent === "" ? path : parent
}
