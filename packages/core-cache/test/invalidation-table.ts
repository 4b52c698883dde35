/**
 * Which answers go cold with which change, as the code declares it (Q11): what answers say they depend on, set against what a change raises.
 * `tools/embed-invalidation.ts` prints it into docs/query-cache.md.
 */
import { conditionOfList } from "../src/filter/dependencies.ts"
import type { Filter, Listed } from "../src/filter/filter.ts"
import { parseSort } from "../src/filter/sort.ts"
import { changedBy } from "../src/query-cache/apply-record.ts"
import { type Condition, seeCondition } from "../src/query-cache/conditions.ts"
import { ofAll, ofCollection, ofCollections, ofEntity, ofSearch, ofValues } from "../src/query-cache/dependency.ts"
import { makeVersions } from "../src/query-cache/versions.ts"
import type { NarrowingValues, ReleaseField, TrackField, WriteRecord } from "../src/store/change.ts"
import { favorites, mostPlayed, recentlyAdded, recentlyPlayed } from "../src/user-state/lists.ts"

const list = (listed: Listed, filter?: Filter, sort?: string): Condition =>
  conditionOfList(listed, filter, parseSort(listed, sort), (name) => [name])

const named = (request: { readonly filter?: Filter | undefined; readonly sort?: string | undefined }): Condition =>
  list("tracks", request.filter, request.sort)

/** Questions of a library in which the track is on a release by its artist, of its genre. */
export const answers = {
  "the track": ofEntity("track", 1),
  "its release, with tracks": ofEntity("release", 1),
  "another track": ofEntity("track", 2),
  "another release": ofEntity("release", 2),
  "all tracks": list("tracks"),
  "tracks by title": list("tracks", undefined, "title"),
  favourites: named(favorites()),
  "recently played": named(recentlyPlayed()),
  "most played": named(mostPlayed()),
  "recently added": named(recentlyAdded()),
  "tracks rated 4 or more": list("tracks", { kind: "rating", from: 4, to: null }),
  "tracks of its artist": list("tracks", { kind: "artist", name: "Ana" }),
  "tracks of another artist": list("tracks", { kind: "artist", name: "Bo" }),
  "tracks of its genre": list("tracks", { kind: "genre", name: "Techno" }),
  "tracks of another genre": list("tracks", { kind: "genre", name: "Folk" }),
  "tracks of its genre and another artist": list("tracks", {
    kind: "and",
    filters: [
      { kind: "genre", name: "Techno" },
      { kind: "artist", name: "Bo" }
    ]
  }),
  "tracks of the eighties": list("tracks", { kind: "year", from: 1980, to: 1989 }),
  "all releases": list("releases"),
  "new releases": list("releases", { kind: "new", isNew: true }),
  "releases with tracks of its artist": list("releases", { kind: "artist", name: "Ana" }),
  "releases of another artist": list("releases", { kind: "artist", name: "Bo" }),
  search: ofSearch,
  "the artists": ofValues("artist"),
  "the genres": ofValues("genre"),
  "the labels": ofValues("label"),
  "the playlists": ofCollections("playlist"),
  "a playlist": ofCollection("playlist", "Shower"),
  "the tracks of a playlist that are there": { every: [ofCollection("playlist", "Shower"), ofAll("tracks")] },
  "another playlist": ofCollection("playlist", "Road Trip"),
  "the collages": ofCollections("collage")
} satisfies Readonly<Record<string, Condition>>

export type Answer = keyof typeof answers

const release: NarrowingValues = {
  artist: ["Ana"],
  genre: ["Techno"],
  descriptor: [],
  label: [],
  type: ["album"],
  new: ["1"],
  year: ["1994"]
}
const track: NarrowingValues = { artist: ["Ana"], favorite: ["0"], rating: ["0"], played: ["0"] }

const ofTrack = (fields: ReadonlyArray<TrackField>, values = track): WriteRecord["changes"][number] => ({
  kind: "track",
  id: "t",
  no: 1,
  operation: "update",
  fields,
  values,
  releaseNos: [1]
})

const ofRelease = (fields: ReadonlyArray<ReleaseField>, values = release): WriteRecord["changes"][number] => ({
  kind: "release",
  id: "r",
  no: 1,
  operation: "update",
  fields,
  values
})

const come = (operation: "add" | "remove"): WriteRecord => ({
  changes: [
    { kind: "track", id: "t", no: 1, operation, fields: [], values: track, releaseNos: [1] },
    ofRelease(["trackTotal", "durationSeconds"])
  ],
  releases: { 1: release },
  facts: operation === "add" ? ["search"] : []
})

const update = (...changes: WriteRecord["changes"]): WriteRecord => ({ changes, releases: { 1: release }, facts: [] })

/** What is recorded of each change. */
export const mutations = {
  "the track is deleted": come("remove"),
  "a track comes to the release": come("add"),
  "its title changes": update(ofTrack(["title"])),
  "its artist changes": update(ofTrack(["artists"], { ...track, artist: ["Ana", "Cem"] })),
  "its release's genre changes": update(ofRelease(["genres"], { ...release, genre: ["Techno", "Dub"] })),
  "its release is not new any more": update(ofRelease(["isNew"], { ...release, new: ["1", "0"] })),
  "it becomes a favourite": update(ofTrack(["isFavorite", "favoritedUs"], { ...track, favorite: ["0", "1"] })),
  "it is rated": update(ofTrack(["rating"], { ...track, rating: ["0", "4"] })),
  "it is played": update(ofTrack(["playCount", "lastPlayedUs"], { ...track, played: ["0", "1"] })),
  "the playlist is edited": update({ kind: "playlist", id: "Shower", operation: "update" })
} satisfies Readonly<Record<string, WriteRecord>>

export type Mutation = keyof typeof mutations

/** The answers that a change makes cold. */
export const coldAfter = (mutation: Mutation): ReadonlyArray<Answer> => {
  const versions = makeVersions()
  const seen = Object.entries(answers).map(([name, condition]) => [name as Answer, seeCondition(versions, condition)] as const)
  const genreKeys = (genre: string) => [genre.toLowerCase()]
  for (const dependency of changedBy(mutations[mutation], genreKeys)) versions.raise(dependency)
  return seen.filter(([, { holds }]) => !holds()).map(([name]) => name)
}

const mutationNames = Object.keys(mutations) as ReadonlyArray<Mutation>

/** The table as Markdown. */
export const renderInvalidation = (): string => {
  const cold = mutationNames.map((mutation) => new Set<string>(coldAfter(mutation)))
  const rows = Object.keys(answers).map(
    (name) => `| ${[name, ...cold.map((set) => (set.has(name) ? "cold" : ""))].join(" | ")} |`
  )
  return [`| | ${mutationNames.join(" | ")} |`, `|---|${mutationNames.map(() => "---|").join("")}`, ...rows].join("\n")
}

const begin = "<!-- begin: printed by tools/embed-invalidation.ts -->"
const end = "<!-- end -->"

/** A document with the table between its marks. */
export const withInvalidation = (document: string): string => {
  const from = document.indexOf(begin)
  const to = document.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error("the document has no place for the table")
  return `${document.slice(0, from)}${begin}\n${renderInvalidation()}\n${document.slice(to)}`
}
