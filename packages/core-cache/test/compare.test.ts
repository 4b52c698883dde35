/** From how an entity was and how it is to what is recorded of it (Q2). */
import { describe, expect, test } from "vitest"
import { mergeValues } from "../src/store/change.ts"
import { type Compared, compareEntity, releaseValues } from "../src/store/compare.ts"
import type { Portrait } from "../src/store/portrait.ts"

const portrait = (change: Partial<Portrait> = {}): Portrait => ({
  no: 1,
  fields: { title: "One", artists: { main: ["Ana"] }, rating: null },
  values: { artist: ["Ana"] },
  release: { no: 7, id: "r" },
  ...change
})

const ofTrack = (before: Portrait | undefined, after: Portrait | undefined): Compared => ({
  kind: "track",
  id: "t",
  before,
  after
})

describe("comparing an entity with itself", () => {
  test("[Q2] what was never there, and what is as it was, is no change", () => {
    expect(compareEntity(ofTrack(undefined, undefined))).toBeUndefined()
    expect(compareEntity(ofTrack(portrait(), portrait()))).toBeUndefined()
  })

  test("[Q2] what comes and what goes: its values and its release, and no fields", () => {
    const expected = { kind: "track", id: "t", no: 1, fields: [], values: { artist: ["Ana"] }, releaseNos: [7] }
    expect(compareEntity(ofTrack(undefined, portrait()))).toEqual({ ...expected, operation: "add" } as never)
    expect(compareEntity(ofTrack(portrait(), undefined))).toEqual({ ...expected, operation: "remove" } as never)
  })

  test("[Q2] of an update just the fields that differ, values and releases of before and after", () => {
    const after = portrait({
      no: 2,
      fields: { title: "One", artists: { main: ["Bo"] }, format: "mp3", rating: null },
      values: { artist: ["Bo", "Ana"], rating: ["4"] },
      release: { no: 8, id: "s" }
    })
    expect(compareEntity(ofTrack(portrait(), after))).toEqual({
      kind: "track",
      id: "t",
      no: 2,
      operation: "update",
      fields: ["artists", "format"],
      values: { artist: ["Ana", "Bo"], rating: ["4"] },
      releaseNos: [7, 8]
    })
    expect(compareEntity(ofTrack(after, portrait()))).toMatchObject({ fields: ["artists", "format"], releaseNos: [8, 7] })
  })

  test("[Q2] one that went and came again, with another number, is an update without fields", () => {
    expect(compareEntity(ofTrack(portrait(), portrait({ no: 2 })))).toMatchObject({ operation: "update", no: 2, fields: [] })
  })

  test("[Q2] a release has no releases", () => {
    const one = portrait({ release: undefined })
    const change = compareEntity({ kind: "release", id: "r", before: one, after: portrait({ release: undefined, fields: {} }) })
    expect(change).toEqual({
      kind: "release",
      id: "r",
      no: 1,
      operation: "update",
      fields: ["title", "artists", "rating"],
      values: { artist: ["Ana"] }
    })
  })

  test("[Q2] the values of releases, before and after, are told of those that changed tracks belong to", () => {
    const compared: ReadonlyArray<Compared> = [
      ofTrack(undefined, portrait()),
      {
        kind: "release",
        id: "r",
        before: portrait({ no: 7, values: { genre: ["Dub"] } }),
        after: portrait({ no: 7, values: { genre: ["Folk"] } })
      },
      { kind: "release", id: "s", before: portrait({ no: 8 }), after: undefined },
      // A track may have the number of a release.
      { kind: "track", id: "u", before: portrait({ no: 7 }), after: portrait({ no: 7 }) }
    ]
    const changes = compared.map(compareEntity).filter((change) => change !== undefined)
    expect(releaseValues(changes, compared)).toEqual({ 7: { genre: ["Dub", "Folk"] } })
    const none = compared
      .filter(({ kind }) => kind === "release")
      .map(compareEntity)
      .filter((change) => change !== undefined)
    expect(releaseValues(none, compared)).toEqual({})
  })

  test("[Q2] values of both, each once, in neither changed", () => {
    const [a, b] = [{ artist: ["x", "y"] }, { artist: ["y", "z"], genre: ["g"] }]
    expect(mergeValues(a, b)).toEqual({ artist: ["x", "y", "z"], genre: ["g"] })
    expect(mergeValues(b, {})).toEqual(b)
    expect([a, b]).toEqual([{ artist: ["x", "y"] }, { artist: ["y", "z"], genre: ["g"] }])
  })
})
