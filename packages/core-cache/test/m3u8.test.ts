import { expect, test } from "vitest"
import { candidatePaths, formatM3u8, type M3u8Entry, parseM3u8 } from "../src/collections/m3u8.ts"

const track = (path: string, id = "i"): M3u8Entry => ({
  id,
  path,
  title: "A - B",
  durationSeconds: 61,
  description: "[1999] A - B"
})
const missing: M3u8Entry = { id: "gone", path: null, title: "", durationSeconds: null, description: "[1979] X - Y {MISSING}" }

test("[X7] a playlist is written with names, lengths, ids and paths, and what has no path by its description", () => {
  expect(formatM3u8("Kitchen", [track("Velvet/01. One.mp3"), missing, { ...track("#1.mp3", "j"), durationSeconds: null }])).toBe(
    [
      "#EXTM3U",
      "#PLAYLIST:Kitchen",
      "#EXTINF:61,A - B",
      "#DEADWAX-ID:i",
      "Velvet/01. One.mp3",
      "#DEADWAX-ID:gone",
      "#DEADWAX-NO-PATH:[1979] X - Y {MISSING}",
      "#EXTINF:-1,A - B",
      "#DEADWAX-ID:j",
      "./#1.mp3",
      ""
    ].join("\n")
  )
})

test("[X7] control characters never break a line, and a path that no line can hold is left out", () => {
  const odd = formatM3u8("a\nb", [{ ...track("x\ny.mp3"), title: "t\r\nu" }, track(" space.mp3"), track("end.mp3 ")])
  expect(odd).not.toContain("\r")
  expect(parseM3u8(odd).entries.map(({ id, path, description }) => [id, path, description])).toEqual([
    ["i", null, "[1999] A - B"],
    ["i", null, "[1999] A - B"],
    ["i", null, "[1999] A - B"]
  ])
  expect(parseM3u8(odd).name).toBe("a b")
})

test("[X7] what is written is read back", () => {
  const entries = [track("a/b.mp3", "1"), missing, track("#x.mp3", "2"), { ...missing, description: null }]
  const { name, entries: read, unknown } = parseM3u8(formatM3u8("Für Élise ☂", entries))
  expect({ name, unknown }).toEqual({ name: "Für Élise ☂", unknown: [] })
  expect(read.map(({ id, path, description }) => [id, path, description])).toEqual([
    ["1", "a/b.mp3", null],
    ["gone", null, missing.description],
    ["2", "./#x.mp3", null],
    ["gone", null, null]
  ])
})

test("[X7] other programs' files: byte order mark, CRLF, blank lines, comments that are told, an id without a track", () => {
  const text =
    "\ufeff#EXTM3U\r\n#EXTENC:UTF-8\r\n\r\n# mine\r\n#EXTINF:1,x\r\nC:\\Music\\a.mp3\r\n#DEADWAX-ID:\r\nb.mp3\r\n#DEADWAX-ID:left"
  const parsed = parseM3u8(text)
  expect(parsed.name).toBeNull()
  expect(parsed.entries).toEqual([
    { line: 6, id: null, path: "C:\\Music\\a.mp3", description: null },
    { line: 8, id: null, path: "b.mp3", description: null }
  ])
  expect(parsed.unknown).toEqual([
    { line: 2, text: "#EXTENC:UTF-8" },
    { line: 4, text: "# mine" }
  ])
})

test("[X7] a written path is looked for below the root, then beside the file; never above", () => {
  const paths = (written: string) => candidatePaths(written, "/music", "/lists")
  expect(paths("a/b.mp3")).toEqual(["/music/a/b.mp3", "/lists/a/b.mp3"])
  expect(paths("./#1.mp3")).toEqual(["/music/#1.mp3", "/lists/#1.mp3"])
  expect(paths("../music/a.mp3")).toEqual(["/music/a.mp3", "/music/a.mp3"])
  expect(paths("/music/../etc/x")).toEqual(["/etc/x"])
  expect(paths("../../../..")).toEqual(["/", "/"])
  expect(paths("a\\b.mp3")).toEqual(["/music/a\\b.mp3", "/lists/a\\b.mp3", "/music/a/b.mp3", "/lists/a/b.mp3"])
  expect(paths("file:///music/a%20b%23.mp3")).toEqual(["/music/a b#.mp3"])
  expect(paths("FILE://localhost/music/%E9")).toEqual(["/music/FILE:/localhost/music/%E9", "/lists/FILE:/localhost/music/%E9"])
  expect(candidatePaths("a", "/music", undefined)).toEqual(["/music/a"])
})
