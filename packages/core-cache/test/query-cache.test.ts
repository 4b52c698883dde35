/** The query cache by itself (Q1, Q5, Q7, Q8): keys, conditions, room, time, figures. Each test makes its own; their order is drawn anew each time. */
import { describe, expect, test } from "vitest"
import { seeded } from "../../../tools/bench/random.ts"
import type { Condition } from "../src/query-cache/conditions.ts"
import { makeQueryCache, type QueryCache, type QueryCacheOptions } from "../src/query-cache/query-cache.ts"

/** A cache with a clock that stands until it is set. */
const make = (options: Partial<QueryCacheOptions> = {}) => {
  const clock = { ms: 0 }
  return { clock, cache: makeQueryCache({ nowMs: () => clock.ms, ...options }) }
}

const put = (cache: QueryCache, key: string, condition: Condition = "a", value: unknown = key, bytes = 1): boolean =>
  cache.begin(key, condition).keep(value, bytes)

const isKept = (cache: QueryCache, key: string): boolean => cache.find(key) !== undefined

const checks: Array<readonly [title: string, run: () => void]> = []
const check = (title: string, run: () => void): void => void checks.push([title, run])

check("[Q8] what was kept is found", () => {
  const { cache } = make()
  put(cache, "k", "a", 7)
  expect(cache.find("k")).toMatchObject({ value: 7 })
})

check("[Q8] what is not there is not found", () => expect(isKept(make().cache, "k")).toBe(false))

check("[Q8] that there is none is kept as well", () => {
  const { cache } = make()
  cache.begin("k", "a").keep(undefined, 1)
  expect(cache.find("k")).toBeDefined()
  expect(cache.find("k")?.value).toBeUndefined()
})

check("[Q8] keep reads once", () => {
  const { cache } = make()
  let reads = 0
  const read = () => ++reads
  for (let i = 0; i < 3; i++) expect(cache.keep("k", "a", read, () => 1)).toBe(1)
})

check("[Q10] that it holds is looked up once until anything changes", () => {
  const { cache } = make()
  put(cache, "k", { every: ["a", "b"] })
  const { of } = cache.versions
  let looks = 0
  Object.assign(cache.versions, { of: (name: string) => of(name) + 0 * looks++ })
  for (let i = 0; i < 3; i++) expect(isKept(cache, "k")).toBe(true)
  expect(looks).toBe(0)
  cache.versions.raise("c")
  expect(isKept(cache, "k")).toBe(true)
  const once = looks
  expect(once).toBeGreaterThan(0)
  for (let i = 0; i < 3; i++) expect(isKept(cache, "k")).toBe(true)
  expect(looks).toBe(once)
})

check("[Q9] a thousand who ask for the same are answered by one read", () => {
  const { cache } = make()
  let reads = 0
  for (let i = 0; i < 1000; i++)
    cache.keep(
      "k",
      "a",
      () => ++reads,
      () => 1
    )
  expect([reads, cache.stats().hits, cache.stats().misses]).toEqual([1, 999, 1])
})

check("[Q8] the least recently used goes first", () => {
  const { cache } = make({ mostEntries: 3 })
  for (const key of ["1", "2", "3"]) put(cache, key)
  cache.find("1")
  put(cache, "4")
  expect(["1", "2", "3", "4"].map((key) => isKept(cache, key))).toEqual([true, false, true, true])
})

check("[Q8] keeping again is use", () => {
  const { cache } = make({ mostEntries: 2 })
  put(cache, "1")
  put(cache, "2")
  put(cache, "1")
  put(cache, "3")
  expect(["1", "2", "3"].map((key) => isKept(cache, key))).toEqual([true, false, true])
})

check("[Q8] bytes bound it, too", () => {
  const { cache } = make({ mostBytes: 100 })
  for (const key of ["1", "2", "3"]) put(cache, key, "a", key, 40)
  expect(["1", "2", "3"].map((key) => isKept(cache, key))).toEqual([false, true, true])
  expect(cache.stats().sizeBytes).toBe(82)
})

check("[Q8] what is larger than all room is not kept, and nothing goes for it", () => {
  const { cache } = make({ mostBytes: 100 })
  put(cache, "1", "a", 1, 40)
  put(cache, "2", "a", 2, 101)
  expect([isKept(cache, "1"), isKept(cache, "2")]).toEqual([true, false])
})

check("[Q8] bytes of what goes are free again", () => {
  const { cache } = make()
  put(cache, "1", "a", 1, 50)
  put(cache, "1", "a", 1, 20)
  expect(cache.stats().sizeBytes).toBe(21)
  cache.invalidate("a")
  expect(cache.stats().sizeBytes).toBe(0)
})

check("[Q8] an entry holds until its time is over, to the millisecond", () => {
  const { cache, clock } = make({ ttlMs: 10 })
  put(cache, "k")
  clock.ms = 9
  expect(isKept(cache, "k")).toBe(true)
  clock.ms = 10
  expect(isKept(cache, "k")).toBe(false)
  expect(cache.stats()).toMatchObject({ size: 0, evictions: 1, invalidations: 0 })
})

check("[Q8] a look does not make its time longer", () => {
  const { cache, clock } = make({ ttlMs: 10 })
  put(cache, "k")
  clock.ms = 5
  cache.find("k")
  clock.ms = 11
  expect(isKept(cache, "k")).toBe(false)
})

check("[Q8] keeping again does", () => {
  const { cache, clock } = make({ ttlMs: 10 })
  put(cache, "k")
  clock.ms = 5
  put(cache, "k")
  clock.ms = 14
  expect(isKept(cache, "k")).toBe(true)
})

check("[Q1] a change lets go of what depends on it, and of nothing else", () => {
  const { cache } = make()
  put(cache, "1", "a")
  put(cache, "2", "b")
  cache.versions.raise("a")
  expect([isKept(cache, "1"), isKept(cache, "2")]).toEqual([false, true])
  expect(cache.stats().invalidations).toBe(1)
})

check("[Q1] [D3] names that begin alike are not the same", () => {
  const { cache } = make()
  put(cache, "1", "track #1")
  put(cache, "2", "track #11")
  cache.versions.raise("track #1")
  expect([isKept(cache, "1"), isKept(cache, "2")]).toEqual([false, true])
})

check("[Q1] what nobody depends on may be raised, and removes nothing", () => {
  const { cache } = make()
  put(cache, "1", "a")
  cache.versions.raise("nobody's")
  expect(cache.invalidate("nobody's")).toBe(0)
  expect(cache.invalidateQuery("nobody's")).toBe(0)
  expect(isKept(cache, "1")).toBe(true)
})

check("[Q1] maintenance by dependency says how many went", () => {
  const { cache } = make()
  put(cache, "1", { every: ["a", "b"] })
  put(cache, "2", { some: ["a", { every: ["c"] }] })
  put(cache, "3", "c")
  expect(cache.invalidate("a")).toBe(2)
  expect(cache.stats()).toMatchObject({ size: 1, invalidations: 2 })
})

check("[Q1] a query goes with all its parameters, and none that is only called alike", () => {
  const { cache } = make()
  for (const key of ["list 1", "list 2 x", "list", "lists 1", "my list 1"]) put(cache, key)
  expect(cache.invalidateQuery("list")).toBe(3)
  expect(["lists 1", "my list 1"].map((key) => isKept(cache, key))).toEqual([true, true])
})

check("[Q1] patterns are no expressions", () => {
  const { cache } = make()
  put(cache, "list 1")
  for (const odd of ["", "*", ".*", "l", "lis", "list 1 "]) expect(cache.invalidateQuery(odd)).toBe(0)
})

check("[Q2] all of a condition must be unchanged", () => {
  const { cache } = make()
  put(cache, "k", { every: ["a", "b"] })
  cache.versions.raise("b")
  expect(isKept(cache, "k")).toBe(false)
})

check("[Q2] of a conjunction one unchanged membership is enough", () => {
  const { cache } = make()
  put(cache, "k", { some: ["a", "b"] })
  cache.versions.raise("a")
  expect(isKept(cache, "k")).toBe(true)
  cache.versions.raise("a")
  cache.versions.raise("b")
  expect(isKept(cache, "k")).toBe(false)
})

check("[Q2] changes that came one after another, with a look between, do not add up", () => {
  const { cache } = make()
  put(cache, "k", { some: ["a", "b"] })
  for (const changed of ["a", "b", "a", "b"]) {
    cache.versions.raise(changed)
    expect(isKept(cache, "k")).toBe(true)
  }
})

check("[Q2] without a look between they might have been one", () => {
  const { cache } = make()
  put(cache, "k", { some: ["a", "b"] })
  cache.versions.raise("a")
  cache.versions.raise("b")
  expect(isKept(cache, "k")).toBe(false)
})

check("[Q2] what depends on nothing stays; of no memberships none is unchanged", () => {
  const { cache } = make()
  put(cache, "1", { every: [] })
  put(cache, "2", { every: ["a", { every: [] }] })
  cache.versions.raise("b")
  expect([isKept(cache, "1"), isKept(cache, "2")]).toEqual([true, true])
})

check("[Q6] a read that began before a change cannot keep its result after it", () => {
  const { cache } = make()
  const ticket = cache.begin("k", "a")
  cache.versions.raise("a")
  expect(ticket.keep("old", 1)).toBe(false)
  expect(isKept(cache, "k")).toBe(false)
})

check("[Q6] a change of something else does not concern it", () => {
  const { cache } = make()
  const ticket = cache.begin("k", "a")
  cache.versions.raise("b")
  expect(ticket.keep("right", 1)).toBe(true)
  expect(isKept(cache, "k")).toBe(true)
})

check("[Q6] everything changed: nothing of before is kept, nothing late either", () => {
  const { cache } = make()
  put(cache, "1", "a")
  put(cache, "2", { some: ["b", "c"] })
  const ticket = cache.begin("3", "d")
  cache.versions.raiseAll()
  expect([isKept(cache, "1"), isKept(cache, "2"), ticket.keep(3, 1)]).toEqual([false, false, false])
})

check("[Q6] after everything changed, what is kept then holds", () => {
  const { cache } = make()
  cache.versions.raise("a")
  cache.versions.raiseAll()
  put(cache, "k", "a")
  expect(isKept(cache, "k")).toBe(true)
  cache.versions.raise("a")
  expect(isKept(cache, "k")).toBe(false)
})

check("[Q6] everything changed: what changed before did as well", () => {
  const { cache } = make()
  cache.versions.raise("a")
  put(cache, "k", "a")
  cache.versions.raiseAll()
  expect(isKept(cache, "k")).toBe(false)
})

check("[Q5] everything can be forgotten, and that is counted", () => {
  const { cache } = make()
  put(cache, "1")
  put(cache, "2")
  cache.clear()
  expect([isKept(cache, "1"), isKept(cache, "2")]).toEqual([false, false])
  expect(cache.stats()).toMatchObject({ clears: 1, size: 0, sizeBytes: 0, invalidations: 0 })
  put(cache, "1")
  expect(isKept(cache, "1")).toBe(true)
})

check("[Q7] hits, misses and their share", () => {
  const { cache } = make()
  expect(cache.stats().hitRate).toBe(0)
  cache.find("k")
  put(cache, "k")
  for (let i = 0; i < 3; i++) cache.find("k")
  expect(cache.stats()).toMatchObject({ hits: 3, misses: 1, hitRate: 0.75, size: 1 })
})

check("[Q7] [D3] entities that are fetched for a list do not count", () => {
  const { cache } = make()
  put(cache, "k")
  cache.find("k", "part")
  cache.find("none", "part")
  expect(cache.stats()).toMatchObject({ hits: 0, misses: 0 })
})

check("[Q7] figures are reset, and what is kept stays", () => {
  const { cache } = make({ mostEntries: 1 })
  put(cache, "1")
  put(cache, "2")
  cache.find("1")
  cache.find("2")
  cache.resetStats()
  expect(cache.stats()).toEqual({
    hits: 0,
    mended: 0,
    misses: 0,
    size: 1,
    sizeBytes: 2,
    evictions: 0,
    invalidations: 0,
    clears: 0,
    hitRate: 0
  })
  expect(isKept(cache, "2")).toBe(true)
})

check("[Q7] each cache counts for itself", () => {
  const [one, other] = [make().cache, make().cache]
  one.find("k")
  expect([one.stats().misses, other.stats().misses]).toEqual([1, 0])
})

check("[Q7] what goes for want of room is counted", () => {
  const { cache } = make({ mostEntries: 2 })
  for (let i = 0; i < 5; i++) put(cache, String(i))
  expect(cache.stats()).toMatchObject({ evictions: 3, size: 2 })
})

check("[Q8] without limits of one's own: 50,000 entries, 32 MB, an hour", () => {
  const { cache, clock } = make()
  for (let i = 0; i <= 50_000; i++) put(cache, String(i))
  expect(cache.stats()).toMatchObject({ size: 50_000, evictions: 1 })
  expect([isKept(cache, "0"), isKept(cache, "1")]).toEqual([false, true])
  clock.ms = 3_599_999
  expect(isKept(cache, "2")).toBe(true)
  clock.ms = 3_600_000
  expect(isKept(cache, "2")).toBe(false)
  cache.clear()
  put(cache, "k", "a", 1, 33_554_432)
  expect(isKept(cache, "k")).toBe(false)
  put(cache, "k", "a", 1, 33_554_431)
  expect(isKept(cache, "k")).toBe(true)
})

check("[Q8] no room at all keeps nothing", () => {
  const { cache } = make({ mostEntries: 0, mostBytes: 0 })
  put(cache, "k")
  expect(isKept(cache, "k")).toBe(false)
})

const seed = Number(process.env["DEADWAX_SEED"] ?? Date.now() % 100_000)
const random = seeded(seed)
const shuffled = checks
  .map((one) => [random.below(1e9), one] as const)
  .sort(([a], [b]) => a - b)
  .map(([, one]) => one)

describe(`the query cache, in the order of seed ${seed}`, () => {
  test("[Q12] there are at least 30 tests of it", () => expect(shuffled.length).toBeGreaterThanOrEqual(30))
  for (const [title, run] of shuffled) test(title, run)
})
