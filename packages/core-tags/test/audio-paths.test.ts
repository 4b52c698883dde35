import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { audioExtensions, isAudioPath } from "../src/audio-paths.ts"
import { audioFormats } from "../src/tags.ts"

const guide = readFileSync(new URL("../../../docs/scanning.md", import.meta.url), "utf8")
const part = guide.slice(guide.indexOf("## Which files are tracks"), guide.indexOf("## The three costs"))

/** What stands between backticks in the rows of a table that begin so. */
const listed = (row: RegExp): ReadonlyArray<string> =>
  part
    .split("\n")
    .filter((line) => line.startsWith("| ") && row.test(line))
    .flatMap((line) => [...line.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name))

test("[U1] the guide lists the extensions that are taken for tracks, and which of them are written to", () => {
  expect(listed(/^\| read, and written/)).toEqual(audioExtensions.native.map((extension) => `.${extension}`))
  expect(listed(/^\| read, never/)).toEqual(audioExtensions.readOnly.map((extension) => `.${extension}`))
})

test("[U1] the guide lists every format that content can be of", () => {
  expect([...listed(/^\| (?!read)/)].sort()).toEqual([...audioFormats].sort())
})

test("[U1] a name is a track's by its extension, upper and lower case alike, and a dot file's is none", () => {
  for (const name of ["a.mp3", "b/c d.FLAC", "x.y.Opus", "愛.wv"]) expect(isAudioPath(name), name).toBe(true)
  for (const name of ["mp3", ".mp3", "a/.flac", "a.mp3.part", "a.mp3/b", "a.jpg", "", "a.", "a.wma"])
    expect(isAudioPath(name), name).toBe(false)
})
