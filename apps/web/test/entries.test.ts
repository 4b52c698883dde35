import type { CollectionItem } from "@deadwax/core-cache"
import { describe, expect, test } from "vitest"
import { keysOf, moved, presentBefore, without } from "../src/collections/entries.ts"
import { plainDescription } from "../src/collections/words.ts"
import { readListChoice, withFilter, writeListChoice } from "../src/lists/list-choice.ts"

const items = (...ids: ReadonlyArray<string>): ReadonlyArray<CollectionItem> =>
  ids.map((id, index) => ({ id, position: index + 1, description: id, missing: id.startsWith("-") }))

const idsOf = (list: ReadonlyArray<CollectionItem>): string => list.map(({ id }) => id).join("")

describe("[X4] entries of a collection on the page", () => {
  test("move as the library moves them, and are numbered from 1", () => {
    expect(idsOf(moved(items("a", "b", "c", "d"), 0, 2))).toBe("bcad")
    expect(idsOf(moved(items("a", "b", "c", "d"), 3, 0))).toBe("dabc")
    expect(moved(items("a", "b"), 7, 0)).toEqual(items("a", "b"))
    for (const list of [moved(items("a", "b", "c"), 2, 0), without(items("a", "b", "c"), 0)])
      expect(list.map(({ position }) => position)).toEqual(list.map((_, index) => index + 1))
    expect(idsOf(without(items("a", "b", "c"), 1))).toBe("ac")
  })

  test("keep a key of their own, also when the same track stands there twice", () => {
    const keys = keysOf(items("a", "b", "a"))
    expect(new Set(keys).size).toBe(3)
    expect(keysOf(moved(items("a", "b", "a"), 1, 0))).toEqual([keys[1], keys[0], keys[2]])
  })

  test("know how many of those before them can be played", () => {
    expect(presentBefore(items("a", "-b", "c", "-d", "e"))).toEqual([0, 1, 1, 2, 2])
    expect(plainDescription("[1999] A - B {MISSING}")).toBe("[1999] A - B")
    expect(plainDescription(null)).toBe("")
  })
})

describe("[X4] what a list shows, as its address says it", () => {
  test("is read as it was written, with any text", () => {
    for (const choice of [
      { filter: {} },
      { filter: { artist: "AC/DC & 100% 夜", new: "true" as const }, sort: "-date" },
      { filter: { genre: "a=b&c", label: "?#", type: "live", descriptor: "warm" } }
    ])
      expect(readListChoice(writeListChoice(choice))).toEqual(choice)
  })

  test("leaves out what it does not know", () => {
    expect(readListChoice("?sort=size&new=perhaps&genre=&colour=red")).toEqual({ filter: {} })
    expect(writeListChoice(withFilter({ filter: { genre: "x" } }, "genre", undefined))).toBe("")
  })
})
