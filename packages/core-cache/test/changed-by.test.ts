/** What a record raises beside what lists are about (Q2): the entities themselves, totals, tracklists, lists of values, search, collections. */
import { describe, expect, test } from "vitest"
import { changedBy } from "../src/query-cache/apply-record.ts"
import {
  anything,
  ofCollection,
  ofCollections,
  ofEntity,
  type ofMember,
  ofSearch,
  ofTotals,
  ofTracklist,
  ofTrackOfReleases,
  ofTracksOfReleases,
  ofValues
} from "../src/query-cache/dependency.ts"
import type { NarrowingValues, ReleaseChange, ReleaseField, TrackChange, TrackField, WriteRecord } from "../src/store/change.ts"

const release: NarrowingValues = {
  artist: ["Bo"],
  genre: ["Techno", "Dub Techno"],
  descriptor: ["warm"],
  label: [],
  type: ["album"],
  new: ["1"],
  year: ["1994", "?"]
}
const track: NarrowingValues = { artist: ["Ana"], favorite: ["1"], rating: ["4"], played: ["1"] }
const other: NarrowingValues = { artist: ["Yo"], label: ["Moss"], genre: [] }

const ofTrack = (operation: TrackChange["operation"], fields: ReadonlyArray<TrackField> = []): TrackChange => ({
  kind: "track",
  id: "t",
  no: 1,
  operation,
  fields,
  values: track,
  releaseNos: fields.includes("releaseId") ? [7, 8] : [7]
})

const ofRelease = (operation: ReleaseChange["operation"], fields: ReadonlyArray<ReleaseField> = []): ReleaseChange => ({
  kind: "release",
  id: "r",
  no: 7,
  operation,
  fields,
  values: release
})

const genreKeys = (genre: string): ReadonlyArray<string> => [genre, "Electronic"]

/** What is raised, each once, in the order of the alphabet; that anything changed at all goes without saying. */
const raisedBy = (changes: WriteRecord["changes"], facts: WriteRecord["facts"] = []): ReadonlyArray<string> => {
  const raised = new Set(changedBy({ changes, releases: { 7: release, 8: other }, facts }, genreKeys))
  expect(raised.delete(anything)).toBe(true)
  return [...raised].sort()
}

/** Those of what is raised that no list of entities waits for. */
const besides = (changes: WriteRecord["changes"], facts: WriteRecord["facts"] = []): ReadonlyArray<string> =>
  raisedBy(changes, facts).filter((name) => !/ field | member|^releases tracks/.test(name))

const sorted = (...names: ReadonlyArray<string>): ReadonlyArray<string> => [...names].sort()

const itself = ofEntity("track", 1)
const itsRelease = ofEntity("release", 7)
const members = (
  listed: "tracks" | "releases",
  ...values: ReadonlyArray<Parameters<typeof ofMember>[1] | readonly [string, string]>
) => values.map((value) => `${listed} member ${typeof value === "string" ? value : value.join(" ")}`)

describe("what a record raises", () => {
  for (const operation of ["add", "remove"] as const) {
    test(`[Q2] ${operation} of a track: itself, its release's list and totals, lists of the values of both, search`, () => {
      const values = [ofValues("artist"), ofValues("genre"), ofValues("descriptor")]
      const expected = [itself, ofTracklist(7), ofTotals(7), ofSearch, ...values]
      expect(besides([ofTrack(operation)])).toEqual(sorted(...expected))
    })

    test(`[Q2] ${operation} of a release: itself, lists of its values, search`, () => {
      const values = [ofValues("artist"), ofValues("genre"), ofValues("descriptor")]
      expect(besides([ofRelease(operation)])).toEqual(sorted(itsRelease, ofTotals(7), ofTracklist(7), ofSearch, ...values))
    })
  }

  test("[Q2] who comes is a member by each of its values, of each genre above, of each beginning of its year", () => {
    const years = ["", "1", "19", "199", "1994", "?"].map((prefix) => ["year", prefix] as const)
    const genres = ["Techno", "Dub Techno", "Electronic"].map((key) => ["genre", key] as const)
    const shared = [...genres, ...years, ["descriptor", "warm"], ["type", "album"], ["new", "1"]] as const
    const isMember = (name: string) => name.includes(" member ")
    expect(raisedBy([ofRelease("add")]).filter(isMember)).toEqual(
      sorted(...members("releases", ...shared, ["artist", "Bo"], ["releaseArtist", "Bo"]))
    )
    const own = [
      ["artist", "Ana"],
      ["trackArtist", "Ana"],
      ["favorite", "1"],
      ["rating", "4"],
      ["played", "1"]
    ] as const
    expect(raisedBy([ofTrack("add")]).filter(isMember)).toEqual(
      sorted(...members("tracks", ...shared, ["artist", "Bo"], ["releaseArtist", "Bo"], ...own))
    )
  })

  test("[Q2] of the tracks of releases one came with its own values, and only those", () => {
    const isOfTracks = (name: string) => name.startsWith("releases tracks")
    const own = [
      ofTracksOfReleases,
      ofTrackOfReleases("artist", "Ana"),
      ofTrackOfReleases("favorite", "1"),
      ofTrackOfReleases("rating", "4"),
      ofTrackOfReleases("played", "1")
    ]
    for (const change of [ofTrack("add"), ofTrack("remove"), ofTrack("update", ["releaseId"])])
      expect(raisedBy([change]).filter(isOfTracks)).toEqual(sorted(...own))
    expect(raisedBy([ofTrack("update", ["title"])]).filter(isOfTracks)).toEqual([])
    expect(raisedBy([ofRelease("add")]).filter(isOfTracks)).toEqual([])
  })

  test("[Q2] a track that moves: both releases' lists and totals, and nobody comes or goes", () => {
    const values = [ofValues("artist"), ofValues("genre"), ofValues("descriptor"), ofValues("label")]
    const releases = [7, 8].flatMap((no) => [ofTracklist(no), ofTotals(no)])
    expect(besides([ofTrack("update", ["releaseId"])])).toEqual(sorted(itself, ofSearch, ...releases, ...values))
    expect(raisedBy([ofTrack("update", ["releaseId"])]).filter((name) => name.includes(" member"))).toEqual([])
  })

  test("[Q2] who has no values concerns the lists of its release's, and none when nothing is known of that", () => {
    const changed = changedBy({ changes: [{ ...ofTrack("add"), values: {} }], releases: {}, facts: [] }, genreKeys)
    expect(changed.filter((name) => name.startsWith("values "))).toEqual([])
    const ofKnown = [ofValues("artist"), ofValues("genre"), ofValues("descriptor")]
    expect(besides([{ ...ofTrack("add"), values: {} }]).filter((name) => name.startsWith("values "))).toEqual(sorted(...ofKnown))
  })

  const ofItself: ReadonlyArray<readonly [field: TrackField, besides: ReadonlyArray<string>]> = [
    ["title", [ofSearch]],
    ["artists", [ofSearch, ofValues("artist")]],
    ["sourcePath", [ofSearch, ofTracklist(7), ofTotals(7)]],
    ["trackNumber", [ofTracklist(7), ofTotals(7)]],
    ["discNumber", [ofTracklist(7), ofTotals(7)]],
    ["durationSeconds", [ofTracklist(7), ofTotals(7)]],
    ["rating", []],
    ["isFavorite", []],
    ["lyrics", []]
  ]
  for (const [field, expected] of ofItself)
    test(`[Q2] a track's ${field}`, () => expect(besides([ofTrack("update", [field])])).toEqual(sorted(itself, ...expected)))

  const ofReleases: ReadonlyArray<readonly [field: ReleaseField, besides: ReadonlyArray<string>]> = [
    ["title", [ofSearch]],
    ["artists", [ofSearch, ofValues("artist")]],
    ["sourcePath", [ofSearch]],
    ["genres", [ofValues("genre")]],
    ["secondaryGenres", [ofValues("genre")]],
    ["descriptors", [ofValues("descriptor")]],
    ["labels", [ofValues("label")]],
    ["isNew", [ofValues("genre"), ofValues("descriptor")]],
    ["trackTotal", [ofTotals(7)]],
    ["discTotal", [ofTotals(7)]],
    ["edition", []]
  ]
  for (const [field, expected] of ofReleases)
    test(`[Q2] a release's ${field}`, () =>
      expect(besides([ofRelease("update", [field])])).toEqual(sorted(itsRelease, ...expected)))

  test("[Q2] a collage or playlist: itself, and the list of its kind", () => {
    for (const kind of ["collage", "playlist"] as const)
      expect(besides([{ kind, id: "Mine", operation: "update" }])).toEqual(
        sorted(ofCollections(kind), ofCollection(kind, "Mine"))
      )
  })

  test("[Q2] what is no entity: search, and names that went", () => {
    expect(besides([], ["search"])).toEqual([ofSearch])
    expect(besides([], ["artist"])).toEqual(sorted(ofValues("artist"), ofSearch))
    for (const fact of ["genre", "descriptor", "label"] as const) expect(besides([], [fact])).toEqual([ofValues(fact)])
    expect(besides([])).toEqual([])
  })
})
