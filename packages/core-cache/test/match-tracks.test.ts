import { describe, expect, test } from "vitest"
import { matchReleases } from "../src/identity/match-releases.ts"
import { type FreeId, heldTillNow, matchTracks, type SoughtFile } from "../src/identity/match-tracks.ts"
import { stemOf } from "../src/scan/paths.ts"

const file = (path: string, essence: string | null = null, musicbrainz: string | null = null, stamp = "new"): SoughtFile => ({
  path,
  essence,
  musicbrainz,
  stamp
})
const free = (
  id: string,
  lastPath: string | null,
  essence: string | null = null,
  musicbrainz: string | null = null,
  stamp: string | null = null,
  heldUntilUs = heldTillNow
): FreeId => ({ id, lastPath, essence, musicbrainz, stamp, heldUntilUs })

const answer = (files: ReadonlyArray<SoughtFile>, ids: ReadonlyArray<FreeId>) =>
  Object.fromEntries([...matchTracks(files, ids)].map(([path, { id, by }]) => [path, `${id} by ${by}`]))

interface Row {
  readonly name: string
  readonly files: ReadonlyArray<SoughtFile>
  readonly ids: ReadonlyArray<FreeId>
  readonly expected: Readonly<Record<string, string>>
}

const ladder: ReadonlyArray<Row> = [
  { name: "nothing is sought", files: [], ids: [free("a", "A/1.mp3", "e")], expected: {} },
  { name: "nothing is free", files: [file("A/1.mp3", "e")], ids: [], expected: {} },
  {
    name: "moved, renamed and retagged: the sound tells",
    files: [file("B/9.flac", "e", "r/2")],
    ids: [free("a", "A/1.mp3", "e", "r/1")],
    expected: { "B/9.flac": "a by essence" }
  },
  {
    name: "encoded anew and moved: MusicBrainz tells",
    files: [file("B/9.opus", "f", "r/1")],
    ids: [free("a", "A/1.mp3", "e", "r/1")],
    expected: { "B/9.opus": "a by musicbrainz" }
  },
  {
    name: "encoded anew in place",
    files: [file("A/1.mp3", "f")],
    ids: [free("a", "A/1.mp3", "e")],
    expected: { "A/1.mp3": "a by path" }
  },
  {
    name: "another container in place",
    files: [file("A/1.flac", "f")],
    ids: [free("a", "A/1.mp3", "e")],
    expected: { "A/1.flac": "a by stem" }
  },
  {
    name: "the sound counts for more than the path",
    files: [file("A/1.mp3", "two"), file("A/2.mp3", "one")],
    ids: [free("a", "A/1.mp3", "one"), free("b", "A/2.mp3", "two")],
    expected: { "A/1.mp3": "b by essence", "A/2.mp3": "a by essence" }
  },
  {
    name: "a new file at the path of one that moved gets nothing",
    files: [file("A/1.mp3", "new"), file("B/1.mp3", "one")],
    ids: [free("a", "A/1.mp3", "one")],
    expected: { "B/1.mp3": "a by essence" }
  },
  {
    name: "silent tracks keep their paths, then their names, then the order",
    files: [file("A/2.mp3", "s"), file("B/3.mp3", "s"), file("B/x.mp3", "s"), file("B/y.mp3", "s")],
    ids: [free("a", "A/1.mp3", "s"), free("b", "A/2.mp3", "s"), free("c", "A/3.mp3", "s")],
    expected: { "A/2.mp3": "b by essence", "B/3.mp3": "c by essence", "B/x.mp3": "a by essence" }
  },
  {
    name: "where names differ, size and time tell; the same size and time of all tells nothing",
    files: [
      file("B/a.mp3", "s", null, "2"),
      file("B/b.mp3", "s", null, "1"),
      file("B/4.mp3", "s", null, "3"),
      file("B/3.mp3", "s", null, "3")
    ],
    ids: [
      free("a", "A/1.mp3", "s", null, "1"),
      free("b", "A/2.mp3", "s", null, "2"),
      free("c", "A/3.mp3", "s", null, "3"),
      free("d", "A/4.mp3", "s", null, "3")
    ],
    expected: { "B/3.mp3": "c by essence", "B/4.mp3": "d by essence", "B/a.mp3": "b by essence", "B/b.mp3": "a by essence" }
  },
  {
    name: "one id goes to one of two copies",
    files: [file("C/1.mp3", "e"), file("B/1.mp3", "e")],
    ids: [free("a", "A/1.mp3", "e")],
    expected: { "B/1.mp3": "a by essence" }
  },
  {
    name: "of more ids than files those that were held last are given, whatever the path and size of one that went before",
    files: [file("B/1.mp3", "e", null, "1"), file("B/2.mp3", "e", null, "2")],
    ids: [
      free("gone first", "B/1.mp3", "e", null, "1", 10),
      free("gone lately", "B/2.mp3", "e", null, "1", 20),
      free("there till now", "Z/9.mp3", "e", null, "9"),
      free("another sound", "B/3.mp3", "f")
    ],
    expected: { "B/1.mp3": "there till now by essence", "B/2.mp3": "gone lately by essence" }
  },
  {
    name: "of those that went at once, what they were decides; none that was there longer is left for it",
    files: [file("B/1.mp3", "e"), file("B/2.mp3", "e")],
    ids: [
      free("one", "A/1.mp3", "e", null, null, 10),
      free("two", "A/2.mp3", "e", null, null, 10),
      free("there till now", "Z/9.mp3", "e")
    ],
    expected: { "B/1.mp3": "one by essence", "B/2.mp3": "there till now by essence" }
  },
  {
    name: "with a file for each, when they went does not matter",
    files: [file("B/1.mp3", "e"), file("C/1.mp3", "e")],
    ids: [free("gone first", "B/1.mp3", "e", null, null, 10), free("there till now", "Z/9.mp3", "e")],
    expected: { "B/1.mp3": "gone first by essence", "C/1.mp3": "there till now by essence" }
  },
  {
    name: "an id whose place another has taken is found by its sound alone",
    files: [file("B/1.mp3", "e")],
    ids: [free("a", null, "e"), free("b", null, null)],
    expected: { "B/1.mp3": "a by essence" }
  },
  {
    name: "what says nothing is like nothing",
    files: [file("B/1.mp3"), file("B/.mp3")],
    ids: [free("a", "A/1.mp3"), free("b", null)],
    expected: {}
  }
]

describe("[I2] the ladder", () => {
  test.each(ladder)("$name", ({ files, ids, expected }) => {
    expect(answer(files, ids)).toEqual(expected)
    expect(answer(files.toReversed(), ids.toReversed())).toEqual(expected)
  })

  test("a stem keeps dots of directories and of hidden files", () => {
    expect(["A.b/c", "A.b/c.d.mp3", "A/.hidden", "x.mp3"].map(stemOf)).toEqual(["A.b/c", "A.b/c.d", "A/.hidden", "x"])
  })

  test("no id is given twice, and 10,000 silent tracks take no longer than others", () => {
    const paths = Array.from({ length: 10_000 }, (_, i) => `${i % 100}/${Math.floor(i / 100)}.mp3`)
    const matches = matchTracks(
      paths.map((path) => file(`new/${path}`, "s")),
      paths.map((path, i) => free(String(i), path, "s"))
    )
    expect(new Set([...matches.values()].map(({ id }) => id)).size).toBe(10_000)
  })
})

const contender = (directory: string, ownId: string | null, votes: Readonly<Record<string, number>>) => ({
  directory,
  ownId,
  votes: new Map(Object.entries(votes))
})

describe("[I2] which directory a release has become", () => {
  test.each([
    ["it moved", [contender("B", null, { r: 9 })], { B: "r" }],
    ["it moved, and another came to its place", [contender("A", "r", {}), contender("B", null, { r: 9 })], { B: "r" }],
    ["it was split: most of its tracks decide", [contender("A", "r", { r: 3 }), contender("B", null, { r: 7 })], { B: "r" }],
    ["it was split in halves: it stays", [contender("A", "r", { r: 5 }), contender("B", null, { r: 5 })], { A: "r" }],
    ["two became one", [contender("A", "r", { r: 3, s: 4 })], { A: "s" }],
    ["two changed places", [contender("A", "r", { s: 3 }), contender("B", "s", { r: 4 })], { A: "s", B: "r" }],
    ["it has only new tracks", [contender("A", "r", {})], { A: "r" }],
    ["it is new", [contender("A", null, {})], {}]
  ])("%s", (_name, contenders, expected) => {
    expect(Object.fromEntries(matchReleases(contenders))).toEqual(expected)
    expect(Object.fromEntries(matchReleases(contenders.toReversed()))).toEqual(expected)
  })
})
