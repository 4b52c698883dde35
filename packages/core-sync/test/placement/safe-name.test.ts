/** Names from remote sources as they may stand here: a table of hostile and of harmless ones, and what holds of any. */
import { describe, expect, test } from "vitest"
import { type Random, seeded } from "../../../../tools/bench/random.ts"
import { isSafePath, markedName, safeName } from "../../src/placement/safe-name.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")

const names: ReadonlyArray<readonly [given: string, safe: string]> = [
  ["01. Track.flac", "01. Track.flac"],
  ["Björk – Jóga.mp3", "Björk – Jóga.mp3"],
  ["e\u0301.mp3", "e\u0301.mp3"],
  ["なぜ？.flac", "なぜ？.flac"],
  ["한국어", "한국어"],
  [" leading space", " leading space"],
  ["Constant", "Constant"],
  ["a.trashed.flac", "a.trashed.flac"],
  ["Who Are You?.flac", "Who Are You？.flac"],
  ['AC:DC "Live" <*|\\>', "AC：DC ＂Live＂ ＜＊｜＼＞"],
  ["AC/DC", "AC／DC"],
  ["tab\tnew\nline\u0000\u001f\u007f", "tab␉new␊line␀␟␡"],
  ["half \ud83d of one", "half \ufffd of one"],
  ["", "_"],
  [".", "．"],
  ["..", "．．"],
  ["...", "．．．"],
  [" ", "␠"],
  [".deadwax", "．deadwax"],
  [".rose.01a1fa01-5708-721a-9c0a-2d8aa16a2ad8.toml", "．rose.01a1fa01-5708-721a-9c0a-2d8aa16a2ad8.toml"],
  ["._01.flac", "．_01.flac"],
  ["R.E.M.", "R.E.M．"],
  ["end. .", "end．␠．"],
  ["CON", "CON_"],
  ["con.txt", "con_.txt"],
  ["nul.tar.gz", "nul_.tar.gz"],
  ["NUL .txt", "NUL_ .txt"],
  ["COM1", "COM1_"],
  ["lpt³.flac", "lpt³_.flac"],
  ["CONIN$", "CONIN$_"],
  ["!playlists", "！playlists"],
  ["!Collages", "！Collages"],
  ["!playlists.m3u", "!playlists.m3u"],
  ["song.flac.trashed", "song.flac．trashed"],
  ["song.flac.TRASHED", "song.flac．TRASHED"],
  ["x.deadwax-tmp", "x．deadwax-tmp"],
  ["İ.deadwax-part", "İ．deadwax-part"]
]

test.each(names)("[Y16] N1: the name %j is placed as %j", (given, safe) => {
  expect(safeName(given)).toBe(safe)
})

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

describe("long names", () => {
  test("[Y16] N2: 255 bytes stay, one more is cut and marked, and the extension stays", () => {
    const longest = `${"x".repeat(250)}.flac`
    expect(safeName(longest)).toBe(longest)
    expect(safeName(`x${longest}`)).toMatch(/^x{238} ~[0-9a-f]{10}\.flac$/)
    expect(bytesOf(safeName(`x${longest}`))).toBe(255)
  })

  test("[Y16] N2: names that are equal where they are cut stay apart, and none is cut inside a character", () => {
    const [a, b] = [safeName(`${"é".repeat(150)}1.flac`), safeName(`${"é".repeat(150)}2.flac`)]
    expect(a).not.toBe(b)
    expect([a.isWellFormed(), bytesOf(a) <= 255, a.endsWith(".flac")]).toEqual([true, true, true])
  })

  test("[Y16] N2: a name that is a mark and an extension alone, once it is cut, is that", () => {
    expect(markedName("  .flac")).toMatch(/^~[0-9a-f]{10}\.flac$/)
    expect(markedName("a  .flac")).toMatch(/^a ~[0-9a-f]{10}\.flac$/)
  })

  test("[Y16] N2: broken characters that would become one are told apart by their marks", () => {
    expect(safeName("\ud800")).toBe(safeName("\udfff"))
    expect(markedName("\ud800")).not.toBe(markedName("\udfff"))
  })
})

test.each([
  ["Song.flac", "Song ~13e05a06b6.flac"],
  ["なぜ.mp3", "なぜ ~7704afbdb3.mp3"],
  ["CON", "CON_ ~00831bf9bb"]
])("[Y16] N6: the marked form of %s is %s in every version: files lie under it", (name, marked) => {
  expect(markedName(name)).toBe(marked)
})

test.each([
  ["a/b.flac", true],
  ["../a", false],
  ["a/../b", false],
  ["/etc/passwd", false],
  ["a//b", false],
  ["a/", false],
  ["", false],
  [".deadwax/library.toml", false],
  ["C:/x", false]
] as const)("[Y16] N3: is %j safe as it stands? %j", (path, isSafe) => {
  expect(isSafePath(path)).toBe(isSafe)
})

const pieces = [
  "..",
  ".",
  " ",
  "/",
  "\\",
  "con",
  "NUL",
  "!playlists",
  ".trashed",
  "é",
  "e\u0301",
  "😀",
  "\ud83d",
  "\u0000",
  "\u0085",
  "x",
  "？",
  "?"
]

const anyName = ({ below, pick }: Random): string =>
  Array.from({ length: below(8) }, () => (below(12) === 0 ? pick(pieces).repeat(below(120)) : pick(pieces))).join("")

test("[Y16] N1–N3: of any name: safe names fit every disk, are safe themselves, and their marked forms too", () => {
  const random = seeded(seed)
  for (let round = 0; round < 20_000 * scale; round++) {
    const name = anyName(random)
    const at = `${JSON.stringify(name)}, round ${round}, seed ${seed}`
    for (const form of [safeName(name), markedName(name)]) {
      expect(bytesOf(form), at).toBeLessThanOrEqual(255)
      expect(form.replaceAll("\u0085", ""), at).toMatch(/^[^/\\:*?"<>|\p{Cc}]*$/u)
      expect(form, at).not.toMatch(/^\.|[. ]$|^$/)
      expect(form.isWellFormed(), at).toBe(true)
      expect(safeName(form), at).toBe(form)
    }
    expect(markedName(name), at).toMatch(/~[0-9a-f]{10}(?:\.[^.]*)?$/)
  }
}, 120_000)
