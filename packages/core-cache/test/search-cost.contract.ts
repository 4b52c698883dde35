/** What a search asks of the database: no more than its page needs, and nothing twice while somebody types (P6). */
import type { Database, Statement } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { attempt } from "../src/cache-error.ts"
import { makeReads } from "../src/library-reads.ts"
import type { PageBounds } from "../src/page.ts"
import { askSearch } from "../src/search/ask-search.ts"
import { ownWrites } from "../src/store/own-writes.ts"
import { allArtists } from "../src/values/artist-rows.ts"
import { makeStored, nothingKept, readerOf, type Stored, settle, storeOne } from "./stored-library.ts"
import type { World } from "./world.ts"

/** A connection that counts its statements by what they contain. */
const counting = (cache: Database) => {
  const asked: Array<string> = []
  const prepare = (sql: string): Statement => {
    const statement = cache.prepare(sql)
    const values: Statement["values"] = (...given) => {
      asked.push(sql)
      return statement.values(...given)
    }
    return { ...statement, values }
  }
  const count = (text: string): number => asked.filter((sql) => sql.includes(text)).length
  return { asked, count, cache: { ...cache, prepare } satisfies Database }
}

const titles = [
  ...Array.from({ length: 30 }, (_, i) => `Walking ${i}`),
  ...Array.from({ length: 30 }, (_, i) => `${"Long ".repeat(i % 7)}Night Walking`)
]

const nobody = { main: [], guest: [], remixer: [], producer: [], composer: [], conductor: [], djmixer: [] }

const fill = (stored: Stored): void => {
  const tracks = titles.map((title, i) => ({
    id: `t${i}`,
    path: `walks/${String(i).padStart(2, "0")}.flac`,
    said: { title, artists: { ...nobody, main: [`Walker ${i % 4}`], guest: [`Guest ${i % 9}`] } }
  }))
  const releaseArtists = { ...nobody, main: ["Walker 1", "Guest 3"] }
  storeOne(stored, { id: "walks", path: "walks", said: { releaseTitle: "Walks", releaseArtists }, tracks })
  settle(stored)
}

const withWalks = (title: string, look: (stored: Stored) => void): ContractCase<World> => ({
  title,
  run: Effect.scoped(
    Effect.map(makeStored, (stored) => {
      fill(stored)
      look(stored)
    })
  )
})

const page = (offset: number, limit: number): PageBounds => ({ offset, limit })

const beyondThePage = withWalks(
  "[P6] [R8] titles that stand below the page are put in order when somebody looks there",
  (stored) => {
    const { asked, count, cache } = counting(stored.cache)
    const reader = readerOf({ ...stored, cache }, {})
    const fresh = (bounds: PageBounds) => askSearch(readerOf(stored, nothingKept), "walking", bounds)
    const whole = fresh(page(0, 1000))
    assert.equal(whole.total, titles.length)
    assert.deepEqual(askSearch(reader, "walking", page(0, 20)), fresh(page(0, 20)))
    assert.equal(count("search_titles as keys"), 0)
    assert.isAbove(asked.length, 0)
    for (const offset of [20, 25, 40]) {
      assert.deepEqual(askSearch(reader, "walking", page(offset, 20)).items, whole.items.slice(offset, offset + 20))
      assert.equal(count("search_titles as keys"), 1, `from ${offset}`)
    }
    assert.equal(askSearch(reader, "walking", page(0, 0)).total, titles.length)
  }
)

const typing = withWalks(
  "[P6] [R8] a hit that the last letter showed is not read again, nor a title that it compared",
  (stored) => {
    const { asked, count, cache } = counting(stored.cache)
    const reader = readerOf({ ...stored, cache }, {})
    askSearch(reader, "wal", page(0, 1000))
    assert.equal(count("track_artists"), 1)
    assert.equal(count("search_titles as keys"), 1)
    asked.length = 0
    for (const text of ["walk", "walki", "walking", "walking n", "walking"]) {
      const found = askSearch(reader, text, page(0, 1000))
      assert.deepEqual(found, askSearch(readerOf(stored, nothingKept), text, page(0, 1000)), text)
      assert.throws(() => Object.assign(found.items[0]!, { title: "another" }), TypeError)
    }
    assert.equal(count("track_artists"), 0)
    assert.equal(count("search_titles as keys"), 0)
    const said = { title: "Running", artists: { ...nobody, main: ["Runner"] } }
    storeOne(stored, { id: "walks", path: "walks", tracks: [{ id: "t0", path: "walks/00.flac", said }] })
    settle(stored)
    // The gate counts the writes of a connection, of which the counting one is another.
    ownWrites(cache).count++
    assert.deepEqual(askSearch(reader, "run", page(0, 50)), askSearch(readerOf(stored, nothingKept), "run", page(0, 50)))
    assert.isAtLeast(askSearch(reader, "run", page(0, 50)).total, 2)
  }
)

const waiting = withWalks("[P6] [R8] what lost its path is found by no search, and is looked for once", (stored) => {
  const { asked, count, cache } = counting(stored.cache)
  const reader = readerOf({ ...stored, cache }, {})
  for (const text of ["wal", "walk", "walki", "long night", "walker 2"]) askSearch(reader, text, page(0, 50))
  assert.equal(count("source_path"), 2, "once for releases and once for tracks")
  assert.isAbove(asked.length, 10)
  const there = askSearch(readerOf(stored, nothingKept), "walking", page(0, 1000))
  assert.equal(there.total, titles.length)
  stored.cache.prepare("update tracks set source_path = '/' || source_path where id in ('t3', 't40')").run()
  const left = askSearch(readerOf(stored, {}), "walking", page(0, 1000))
  assert.equal(left.total, titles.length - 2)
  assert.sameMembers(
    left.items.map(({ id }) => id),
    there.items.map(({ id }) => id).filter((id) => id !== "t3" && id !== "t40")
  )
  stored.cache.prepare("update releases set source_path = '/walks' where id = 'walks'").run()
  assert.deepEqual(askSearch(readerOf(stored, {}), "walking", page(0, 1000)).items, [])
})

const counts = withWalks("[A4] [R3] all artists at once are counted as each by itself", (stored) => {
  const reader = readerOf(stored, nothingKept)
  const rows = allArtists(reader)
  assert.isAtLeast(rows.length, 13)
  for (const row of rows) {
    const { aliases: _, aliasOf: _of, ...alone } = Effect.runSync(makeReads(reader, attempt).getArtist(row.name))!
    assert.deepEqual(row, alone)
  }
  assert.deepInclude(rows, { name: "Walker 1", releases: 1, tracks: titles.length })
  assert.deepInclude(rows, { name: "Walker 2", releases: 1, tracks: 15 })
})

export const searchCostContract: ReadonlyArray<ContractCase<World>> = [beyondThePage, typing, waiting, counts]
