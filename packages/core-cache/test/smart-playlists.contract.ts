/** Smart playlists: what is in one is what its filter means now, in its order, whatever it was when it was made (R8). */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import { seeded } from "../../../tools/bench/random.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { type LibraryCacheShape, parseFilter, printFilter, type SmartPlaylistRules, trackSortKeys } from "../src/index.ts"
import { aliases, genreParents, makeLibrary, makeStates, randomFilter } from "./made-library.ts"
import { init, putTrack, scanClean, type World, withLibrary } from "./world.ts"

const rules = (filter: string, more: Partial<SmartPlaylistRules> = {}): SmartPlaylistRules => ({
  filter,
  sort: "path",
  limit: null,
  ...more
})

const tenTracks = Effect.gen(function* () {
  yield* init("fingerprint", "nested")
  for (let i = 0; i < 10; i++)
    yield* putTrack(`A/${i}.mp3`, { title: `T${i}`, artist: i < 5 ? "x" : "y", album: "n", track: `${i}`, genres: ["Dub"] })
  yield* scanClean()
})

const titlesOf = (cache: LibraryCacheShape, name: string) =>
  Effect.map(cache.smartPlaylists.tracks(name, { all: true }), (page) => page?.items.map(({ title }) => title))

const dayMs = 86_400_000

const equalsItsList: ContractCase<World> = {
  title: "[R8] [A1] a smart playlist is the list that its filter, order and limit name, page by page, for any filter",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* makeLibrary(seeded(9), 12)
    yield* scanClean()
    yield* withLibrary(
      (cache) =>
        Effect.gen(function* () {
          const random = seeded(91)
          yield* makeStates(cache, random, (yield* cache.listTracks({ all: true })).items)
          for (let i = 0; i < 30; i++) {
            const text = printFilter(randomFilter(random))
            const sort = random.pick(trackSortKeys)
            const limit = random.chance(50) ? null : 1 + random.below(9)
            assert.isTrue(yield* cache.smartPlaylists.create(`${i}`, { filter: text, sort, limit }))
            const filter = Result.getOrThrow(parseFilter(text))
            const { items } = yield* cache.listTracks({ filter, sort, all: true })
            const expected = items.slice(0, limit ?? items.length)
            const whole = (yield* cache.smartPlaylists.tracks(`${i}`, { all: true }))!
            assert.deepEqual([whole.items, whole.total], [expected, expected.length], text)
            const bounds = { limit: random.below(12), offset: random.below(12) }
            const page = (yield* cache.smartPlaylists.tracks(`${i}`, bounds))!
            assert.deepEqual(page, {
              ...bounds,
              items: expected.slice(bounds.offset, bounds.offset + bounds.limit),
              total: expected.length
            })
            assert.deepEqual(yield* cache.smartPlaylists.get(`${i}`), {
              name: `${i}`,
              filter: text,
              sort,
              limit,
              count: expected.length,
              failure: null
            })
          }
        }),
      {},
      undefined,
      { artistAliases: aliases, genreParents }
    )
  })
}

/** Does something while the clock shows this moment. */
const atMs = <A, E, R>(ms: number, effect: Effect.Effect<A, E, R>) =>
  Effect.provide(Effect.andThen(TestClock.setTime(ms), effect), TestClock.layer())

const shuffled = (name: string, ms: number) =>
  Effect.map(
    atMs(
      ms,
      withLibrary((cache) => titlesOf(cache, name))
    ),
    (titles) => titles!
  )

const shuffles: ContractCase<World> = {
  title: "[R8] a shuffle stays the same for a day, over openings and pages; tomorrow, or under another name, it is another",
  run: Effect.gen(function* () {
    yield* tenTracks
    const noon = Date.parse("2026-11-28T12:00:00Z")
    yield* withLibrary((cache) =>
      Effect.gen(function* () {
        for (const name of ["one", "two"]) yield* cache.smartPlaylists.create(name, rules("", { sort: "shuffle" }))
        yield* cache.smartPlaylists.create("few", rules("", { sort: "shuffle", limit: 3 }))
      })
    )
    const today = yield* shuffled("one", noon)
    assert.sameMembers(
      [...today],
      Array.from({ length: 10 }, (_, i) => `T${i}`)
    )
    assert.deepEqual(yield* shuffled("one", noon + 60_000), today)
    const look = withLibrary((cache) =>
      Effect.all([0, 4, 8].map((offset) => cache.smartPlaylists.tracks("one", { limit: 4, offset })))
    )
    const paged = (yield* atMs(noon + 120_000, look)).flatMap((page) => page!.items.map(({ title }) => title))
    assert.deepEqual(paged, today)
    assert.lengthOf(yield* shuffled("few", noon), 3)
    assert.notDeepEqual(yield* shuffled("two", noon), today)
    // Fourteen days, of which no two are alike: one in 10! would be by chance.
    const days = new Set<string>()
    for (let day = 0; day < 14; day++) days.add(JSON.stringify(yield* shuffled("one", noon + day * dayMs)))
    assert.equal(days.size, 14)
    yield* putTrack("A/new.mp3", { title: "New", artist: "x", album: "n", track: "11" })
    yield* scanClean()
    const after = yield* shuffled("one", noon)
    assert.include(after, "New")
    assert.deepEqual(
      after.filter((title) => title !== "New"),
      today
    )
  })
}

const movesOn: ContractCase<World> = {
  title: "[R8] what counts back from now moves on by itself, in lists and in smart playlists",
  run: Effect.gen(function* () {
    yield* tenTracks
    yield* withLibrary((cache) =>
      Effect.gen(function* () {
        yield* TestClock.adjust(40 * dayMs)
        const [track] = (yield* cache.listTracks()).items
        yield* cache.recordTrackPlay(track!.id)
        yield* cache.smartPlaylists.create("lately", rules("played:30d"))
        const filter = Result.getOrThrow(parseFilter("played:30d"))
        const count = Effect.map(cache.listTracks({ filter }), ({ total }) => total)
        assert.deepEqual([yield* count, yield* titlesOf(cache, "lately")], [1, ["T0"]])
        yield* TestClock.adjust(29 * dayMs)
        assert.deepEqual([yield* count, yield* titlesOf(cache, "lately")], [1, ["T0"]])
        yield* TestClock.adjust(2 * dayMs)
        assert.deepEqual([yield* count, yield* titlesOf(cache, "lately")], [0, []])
        assert.equal((yield* cache.smartPlaylists.get("lately"))?.count, 0)
      })
    ).pipe(Effect.provide(TestClock.layer()))
  })
}

const managed: ContractCase<World> = {
  title: "[R8] [A3] smart playlists are made, listed, changed, renamed and deleted, and stay over openings",
  run: Effect.gen(function* () {
    yield* tenTracks
    yield* withLibrary(({ smartPlaylists: all }) =>
      Effect.gen(function* () {
        assert.isTrue(yield* all.create("b", rules("artist:x", { sort: "-title", limit: 2 })))
        assert.isFalse(yield* all.create("b", rules("artist:y")))
        assert.isTrue(yield* all.create("a", rules("genre:dub")))
        for (const name of ["B", " c", "", "x/y", "."]) {
          assert.equal((yield* Effect.flip(all.create(name, rules(""))))._tag, "CacheError", name)
        }
      })
    )
    yield* withLibrary((cache) =>
      Effect.gen(function* () {
        const all = cache.smartPlaylists
        const page = yield* all.list()
        assert.deepEqual(
          page.items.map(({ name, count, limit, sort }) => [name, count, limit, sort]),
          [
            ["a", 10, null, "path"],
            ["b", 2, 2, "-title"]
          ]
        )
        assert.deepEqual([(yield* all.list({ limit: 1, offset: 1 })).items[0]?.name, page.total], ["b", 2])
        assert.deepEqual(yield* titlesOf(cache, "b"), ["T4", "T3"])
        assert.equal((yield* all.update("b", { limit: null }))?.count, 5)
        assert.equal((yield* all.update("b", { filter: "artist:y or title:t1" }))?.count, 6)
        assert.deepEqual((yield* titlesOf(cache, "b"))?.at(-1), "T1")
        assert.isUndefined(yield* all.update("none", { filter: "" }))
        assert.isTrue(yield* all.rename("b", "B"))
        assert.isFalse(yield* all.rename("b", "c"))
        assert.equal((yield* Effect.flip(all.rename("B", "a"))).reason, "usage")
        const m3u8 = yield* all.exportM3u8("a")
        assert.match(m3u8!, /^#EXTM3U\n#PLAYLIST:a\n#EXTINF:\d+,x - T0\n#DEADWAX-ID:[-\da-f]{36}\nA\/0\.mp3\n/)
        assert.isTrue(yield* all.remove("a"))
        assert.isFalse(yield* all.remove("a"))
        assert.isUndefined(yield* all.get("a"))
        assert.isUndefined(yield* all.tracks("a"))
        assert.isUndefined(yield* all.exportM3u8("a"))
      })
    )
  })
}

const refused: ContractCase<World> = {
  title: "[R8] rules that make no sense are refused and change nothing: a filter with its place",
  run: Effect.gen(function* () {
    yield* tenTracks
    yield* withLibrary(({ smartPlaylists: all }) =>
      Effect.gen(function* () {
        yield* all.create("a", rules("artist:x"))
        const before = yield* all.get("a")
        const invalid = yield* Effect.flip(all.create("b", rules("artist:x year:y")))
        assert.deepEqual([invalid._tag, "position" in invalid && invalid.position], ["InvalidFilter", 14])
        assert.equal((yield* Effect.flip(all.update("a", { filter: "(" })))._tag, "InvalidFilter")
        for (const wrong of [
          { limit: 0 },
          { limit: 1.5 },
          { limit: -1 },
          { sort: "size" as "path" },
          { filter: "x".repeat(10_001) }
        ]) {
          assert.equal((yield* Effect.flip(all.update("a", wrong)))._tag, "CacheError")
          assert.equal((yield* Effect.flip(all.create("c", rules("", wrong))))._tag, "CacheError")
        }
        assert.deepEqual([yield* all.get("a"), (yield* all.list()).total], [before, 1])
      })
    )
  })
}

const carried: ContractCase<World> = {
  title:
    "[X7] [R8] smart playlists go out and in with the user's state: of two the later counts, and a line that cannot be is named",
  run: Effect.gen(function* () {
    yield* tenTracks
    yield* withLibrary((cache) =>
      Effect.gen(function* () {
        const all = cache.smartPlaylists
        yield* all.create("a", rules("artist:x", { sort: "-plays", limit: 3 }))
        yield* all.create("b", rules("", { sort: "shuffle" }))
        const before = yield* all.list()
        const text = yield* cache.exportState()
        yield* all.remove("a")
        yield* all.remove("b")
        assert.deepInclude(yield* cache.importState(text), { smartPlaylists: 2, failedTotal: 0 })
        assert.deepEqual(yield* all.list(), before)
        assert.deepInclude(yield* cache.importState(text), { smartPlaylists: 0, unchanged: 2, failedTotal: 0 })
        const line = (more: object) => JSON.stringify({ kind: "smart-playlist", name: "a", filter: "title:t1", ...more })
        const old = line({ changedAt: "2001-01-01T00:00:00Z" })
        assert.deepInclude(yield* cache.importState(old), { smartPlaylists: 0, unchanged: 1 })
        const { failed } = yield* cache.importState(
          [
            line({ filter: "year:x" }),
            line({ name: "x/y" }),
            line({ name: "A" }),
            line({ sort: "size" }),
            line({ limit: 0 }),
            line({ filter: 7 }),
            line({ name: "c", filter: "artist:y" })
          ].join("\n")
        )
        assert.deepEqual(
          failed.map((one) => one.line),
          [1, 2, 3, 4, 5, 6]
        )
        assert.deepEqual(
          (yield* all.list()).items.map(({ name, count }) => [name, count]),
          [
            ["a", 3],
            ["b", 10],
            ["c", 5]
          ]
        )
        yield* all.update("a", { filter: "title:t2" })
        assert.deepInclude(yield* cache.importState(text), { smartPlaylists: 0 })
        assert.equal((yield* all.get("a"))?.filter, "title:t2")
      })
    )
  })
}

export const smartPlaylistsContract: ReadonlyArray<ContractCase<World>> = [
  equalsItsList,
  shuffles,
  movesOn,
  managed,
  refused,
  carried
]
