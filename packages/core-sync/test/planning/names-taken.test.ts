/** Which names are taken, and the names beside one. */
import { expect, test } from "vitest"
import { LocalNames, numberedPath, TakenNames } from "../../src/planning/names-taken.ts"
import { here } from "./plan-table.ts"

test.each([
  ["a/Song.flac", 1, "a/Song.flac"],
  ["a/Song.flac", 2, "a/Song [2].flac"],
  ["Song", 3, "Song [3]"],
  ["a.b/Song", 2, "a.b/Song [2]"],
  [`a/${"x".repeat(250)}.flac`, 2, `a/${"x".repeat(246)} [2].flac`]
])("[Y10] P4: beside %s, the name with number %d is %s", (path, number, expected) => {
  expect(numberedPath(path, number)).toBe(expected)
})

test("[Y10] P4: a name is taken in whatever case or form until all who have it have let go of it", () => {
  const taken = new TakenNames()
  taken.take("a/\u00c5")
  taken.take("A/a\u030a")
  expect(["a/\u00e5", "a"].map((path) => taken.has(path))).toEqual([true, false])
  taken.release("a/\u00e5")
  expect(taken.has("a/\u00c5")).toBe(true)
  taken.release("a/\u00e5")
  expect(taken.has("a/\u00c5")).toBe(false)
  taken.release("never taken")
  taken.take("never taken")
  expect(taken.has("never taken")).toBe(true)
})

test("[Y10] P4: the first name that is free is taken by that", () => {
  const taken = new TakenNames()
  taken.take("p [2]")
  const next = () => taken.takeFirst((number) => numberedPath("p", number))
  expect([next(), next(), next()]).toEqual(["p", "p [3]", "p [4]"])
})

test("[Y10] P4: a file is found as it is spelt, else in whatever case or form, the first of several", () => {
  const [upper, lower] = [here("A", "1"), here("a", "2")]
  const names = new LocalNames([upper, lower, here("b/\u00e9", "3")])
  expect([names.at("A"), names.at("a")]).toEqual([upper, lower])
  expect(names.at("B/e\u0301")?.state).toBe("3")
  expect(new LocalNames([upper, here("\u00e1", "4"), lower]).at("A")).toBe(upper)
  const twice = new LocalNames([here("SONG", "1"), here("song", "2")])
  expect([twice.at("Song")?.state, twice.at("other")]).toEqual(["1", undefined])
})
