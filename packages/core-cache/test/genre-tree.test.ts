import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { genresPath, renderGenres } from "../../../tools/embed-genres.ts"
import { genreRowsJson } from "../src/genres/genre-tree.gen.ts"
import { GenreCycle, genreKey, makeGenreTree, parentsOf } from "../src/genres/genre-tree.ts"
import { ownGenres } from "../src/genres/own-genres.ts"

const genreRows: ReadonlyArray<readonly [name: string, ...parents: ReadonlyArray<string>]> = JSON.parse(genreRowsJson)
const own = makeGenreTree(ownGenres())

test("the embedded genres are those of data/genres.toml (run `bun tools/embed-genres.ts`)", () => {
  expect(readFileSync(genresPath, "utf8")).toBe(renderGenres())
})

describe("[R7] Deadwax's own genre tree", () => {
  test("has more than 400 genres, each once, and every parent is one of them", () => {
    const keys = genreRows.map(([name]) => genreKey(name))
    expect(keys.length).toBeGreaterThan(400)
    expect(new Set(keys).size).toBe(keys.length)
    const known = new Set(genreRows.map(([name]) => name))
    expect(genreRows.flatMap(([, ...parents]) => parents).filter((parent) => !known.has(parent))).toEqual([])
    for (const [name, ...parents] of genreRows)
      expect(name.trim() === name && new Set(parents).size === parents.length).toBe(true)
  })

  test.each([
    ["Shoegaze", ["Alternative Rock", "Rock"]],
    ["Dub Techno", ["Dance", "Dub", "Electronic", "Electronic Dance Music", "Reggae", "Techno"]],
    ["Delta Blues", ["Acoustic Blues", "Blues"]],
    ["Bebop", ["Jazz"]],
    ["boom-bap", ["East Coast Hip Hop", "Hip Hop"]],
    ["Rock", []],
    ["Nobody Plays This", []]
  ])("what lies above %s: %j", (genre, parents) => {
    const found = parentsOf(own, [genre])
    for (const parent of parents) expect(found).toContain(parent)
    if (parents.length === 0) expect(found).toEqual([])
  })
})

describe("[R7] a genre tree", () => {
  const tree = makeGenreTree({ "Dub Techno": ["Techno", "Dub"], Techno: ["Electronic"], "Drum & Bass": ["Electronic"] })

  test("parents are transitive, sorted, each once, and none that the release has itself", () => {
    expect(parentsOf(tree, ["Dub Techno"])).toEqual(["Dub", "Electronic", "Techno"])
    expect(parentsOf(tree, ["Dub Techno", "Techno"])).toEqual(["Dub", "Electronic"])
    expect(parentsOf(tree, ["dub-techno", "Drum and Bass"])).toEqual(["Dub", "Electronic", "Techno"])
    expect(parentsOf(tree, [])).toEqual([])
  })

  test.each([
    ["Hip-Hop", "hip hop"],
    ["HIP  HOP", "hip hop"],
    ["Drum & Bass", "Drum and Bass"],
    ["Drum&Bass", "drum & bass"],
    ["Chanson à Texte", "chanson a texte"],
    ["Post–Rock", "post_rock"],
    ["Rock 'n' Roll", "rock n roll"]
  ])("%s and %s are one", (a, b) => {
    expect(genreKey(a)).toBe(genreKey(b))
  })

  test("names that differ are not one", () => {
    const names = ["Rock", "Punk Rock", "Rockabilly", "R&B", "Rap", "Trap", "東京", "東"]
    expect(new Set(names.map(genreKey)).size).toBe(names.length)
  })

  test("below: the genre, and all whose way up leads to it", () => {
    expect([...tree.keysBelow("ELECTRONIC")].sort()).toEqual(["drum and bass", "dub techno", "electronic", "techno"])
    expect([...tree.keysBelow("unknown one")]).toEqual(["unknown one"])
  })

  test.each([
    [{ A: ["B"], B: ["C"], C: ["A"] }, /A → B → C → A|B → C → A → B|C → A → B → C/],
    [{ A: ["a"] }, /A → A/],
    [{ Root: [], X: ["Root", "Y"], Y: ["x"], Z: ["X"] }, /X → Y → X|Y → X → Y/]
  ])("a cycle is refused and named: %j", (parents, text) => {
    expect(() => makeGenreTree(parents)).toThrow(GenreCycle)
    expect(() => makeGenreTree(parents)).toThrow(text)
  })

  test("a chain of 50,000 genres is no cycle and needs no stack", () => {
    const chain = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`g${i}`, [`g${i + 1}`]]).reverse())
    expect(makeGenreTree(chain).ancestors("g0").length).toBe(50_000)
  })
})
