/** The change feed: who follows it knows what there is, whatever happens between two looks. */
import { Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type Random, seeded } from "../../../tools/bench/random.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { listChanges } from "../src/feed/list-changes.ts"
import type { ChangePage } from "../src/index.ts"
import { writeMeta } from "../src/store/meta.ts"
import { changeAnything, makeStored, type Stored, settle } from "./stored-library.ts"
import { forget, init, places, putTrack, removeAll, scanClean, twoReleases, type World, withLibrary } from "./world.ts"

/** A copy that somebody keeps: what it believes to be there, and where it goes on. */
interface Copy {
  readonly known: Set<string>
  cursor: string | undefined
  resets: number
  told: number
}

const newCopy = (): Copy => ({ known: new Set(), cursor: undefined, resets: 0, told: 0 })

const take = (copy: Copy, page: ChangePage): void => {
  if (page.reset) {
    copy.known.clear()
    copy.resets++
  }
  for (const { kind, id, isDeleted } of page.items) {
    copy.told++
    if (isDeleted) copy.known.delete(`${kind} ${id}`)
    else copy.known.add(`${kind} ${id}`)
  }
  copy.cursor = page.cursor
}

const present = ({ cache }: Stored): ReadonlyArray<string> =>
  (
    cache
      .prepare("select 'release ' || id from releases union all select 'track ' || id from tracks")
      .values()
      .flat() as Array<string>
  ).sort()

const ask = (stored: Stored, copy: Copy, limit: number) =>
  Effect.map(listChanges(stored, { limit, ...(copy.cursor !== undefined && { since: copy.cursor }) }), (page) => {
    take(copy, page)
    return page
  })

const sizes = { releases: 12, tracks: 40 }

const follow = Effect.fnUntraced(function* (stored: Stored, random: Random) {
  const copies = [newCopy(), newCopy(), newCopy()]
  for (let round = 0; round < 60; round++) {
    for (let i = 0; i < random.below(6); i++) changeAnything(stored, random, sizes)
    const copy = random.pick(copies)
    // Pages of a few, with changes between them.
    for (let i = 0; i < random.below(4); i++) {
      yield* ask(stored, copy, 1 + random.below(7))
      if (random.chance(40)) changeAnything(stored, random, sizes)
    }
    if (random.chance(40)) {
      while ((yield* ask(stored, copy, 5)).hasMore);
      assert.deepEqual([...copy.known].sort(), present(stored), `round ${round}`)
    }
  }
  for (const copy of copies) {
    while ((yield* ask(stored, copy, 50)).hasMore);
    assert.deepEqual([...copy.known].sort(), present(stored))
    const { told, cursor } = copy
    assert.deepEqual((yield* ask(stored, copy, 50)).items, [])
    assert.deepEqual([copy.told, copy.cursor, copy.resets], [told, cursor, 0])
  }
})

const following: ContractCase<World> = {
  title: "[X2] whoever pages through all there is, and goes on from each cursor, ends with exactly what is there",
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      writeMeta(stored.cache, "scanned", "1")
      for (const seed of [1, 2, 3]) yield* follow(stored, seeded(seed))
    })
  )
}

/** Like a program that was cut off before it removed what it had taken. */
const cutOff: ContractCase<World> = {
  title: "[X2] what was taken into the feed and not removed from the cache is taken again, and told once",
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      writeMeta(stored.cache, "scanned", "1")
      const copy = newCopy()
      yield* ask(stored, copy, 50)
      settle(stored)
      changeAnything(stored, seeded(5), sizes)
      const waiting = stored.cache.prepare("select kind, id, sequence from unfed").values() as Array<[string, string, number]>
      yield* ask(stored, copy, 50)
      const { told } = copy
      for (const row of waiting) stored.cache.prepare("insert into unfed (kind, id, sequence) values (?, ?, ?)").run(...row)
      stored.cache.prepare("insert into unfed (kind, id, sequence) values ('everything', '', 1)").run()
      yield* ask(stored, copy, 50)
      assert.equal(copy.told, told)
      assert.deepEqual([...copy.known].sort(), present(stored))
    })
  )
}

const changes = (since?: string, limit?: number) =>
  withLibrary((cache) => cache.listChanges({ ...(since !== undefined && { since }), ...(limit !== undefined && { limit }) }))

const rebuilt: ContractCase<World> = {
  title: "[X2] [D8] a cache that was built anew is no change; what differs by then is",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* twoReleases
    yield* scanClean()
    const first = yield* changes()
    assert.deepEqual([first.items.length, first.hasMore, first.reset], [5, false, false])
    yield* forget("cache")
    // Not filled yet: nothing is said to be gone.
    assert.deepEqual(yield* changes(first.cursor), { ...first, items: [] })
    yield* scanClean()
    assert.deepEqual(yield* changes(first.cursor), { ...first, items: [] })
    yield* forget("cache")
    yield* removeAll("Harbour")
    yield* putTrack("Velvet/03.mp3", { album: "Velvet", title: "Three", track: "3", sound: 7 })
    yield* scanClean()
    const then = yield* changes(first.cursor)
    // Two are gone, one came, and its release and the two other tracks of it say that there is one more.
    assert.deepEqual(then.items.map(({ kind, isDeleted }) => `${kind}${isDeleted ? " gone" : ""}`).sort(), [
      "release",
      "release gone",
      "track",
      "track",
      "track",
      "track gone"
    ])
  })
}

const userState: ContractCase<World> = {
  title: "[X2] a favourite changes its track alone",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* twoReleases
    yield* scanClean()
    const { cursor } = yield* changes()
    const [track] = (yield* withLibrary((cache) => cache.listTracks())).items
    yield* withLibrary((cache) => cache.setTrackFavorite(track!.id, true))
    const next = yield* changes(cursor)
    assert.deepEqual(next.items, [{ kind: "track", id: track!.id, isDeleted: false }])
    yield* withLibrary((cache) => cache.setTrackFavorite(track!.id, true))
    assert.deepEqual((yield* changes(next.cursor)).items, [])
  })
}

const onLibraryDb = (sql: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const library = yield* sqlite.open((yield* places).libraryPath)
      library.exec(sql)
    })
  )

const oldCursors: ContractCase<World> = {
  title:
    "[X2] a cursor that is none, of another library.db, or older than what is remembered of what is gone, begins anew and says so",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* twoReleases
    yield* scanClean()
    const { cursor, items } = yield* changes()
    for (const none of ["x", "1", "0-0-", `zz-0-${cursor.split("-").slice(2).join("-")}`, "5-0-other", "💿", cursor.repeat(9)]) {
      const page = yield* changes(none)
      assert.deepEqual([page.reset, page.items], [true, items], none)
    }
    for (const start of ["", "0"]) assert.deepEqual((yield* changes(start)).reset, false)
    yield* removeAll("Harbour")
    yield* scanClean()
    const gone = yield* changes(cursor)
    assert.equal(gone.items.filter(({ isDeleted }) => isDeleted).length, 2)
    yield* onLibraryDb("update feed set changed_us = 1 where is_deleted = 1")
    yield* putTrack("Velvet/03.mp3", { album: "Velvet", title: "Three", track: "3" })
    yield* scanClean()
    // Who had heard of it goes on; who had not must begin anew.
    assert.isFalse((yield* changes(gone.cursor)).reset)
    const anew = yield* changes(cursor)
    assert.deepEqual([anew.reset, anew.items.some(({ isDeleted }) => isDeleted)], [true, false])
    // Who is paging through all there is began after that.
    const page = yield* changes(undefined, 1)
    assert.isFalse((yield* changes(page.cursor, 1)).reset)
  })
}

const lostLibrary: ContractCase<World> = {
  title: "[X2] a cursor of a library.db that was lost begins anew",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* twoReleases
    yield* scanClean()
    const { cursor } = yield* changes()
    yield* forget("both")
    yield* scanClean()
    const page = yield* changes(cursor)
    assert.deepEqual([page.reset, page.items.length], [true, 5])
  })
}

const bounds: ContractCase<World> = {
  title: "[X2] [A2] limits of changes: none gives none and where to go on, too many are cut, what is no number is refused",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* twoReleases
    yield* scanClean()
    const none = yield* changes(undefined, 0)
    assert.deepEqual([none.items, none.hasMore], [[], true])
    assert.equal((yield* changes(none.cursor, 1e9)).items.length, 5)
    for (const limit of [-1, 0.5, Number.NaN]) {
      const error = yield* Effect.flip(changes(undefined, limit))
      assert.equal("reason" in error && error.reason, "usage")
    }
  })
}

export const feedContract: ReadonlyArray<ContractCase<World>> = [
  following,
  cutOff,
  rebuilt,
  userState,
  oldCursors,
  lostLibrary,
  bounds
]
