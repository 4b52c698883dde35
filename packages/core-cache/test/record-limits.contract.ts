/** How much is recorded of a write and kept of records; beyond that everything may have changed (Q2). */
import { transaction } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import type { WriteRecord } from "../src/store/change.ts"
import { NotOwner } from "../src/store/not-owner.ts"
import { encodeRecord, keepRecord, mostKept, readRecords } from "../src/store/record.ts"
import { makeStore } from "../src/store/store.ts"
import { makeWatched, mostWatched } from "../src/store/watched.ts"
import { makeStored, type Stored } from "./stored-library.ts"
import { makeTwo } from "./two-stored.ts"
import type { World } from "./world.ts"

const withStored = (title: string, body: (stored: Stored) => void): ContractCase<World> => ({
  title,
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      makeTwo(stored)
      body(stored)
    })
  )
})

const record = (...ids: ReadonlyArray<string>): WriteRecord => ({
  changes: ids.map((id) => ({ kind: "collage", id, operation: "update" })),
  releases: {},
  facts: []
})

const idsIn = (records: ReadonlyArray<WriteRecord> | undefined) => records?.flatMap(({ changes }) => changes.map(({ id }) => id))

const kept = withStored("[Q2] the newest thousand records are there, in order, and none where one is missing", ({ cache }) => {
  transaction(cache, () => {
    for (let n = 1; n <= mostKept + 2; n++) keepRecord(cache, 100 + n, record(String(n)))
  })
  const last = 100 + mostKept + 2
  assert.strictEqual(cache.prepare("select count(*) as n from writes").get()?.["n"], mostKept)
  assert.strictEqual(readRecords(cache, last - mostKept, last)?.length, mostKept)
  assert.deepEqual(idsIn(readRecords(cache, last - 2, last)), [String(mostKept + 1), String(mostKept + 2)])
  assert.deepEqual(idsIn(readRecords(cache, last - 3, last - 2)), [String(mostKept)])
  assert.isUndefined(readRecords(cache, last - mostKept - 1, last))
  assert.isUndefined(readRecords(cache, last, last + 1))
  assert.isUndefined(readRecords(cache, last, last - 1))
  assert.deepEqual(readRecords(cache, last, last), [])
  assert.deepEqual(readRecords(cache, 0, 0), [])
})

const tooLong = withStored("[Q2] a record that is too long, and one of everything, take the older ones away", ({ cache }) => {
  const long = (length: number) =>
    record("x".repeat(length - JSON.stringify({ v: [], c: [["collage", "", "update"]], r: [], f: [] }).length))
  for (const [i, [next, isThere]] of (
    [
      [long(200_000), true],
      [long(200_001), false],
      [undefined, false]
    ] as const
  ).entries()) {
    const sequence = 200 + 10 * i
    keepRecord(cache, sequence, record("a"))
    keepRecord(cache, sequence + 1, next)
    keepRecord(cache, sequence + 2, record("b"))
    assert.strictEqual(readRecords(cache, sequence, sequence + 2) !== undefined, isThere, String(i))
    assert.strictEqual(readRecords(cache, sequence - 1, sequence) !== undefined, isThere, String(i))
    assert.deepEqual(idsIn(readRecords(cache, sequence + 1, sequence + 2)), ["b"])
  }
})

const unfed = withStored("[X2] the feed is left what changed: with a release's totals its tracks, once each", ({ cache }) => {
  const release = cache.prepare("select no from releases where id = 'velvet'").get()?.["no"] as number
  const left = () => cache.prepare("select kind, id, sequence from unfed order by kind, id").values()
  cache.prepare("delete from unfed").run()
  const change = (field: "trackTotal" | "discTotal" | "title"): WriteRecord => ({
    changes: [{ kind: "release", id: "velvet", no: release, operation: "update", fields: [field], values: {} }],
    releases: {},
    facts: []
  })
  keepRecord(cache, 300, change("title"))
  assert.deepEqual(left(), [["release", "velvet", 300]])
  const all = (sequence: number) => [
    ["release", "velvet", sequence],
    ["track", "one", sequence],
    ["track", "two", sequence]
  ]
  keepRecord(cache, 301, change("trackTotal"))
  assert.deepEqual(left(), all(301))
  keepRecord(cache, 302, change("discTotal"))
  assert.deepEqual(left(), all(302))
  keepRecord(cache, 303, undefined)
  assert.deepEqual(left(), [["everything", "", 303], ...all(302)])
})

const watched = withStored("[Q2] a thousand entities are looked at, and one more is everything", ({ cache }) => {
  const look = (count: number) => {
    const watching = makeWatched(cache)
    for (let n = 0; n < count; n++) watching.look("track", `none ${n}`)
    return watching.compare([])
  }
  assert.deepEqual(look(mostWatched), { changes: [], releases: {}, facts: [] })
  assert.isUndefined(look(mostWatched + 1))
})

const gate = withStored(
  "[Q2] a write that touches nothing has no sequence of its own; one that only notes something has",
  ({ cache }) => {
    const store = makeStore(cache, () => true)
    const { sequence } = store.write(() => undefined)
    assert.strictEqual(store.write(({ cache: same }) => same === cache).value, true)
    assert.strictEqual(store.write(() => undefined).sequence, sequence)
    assert.strictEqual(store.write(({ note }) => note("genre")).sequence, sequence + 1)
    assert.deepEqual(readRecords(cache, sequence, sequence + 1), [{ changes: [], releases: {}, facts: ["genre"] }])
    const { sequence: next, touched } = store.write(({ touch }) => touch("track", "one", "update"))
    assert.strictEqual(next, sequence + 2)
    assert.deepEqual(touched, [{ kind: "track", id: "one", operation: "update" }])
    assert.deepEqual(readRecords(cache, sequence + 1, next), [{ changes: [], releases: {}, facts: [] }])
  }
)

const refused = withStored(
  "[S4] a write without the lock, or into another building of the cache, is refused and writes nothing",
  ({ cache }) => {
    const owner = makeStore(cache, () => true)
    const titles = () => cache.prepare("select title from tracks order by id").values().flat()
    const before = titles()
    const { sequence } = owner.write(() => undefined)
    for (const store of [makeStore(cache, () => false), makeStore(cache, () => true, "another building")])
      assert.throws(() => store.write((tx) => tx.cache.exec("update tracks set title = 'wrong'")), NotOwner)
    assert.deepEqual(titles(), before)
    assert.strictEqual(owner.write(() => undefined).sequence, sequence)
  }
)

const once: ContractCase<World> = {
  title: "[Q2] values that tracks and their release share stand once in a record",
  run: Effect.sync(() => {
    const [ana, bo] = [{ artist: ["Ana"] }, { artist: ["Bo"] }]
    const track = (no: number, values: typeof ana) =>
      ({ kind: "track", id: String(no), no, operation: "add", fields: [], values, releaseNos: [7] }) as const
    const changes = [track(1, ana), track(2, { ...ana }), track(3, bo)]
    const text = encodeRecord({ changes, releases: { 7: { ...bo } }, facts: [] })
    assert.strictEqual(text.split("Ana").length, 2)
    assert.strictEqual(text.split("Bo").length, 2)
  })
}

export const recordLimitsContract: ReadonlyArray<ContractCase<World>> = [kept, tooLong, unfed, watched, gate, refused, once]
