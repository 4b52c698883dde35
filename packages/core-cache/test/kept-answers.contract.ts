/** What a kept answer is: the same as one that was read, shared as long as nothing changed, and never of a write under way. */
import type { Database, Statement } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { attempt } from "../src/cache-error.ts"
import { mergeIds, releaseKind, trackKind } from "../src/identity/issued-ids.ts"
import type { Filter, Page } from "../src/index.ts"
import { type LibraryReads, makeReads } from "../src/library-reads.ts"
import { makeQueries } from "../src/query-cache/queries.ts"
import type { Reader } from "../src/reader.ts"
import { ownWrites } from "../src/store/own-writes.ts"
import { mirrorState } from "../src/user-state/mirror-state.ts"
import { readRecord, writeRecord } from "../src/user-state/track-state.ts"
import { changeState, makeStored, readerOf, removeOne, type Said, type Stored, storeOne } from "./stored-library.ts"
import { by, makeTwo, storeHarbour, storeVelvet } from "./two-stored.ts"
import type { World } from "./world.ts"

interface Asking {
  readonly stored: Stored
  readonly reader: Reader
  /** Asks. */
  readonly of: <A>(read: (reads: LibraryReads) => Effect.Effect<A, unknown>) => A
}

const withTwo = (title: string, body: (asking: Asking) => void): ContractCase<World> => ({
  title,
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      makeTwo(stored)
      const reader = readerOf(stored, {})
      const reads = makeReads(reader, attempt)
      body({ stored, reader, of: (read) => Effect.runSync(read(reads)) })
    })
  )
})

const shapeOf = ({ items, ...page }: Page<{ readonly id: string }>) => ({ ...page, ids: items.map(({ id }) => id) })

const sharing = withTwo("[A1] [D1] a page that is kept is the one that was read, until anything changes", ({ stored, of }) => {
  const ask = () => of((reads) => reads.listTracks({ limit: 2, offset: 1 }))
  const expected = { ids: ["one", "two"], total: 3, limit: 2, offset: 1 }
  const first = ask()
  assert.deepEqual(shapeOf(first), expected)
  assert.strictEqual(ask(), first)
  changeState(stored, "one", { isFavorite: true }, 2_000_000)
  const second = ask()
  assert.deepEqual(shapeOf(second), expected)
  assert.isTrue(second.items[0]!.isFavorite)
  assert.strictEqual(ask(), second)
  changeState(stored, "three", { isFavorite: false }, 3_000_000)
  const third = ask()
  assert.deepEqual(third, second)
  assert.notStrictEqual(third, second)
  for (const part of [third, third.items, third.items[0]]) assert.isTrue(Object.isFrozen(part))
})

const wholeLists = withTwo(
  "[A1] a whole list at once leaves no entities; a page of none has the total",
  ({ stored, reader, of }) => {
    const nos = stored.cache.prepare("select no from tracks").values().flat()
    const areKept = () => nos.map((no) => reader.queries.findPart(`track ${no}`) !== undefined)
    assert.deepEqual(shapeOf(of((reads) => reads.listTracks({ all: true, offset: 1 }))), {
      ids: ["one", "two"],
      total: 3,
      limit: 3,
      offset: 1
    })
    const releases = of((reads) => reads.listReleases({ all: true, tracks: true }))
    assert.deepEqual(
      releases.items.map(({ tracks }) => tracks?.map(({ id }) => id)),
      [["three"], ["one", "two"]]
    )
    assert.deepEqual(shapeOf(of((reads) => reads.listReleases({ all: true }))), {
      ids: ["harbour", "velvet"],
      total: 2,
      limit: 2,
      offset: 0
    })
    assert.deepEqual(areKept(), [false, false, false])
    assert.deepEqual(shapeOf(of((reads) => reads.listTracks({ limit: 0 }))), { ids: [], total: 3, limit: 0, offset: 0 })
    assert.deepEqual(areKept(), [false, false, false])
    of((reads) => reads.listTracks())
    assert.deepEqual(areKept(), [true, true, true])
  }
)

const weights = withTwo("[D1] what is longer weighs more, and an entity is kept once", ({ reader, of }) => {
  const { stats } = reader.queries.cache
  const weigh = (read: (reads: LibraryReads) => Effect.Effect<unknown, unknown>): readonly [entries: number, bytes: number] => {
    const before = stats()
    of(read)
    return [stats().size - before.size, stats().sizeBytes - before.sizeBytes]
  }
  const [threeNew, heavy] = weigh((reads) => reads.listTracks({ limit: 3 }))
  const [two, lighter] = weigh((reads) => reads.listTracks({ limit: 2 }))
  const [one, lightest] = weigh((reads) => reads.listTracks({ limit: 1 }))
  // The page, its tracks, the beginning of the list, which the shorter pages are cut from.
  assert.deepEqual([threeNew, two, one], [5, 1, 1])
  assert.isAbove(lightest, 200)
  assert.isAbove(lighter, lightest)
  assert.isAbove(heavy, lighter + 3000)
  const [withTracks, release] = weigh((reads) => reads.getRelease("velvet"))
  const [alone, smaller] = weigh((reads) => reads.getRelease("harbour"))
  // What the id stands for, the release, which tracks it has.
  assert.deepEqual([withTracks, alone], [3, 3])
  assert.isAbove(smaller, 1500)
  assert.isAbove(release, smaller)
  assert.deepEqual(weigh((reads) => reads.getTrack("one"))[0], 1)
})

const heavier = withTwo("[D1] longer titles, more credits and more genres weigh more", ({ stored, reader, of }) => {
  let n = 100
  const weightOf = (said: Said, ofTrack: Said = {}): number => {
    const id = `r${n++}`
    storeOne(stored, { id, path: id, said, tracks: [{ id: `${id}t`, path: `${id}/1.flac`, said: ofTrack }] })
    const before = reader.queries.cache.stats().sizeBytes
    of((reads) => reads.getRelease(id))
    return reader.queries.cache.stats().sizeBytes - before
  }
  const long = "long ".repeat(40)
  const many = { ...by("Ana"), guest: ["Bo", "Cy", "Di", "Ed"] }
  const plain: Said = { releaseArtists: by("Ana"), genres: ["Techno"] }
  // What was answered before is not weighed with it.
  of((reads) => reads.getRelease("velvet"))
  const least = weightOf(plain, { artists: by("Ana") })
  const others = [
    weightOf({ ...plain, releaseTitle: long }, { artists: by("Ana") }),
    weightOf({ ...plain, releaseArtists: many }, { artists: by("Ana") }),
    weightOf({ ...plain, genres: ["Techno", "Dub", "Folk", "House"] }, { artists: by("Ana") }),
    weightOf(plain, { artists: many }),
    weightOf(plain, { artists: by("Ana"), title: long })
  ]
  for (const [i, weight] of others.entries()) assert.isAbove(weight, least + 100, `the ${i + 1}th`)
})

const lookups = withTwo("[A1] an id, a path, an id that was merged, and what is not there", ({ stored, reader, of }) => {
  const track = (name: string) => of((reads) => reads.getTrack(name))?.id
  const release = (name: string) => of((reads) => reads.getRelease(name))?.id
  /** Answers, asked twice: the second time from what is kept. */
  const twice = (read: (name: string) => string | undefined, name: string): string | undefined => {
    const first = read(name)
    const { hits } = reader.queries.cache.stats()
    assert.strictEqual(read(name), first)
    assert.strictEqual(reader.queries.cache.stats().hits, hits + 1, name)
    return first
  }
  const names = ["one", "/music/velvet/one.flac", "old", "/music/new/1.flac", "new"]
  assert.deepEqual(
    names.map((name) => twice(track, name)),
    ["one", "one", undefined, undefined, undefined]
  )
  const ofReleases = ["velvet", "/music/velvet", "older", "/music/new", "fresh"]
  assert.deepEqual(
    ofReleases.map((name) => twice(release, name)),
    ["velvet", "velvet", undefined, undefined, undefined]
  )
  stored.userDb
    .prepare(
      "insert into ids (kind, id, first_seen_us) values (1, 'old', 1), (1, 'one', 1), (0, 'older', 1), (0, 'velvet', 1) on conflict do nothing"
    )
    .run()
  mergeIds(stored.userDb, trackKind, "old", "one")
  mergeIds(stored.userDb, releaseKind, "older", "velvet")
  storeOne(stored, { id: "fresh", path: "new", tracks: [{ id: "new", path: "new/1.flac" }] })
  assert.deepEqual(
    names.map((name) => twice(track, name)),
    ["one", "one", "one", "new", "new"]
  )
  assert.deepEqual(
    ofReleases.map((name) => twice(release, name)),
    ["velvet", "velvet", "velvet", "fresh", "fresh"]
  )
  removeOne(stored, "one")
  assert.deepEqual(
    names.map((name) => twice(track, name)),
    [undefined, undefined, undefined, "new", "new"]
  )
  storeVelvet(stored)
  assert.deepEqual(
    names.map((name) => twice(track, name)),
    ["one", "one", "one", "new", "new"]
  )
})

const renamed = withTwo("[Q6] what comes under another path or id, with nobody who comes, is found by it", ({ stored, of }) => {
  const track = (name: string) => of((reads) => reads.getTrack(name))?.id
  const release = (name: string) => of((reads) => reads.getRelease(name))?.id
  const now = () => ({
    tracks: ["/music/velvet/two.flac", "/music/velvet/zwei.flac", "old"].map(track),
    releases: ["/music/velvet", "/music/samt", "older"].map(release)
  })
  assert.deepEqual(now(), { tracks: ["two", undefined, undefined], releases: ["velvet", undefined, undefined] })
  stored.store.write(({ cache, touch }) => {
    touch("track", "two", "update")
    cache.prepare("update tracks set source_path = 'velvet/zwei.flac' where id = 'two'").run()
  })
  assert.deepEqual(now(), { tracks: [undefined, "two", undefined], releases: ["velvet", undefined, undefined] })
  stored.store.write(({ cache, touch }) => {
    touch("release", "velvet", "update")
    cache.prepare("update releases set source_path = 'samt' where id = 'velvet'").run()
  })
  assert.deepEqual(now(), { tracks: [undefined, "two", undefined], releases: [undefined, "velvet", undefined] })
  stored.userDb
    .prepare(
      "insert into ids (kind, id, first_seen_us) values (1, 'old', 1), (1, 'one', 1), (0, 'older', 1), (0, 'velvet', 1) on conflict do nothing"
    )
    .run()
  mergeIds(stored.userDb, trackKind, "old", "one")
  mergeIds(stored.userDb, releaseKind, "older", "velvet")
  assert.deepEqual(now(), { tracks: [undefined, "two", "one"], releases: [undefined, "velvet", "velvet"] })
})

/** All of these leave the third track of `makeTwo`, and no other. */
const itsLists: ReadonlyArray<Filter> = [
  { kind: "artist", name: "Bo" },
  { kind: "trackArtist", name: "Bo" },
  { kind: "releaseArtist", name: "Bo" },
  { kind: "genre", name: "Folk" },
  { kind: "label", name: "Moss" },
  { kind: "year", from: 2001, to: 2001 },
  { kind: "favorite", isFavorite: true },
  { kind: "rating", from: 5, to: 5 },
  { kind: "plays", from: 1, to: null },
  { kind: "played", from: { atUs: 1 }, to: null },
  { kind: "text", field: "title", match: "contains", text: "title" }
]

const comings = withTwo(
  "[Q6] who goes leaves every list, and who comes is on every list, whatever it is narrowed by",
  ({ stored, of }) => {
    const ids = () => itsLists.map((filter) => of((reads) => reads.listTracks({ filter })).items.map(({ id }) => id))
    const everywhere = itsLists.map(() => ["three"])
    assert.deepEqual(ids(), everywhere)
    removeOne(stored, "three")
    assert.deepEqual(
      ids(),
      itsLists.map(() => [])
    )
    storeHarbour(stored)
    assert.deepEqual(ids(), everywhere)
  }
)

const reissued = withTwo("[Q6] a release is of the year in which it first came out", ({ stored, of }) => {
  const said: Said = { originalDate: "1977-05", releaseDate: "2005" }
  storeOne(stored, { id: "again", path: "again", said, tracks: [{ id: "four", path: "again/4.flac" }] })
  const idsOf = (year: number) =>
    of((reads) => reads.listTracks({ filter: { kind: "year", from: year, to: year } })).items.map(({ id }) => id)
  assert.deepEqual([idsOf(1977), idsOf(2005)], [["four"], []])
  removeOne(stored, "four")
  assert.deepEqual([idsOf(1977), idsOf(2005)], [[], []])
})

const counted = withTwo("[Q6] plays that were counted elsewhere, of no known time, are plays", ({ stored, of }) => {
  writeRecord(stored.userDb, "one", { ...readRecord(stored.userDb, "one"), countedPlays: 3, countedLastUs: null })
  mirrorState(stored)
  const ids = () => of((reads) => reads.listTracks({ filter: { kind: "plays", from: 1, to: null } })).items.map(({ id }) => id)
  assert.deepEqual(ids(), ["three", "one"])
  removeOne(stored, "one")
  assert.deepEqual(ids(), ["three"])
})

const clock: ContractCase<World> = {
  title: "[Q6] what counts back from now is asked again when the minute is over",
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      makeTwo(stored)
      let nowMs = 60_000
      const reads = makeReads(
        readerOf(stored, {}, () => nowMs),
        attempt
      )
      const ids = () =>
        Effect.runSync(reads.listTracks({ filter: { kind: "played", from: { agoSeconds: 100 }, to: null } })).items.map(
          ({ id }) => id
        )
      // It was played a second after the beginning.
      assert.deepEqual(ids(), ["three"])
      nowMs = 180_000
      assert.deepEqual(ids(), [])
    })
  )
}

const underWay = withTwo("[Q6] inside a write its own rows are answered, and nothing of it is kept", ({ stored, reader, of }) => {
  const title = () => of((reads) => reads.getTrack("one"))?.title
  const titles = () => of((reads) => reads.listTracks()).items.map((track) => track.title)
  assert.deepEqual([title(), titles()], ["one", ["A title", "one", "two"]])
  const cause = new Error("on purpose")
  const { size } = reader.queries.cache.stats()
  const write = () =>
    stored.store.write(({ cache, touch }) => {
      touch("track", "one", "update")
      cache.prepare("update tracks set title = 'wrong' where id = 'one'").run()
      assert.deepEqual([title(), titles()], ["wrong", ["A title", "wrong", "two"]])
      assert.isUndefined(of((reads) => reads.getTrack("nobody")))
      assert.isUndefined(reader.queries.find("getTrack one"))
      throw cause
    })
  assert.throws(write, cause)
  assert.strictEqual(reader.queries.cache.stats().size, size)
  assert.deepEqual([title(), titles()], ["one", ["A title", "one", "two"]])
})

const snapshots = withTwo("[Q6] parts are kept inside a snapshot alone, also after one that failed", ({ stored, reader }) => {
  const { queries } = reader
  const first = makeQueries(stored.cache, () => [], { nowMs: () => 0 })
  first.part("x", { condition: "a", read: () => ["x"], bytesOf: () => 1 })
  assert.isUndefined(first.findPart("x"))
  const part = (key: string) => queries.part(key, { condition: "a", read: () => [key], bytesOf: () => 1 })
  const cause = new Error("on purpose")
  const failing = (): void => {
    throw cause
  }
  assert.throws(() => queries.inSnapshot(failing), cause)
  assert.deepEqual(part("x"), ["x"])
  assert.isUndefined(queries.findPart("x"))
  const kept = queries.inSnapshot(() => part("x"))
  assert.strictEqual(queries.findPart("x"), kept)
  assert.isTrue(Object.isFrozen(kept))
  assert.strictEqual(
    queries.inSnapshot(() => part("x")),
    kept
  )
  assert.notStrictEqual(part("x"), kept)
  const { hits, misses } = queries.cache.stats()
  assert.deepEqual(queries.ask("y", { condition: "b", read: () => [1], bytesOf: () => 1 }), [1])
  assert.deepEqual(queries.ask("y", { condition: "b", read: failing as () => Array<number>, bytesOf: () => 1 }), [1])
  queries.cache.versions.raise("b")
  assert.throws(() => queries.ask("y", { condition: "b", read: failing, bytesOf: () => 1 }), cause)
  assert.isUndefined(queries.find("y"))
  assert.deepEqual(queries.cache.stats(), { ...queries.cache.stats(), hits: hits + 1, misses: misses + 3 })
})

/** A connection on which something happens right before its next snapshot begins. */
const interrupted = (cache: Database) => {
  const before = { next: (): void => undefined }
  const prepare = (sql: string): Statement => {
    const statement = cache.prepare(sql)
    if (sql !== "begin deferred") return statement
    const run = (): number => {
      const { next } = before
      before.next = () => undefined
      next()
      return statement.run()
    }
    return { ...statement, run }
  }
  return { before, cache: { ...cache, prepare } satisfies Database }
}

const between = withTwo(
  "[Q6] what is written between the look and the snapshot is answered by list and entities alike",
  ({ stored }) => {
    const { before, cache } = interrupted(stored.cache)
    // The gate counts the writes of a connection, of which this is one more.
    const own = ownWrites(cache)
    const reads = makeReads(readerOf({ ...stored, cache }, {}), attempt)
    Effect.runSync(reads.listTracks())
    before.next = () => {
      changeState(stored, "one", { isFavorite: true }, 2_000_000)
      own.count++
    }
    const page = Effect.runSync(reads.listTracks({ limit: 2, offset: 1 }))
    assert.deepEqual(
      page.items.map(({ id, isFavorite }) => [id, isFavorite]),
      [
        ["one", true],
        ["two", false]
      ]
    )
  }
)

export const keptAnswersContract: ReadonlyArray<ContractCase<World>> = [
  sharing,
  wholeLists,
  weights,
  heavier,
  lookups,
  renamed,
  comings,
  reissued,
  counted,
  clock,
  underWay,
  snapshots,
  between
]
