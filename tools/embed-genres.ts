/**
 * Writes packages/core-cache/src/genres/genre-tree.gen.ts from data/genres.toml, so that the core needs no file access to know the genres.
 * `bun tools/embed-genres.ts`; a test fails when the generated file is out of step.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "../packages/core-cache")

/** One genre a line, as TOML that is also JSON on either side of the sign. */
const row = (line: string): ReadonlyArray<string> => {
  const [, name, parents] = /^("(?:[^"\\]|\\.)+") = (\[.*\])$/.exec(line) ?? []
  if (name === undefined || parents === undefined) throw new Error(`data/genres.toml: not a genre with its parents: ${line}`)
  return [JSON.parse(name), ...JSON.parse(parents)]
}

/** The text of the generated module, for the state of the data file. */
export const renderGenres = (): string => {
  const lines = readFileSync(join(root, "data/genres.toml"), "utf8").split("\n")
  const rows = lines.filter((line) => line !== "" && !line.startsWith("#")).map(row)
  return [
    "// Made by tools/embed-genres.ts from ../../data/genres.toml: edit that file and run it.",
    "/** One row a genre, as JSON: its name, then those directly above it. In a program that was compiled beforehand a list takes three times as long. */",
    `export const genreRowsJson = \`[\n${rows.map((each) => JSON.stringify(each).replaceAll(/[\\`$]/g, "\\$&")).join(",\n")}\n]\``,
    ""
  ].join("\n")
}

export const genresPath = join(root, "src/genres/genre-tree.gen.ts")

if (import.meta.main) writeFileSync(genresPath, renderGenres())
