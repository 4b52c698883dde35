/** What the query cache is made of: versions, entries, conditions, the names of years. */
import { describe, expect, test } from "vitest"
import { seeded } from "../../../tools/bench/random.ts"
import { dependenciesIn } from "../src/query-cache/conditions.ts"
import {
  anything,
  ofAll,
  ofCollection,
  ofCollections,
  ofEntity,
  ofMember,
  ofReleaseField,
  ofSearch,
  ofTotals,
  ofTrackField,
  ofTracklist,
  ofTrackOfReleases,
  ofTracksOfReleases,
  ofValues,
  prefixesOfYears,
  yearPrefixes
} from "../src/query-cache/dependency.ts"
import { makeEntries } from "../src/query-cache/entries.ts"
import { freeze } from "../src/query-cache/freeze.ts"
import { makeVersions } from "../src/query-cache/versions.ts"

describe("parts of the query cache", () => {
  test("[Q6] the epoch is another one after each change", () => {
    const versions = makeVersions(2)
    const seen = new Set([versions.epoch()])
    for (const [i, name] of ["a", "", "b", "c", "d", "", "", "a"].entries()) {
      if (name === "") versions.raiseAll()
      else versions.raise(name)
      seen.add(versions.epoch())
      expect(seen.size).toBe(i + 2)
    }
  })

  test("[Q6] more names than are remembered: everything is said to have changed", () => {
    const versions = makeVersions(3)
    const before = versions.of("a")
    for (const name of ["b", "c", "d"]) versions.raise(name)
    expect(versions.of("a")).toBe(before)
    versions.raise("e")
    expect(versions.of("a")).not.toBe(before)
  })

  test("[Q6] no version is used twice", () => {
    const versions = makeVersions(4)
    const random = seeded(3)
    const seen = new Map(["a", "b", "c", "d", "e", "f"].map((name) => [name, new Set<number>([versions.of(name)])]))
    for (let i = 0; i < 500; i++) {
      const name = random.pick([...seen.keys()])
      versions.raise(name)
      expect(seen.get(name)?.has(versions.of(name))).toBe(false)
      seen.get(name)?.add(versions.of(name))
    }
  })

  test("[Q8] the order of use equals a list that is kept by hand", () => {
    const random = seeded(20261128)
    const entries = makeEntries<number>(8, 1e9)
    let model: ReadonlyArray<string> = []
    for (let i = 0; i < 3000; i++) {
      const key = String(random.below(14))
      const dice = random.below(10)
      if (dice < 5) {
        entries.set(key, i, 1)
        model = [key, ...model.filter((other) => other !== key)].slice(0, 8)
      } else if (dice < 9) {
        if (entries.get(key) !== undefined) model = [key, ...model.filter((other) => other !== key)]
      } else {
        entries.remove(key)
        model = model.filter((other) => other !== key)
      }
      expect([...entries.all()].map(([name]) => name)).toEqual([...model])
      expect([entries.size(), entries.bytes()]).toEqual([model.length, model.length])
    }
  })

  test("[Q6] what is kept cannot be changed by who gets it", () => {
    const value = freeze({ items: [{ id: "a", names: ["x"] }], numbers: Int32Array.of(1) })
    expect(() => (value.items as Array<unknown>).push(1)).toThrow(TypeError)
    expect(() => Object.assign(value.items[0]!, { id: "b" })).toThrow(TypeError)
    expect(() => (value.items[0]!.names as Array<string>).pop()).toThrow(TypeError)
    expect(Object.isFrozen(value.numbers)).toBe(false)
  })

  test("[Q2] a range of years is named by the beginnings that just its years have", () => {
    const random = seeded(9)
    const isIn = (prefixes: ReadonlyArray<string>, year: number) =>
      yearPrefixes(String(year).padStart(4, "0")).some((prefix) => prefixes.includes(prefix))
    for (let i = 0; i < 60; i++) {
      const from = random.below(10_000)
      const to = random.below(10_000)
      const prefixes = prefixesOfYears(from, to)
      expect(prefixes.length).toBeLessThanOrEqual(56)
      for (const year of [0, from - 1, from, from + 1, to - 1, to, to + 1, 1994, 9999])
        if (year >= 0 && year <= 9999) expect(isIn(prefixes, year), `${from}..${to} ${year}`).toBe(year >= from && year <= to)
    }
  })

  test("[Q1] the dependencies of a condition, however deep", () =>
    expect(dependenciesIn({ every: ["a", { some: ["b", { every: ["c"] }] }] })).toEqual(["a", "b", "c"]))

  test("[Q8] entries say what went: whether one was there, and how many had to go for another", () => {
    const entries = makeEntries<number>(2, 10)
    expect([entries.set("a", 1, 4), entries.set("b", 2, 4), entries.set("c", 3, 4), entries.set("d", 4, 10)]).toEqual([
      0, 0, 1, 2
    ])
    expect(entries.set("e", 5, 11)).toBe(0)
    expect([entries.remove("e"), entries.remove("d"), entries.remove("d")]).toEqual([false, true, false])
  })

  test("[Q8] what was cleared is not gone through, and is nobody's neighbour", () => {
    const entries = makeEntries<number>(2, 10)
    entries.set("a", 1, 1)
    entries.set("b", 2, 1)
    entries.clear()
    expect([...entries.all()]).toEqual([])
    for (const [i, key] of ["c", "d", "e"].entries()) entries.set(key, i, 1)
    expect([...entries.all()]).toEqual([
      ["e", 2],
      ["d", 1]
    ])
    expect([entries.size(), entries.bytes()]).toEqual([2, 2])
  })

  test("[Q2] no two dependencies have the same name, whatever a person chose", () => {
    const odd = ["", "a", "a b", "#1", "artist", "artist a", "?"]
    const keys = ["artist", "releaseArtist", "trackArtist", "genre", "year"] as const
    const names = [
      anything,
      ofSearch,
      ofTracksOfReleases,
      ...(["release", "track"] as const).flatMap((kind) => [ofEntity(kind, 1), ofEntity(kind, 11)]),
      ...[1, 11].flatMap((no) => [ofTotals(no), ofTracklist(no)]),
      ...(["title", "artists"] as const).flatMap((field) => [ofReleaseField(field), ofTrackField(field)]),
      ...(["artist", "genre", "descriptor", "label"] as const).map(ofValues),
      ...(["releases", "tracks"] as const).flatMap((listed) => [
        ofAll(listed),
        ...keys.flatMap((key) => odd.map((value) => ofMember(listed, key, value)))
      ]),
      ...odd.map((value) => ofTrackOfReleases("artist", value)),
      ...odd.map((value) => ofTrackOfReleases("genre", value)),
      ...(["collage", "playlist"] as const).flatMap((kind) => [
        ofCollections(kind),
        ...odd.map((name) => ofCollection(kind, name))
      ])
    ]
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
    expect(names.filter((name) => name === "")).toEqual([])
  })

  test("[Q2] a year's beginnings, and the fewest of a range; what is no year may lie in any range and in no part of one", () => {
    expect(yearPrefixes("1994")).toEqual(["", "1", "19", "199", "1994"])
    expect(yearPrefixes("?")).toEqual(["?"])
    expect(prefixesOfYears(0, 9999)).toEqual(["?", ""])
    expect(prefixesOfYears(1990, 1999)).toEqual(["?", "199"])
    expect(prefixesOfYears(1100, 1109)).toEqual(["?", "110"])
    expect(prefixesOfYears(1998, 2001)).toEqual(["?", "1998", "1999", "2000", "2001"])
    expect(prefixesOfYears(2000, 1999)).toEqual(["?"])
  })
})
