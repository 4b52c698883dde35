/**
 * Kept lists that are brought up to date (Q4, Q6): where what changed is put in its place, the list is the one that reading answers, and few
 * statements are run for it; where that is not possible, it is read.
 */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { seeded } from "../../../tools/bench/random.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import type { ListQuery } from "../src/filter/list-order.ts"
import { pageNumbers } from "../src/filter/list-query.ts"
import { parseSort, sortKeys, trackSortKeys } from "../src/filter/sort.ts"
import type { Reader } from "../src/reader.ts"
import { randomFilter } from "./made-library.ts"
import { changeAnything, makeStored, nothingKept, readerOf, removeOne, type Stored, storeOne } from "./stored-library.ts"
import type { World } from "./world.ts"

const withStored = (title: string, body: (stored: Stored) => void): ContractCase<World> => ({
  title,
  run: Effect.scoped(Effect.map(makeStored, body))
})

/** A page's numbers, in one state of the library. */
const numbersOf = (reader: Reader, query: ListQuery, limit = -1, offset = 0) =>
  reader.queries.inSnapshot(() => pageNumbers(reader, query, { limit, offset }))

const byPath: ListQuery = { listed: "tracks", filter: undefined, order: parseSort("tracks") }
const byTitle: ListQuery = { ...byPath, order: parseSort("tracks", "title") }

const storeNumbered = (stored: Stored, n: number, title = `Title ${n % 10}`): void => {
  const id = `n${String(n).padStart(4, "0")}`
  storeOne(stored, { id, path: id, tracks: [{ id: `t${id}`, path: `${id}/1.flac`, said: { title } }] })
}

const sizes = { releases: 120, tracks: 300 }

const anyOrders = withStored(
  "[Q6] any list, mended after some changes of any kind, is the list that is read; most are mended",
  (stored) => {
    const random = seeded(71)
    const reader = readerOf(stored, {})
    const fresh = readerOf(stored, nothingKept)
    for (let i = 0; i < 200; i++) changeAnything(stored, random, sizes)
    const queries = Array.from({ length: 24 }, (_, i): ListQuery => {
      const listed = i % 2 === 0 ? "tracks" : "releases"
      const key = random.pick<string>(listed === "tracks" ? trackSortKeys : sortKeys)
      const filter = i % 3 === 0 ? undefined : randomFilter(random, random.below(3))
      return { listed, filter, order: parseSort(listed, `${random.chance(50) ? "-" : ""}${key}`) }
    })
    const count = { kept: 0, mended: 0, read: 0 }
    for (let i = 0; i < 250; i++) {
      for (let n = random.below(4); n > 0; n--) changeAnything(stored, random, sizes)
      const query = random.pick(queries)
      const page = random.chance(50) ? ([-1, 0] as const) : ([random.below(60), random.below(40)] as const)
      const { had, ...found } = numbersOf(reader, query, ...page)
      count[had]++
      const { nos, total } = numbersOf(fresh, query, ...page)
      assert.deepEqual(found, { nos, total }, `${i}: ${JSON.stringify({ query, page })}`)
    }
    assert.isAbove(count.mended, 70, JSON.stringify(count))
    assert.isBelow(count.read, count.mended, JSON.stringify(count))
  }
)

const beginnings = withStored("[Q4] [Q6] of a long list by path the beginning is kept, until too many of it went", (stored) => {
  const reader = readerOf(stored, {})
  removeOne(stored, "first-track")
  for (let n = 0; n < 300; n++) storeNumbered(stored, n)
  const [first] = numbersOf(reader, byPath, 1).nos
  assert.lengthOf(numbersOf(reader, byPath).nos, 300)
  assert.lengthOf(numbersOf(reader, byPath, 500, 1).nos, 299)
  const hads: Array<string> = []
  const check = (): void => {
    const { had, ...found } = numbersOf(reader, byPath, 50, 50)
    const { nos, total } = numbersOf(readerOf(stored, nothingKept), byPath, 50, 50)
    assert.deepEqual(found, { nos, total })
    hads.push(had)
  }
  check()
  removeOne(stored, "tn0200")
  check()
  storeNumbered(stored, 999)
  check()
  for (let n = 0; n < 28; n++) removeOne(stored, `tn${String(n).padStart(4, "0")}`)
  check()
  assert.notInclude(numbersOf(reader, byPath, 1).nos, first)
  removeOne(stored, "tn0060")
  check()
  check()
  assert.deepEqual(hads, ["kept", "mended", "mended", "mended", "read", "kept"])
})

const untold = withStored("[Q6] what is not told any more, and what is too much, is read", (stored) => {
  const reader = readerOf(stored, {})
  for (let n = 0; n < 100; n++) storeNumbered(stored, n)
  const hadAfter = (change: () => void): string => {
    change()
    const { had, ...found } = numbersOf(reader, byTitle)
    const { nos, total } = numbersOf(readerOf(stored, nothingKept), byTitle)
    assert.deepEqual(found, { nos, total })
    return had
  }
  let turn = 0
  const change = (count: number) => () => {
    for (let n = 0; n < count; n++) storeNumbered(stored, n, `Other ${turn++ % 17} ${turn}`)
  }
  const seen = [
    hadAfter(() => {}),
    hadAfter(change(2)),
    hadAfter(change(60)),
    hadAfter(change(70)),
    hadAfter(change(1)),
    hadAfter(() => reader.queries.cache.versions.raiseAll()),
    // A write of more than a thousand entities is recorded as everything.
    hadAfter(() => {
      stored.store.write((tx) => {
        for (let n = 0; n < 1100; n++) tx.touch("track", `none${n}`, "remove")
        tx.cache.prepare("update tracks set title = 'z', sort_title = 'z' where id = 'tn0001'").run()
      })
    })
  ]
  assert.deepEqual(seen, ["read", "mended", "mended", "read", "mended", "mended", "read"])
})

const nothingOld = withStored("[Q8] what is too old is read, not mended", (stored) => {
  const clock = { ms: 0 }
  const reader = readerOf(stored, { ttlMs: 1000 }, () => clock.ms)
  storeNumbered(stored, 1)
  assert.equal(numbersOf(reader, byTitle).had, "read")
  storeNumbered(stored, 2)
  clock.ms = 999
  assert.equal(numbersOf(reader, byTitle).had, "mended")
  clock.ms = 1999
  storeNumbered(stored, 3)
  assert.equal(numbersOf(reader, byTitle).had, "read")
})

const figures = withStored("[Q7] a mended list is a hit and said to be mended; a page of one that is kept is a hit", (stored) => {
  const reader = readerOf(stored, {})
  for (let n = 0; n < 20; n++) storeNumbered(stored, n)
  const hadOf = (limit: number) => numbersOf(reader, byTitle, limit).had
  assert.deepEqual([hadOf(5), hadOf(6)], ["read", "kept"])
  storeNumbered(stored, 3, "Another")
  assert.deepEqual([hadOf(6), hadOf(5)], ["mended", "kept"])
  for (const had of ["read", "mended", "kept"] as const) reader.queries.cache.count(had)
  assert.deepInclude(reader.queries.cache.stats(), { hits: 2, mended: 1, misses: 1, hitRate: 2 / 3 })
})

export const mendingContract: ReadonlyArray<ContractCase<World>> = [anyOrders, beginnings, untold, nothingOld, figures]
