/** Places of a whole source: what collides, what stays, and that the order of telling does not matter. */
import { foldName } from "@deadwax/core-cache"
import { expect, test } from "vitest"
import { type Random, seeded } from "../../../../tools/bench/random.ts"
import { decidePlaces, type KnownPlace, type KnownPlaces, type PlaceOptions } from "../../src/placement/places.ts"
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

test("[Y16] N5: so do folders, with all that is in them, and a folder beside a file of its name", () => {
  const [first, second, third] = placesOf(["ABBA/1.flac", "Abba/1.flac", "Abba/2.flac"])
  expect(first).toBe("ABBA/1.flac")
  expect([second?.slice(0, 6), third?.slice(0, 6)]).toEqual(["Abba ~", "Abba ~"])
  expect(second?.split("/")[0]).toBe(third?.split("/")[0])
  expect(new Set(placesOf(["x", "x/y"]).map((place) => place?.split("/")[0])).size).toBe(2)
})

test("[Y16] N6: what was placed stays, whoever comes later, and so do its folders", () => {
  const known = [{ remotePath: "Abba/1.flac", place: "Abba/1.flac" }]
  const [here, other, next] = placesOf(["Abba/1.flac", "ABBA/1.flac", "Abba/2.flac"], { known })
  expect([here, next]).toEqual(["Abba/1.flac", "Abba/2.flac"])
  expect(other).toMatch(/^ABBA ~[0-9a-f]{10}\/1\.flac$/)
})

test("[Y16] N7: a path that no disk surely takes has no place, and neither has one whose both forms were taken", () => {
  const deep = Array.from({ length: 10 }, () => "x".repeat(100)).join("/")
  expect(placesOf([deep, "fine"])).toEqual(["too-long", "fine"])
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
    const { places, problems } = decidePlaces(paths, { below: "B" })
    expect(places.size + problems.size, at).toBe(paths.length)
    const all = [...places.values()]
    expect(all.every(isSafePath), at).toBe(true)
    expect(new Set(all.map((place) => place.normalize("NFC").toLowerCase())).size, at).toBe(all.length)
    expect(
      all.filter((a) => all.some((b) => b.startsWith(`${a}/`))),
      at
    ).toEqual([])
    expect(decidePlaces([...paths].reverse(), { below: "B" }), at).toEqual({ places, problems })
    const known = [...places].map(([remotePath, place]) => ({ remotePath, place }))
    const next = [anyPath(random), ...paths]
    const later = decidePlaces(next, { below: "B", known })
    expect(decidePlaces(next, { below: "B", known: askedOf(known) }), at).toEqual(later)
    for (const [path, place] of places) expect(later.places.get(path), `${at}: ${JSON.stringify(path)}`).toBe(place)
  }
}, 60_000)
