/** Places of a whole source: what collides, what stays, and that the order of telling does not matter. */
import { foldName } from "@deadwax/core-cache"
import { expect, test } from "vitest"
import { type Random, seeded } from "../../../../tools/bench/random.ts"
import {
  decidePlaces,
  type KnownPlace,
  type KnownPlaces,
  type PlaceOptions,
  type WantedPlace
} from "../../src/placement/places.ts"
import { isSafePath, markedName } from "../../src/placement/safe-name.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")

const placesOf = (paths: ReadonlyArray<string>, options: Partial<PlaceOptions> = {}): ReadonlyArray<string | undefined> => {
  const { places, problems } = decidePlaces(paths, { below: "", ...options })
  return paths.map((path) => places.get(path) ?? problems.get(path))
}

test("[Y16] N4: a path is placed name by name, below the source's directory", () => {
  expect(placesOf(["A/01.flac", "../../etc/passwd", "b//c"], { below: "From NAS" })).toEqual([
    "From NAS/A/01.flac",
    "From NAS/．．/．．/etc/passwd",
    "From NAS/b/_/c"
  ])
})

test("[Y16] N5: files whose names are one on some disks lie apart, and what needs no change keeps its name", () => {
  const [upper, lower, composed, apart] = placesOf(["A.flac", "a.flac", "\u00e9.mp3", "e\u0301.mp3"])
  expect([upper, apart]).toEqual(["A.flac", "e\u0301.mp3"])
  expect(lower).toMatch(/^a ~[0-9a-f]{10}\.flac$/)
  expect(composed).toMatch(/^\u00e9 ~[0-9a-f]{10}\.mp3$/)
  expect(placesOf(["why?.flac", "why？.flac"])[1]).toBe("why？.flac")
})

test("[Y16] N5: folders whose names are one on some disks are one folder, and a folder lies apart from a file of its name", () => {
  const [first, second, third] = placesOf(["ABBA/1.flac", "Abba/1.flac", "Abba/2.flac"])
  expect([first, third]).toEqual(["ABBA/1.flac", "ABBA/2.flac"])
  expect(second).toMatch(/^ABBA\/1 ~[0-9a-f]{10}\.flac$/)
  expect(placesOf(["a/b/1", "A/B/2", "a/B/3"])).toEqual(["A/B/1", "A/B/2", "A/B/3"])
  expect(placesOf(["why?/1", "why？/2"])).toEqual(["why？/1", "why？/2"])
  expect(new Set(placesOf(["x", "x/y"]).map((place) => place?.split("/")[0])).size).toBe(2)
})

test("[Y10] N5, N6: a folder whose name is written otherwise at the source stays the folder that it was here", () => {
  const known = [{ remotePath: "abba/1.flac", place: "abba/1.flac" }]
  expect(placesOf(["ABBA/1.flac", "ABBA/2.flac", "Abba/CD1/3.flac"], { known })).toEqual([
    expect.stringMatching(/^abba\/1 ~[0-9a-f]{10}\.flac$/),
    "abba/2.flac",
    "abba/CD1/3.flac"
  ])
  const marked = markedName("ABBA")
  const apart = [...known, { remotePath: "ABBA/1.flac", place: `${marked}/1.flac` }]
  expect(placesOf(["abba/2.flac", "ABBA/2.flac"], { known: apart })).toEqual(["abba/2.flac", `${marked}/2.flac`])
})

test("[Y16] N6: what was placed stays, whoever comes later, and so do its folders", () => {
  const known = [{ remotePath: "Abba/1.flac", place: "Abba/1.flac" }]
  const [here, other, next] = placesOf(["Abba/1.flac", "ABBA/1.flac", "Abba/2.flac"], { known })
  expect([here, next]).toEqual(["Abba/1.flac", "Abba/2.flac"])
  expect(other).toMatch(/^Abba\/1 ~[0-9a-f]{10}\.flac$/)
})

test("[Y10] N5: what the source has no more keeps its folders, and leaves its place to what has its name now, in whatever case", () => {
  const gone = { remotePath: "abba/1.flac", place: "abba/1.flac", isGone: true }
  expect(placesOf(["ABBA/1.flac", "ABBA/2.flac"], { known: [gone] })).toEqual(["abba/1.flac", "abba/2.flac"])
  const beside = { ...gone, place: "abba/1 [2].flac" }
  expect(placesOf(["abba/1.flac"], { known: [beside] })).toEqual(["abba/1 [2].flac"])
  const [upper, lower] = placesOf(["ABBA/1.flac", "abba/1.flac"], { known: [gone] })
  expect([upper, lower]).toEqual(["abba/1.flac", expect.stringMatching(/^abba\/1 ~[0-9a-f]{10}\.flac$/)])
  const there = { remotePath: "Abba/1.flac", place: "abba/1.flac" }
  for (const known of [
    [gone, there],
    [there, gone]
  ])
    expect(placesOf(["ABBA/1.flac"], { known })[0]).toMatch(/^abba\/1 ~/)
})

const named = (directory: string, name: string, maxBytes = 255) => ({ kind: "named", directory, name, maxBytes }) as const

test("[C1] N8: what is placed by a template takes its name or one with a number, and nobody's", () => {
  const wanted = new Map<string, WantedPlace>([
    ["x/1.mp3", named("Reds - Velvet", "01. One.mp3")],
    ["x/2.mp3", named("reds - velvet", "01. one.MP3")],
    ["y.mp3", { kind: "kept", place: "Old/y.mp3" }],
    ["z.mp3", named("Reds - Velvet/01. One.mp3", "z.mp3")]
  ])
  expect(placesOf([...wanted.keys(), "Reds - Velvet/01. One.mp3"], { wanted })).toEqual([
    "Reds - Velvet/01. One [2].mp3",
    "Reds - Velvet/01. one [3].MP3",
    "Old/y.mp3",
    "taken",
    "Reds - Velvet/01. One.mp3"
  ])
  const known = [{ remotePath: "other.mp3", place: "REDS - Velvet/01. One.mp3" }]
  expect(placesOf(["x/1.mp3"], { wanted, known })).toEqual(["REDS - Velvet/01. One [2].mp3"])
})

test("[C1] N8: a template's directories are spelt as they are here, or as the first one spells them", () => {
  const wanted = new Map<string, WantedPlace>([
    ["1.mp3", named("New/Dir", "1.mp3")],
    ["2.mp3", named("NEW/dir/In", "2.mp3")],
    ["3.mp3", named("", "3.mp3")],
    ["4.mp3", named("OLD", "4.mp3")]
  ])
  const known = [{ remotePath: "Old/x.mp3", place: "Old/x.mp3" }]
  expect(placesOf([...wanted.keys(), "new/5.mp3"], { wanted, known })).toEqual([
    "New/Dir/1.mp3",
    "New/Dir/In/2.mp3",
    "3.mp3",
    "Old/4.mp3",
    "New/5.mp3"
  ])
})

test("[C1] N6: the directory that a source lies in is none of the source's own, whatever one of those is called", () => {
  const known = [{ remotePath: "NAS/b/1.mp3", place: "NAS/b/1.mp3" }]
  expect(placesOf(["NAS/2.mp3", "NAS/b/3.mp3"], { below: "NAS", known })).toEqual(["NAS/NAS/2.mp3", "NAS/b/3.mp3"])
})

test("[Y16] N6: what was placed elsewhere than by its name stays there, and so do its directories", () => {
  const known = [
    { remotePath: "a.mp3", place: "Old/b.mp3" },
    { remotePath: "x/y/1.mp3", place: "Old/y/1.mp3" },
    { remotePath: "gone/1.mp3", place: "Left/2.mp3", isGone: true }
  ]
  for (const asked of [known, askedOf(known)]) {
    const placed = placesOf(["a.mp3", "x/y/2.mp3", "x/3.mp3", "gone/1.mp3", "Old/b.mp3"], { known: asked })
    expect(placed.slice(0, 4)).toEqual(["Old/b.mp3", "Old/y/2.mp3", "x/3.mp3", "Left/2.mp3"])
    expect(placed[4]).toMatch(/^Old\/b ~[0-9a-f]{10}\.mp3$/)
  }
})

test("[Y16] N6: a directory is spelt as it was first, and none lies where a file does, though one did before", () => {
  const twice = ["Abba/1.mp3", "ABBA/2.mp3"].map((place) => ({ remotePath: place, place }))
  const wanted = new Map<string, WantedPlace>([["3.mp3", named("abba", "3.mp3")]])
  expect(placesOf(["3.mp3", "abba/4.mp3"], { wanted, known: twice })).toEqual(["Abba/3.mp3", "Abba/4.mp3"])
  const both = ["P", "p"].map((place) => ({ remotePath: `from ${place}`, place }))
  expect(placesOf(["from P", "from p"], { known: both })).toEqual(["P", "from p"])
  const known = [
    { remotePath: "a", place: "a" },
    { remotePath: "a/1", place: "a/1", isGone: true }
  ]
  expect(placesOf(["a", "a/2"], { known })).toEqual(["a", expect.stringMatching(/^a ~[0-9a-f]{10}\/2$/)])
})

test("[C1] N6, N8: where a template placed something says nothing of where its source's directories lie", () => {
  const known = [{ remotePath: "in/x/1.mp3", place: "Reds/Velvet/01. One.mp3" }]
  expect(placesOf(["in/x/cover.jpg", "in/y/1.mp3", "reds/2.mp3"], { known })).toEqual([
    "in/x/cover.jpg",
    "in/y/1.mp3",
    "Reds/2.mp3"
  ])
  expect(placesOf(["Reds"], { known })[0]).toMatch(/^Reds ~/)
})

test("[Y16] N7: a path that no disk surely takes has no place, and neither has one whose both forms were taken", () => {
  const deep = Array.from({ length: 10 }, () => "x".repeat(100)).join("/")
  expect(placesOf([deep, "fine"])).toEqual(["too-long", "fine"])
  const long = ["é".repeat(100), "é".repeat(100), "é".repeat(100), "é".repeat(98)].join("/")
  expect(placesOf([`${long}x`, `${long}xx`])).toEqual([`${long}x`, "too-long"])
  expect(placesOf(["éé", "ééx"], { mostBytes: 4 })).toEqual(["éé", "too-long"])
  const known = ["A", markedName("a")].map((place, i) => ({ remotePath: `other ${i}`, place }))
  expect(placesOf(["a"], { known })).toEqual(["taken"])
})

const anyPath = ({ below, pick }: Random): string =>
  Array.from({ length: 1 + below(3) }, () =>
    pick(["a", "A", "é", "e\u0301", "..", "", "a?", "a？", "CON", "x".repeat(260), "a."])
  ).join("/")

/** The same, asked piece by piece. */
const askedOf = (known: ReadonlyArray<KnownPlace>): KnownPlaces => ({
  from: (path) => known.find(({ remotePath }) => remotePath === path),
  fromBelow: (path) => known.find(({ remotePath }) => remotePath.startsWith(`${path}/`)),
  at: (folded) => known.find(({ place }) => foldName(place) === folded || foldName(place).startsWith(`${folded}/`))
})

test("[Y16] N4–N6: of any paths: places are safe, apart on every disk, the same in any order, and kept", () => {
  const random = seeded(seed)
  for (let round = 0; round < 3000 * scale; round++) {
    const at = `round ${round}, seed ${seed}`
    const paths = [...new Set(Array.from({ length: random.below(12) }, () => anyPath(random)))]
    const byTemplate = random.chance(50) ? 30 : 0
    const wanted = new Map<string, WantedPlace>()
    for (const path of paths)
      if (random.chance(byTemplate)) wanted.set(path, named(random.pick(["B/a", "B/A/é", "B"]), random.pick(["a", "A.mp3"]), 12))
    const { places, problems } = decidePlaces(paths, { below: "B", wanted })
    expect(places.size + problems.size, at).toBe(paths.length)
    const all = [...places.values()]
    expect(all.every(isSafePath), at).toBe(true)
    expect(new Set(all.map((place) => place.normalize("NFC").toLowerCase())).size, at).toBe(all.length)
    expect(
      all.filter((a) => all.some((b) => b.startsWith(`${a}/`))),
      at
    ).toEqual([])
    expect(decidePlaces([...paths].reverse(), { below: "B", wanted }), at).toEqual({ places, problems })
    const known = [...places].map(([remotePath, place]) => ({ remotePath, place }))
    const next = [anyPath(random), ...paths]
    const later = decidePlaces(next, { below: "B", known })
    // Which of several files is asked about a directory is open, and one that a template placed says nothing of it.
    if (wanted.size === 0) expect(decidePlaces(next, { below: "B", known: askedOf(known) }), at).toEqual(later)
    for (const [path, place] of places) expect(later.places.get(path), `${at}: ${JSON.stringify(path)}`).toBe(place)
  }
}, 120_000)
