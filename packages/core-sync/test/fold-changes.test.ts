import { describe, expect, test } from "vitest"
import { foldChanges, isBelow } from "../src/sources/fold-changes.ts"
import type { ChangePage, Entry, Removal } from "../src/sources/source.ts"

const entry = (path: string, id = path): Entry => ({ id, path, sizeBytes: 1, modifiedAtUs: 1, revision: "1", hash: null })
const page = (upserts: ReadonlyArray<Entry>, removals: ReadonlyArray<Removal>, next?: string): ChangePage => ({
  upserts,
  removals,
  problems: [],
  next
})
const gone = (id: string): Removal => ({ kind: "entry", id })
const folder = (path: string): Removal => ({ kind: "folder", path })
const paths = (pages: ReadonlyArray<ChangePage>): ReadonlyArray<string> =>
  [...foldChanges(pages).upserts.values()].map(({ path }) => path)

describe("a feed that was told whole", () => {
  test("[Y3] only one that says where to go on may be applied", () => {
    expect(foldChanges([page([entry("a")], [])]).next).toBeUndefined()
    expect(foldChanges([page([entry("a")], []), page([], [], "2")]).next).toBe("2")
    expect(foldChanges([]).next).toBeUndefined()
  })

  test("[Y5] a later page has the last word", () => {
    const left = foldChanges([page([entry("a")], []), page([], [gone("a")], "1")])
    expect([[...left.upserts.keys()], [...left.removedIds]]).toEqual([[], ["a"]])
    const back = foldChanges([page([], [gone("a")]), page([entry("a")], [], "1")])
    expect([[...back.upserts.keys()], [...back.removedIds]]).toEqual([["a"], []])
  })

  test("[Y5] within a page what is there has it", () => {
    expect(paths([page([entry("a"), entry("x/b")], [gone("a"), folder("x")], "1")])).toEqual(["a", "x/b"])
  })

  test("[Y5] a folder takes what earlier pages told of it, and nothing that only begins alike", () => {
    expect(paths([page([entry("x/a"), entry("xy/b"), entry("x")], []), page([], [folder("x")], "1")])).toEqual(["xy/b"])
  })

  test("[Y10] what moved out of a folder before that went is kept by its id", () => {
    const moved = foldChanges([page([entry("y/a", "7")], []), page([], [folder("x")], "1")])
    expect(moved.upserts.get("7")?.path).toBe("y/a")
  })

  test("a path is below its folder, not below one that begins alike", () => {
    expect([isBelow("x", "x/a"), isBelow("x", "x"), isBelow("x", "xa/b"), isBelow("x/y", "x")]).toEqual([
      true,
      true,
      false,
      false
    ])
  })
})
