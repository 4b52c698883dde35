/**
 * What makes each kind of list cold, written by hand: which fields of tracks and releases, and who comes or goes (Q2). Pure: what a list
 * declares is set against what a record raises.
 */
import { describe, expect, test } from "vitest"
import { conditionOfList } from "../src/filter/dependencies.ts"
import type { Filter, Listed, Moment } from "../src/filter/filter.ts"
import { readsClock } from "../src/filter/reads-clock.ts"
import { parseSort, sortKeys, trackSortKeys } from "../src/filter/sort.ts"
import { type TextField, textFields } from "../src/filter/text-fields.ts"
import { changedBy } from "../src/query-cache/apply-record.ts"
import { type Condition, dependenciesIn, seeCondition } from "../src/query-cache/conditions.ts"
import { makeVersions } from "../src/query-cache/versions.ts"
import type { NarrowingValues, WriteRecord } from "../src/store/change.ts"

const trackFields = [
  "artists",
  "bitrateKbps",
  "channels",
  "discNumber",
  "durationSeconds",
  "favoritedUs",
  "format",
  "isFavorite",
  "lastPlayedUs",
  "lyrics",
  "lyricsPath",
  "playCount",
  "rating",
  "releaseId",
  "sampleRateHz",
  "sizeBytes",
  "sourcePath",
  "title",
  "trackNumber"
] as const

const releaseFields = [
  "addedAt",
  "artists",
  "catalogNumber",
  "compositionDate",
  "cover",
  "coverPath",
  "descriptors",
  "discTotal",
  "durationSeconds",
  "edition",
  "genres",
  "isNew",
  "labels",
  "originalDate",
  "releaseDate",
  "secondaryGenres",
  "sourcePath",
  "title",
  "trackTotal",
  "type"
] as const

interface Someone {
  readonly track: NarrowingValues
  readonly release: NarrowingValues
}

/** Who is meant by the filters, and who by none of them. */
const meant: Someone = {
  track: { artist: ["Ana"], favorite: ["1"], rating: ["4"], played: ["1"] },
  release: {
    artist: ["Bo"],
    genre: ["Dub Techno"],
    descriptor: ["warm"],
    label: ["Moss"],
    type: ["album"],
    new: ["1"],
    year: ["1994"]
  }
}
const other: Someone = {
  track: { artist: ["Xi"], favorite: ["0"], rating: ["0"], played: ["0"] },
  release: {
    artist: ["Yo"],
    genre: ["Folk"],
    descriptor: ["cold"],
    label: ["Fern"],
    type: ["single"],
    new: ["0"],
    year: ["2001"]
  }
}

const recordOf = (someone: Someone, ...changes: WriteRecord["changes"]): WriteRecord => ({
  changes,
  releases: { 7: someone.release },
  facts: []
})

const ofTrack = ({ track }: Someone) => ({ kind: "track", id: "t", no: 1, fields: [], values: track, releaseNos: [7] }) as const
const ofRelease = ({ release }: Someone) => ({ kind: "release", id: "r", no: 7, fields: [], values: release }) as const

/** `t.title`: a track's title changed. `+track`: one that is meant came; `-track`: another one did. */
const changes: ReadonlyArray<readonly [name: string, record: WriteRecord]> = [
  ...trackFields.map(
    (field) => [`t.${field}`, recordOf(meant, { ...ofTrack(meant), operation: "update", fields: [field] })] as const
  ),
  ...releaseFields.map(
    (field) => [`r.${field}`, recordOf(meant, { ...ofRelease(meant), operation: "update", fields: [field] })] as const
  ),
  ["+track", recordOf(meant, { ...ofTrack(meant), operation: "add" })],
  ["-track", recordOf(other, { ...ofTrack(other), operation: "add" })],
  ["+release", recordOf(meant, { ...ofRelease(meant), operation: "add" })],
  ["-release", recordOf(other, { ...ofRelease(other), operation: "add" })]
]

const keysOf = (genre: string): ReadonlyArray<string> =>
  genre === "Dub Techno" ? ["dub techno", "techno"] : [genre.toLowerCase()]

/** What makes it cold, in the order of the alphabet. */
const coldOf = (condition: Condition): ReadonlyArray<string> =>
  changes
    .filter(([, record]) => {
      const versions = makeVersions()
      const { holds } = seeCondition(versions, condition)
      for (const dependency of changedBy(record, keysOf)) versions.raise(dependency)
      return !holds()
    })
    .map(([name]) => name)
    .sort()

/** Who goes by the name of another. */
const namesOf = (name: string): ReadonlyArray<string> => (name === "Who" ? ["Who", "Ana", "Bo"] : [name])

const coldList = (listed: Listed, filter: Filter | undefined, sort = "path"): ReadonlyArray<string> =>
  coldOf(conditionOfList(listed, filter, parseSort(listed, sort), namesOf))

const genre: Filter = { kind: "genre", name: "Techno" }

/** Of each filter what makes tracks, and what makes releases cold; their paths, by which they are ordered, go without saying. */
const filters: ReadonlyArray<readonly [name: string, filter: Filter, tracks: string, releases: string]> = [
  ["everything", { kind: "and", filters: [] }, "+track -track", "+release -release"],
  ["nothing", { kind: "or", filters: [] }, "", ""],
  [
    "an artist, by all names",
    { kind: "artist", name: "Who" },
    "+track r.artists t.artists t.releaseId",
    "+release +track r.artists t.artists t.releaseId"
  ],
  [
    "an artist whom the track has",
    { kind: "artist", name: "Ana" },
    "+track r.artists t.artists t.releaseId",
    "+track r.artists t.artists t.releaseId"
  ],
  [
    "an artist whom the release has",
    { kind: "artist", name: "Bo" },
    "+track r.artists t.artists t.releaseId",
    "+release r.artists t.artists t.releaseId"
  ],
  ["the release's artist", { kind: "releaseArtist", name: "Bo" }, "+track r.artists t.releaseId", "+release r.artists"],
  ["a release's artist, whom a track alone has", { kind: "releaseArtist", name: "Ana" }, "r.artists t.releaseId", "r.artists"],
  ["the track's artist", { kind: "trackArtist", name: "Ana" }, "+track t.artists", "+track t.artists t.releaseId"],
  ["a track's artist, whom its release alone has", { kind: "trackArtist", name: "Bo" }, "t.artists", "t.artists t.releaseId"],
  ["a genre", genre, "+track r.genres r.secondaryGenres t.releaseId", "+release r.genres r.secondaryGenres"],
  ["a descriptor", { kind: "descriptor", name: "warm" }, "+track r.descriptors t.releaseId", "+release r.descriptors"],
  ["a label", { kind: "label", name: "Moss" }, "+track r.labels t.releaseId", "+release r.labels"],
  ["a type", { kind: "type", type: "album" }, "+track r.type t.releaseId", "+release r.type"],
  ["new", { kind: "new", isNew: true }, "+track r.isNew t.releaseId", "+release r.isNew"],
  ["not new", { kind: "new", isNew: false }, "-track r.isNew t.releaseId", "-release r.isNew"],
  [
    "its years",
    { kind: "year", from: 1994, to: 1994.9 },
    "+track r.originalDate r.releaseDate t.releaseId",
    "+release r.originalDate r.releaseDate"
  ],
  [
    "years up to one",
    { kind: "year", from: -5, to: 1993 },
    "r.originalDate r.releaseDate t.releaseId",
    "r.originalDate r.releaseDate"
  ],
  [
    "years up to its own",
    { kind: "year", from: null, to: 1994 },
    "+track r.originalDate r.releaseDate t.releaseId",
    "+release r.originalDate r.releaseDate"
  ],
  [
    "years from one on",
    { kind: "year", from: 1995, to: null },
    "-track r.originalDate r.releaseDate t.releaseId",
    "-release r.originalDate r.releaseDate"
  ],
  ["a favourite", { kind: "favorite", isFavorite: true }, "+track t.isFavorite", "+track t.isFavorite t.releaseId"],
  [
    "no favourite",
    { kind: "favorite", isFavorite: false },
    "+track -track t.isFavorite",
    "+release +track -release -track t.isFavorite t.releaseId"
  ],
  ["its rating", { kind: "rating", from: 4, to: 4 }, "+track t.rating", "+track t.rating t.releaseId"],
  ["ratings from its own on", { kind: "rating", from: 4, to: null }, "+track t.rating", "+track t.rating t.releaseId"],
  ["ratings below its own", { kind: "rating", from: null, to: 3 }, "t.rating", "t.rating t.releaseId"],
  ["ratings above its own", { kind: "rating", from: 5, to: null }, "t.rating", "t.rating t.releaseId"],
  ["unrated", { kind: "rating", from: 0, to: 0 }, "-track t.rating", "-track t.rating t.releaseId"],
  ["some plays", { kind: "plays", from: 1, to: null }, "+track t.playCount", "+track t.playCount t.releaseId"],
  [
    "plays from none on",
    { kind: "plays", from: null, to: 3 },
    "+track -track t.playCount",
    "+release +track -release -track t.playCount t.releaseId"
  ],
  [
    "times of plays",
    { kind: "played", from: { atUs: 1 }, to: null },
    "+track t.lastPlayedUs",
    "+track t.lastPlayedUs t.releaseId"
  ],
  [
    "times of addition",
    { kind: "added", from: { atUs: 1 }, to: null },
    "+track -track r.addedAt t.releaseId",
    "+release -release r.addedAt"
  ],
  [
    "not",
    { kind: "not", filter: genre },
    "+track -track r.genres r.secondaryGenres t.releaseId",
    "+release -release r.genres r.secondaryGenres"
  ],
  [
    "both, of which a track is one thing alone",
    { kind: "and", filters: [genre, { kind: "label", name: "Fern" }] },
    "r.genres r.labels r.secondaryGenres t.releaseId",
    "r.genres r.labels r.secondaryGenres"
  ],
  [
    "both",
    { kind: "and", filters: [genre, { kind: "label", name: "Moss" }] },
    "+track r.genres r.labels r.secondaryGenres t.releaseId",
    "+release r.genres r.labels r.secondaryGenres"
  ],
  [
    "one of two",
    { kind: "or", filters: [genre, { kind: "label", name: "Fern" }] },
    "+track -track r.genres r.labels r.secondaryGenres t.releaseId",
    "+release -release r.genres r.labels r.secondaryGenres"
  ]
]

/** Of each field in which a text is looked for what is read; `+track` stands for anybody who comes or goes. */
const texts: ReadonlyArray<readonly [fields: ReadonlyArray<TextField>, tracks: string, releases: string]> = [
  [["any"], "r.artists r.title t.artists t.releaseId t.title", "r.artists r.title t.artists t.releaseId tracks"],
  [["title"], "t.title", "r.title"],
  [["trackTitle"], "t.title", "t.releaseId t.title tracks"],
  [["releaseTitle"], "r.title t.releaseId", "r.title"],
  [
    ["artist", "main", "guest", "remixer", "producer", "composer", "conductor", "djmixer"],
    "r.artists t.artists t.releaseId",
    "r.artists t.artists t.releaseId tracks"
  ],
  [["releaseArtist"], "r.artists t.releaseId", "r.artists"],
  [["trackArtist"], "t.artists", "t.artists t.releaseId tracks"],
  [["genre"], "r.genres r.secondaryGenres t.releaseId", "r.genres r.secondaryGenres"],
  [["descriptor"], "r.descriptors t.releaseId", "r.descriptors"],
  [["label"], "r.labels t.releaseId", "r.labels"],
  [["catalogNumber"], "r.catalogNumber t.releaseId", "r.catalogNumber"],
  [["edition"], "r.edition t.releaseId", "r.edition"],
  [["path"], "", ""],
  [["format"], "t.format", "t.format t.releaseId tracks"],
  [["trackNumber"], "t.trackNumber", "t.releaseId t.trackNumber tracks"],
  [["discNumber"], "t.discNumber", "t.discNumber t.releaseId tracks"],
  [["releaseDate"], "r.releaseDate t.releaseId", "r.releaseDate"],
  [["originalDate"], "r.originalDate t.releaseId", "r.originalDate"],
  [["compositionDate"], "r.compositionDate t.releaseId", "r.compositionDate"]
]

const anybody = { tracks: "+track -track t.sourcePath", releases: "+release -release r.sourcePath" } as const

/** What each order reads beside what goes without saying. */
const orders: Readonly<Record<Listed, Readonly<Record<string, string>>>> = {
  tracks: {
    path: "",
    title: "t.title",
    artist: "t.artists",
    date: "r.originalDate r.releaseDate r.sourcePath t.releaseId",
    added: "r.addedAt r.sourcePath t.releaseId",
    plays: "t.playCount",
    played: "t.lastPlayedUs",
    rating: "t.rating",
    favorited: "t.favoritedUs"
  },
  releases: { path: "", title: "r.title", artist: "r.artists", date: "r.originalDate r.releaseDate", added: "r.addedAt" }
}

const words = (...texts: ReadonlyArray<string>): ReadonlyArray<string> => texts.join(" ").split(" ").filter(Boolean).sort()

describe("what makes a list cold", () => {
  for (const [name, filter, tracks, releases] of filters) {
    test(`[Q2] a list of ${name}`, () => {
      expect(coldList("tracks", filter)).toEqual(words(tracks, "t.sourcePath"))
      expect(coldList("releases", filter)).toEqual(words(releases, "r.sourcePath"))
    })
  }

  test("[Q2] [R9] a list by a text: who comes or goes may meet it", () => {
    expect(texts.flatMap(([fields]) => fields).sort()).toEqual([...textFields].sort())
    for (const [fields, tracks, releases] of texts) {
      for (const field of fields) {
        const filter: Filter = { kind: "text", field, match: "contains", text: "x" }
        expect(coldList("tracks", filter), field).toEqual(words(anybody.tracks, tracks))
        expect(coldList("releases", filter), field).toEqual(words(anybody.releases, releases.replace("tracks", "+track -track")))
      }
    }
  })

  test("[Q2] whom ratings and years mean, one by one", () => {
    const membersOf = (filter: Filter, key: string): ReadonlyArray<string> => {
      const start = `tracks member ${key} `
      const names = dependenciesIn(conditionOfList("tracks", filter, parseSort("tracks", "path"), namesOf))
      return names.flatMap((name) => (name.startsWith(start) ? [name.slice(start.length)] : []))
    }
    const ratings = (from: number | null, to: number | null) => membersOf({ kind: "rating", from, to }, "rating")
    for (const one of [0, 1, 2, 3, 4, 5]) expect(ratings(one, one)).toEqual([String(one)])
    expect(ratings(null, null)).toEqual(["1", "2", "3", "4", "5"])
    expect(ratings(0, null)).toEqual(["0", "1", "2", "3", "4", "5"])
    expect(ratings(2, 4)).toEqual(["2", "3", "4"])
    const years = (from: number | null, to: number | null) => membersOf({ kind: "year", from, to }, "year")
    expect(years(null, null)).toEqual(["?", ""])
    expect(years(null, 999)).toEqual(["?", "0"])
    expect(years(9990, null)).toEqual(["?", "999"])
    expect(years(1989, 1999)).toEqual(["?", "1989", "199"])
  })

  test("[Q2] a list in each order", () => {
    expect(Object.keys(orders.tracks)).toEqual([...trackSortKeys])
    expect(Object.keys(orders.releases)).toEqual([...sortKeys])
    for (const listed of ["tracks", "releases"] as const) {
      for (const [key, reads] of Object.entries(orders[listed])) {
        expect(coldList(listed, undefined, key), key).toEqual(words(anybody[listed], reads))
        expect(coldList(listed, undefined, `-${key}`), key).toEqual(words(anybody[listed], reads))
      }
    }
  })
})

describe("what the time alone changes", () => {
  const [ago, then]: ReadonlyArray<Moment> = [{ agoSeconds: 60 }, { atUs: 1 }]
  const ranges: ReadonlyArray<readonly [from: Moment | null, to: Moment | null, isRead: boolean]> = [
    [ago!, null, true],
    [null, ago!, true],
    [then!, ago!, true],
    [then!, null, false],
    [null, then!, false],
    [null, null, false]
  ]
  for (const kind of ["played", "added"] as const) {
    test(`[Q2] ${kind}: a range with an end that counts back from now, wherever it stands in a filter`, () => {
      for (const [from, to, isRead] of ranges) {
        const one: Filter = { kind, from, to }
        expect(readsClock(one)).toBe(isRead)
        expect(readsClock({ kind: "not", filter: one })).toBe(isRead)
        for (const join of ["and", "or"] as const) {
          expect(readsClock({ kind: join, filters: [genre, one] })).toBe(isRead)
          expect(readsClock({ kind: join, filters: [one, genre] })).toBe(isRead)
        }
      }
    })
  }

  test("[Q2] nothing else", () => {
    expect(readsClock({ kind: "and", filters: [] })).toBe(false)
    for (const [, filter] of filters) expect(readsClock(filter)).toBe(false)
  })
})
