/** Filters, orders and pages against the same questions answered by looking at everything. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type Random, seeded } from "../../../tools/bench/random.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import {
  type CacheError,
  type Filter,
  type LibraryCacheShape,
  type Page,
  type PageRequest,
  parseFilter,
  printedCredit,
  printFilter,
  type Release,
  type Sort,
  sortKeys,
  type TrackSort,
  textFields,
  textMatches,
  trackSortKeys
} from "../src/index.ts"
import {
  aliases,
  compareItems,
  genreParents,
  type Item,
  makeLibrary,
  makeStates,
  meets,
  people,
  randomFilter
} from "./made-library.ts"
import { randomText } from "./text-oracle.ts"
import { init, putTrack, scanClean, type World, withLibrary } from "./world.ts"

const reading = { artistAliases: aliases, genreParents }

const withMade = <E>(seed: number, releases: number, look: (cache: LibraryCacheShape) => Effect.Effect<void, E, World>) =>
  Effect.gen(function* () {
    yield* init("tags", "nested")
    yield* makeLibrary(seeded(seed), releases)
    yield* scanClean()
    yield* withLibrary(look, {}, undefined, reading)
  })

const everything = Effect.fnUntraced(function* (cache: LibraryCacheShape) {
  const { items } = yield* cache.listReleases({ all: true, tracks: true })
  const releases = items.map((release): Item => ({ entity: release, release }))
  const tracks = items.flatMap((release) => (release.tracks ?? []).map((track): Item => ({ entity: track, release })))
  return { releases, tracks, favorites: new Map<string, number>() }
})

/** The same with some tracks marked, rated and played. */
const everythingMarked = Effect.fnUntraced(function* (cache: LibraryCacheShape, random: Random) {
  const { items } = yield* cache.listTracks({ all: true })
  const favorites = yield* makeStates(cache, random, items)
  return { ...(yield* everything(cache)), favorites }
})

const sorts: ReadonlyArray<TrackSort> = trackSortKeys.flatMap((key) => [key, `-${key}` as const])
const isReleaseSort = (sort: TrackSort): sort is Sort => sortKeys.some((key) => sort === key || sort === `-${key}`)

const idsOf = (items: ReadonlyArray<Item>): ReadonlyArray<string> => items.map(({ entity }) => entity.id)

const randomPage = (random: Random, total: number): Required<Pick<PageRequest, "limit" | "offset">> => ({
  limit: random.below(total + 3),
  offset: random.below(total + 3)
})

/** One filter and one order of both lists: the whole, and a page somewhere. */
const checkLists = Effect.fnUntraced(function* (
  cache: LibraryCacheShape,
  all: Effect.Success<ReturnType<typeof everything>>,
  filter: Filter,
  sort: TrackSort,
  random: Random
) {
  const order = compareItems(sort, printedCredit, all.favorites)
  // As text it means the same.
  const asked = random.chance(50) ? filter : Result.getOrThrow(parseFilter(printFilter(filter)))
  const told = JSON.stringify({ filter, asked, sort })
  const lists = [
    ...(isReleaseSort(sort)
      ? [
          {
            list: (page: PageRequest) => cache.listReleases({ ...page, filter: asked, sort }),
            expected: all.releases.filter(({ release }) => meets(filter, cache.library.root, release)).sort(order)
          }
        ]
      : []),
    {
      list: (page: PageRequest) => cache.listTracks({ ...page, filter: asked, sort }),
      expected: all.tracks
        .filter(({ entity, release }) => meets(filter, cache.library.root, release, entity as never))
        .sort(order)
    }
  ]
  for (const { list, expected } of lists) {
    const ids = idsOf(expected)
    const ask = (request: PageRequest): Effect.Effect<Page<{ readonly id: string }>, CacheError> => list(request)
    const whole = yield* ask({ all: true })
    assert.deepEqual(
      whole.items.map(({ id }) => id),
      ids,
      told
    )
    assert.deepEqual([whole.total, whole.limit, whole.offset], [ids.length, ids.length, 0], told)
    const bounds = randomPage(random, ids.length)
    const page = yield* ask(bounds)
    assert.deepEqual(
      page.items.map(({ id }) => id),
      ids.slice(bounds.offset, bounds.offset + bounds.limit),
      told
    )
    assert.equal(page.total, ids.length, told)
  }
})

const bruteForce = (seed: number): ContractCase<World> => ({
  title: `[R1] [R3] [R4] [R9] every filter and every order of releases and tracks equals looking at all of them, seed ${seed}`,
  run: withMade(seed, 24, (cache) =>
    Effect.gen(function* () {
      const random = seeded(seed * 31)
      const all = yield* everythingMarked(cache, random)
      const none: Filter = { kind: "and", filters: [] }
      for (const sort of sorts) yield* checkLists(cache, all, none, sort, random)
      for (let i = 0; i < 60; i++) yield* checkLists(cache, all, randomFilter(random), random.pick(sorts), random)
      for (const field of textFields) {
        for (const match of textMatches)
          for (let i = 0; i < 4; i++) yield* checkLists(cache, all, { ...randomText(random), field, match }, "path", random)
      }
      for (const name of people) yield* checkLists(cache, all, { kind: "artist", name }, "path", random)
    })
  )
})

const refused = Effect.fnUntraced(function* (read: Effect.Effect<unknown, CacheError>, text: RegExp) {
  const error = yield* Effect.flip(read)
  assert.equal(error.reason, "usage")
  assert.match(error.message, text)
})

const deep = (depth: number): Filter => {
  let filter: Filter = { kind: "new", isNew: true }
  for (let i = 0; i < depth; i++) filter = { kind: "not", filter }
  return filter
}

const wide = (count: number): Filter => ({
  kind: "or",
  filters: Array.from({ length: count }, (): Filter => ({ kind: "artist", name: "x" }))
})

export const listsContract: ReadonlyArray<ContractCase<World>> = [
  bruteForce(1),
  bruteForce(2),
  {
    title: "[R7] what is listed exists, and its counts are what a filter by its name finds; genres with those above them",
    run: withMade(4, 20, (cache) =>
      Effect.gen(function* () {
        for (const [kind, list] of [
          ["artist", cache.listArtists],
          ["genre", cache.listGenres],
          ["descriptor", cache.listDescriptors],
          ["label", cache.listLabels]
        ] as const) {
          for (const row of (yield* list({ all: true })).items) {
            const filter: Filter = { kind, name: row.name }
            assert.isTrue(yield* cache.hasValue(kind, row.name), row.name)
            const releases = yield* cache.listReleases({ filter, all: true })
            assert.equal(row.releases, releases.total, row.name)
            assert.equal(row.tracks, (yield* cache.listTracks({ filter, limit: 0 })).total, row.name)
            if ("onlyNewReleases" in row)
              assert.equal(
                row.onlyNewReleases,
                releases.items.every((release: Release) => release.isNew)
              )
          }
        }
        const names = (yield* cache.listGenres({ all: true })).items.map(({ name }) => name)
        assert.includeMembers(names, ["Dub", "Reggae", "Techno", "hip-hop"])
        assert.notInclude(names, "Hip Hop")
      })
    )
  },
  {
    title: "[R1] a sort or a filter that makes no sense is refused, and one that is too large, too",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* putTrack("A/1.mp3", { title: "One", artist: "x", album: "n" })
      yield* scanClean()
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          for (const sort of ["", "-", "size", "Title", "--title", "path desc"])
            yield* refused(cache.listTracks({ sort: sort as Sort }), /^sort is "/)
          assert.equal((yield* cache.listTracks({ filter: wide(200) })).total, 1)
          assert.equal((yield* cache.listReleases({ filter: deep(50) })).total, 1)
          yield* refused(cache.listReleases({ filter: wide(201) }), /more than 200/)
          yield* refused(cache.listReleases({ filter: deep(51) }), /more than 50/)
        })
      )
    })
  }
]

/** Where two may have a library open at once: not in a browser. */
export const sharedListsContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[R1] a kept list is not kept beyond a change, whoever made it",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      for (let i = 0; i < 5; i++) yield* putTrack(`A/${i}.mp3`, { title: `T${i}`, artist: "x", album: "n", genres: ["Dub"] })
      yield* scanClean()
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          const titles = Effect.map(cache.listTracks({ sort: "-title" }), ({ items }) => items.map(({ title }) => title))
          const genres = Effect.map(cache.listGenres(), ({ items }) => items.map(({ name, tracks }) => `${name} ${tracks}`))
          assert.deepEqual(yield* titles, ["T4", "T3", "T2", "T1", "T0"])
          yield* putTrack("A/5.mp3", { title: "T9", artist: "x", album: "n", genres: ["Dub"] })
          yield* cache.scan()
          assert.deepEqual(yield* titles, ["T9", "T4", "T3", "T2", "T1", "T0"])
          assert.include(yield* genres, "Dub 6")
          yield* putTrack("A/6.mp3", { title: "T8", artist: "x", album: "n", genres: ["Dub"] })
          yield* Effect.scoped(withLibrary((other) => other.scan()))
          assert.deepEqual((yield* titles).slice(0, 3), ["T9", "T8", "T4"])
          assert.include(yield* genres, "Dub 7")
        })
      )
    })
  }
]
