/** What each change makes cold, written by hand (Q2), with a real store. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { attempt } from "../src/cache-error.ts"
import { askCollection, askCollections, askMembers } from "../src/collections/ask-collections.ts"
import { collageKind, playlistKind } from "../src/collections/kind.ts"
import { storeCollection } from "../src/collections/store-collection.ts"
import { type LibraryReads, makeReads } from "../src/library-reads.ts"
import { entitiesOf } from "../src/query-cache/kept-entities.ts"
import type { Reader } from "../src/reader.ts"
import { askSearch } from "../src/search/ask-search.ts"
import { favorites, mostPlayed, recentlyAdded, recentlyPlayed } from "../src/user-state/lists.ts"
import type { Answer, Mutation } from "./invalidation-table.ts"
import { changeState, makeStored, readerOf, removeOne, type Stored, settle } from "./stored-library.ts"
import { by, makeTwo, storeVelvet } from "./two-stored.ts"
import type { World } from "./world.ts"

const page = { limit: 50, offset: 0 }

type Ask = (reads: LibraryReads, reader: Reader) => Effect.Effect<unknown, unknown>

const questions: Readonly<Record<Answer, Ask>> = {
  "the track": (reads) => reads.getTrack("one"),
  "its release, with tracks": (reads) => reads.getRelease("velvet"),
  "another track": (reads) => reads.getTrack("two"),
  "another release": (reads) => reads.getRelease("harbour"),
  "all tracks": (reads) => reads.listTracks(),
  "tracks by title": (reads) => reads.listTracks({ sort: "title" }),
  favourites: (reads) => reads.listTracks(favorites()),
  "recently played": (reads) => reads.listTracks(recentlyPlayed()),
  "most played": (reads) => reads.listTracks(mostPlayed()),
  "recently added": (reads) => reads.listTracks(recentlyAdded()),
  "tracks rated 4 or more": (reads) => reads.listTracks({ filter: { kind: "rating", from: 4, to: null } }),
  "tracks of its artist": (reads) => reads.listTracks({ filter: { kind: "artist", name: "Ana" } }),
  "tracks of another artist": (reads) => reads.listTracks({ filter: { kind: "artist", name: "Bo" } }),
  "tracks of its genre": (reads) => reads.listTracks({ filter: { kind: "genre", name: "Techno" } }),
  "tracks of another genre": (reads) => reads.listTracks({ filter: { kind: "genre", name: "Folk" } }),
  "tracks of its genre and another artist": (reads) =>
    reads.listTracks({
      filter: {
        kind: "and",
        filters: [
          { kind: "artist", name: "Bo" },
          { kind: "genre", name: "Techno" }
        ]
      }
    }),
  "tracks of the eighties": (reads) => reads.listTracks({ filter: { kind: "year", from: 1980, to: 1989 } }),
  "all releases": (reads) => reads.listReleases(),
  "new releases": (reads) => reads.listReleases({ filter: { kind: "new", isNew: true } }),
  "releases with tracks of its artist": (reads) => reads.listReleases({ filter: { kind: "artist", name: "Ana" } }),
  "releases of another artist": (reads) => reads.listReleases({ filter: { kind: "artist", name: "Bo" } }),
  search: (_, reader) => attempt(() => askSearch(reader, "one", { limit: 50, offset: 0 })),
  "the artists": (reads) => reads.listArtists(),
  "the genres": (reads) => reads.listGenres(),
  "the labels": (reads) => reads.listLabels(),
  "the playlists": (_, reader) => attempt(() => askCollections(reader, playlistKind, page)),
  "a playlist": (_, reader) => attempt(() => askCollection(reader, playlistKind, "Shower")),
  "the tracks of a playlist that are there": (_, reader) =>
    attempt(() => askMembers(reader, playlistKind, "Shower", page, entitiesOf(reader).tracks)),
  "another playlist": (_, reader) => attempt(() => askCollection(reader, playlistKind, "Road Trip")),
  "the collages": (_, reader) => attempt(() => askCollections(reader, collageKind, page))
}

const storePlaylist = ({ store }: Stored, name: string, ids: ReadonlyArray<string>): void => {
  const members = ids.map((id) => ({ id, fileId: id, description: id, isMissing: false }))
  const shown = { stamp: { sizeBytes: 1, modifiedAtUs: 1 }, cover: undefined, failure: undefined }
  storeCollection(store, playlistKind, { name, ...shown, members, isProvisional: false })
}

const acts: Readonly<Record<Mutation, (stored: Stored) => void>> = {
  "the track is deleted": (stored) => removeOne(stored, "one"),
  "a track comes to the release": (stored) => {
    storeVelvet(stored, { ids: ["one", "two", "new"] })
    settle(stored)
  },
  "its title changes": (stored) => {
    storeVelvet(stored, { first: { title: "Another" } })
    settle(stored)
  },
  "its artist changes": (stored) => {
    storeVelvet(stored, { first: { artists: by("Cem") } })
    settle(stored)
  },
  "its release's genre changes": (stored) => storeVelvet(stored, { said: { genres: ["Dub"] } }),
  "its release is not new any more": ({ store }) => {
    store.write(({ cache, touch }) => {
      touch("release", "velvet", "update")
      cache.prepare("update releases set is_new = 0 where id = 'velvet'").run()
    })
  },
  "it becomes a favourite": (stored) => changeState(stored, "one", { isFavorite: true }, 2_000_000),
  "it is rated": (stored) => changeState(stored, "one", { rating: 4 }, 2_000_000),
  "it is played": (stored) => changeState(stored, "one", { playedUs: 2_000_000 }, 2_000_000),
  "the playlist is edited": (stored) => storePlaylist(stored, "Shower", ["two", "one"])
}

const holdingIt: ReadonlyArray<Answer> = [
  "all tracks",
  "tracks by title",
  "recently added",
  "tracks of its artist",
  "tracks of its genre"
]

/** By hand. Who comes or goes concerns its release, the lists that it is on, and the releases that have something by its artist. */
const expected: Readonly<Record<Mutation, ReadonlyArray<Answer>>> = {
  "the track is deleted": [
    "the track",
    "its release, with tracks",
    ...holdingIt,
    "releases with tracks of its artist",
    "search",
    "the artists",
    "the genres",
    "the tracks of a playlist that are there"
  ],
  "a track comes to the release": [
    "its release, with tracks",
    ...holdingIt,
    "releases with tracks of its artist",
    "search",
    "the artists",
    "the genres",
    "the tracks of a playlist that are there"
  ],
  "its title changes": ["the track", "tracks by title", "search"],
  "its artist changes": [
    "the track",
    "tracks of its artist",
    "tracks of another artist",
    "tracks of its genre and another artist",
    "releases with tracks of its artist",
    "releases of another artist",
    "search",
    "the artists"
  ],
  "its release's genre changes": [
    "its release, with tracks",
    "tracks of its genre",
    "tracks of another genre",
    "tracks of its genre and another artist",
    "the genres"
  ],
  "its release is not new any more": ["its release, with tracks", "new releases", "the genres"],
  "it becomes a favourite": ["the track", "favourites"],
  "it is rated": ["the track", "tracks rated 4 or more"],
  "it is played": ["the track", "recently played", "most played"],
  "the playlist is edited": ["the playlists", "a playlist", "the tracks of a playlist that are there"]
}

const names = Object.keys(questions) as ReadonlyArray<Answer>

/** Asks; answers whether what was kept answered as it was. */
const isHot = (reader: Reader, name: Answer): boolean => {
  const hits = () => {
    const stats = reader.queries.cache.stats()
    return stats.hits - stats.mended
  }
  const before = hits()
  Effect.runSync(questions[name](makeReads(reader, attempt), reader))
  return hits() > before
}

const mutationCase = (mutation: Mutation): ContractCase<World> => ({
  title: `[Q2] [D2] ${mutation}: exactly these answers go cold`,
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      makeTwo(stored)
      storePlaylist(stored, "Shower", ["one", "two"])
      storePlaylist(stored, "Road Trip", ["three"])
      const reader = readerOf(stored, {})
      for (const name of names) isHot(reader, name)
      assert.isTrue(names.every((name) => isHot(reader, name)))
      acts[mutation](stored)
      const cold = names.filter((name) => !isHot(reader, name))
      assert.deepEqual([...cold].sort(), [...expected[mutation]].sort())
      assert.isTrue(names.every((name) => isHot(reader, name)))
    })
  )
})

export const invalidationContract: ReadonlyArray<ContractCase<World>> = (Object.keys(acts) as ReadonlyArray<Mutation>).map(
  mutationCase
)
