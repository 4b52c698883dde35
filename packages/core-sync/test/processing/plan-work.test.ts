/** What a job's work is planned upon, where several items and sources want one place. */
import { describe, expect, test } from "vitest"
import type { PlacedItem } from "../../src/catalog/placed-items.ts"
import type { KnownPlaces } from "../../src/placement/places.ts"
import { defaultSyncPolicy, type SyncPolicy } from "../../src/planning/policy.ts"
import type { LocalItem } from "../../src/planning/trees.ts"
import { placesOf, planWork } from "../../src/processing/plan-work.ts"
import { catalogItem } from "./catalog-item.ts"

const path = "Velvet/Song.mp3"
const beside = "Velvet/Song [2].mp3"

/** The row of `path` in a source that has news of it. */
const item = (more: Parameters<typeof catalogItem>[0] = {}) =>
  catalogItem({ no: 1, sourceNo: 1, remoteId: "1", path, revision: "new", ...more })

const agreed = {
  localPlace: path,
  localSourcePath: path,
  localRevision: "old",
  localSizeBytes: 5,
  localModifiedAtUs: 7
}

const other: PlacedItem = { no: 9, path }

const file = (at: string, state = "11 13"): LocalItem => ({ path: at, state, sizeBytes: 11, content: null })

const planned = (
  one: ReturnType<typeof item>,
  others: ReadonlyArray<PlacedItem>,
  local: ReadonlyArray<LocalItem>,
  policy: Partial<SyncPolicy> = {},
  place = path
) => {
  const work = [{ action: "fetch", item: one }] as const
  const places = new Map([[path, place]])
  const given = { work, source: "NAS", day: "2026-11-29", places, others, local }
  return planWork({ ...given, policy: { ...defaultSyncPolicy, ...policy } }).get(1)
}

describe("a place where another source's file lies", () => {
  test("[Y10] R1, P4: a new item gets a number, and that is its place from then on", () => {
    const fetch = { kind: "fetch", path: beside, over: null, agreement: { path: beside, place: beside } }
    expect(planned(item(), [other], [file(path)])).toMatchObject([fetch])
    expect(planned(item(), [{ no: 1, path: beside }], [file(beside)], {}, beside)).toMatchObject([{ path: beside }])
  })

  test("[Y10] R1: what lay there before is fetched beside it, and the other source's file is nobody's to replace", () => {
    const fetch = { kind: "fetch", path: beside, over: null, isCopy: false, agreement: { path: beside, place: beside } }
    for (const conflicts of ["keep-both", "prefer-remote"] as const)
      expect(planned(item(agreed), [other], [file(path)], { conflicts })).toMatchObject([fetch])
    expect(
      planned(item(agreed), [other], [file(path)], {
        conflicts: "prefer-local",
        deletedHere: "leave"
      })
    ).toBeUndefined()
  })
})

test("[Y10] [Y17] R1: what was missing and lies here again, as the user's own by now, is here, changed, and no work for each sync to come", () => {
  const missing = item({ ...agreed, revision: "old" })
  const agree = { kind: "agree", agreement: { path, place: path, revision: "old", state: "5 7" } }
  for (const deletedHere of ["fetch", "leave"] as const) {
    expect(planned(missing, [], [file(path)], { deletedHere })).toMatchObject([agree])
    expect(planned(missing, [{ no: 9, path }], [file(path)], { deletedHere: "leave" })).toBeUndefined()
  }
})

test("[Y10] N5, P5: an item whose path is written otherwise at its source keeps its place, and the place of one that has left is free", () => {
  const placed = [
    { remotePath: "abba/1.mp3", place: "abba/1.mp3" },
    { remotePath: "in/2.mp3", place: "in/2.mp3" }
  ]
  const known: KnownPlaces = {
    from: (remote) => placed.find(({ remotePath }) => remotePath === remote),
    fromBelow: (directory) => placed.find(({ remotePath }) => remotePath.startsWith(`${directory}/`)),
    at: (folded) => placed.find(({ place }) => place === folded || place.startsWith(`${folded}/`))
  }
  const renamed = (no: number, from: string, to: string) =>
    ({
      action: "update",
      item: item({ ...agreed, no, remoteId: to, path: to, localSourcePath: from, localPlace: from })
    }) as const
  const fresh = { action: "fetch", item: item({ no: 3, remoteId: "3", path: "IN/2.mp3" }) } as const
  const work = [renamed(1, "abba/1.mp3", "ABBA/1.mp3"), renamed(2, "in/2.mp3", "out/2.mp3"), fresh]
  expect([...placesOf(work, { below: "", known, wanted: new Map() })]).toEqual([
    ["ABBA/1.mp3", "abba/1.mp3"],
    ["IN/2.mp3", "in/2.mp3"],
    ["out/2.mp3", "out/2.mp3"]
  ])
})
