/**
 * What the packages export, from their one index.ts, and whether it says what it is: a doc comment stands right before its declaration. Of a
 * name that is a value and a type (a schema and what it describes), one of the two says it for both.
 */
import { posix } from "node:path"
import type { Token } from "./lexer.ts"
import type { SourceFile, Violation } from "./project.ts"

interface Declared {
  readonly line: number
  readonly isDocumented: boolean
}

const declaring = new Set(["const", "let", "function", "class", "interface", "type", "enum", "abstract", "declare", "async"])

/** A comment that says something about what follows, as `/** … *​/` does. */
const isDoc = (token: Token | undefined): boolean => token?.kind === "comment" && token.text.startsWith("/**")

/** The exported declarations of a file by name. */
export const declarationsOf = ({ tokens }: SourceFile): ReadonlyMap<string, Declared> => {
  const found = new Map<string, Declared>()
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "name" || token.text !== "export") continue
    let at = index + 1
    while (declaring.has(tokens[at]?.text ?? "") && tokens[at + 1]?.kind === "name") at++
    const name = tokens[at]
    if (at === index + 1 || name === undefined) continue
    const before = found.get(name.text)
    found.set(name.text, {
      line: before?.line ?? name.line,
      isDocumented: before?.isDocumented === true || isDoc(tokens[index - 1])
    })
  }
  return found
}

interface Exported {
  readonly from: string
  /** Undefined: everything that the file exports. */
  readonly names: ReadonlyArray<string> | undefined
}

const statement = /export\s+(?:type\s+)?(?:\*|\{([^}]*)\})\s+from\s+"([^"]+)"/g

/** What an index.ts passes on, by file. */
export const exportsOf = ({ path, text }: SourceFile): ReadonlyArray<Exported> =>
  [...text.matchAll(statement)].map(([, list, from = ""]) => ({
    from: posix.join(posix.dirname(path), from),
    names: list
      ?.split(",")
      .map(
        (name) =>
          name
            .trim()
            .replace(/^type\s+/, "")
            .split(/\s+as\s+/)[0] ?? ""
      )
      .filter((name) => name !== "")
  }))

/** All that the packages export, values and types, as "core-cache listTracks"; sorted. */
export const exportedNames = (files: ReadonlyArray<SourceFile>): ReadonlyArray<string> => {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const found = files.flatMap((index) => {
    const [, folder] = /^packages\/([^/]+)\/src\/index\.ts$/.exec(index.path) ?? []
    if (folder === undefined) return []
    return exportsOf(index).flatMap(({ from, names }) => {
      const file = byPath.get(from)
      return (names ?? (file === undefined ? [] : [...declarationsOf(file).keys()])).map((name) => `${folder} ${name}`)
    })
  })
  return [...new Set(found)].sort()
}

/** Exported names of the packages that no doc comment explains. */
export const undocumentedExports = (files: ReadonlyArray<SourceFile>): ReadonlyArray<Violation> => {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const indexes = files.filter(({ path }) => /^packages\/[^/]+\/src\/index\.ts$/.test(path))
  return indexes.flatMap(exportsOf).flatMap(({ from, names }) => {
    const file = byPath.get(from)
    if (file === undefined) return [{ path: from, line: 1, message: "is exported and not there" }]
    const declared = declarationsOf(file)
    return (names ?? [...declared.keys()]).flatMap((name) => {
      const declaration = declared.get(name)
      if (declaration?.isDocumented === true) return []
      return [{ path: from, line: declaration?.line ?? 1, message: `${name} is exported and has no doc comment` }]
    })
  })
}
