/** What each change makes cold, written by hand (Q2), with a real store; and the workloads of Q3 and Q4, their SQL counted. */
import type { Database, SqlInput, Statement } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type Random, seeded, zipf } from "../../../tools/bench/random.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { attempt } from "../src/cache-error.ts"
import { type LibraryReads, makeReads } from "../src/library-reads.ts"
import type { Reader } from "../src/reader.ts"
import { askSearch } from "../src/search/ask-search.ts"
import { favorites, mostPlayed, recentlyAdded, recentlyPlayed } from "../src/user-state/lists.ts"
import type { Answer, Mutation } from "./invalidation-table.ts"
import {
  changeState,
  makeStored,
  nothingKept,
  readerOf,
  removeOne,
  type Said,
  type Stored,
  settle,
  storeOne
} from "./stored-library.ts"
import type { World } from "./world.ts"

const nobody = { main: [], guest: [], remixer: [], producer: [], composer: [], conductor: [], djmixer: [] }
const by = (name: string) => ({ ...nobody, main: [name] })

const velvet: Said = {
  releaseTitle: "Velvet",
  releaseArtists: by("Ana"),
  artists: by("Ana"),
  genres: ["Techno"],
  releaseDate: "1994",
  releaseType: "album"
}
const harbour: Said = {
  releaseTitle: "Harbour",
  releaseArtists: by("Bo"),
  artists: by("Bo"),
  genres: ["Folk"],
  labels: ["Moss"],
  releaseDate: "2001"
}

const storeVelvet = (
  stored: Stored,
  change: { readonly said?: Said; readonly first?: Said; readonly ids?: ReadonlyArray<string> } = {}
) =>
  storeOne(stored, {
    id: "velvet",
    path: "velvet",
    said: { ...velvet, ...change.said },
    tracks: (change.ids ?? ["one", "two"]).map((id, i) => ({
      id,
      path: `velvet/${id}.flac`,
      said: { title: id, trackNumber: String(i + 1), ...(id === "one" && change.first) }
    }))
  })

/** Two releases; the third track is a favourite, rated and played, the others are nothing of that. */
const makeTwo = (stored: Stored): void => {
  removeOne(stored, "first-track")
  storeVelvet(stored)
  storeOne(stored, { id: "harbour", path: "harbour", said: harbour, tracks: [{ id: "three", path: "harbour/three.flac" }] })
  settle(stored)
  changeState(stored, "three", { isFavorite: true, rating: 5, playedUs: 1_000_000 }, 1_000_000)
}

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
  "the labels": (reads) => reads.listLabels()
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
  "it is played": (stored) => changeState(stored, "one", { playedUs: 2_000_000 }, 2_000_000)
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
    "the genres"
  ],
  "a track comes to the release": [
    "its release, with tracks",
    ...holdingIt,
    "releases with tracks of its artist",
    "search",
    "the artists",
    "the genres"
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
  "it is played": ["the track", "recently played", "most played"]
}

const names = Object.keys(questions) as ReadonlyArray<Answer>

/** Asks; answers whether what was kept answered. */
const isHot = (reader: Reader, name: Answer): boolean => {
  const before = reader.queries.cache.stats().hits
  Effect.runSync(questions[name](makeReads(reader, attempt), reader))
  return reader.queries.cache.stats().hits > before
}

const mutationCase = (mutation: Mutation): ContractCase<World> => ({
  title: `[Q2] [D2] ${mutation}: exactly these answers go cold`,
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      makeTwo(stored)
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

/** A database that counts what is asked of it, the two looks for other writers apart. */
const counting = (database: Database) => {
  const count = { statements: 0 }
  const free = new Set(["pragma data_version", "select total_changes()"])
  const counted = (statement: Statement): Statement => {
    const call =
      <B>(f: (...given: ReadonlyArray<SqlInput>) => B) =>
      (...given: ReadonlyArray<SqlInput>): B => {
        count.statements++
        return f(...given)
      }
    return { run: call(statement.run), get: call(statement.get), all: call(statement.all), values: call(statement.values) }
  }
  const prepare = (sql: string) => (free.has(sql) ? database.prepare(sql) : counted(database.prepare(sql)))
  return { count, cache: { ...database, prepare } satisfies Database }
}

const sqlOf = (reader: Reader, count: { statements: number }, ask: (reads: LibraryReads) => Effect.Effect<unknown, unknown>) => {
  const before = count.statements
  const answer = Effect.runSync(ask(makeReads(reader, attempt)))
  return { statements: count.statements - before, answer }
}

const unrelated: ContractCase<World> = {
  title:
    "[Q3] [D1] deleting no favourite leaves favourites a hit with no SQL; a favourite leaves all tracks a hit with the right flag",
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      makeTwo(stored)
      const { count, cache } = counting(stored.cache)
      const reader = readerOf({ ...stored, cache }, {})
      const likes = (reads: LibraryReads) => reads.listTracks(favorites())
      const all = (reads: LibraryReads) => reads.listTracks()
      sqlOf(reader, count, likes)
      removeOne(stored, "one")
      // The first question after a change reads its record, and what that says of others is known then.
      sqlOf(reader, count, all)
      const { hits } = reader.queries.cache.stats()
      assert.equal(sqlOf(reader, count, likes).statements, 0)
      assert.equal(reader.queries.cache.stats().hits, hits + 1)
      changeState(stored, "two", { isFavorite: true }, 3_000_000)
      const { answer } = sqlOf(reader, count, all)
      assert.equal(reader.queries.cache.stats().hits, hits + 2)
      const items = (answer as { readonly items: ReadonlyArray<{ readonly id: string; readonly isFavorite: boolean }> }).items
      assert.deepEqual(
        items.map(({ id, isFavorite }) => [id, isFavorite]),
        [
          ["three", true],
          ["two", true]
        ]
      )
    })
  )
}

const loop: ContractCase<World> = {
  title: "[Q4] [D3] a hundred operations of which every tenth is a favourite: more than 0.95 of the reads are hits",
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      makeTwo(stored)
      const reader = readerOf(stored, {})
      const reads = makeReads(reader, attempt)
      for (let i = 1; i <= 100; i++) {
        if (i % 10 === 0) changeState(stored, "two", { isFavorite: i % 20 === 0 }, i * 1_000_000)
        else Effect.runSync(reads.listTracks())
      }
      const { hitRate, hits, misses } = reader.queries.cache.stats()
      assert.deepEqual([hits, misses], [89, 1])
      assert.isAbove(hitRate, 0.95)
    })
  )
}

/** How many reads were answered by what was kept, and how many could have been: those that answer the ids that they answered before. */
interface MixedResult {
  readonly hitRate: number
  readonly possibleRate: number
}

/** 500 operations, 70 % of them reads by Zipf's law over the five lists, the rest the five kinds of change in equal parts. */
const mixedWorkload = (stored: Stored, seed: number): MixedResult => {
  const random = seeded(seed)
  const reader = readerOf(stored, {})
  const fresh = readerOf(stored, nothingKept)
  const place = zipf(random, mixedLists.length)
  const before = new Map<number, string>()
  let reads = 0
  let possible = 0
  for (let i = 1; i <= 500; i++) {
    if (!random.chance(70)) {
      changeOfMix(stored, random, i)
      continue
    }
    const list = place()
    Effect.runSync(mixedLists[list]!(reader))
    const ids = JSON.stringify(idsOf(Effect.runSync(mixedLists[list]!(fresh))))
    reads++
    if (before.get(list) === ids) possible++
    before.set(list, ids)
  }
  return { hitRate: reader.queries.cache.stats().hitRate, possibleRate: possible / reads }
}

type PageOfIds = { readonly items: ReadonlyArray<{ readonly id: string }>; readonly total: number }

const idsOf = ({ items, total }: PageOfIds) => [total, ...items.map(({ id }) => id)]

const mixedLists: ReadonlyArray<(reader: Reader) => Effect.Effect<PageOfIds, unknown>> = [
  (reader) => makeReads(reader, attempt).listTracks(),
  (reader) => attempt(() => askSearch(reader, "two", { limit: 50, offset: 0 })),
  (reader) => makeReads(reader, attempt).listTracks(favorites()),
  (reader) => makeReads(reader, attempt).listTracks(recentlyPlayed()),
  (reader) => makeReads(reader, attempt).listReleases()
]

const changeOfMix = (stored: Stored, random: Random, i: number): void => {
  const track = `m${random.below(200)}`
  const changes: ReadonlyArray<() => void> = [
    () => changeState(stored, track, { isFavorite: random.chance(50) }, i * 1_000_000),
    () => changeState(stored, track, { playedUs: i * 1_000_000 }, i * 1_000_000),
    () => storeMany(stored, random.below(40), `Title ${i}`),
    () => removeOne(stored, track),
    () => storeOne(stored, { id: `add${i}`, path: `add${i}`, tracks: [{ id: `a${i}`, path: `add${i}/1.flac` }] })
  ]
  random.pick(changes)()
}

const storeMany = (stored: Stored, release: number, title: string): void =>
  storeOne(stored, {
    id: `many${release}`,
    path: `many${release}`,
    tracks: [0, 1, 2, 3, 4].map((n) => ({
      id: `m${5 * release + n}`,
      path: `many${release}/${n}.flac`,
      said: { title: `${title} ${n}` }
    }))
  })

const mixed: ContractCase<World> = {
  title: "[Q4] 500 mixed operations: at least seven in ten of the reads that could be hits are",
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      for (let i = 0; i < 40; i++) storeMany(stored, i, "Title")
      settle(stored)
      for (const seed of [1, 2, 3, 4, 5]) {
        const { hitRate, possibleRate } = mixedWorkload(stored, seed)
        console.log(`soak: mixed workload, hit rate ${hitRate.toFixed(3)} of ${possibleRate.toFixed(3)} possible, seed ${seed}`)
        assert.isAtLeast(hitRate, 0.7 * possibleRate, `seed ${seed}`)
      }
    })
  )
}

export const invalidationContract: ReadonlyArray<ContractCase<World>> = [
  ...(Object.keys(acts) as ReadonlyArray<Mutation>).map(mutationCase),
  unrelated,
  loop,
  mixed
]
