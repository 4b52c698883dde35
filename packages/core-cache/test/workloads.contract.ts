/** Workloads (Q3, Q4), their hits and their SQL counted; and what does not count (Q1, Q10). */
import type { Database, SqlInput, Statement } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type Random, seeded, zipf } from "../../../tools/bench/random.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { attempt } from "../src/cache-error.ts"
import type { TrackListRequest } from "../src/index.ts"
import { type LibraryReads, makeReads } from "../src/library-reads.ts"
import type { Reader } from "../src/reader.ts"
import { askSearch } from "../src/search/ask-search.ts"
import { ownWrites } from "../src/store/own-writes.ts"
import { favorites, recentlyPlayed } from "../src/user-state/lists.ts"
import { changeState, makeStored, nothingKept, readerOf, removeOne, type Stored, settle, storeOne } from "./stored-library.ts"
import { makeTwo } from "./two-stored.ts"
import type { World } from "./world.ts"

/** A database that counts what is asked of it, the look for other writers apart. */
const counting = (database: Database) => {
  const count = { statements: 0 }
  const free = new Set(["pragma data_version"])
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
      // The gate counts the writes of a connection, of which this is one more.
      const own = ownWrites(cache)
      const likes = (reads: LibraryReads) => reads.listTracks(favorites())
      const all = (reads: LibraryReads) => reads.listTracks()
      sqlOf(reader, count, likes)
      removeOne(stored, "one")
      own.count++
      // The first question after a change reads its record, and what that says of others is known then.
      sqlOf(reader, count, all)
      const { hits } = reader.queries.cache.stats()
      assert.equal(sqlOf(reader, count, likes).statements, 0)
      assert.equal(reader.queries.cache.stats().hits, hits + 1)
      changeState(stored, "two", { isFavorite: true }, 3_000_000)
      own.count++
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

const bystanders: ContractCase<World> = {
  title: "[Q3] [D1] pages and releases of which nothing changed are answered with no SQL, tracks and all",
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      makeTwo(stored)
      const { count, cache } = counting(stored.cache)
      const reader = readerOf({ ...stored, cache }, {})
      const own = ownWrites(cache)
      const filter = { kind: "releaseArtist", name: "Bo" } as const
      const asked: ReadonlyArray<(reads: LibraryReads) => Effect.Effect<unknown, unknown>> = [
        (reads) => reads.listReleases(),
        (reads) => reads.listReleases({ filter, tracks: true }),
        (reads) => reads.listTracks({ filter }),
        (reads) => reads.getRelease("harbour"),
        (reads) => reads.getTrack("three")
      ]
      const before = asked.map((ask) => sqlOf(reader, count, ask).answer)
      changeState(stored, "one", { isFavorite: true }, 3_000_000)
      own.count++
      // The first question after a change reads its record.
      sqlOf(reader, count, (reads) => reads.getTrack("one"))
      for (const [i, ask] of asked.entries()) {
        const { statements, answer } = sqlOf(reader, count, ask)
        assert.deepEqual(answer, before[i])
        assert.equal(statements, 0, `question ${i}`)
      }
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

const spelling: ContractCase<World> = {
  title: "[Q1] however a question is spelt, it is one; all its pages go together",
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      makeTwo(stored)
      const reader = readerOf(stored, {})
      const reads = makeReads(reader, attempt)
      const [ana, techno] = [{ kind: "artist", name: "Ana" } as const, { name: "Techno", kind: "genre" } as const]
      const same: ReadonlyArray<ReadonlyArray<TrackListRequest>> = [
        [{}, { limit: 50 }, { offset: 0, sort: "path" }, { filter: { kind: "and", filters: [] } }],
        [
          { filter: { kind: "and", filters: [ana, techno] } },
          { filter: { kind: "and", filters: [techno, { kind: "and", filters: [ana] }, techno] } }
        ],
        [{ filter: { kind: "new", isNew: false } }, { filter: { kind: "not", filter: { isNew: true, kind: "new" } } }]
      ]
      for (const [i, requests] of same.entries()) {
        reader.queries.cache.resetStats()
        for (const request of requests) Effect.runSync(reads.listTracks(request))
        assert.equal(reader.queries.cache.stats().misses, 1, `spellings ${i}`)
      }
      for (const offset of [0, 1, 2]) Effect.runSync(reads.listReleases({ limit: 1, offset }))
      assert.equal(reader.queries.cache.invalidateQuery("listReleases"), 3)
      assert.equal(reader.queries.cache.invalidateQuery("listReleases"), 0)
    })
  )
}

/** How many reads were answered by what was kept, and how many answer the ids that they answered before. */
interface MixedResult {
  readonly hitRate: number
  /** Of all reads, those whose list was brought up to date. */
  readonly mendedRate: number
  readonly possibleRate: number
}

/** 500 operations, 70 % of them reads by Zipf's law over the five lists, the rest the five kinds of change in equal parts. */
const mixedWorkload = (stored: Stored, seed: number): MixedResult => {
  const random = seeded(seed)
  const reader = readerOf(stored, {})
  const fresh = readerOf(stored, nothingKept)
  const place = zipf(random, mixedLists.length)
  const before = new Map<number, string | undefined>()
  let reads = 0
  let possible = 0
  for (let i = 1; i <= 500; i++) {
    if (!random.chance(70)) {
      changeOfMix(stored, random, i)
      continue
    }
    const list = place()
    const [kept, ids] = [reader, fresh].map((from) => JSON.stringify(idsOf(Effect.runSync(mixedLists[list]!(from)))))
    assert.equal(kept, ids, `operation ${i}, list ${list}`)
    reads++
    if (before.get(list) === ids) possible++
    before.set(list, ids)
  }
  const { hitRate, mended } = reader.queries.cache.stats()
  return { hitRate, mendedRate: mended / reads, possibleRate: possible / reads }
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
  title: "[Q4] 500 mixed operations: at least four in five of the reads are hits, each answered as by reading",
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      for (let i = 0; i < 40; i++) storeMany(stored, i, "Title")
      settle(stored)
      for (const seed of [1, 2, 3, 4, 5]) {
        const { hitRate, mendedRate, possibleRate } = mixedWorkload(stored, seed)
        const [all, mended, same] = [hitRate, mendedRate, possibleRate].map((rate) => rate.toFixed(3))
        console.log(`soak: mixed workload, hit rate ${all}, ${mended} of it mended; the same ids as before ${same}; seed ${seed}`)
        assert.isAtLeast(hitRate, 0.8, `seed ${seed}`)
      }
    })
  )
}

const constant: ContractCase<World> = {
  title: "[Q10] what a change raises does not depend on how much is kept, and no kept answer is looked at for it",
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      makeTwo(stored)
      const raised: Array<number> = []
      for (const count of [1, 3000]) {
        const reader = readerOf(stored, {})
        const reads = makeReads(reader, attempt)
        for (let i = 0; i < count; i++) Effect.runSync(reads.getTrack(`none ${i}`))
        const { versions, stats } = reader.queries.cache
        const { raise } = versions
        let calls = 0
        Object.assign(versions, {
          raise: (name: string) => {
            calls++
            raise(name)
          }
        })
        changeState(stored, "two", { isFavorite: count === 1 }, count * 1_000_000)
        Effect.runSync(reads.getTrack("one"))
        raised.push(calls)
        // What is not true any more goes when it is asked for.
        assert.equal(stats().invalidations, 0)
      }
      assert.equal(raised[0], raised[1])
      assert.isBelow(raised[0]!, 10)
    })
  )
}

export const workloadsContract: ReadonlyArray<ContractCase<World>> = [unrelated, bystanders, spelling, loop, mixed, constant]
