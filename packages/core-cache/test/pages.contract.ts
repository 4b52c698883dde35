/** The rules of pages, held against every list there is: A1, A2, D11. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { seeded } from "../../../tools/bench/random.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import type { CacheError, LibraryCacheShape, PageRequest } from "../src/index.ts"
import { type AnyList, everyList, type Standing } from "./every-list.ts"
import { genreParents, makeLibrary, makeStates } from "./made-library.ts"
import { init, put, putTrack, scan, type World, withLibrary } from "./world.ts"

const gone = [1, 2, 3, 4]

/** A library in which every list holds more than two items: files that are no music, tracks in the trash that are favourites, lists. */
const makeStanding = Effect.fnUntraced(function* (cache: LibraryCacheShape) {
  const { items: releases } = yield* cache.listReleases({ all: true })
  const { items: tracks } = yield* cache.listTracks({ all: true })
  const lost = tracks.filter(({ sourcePath }) => sourcePath.includes("/Gone/"))
  const kept = tracks.filter((track) => !lost.includes(track))
  const favorites = yield* makeStates(cache, seeded(5), kept)
  for (const { id } of lost) {
    yield* cache.setTrackFavorite(id, true)
    yield* cache.deleteTrack(id)
  }
  const collageIds = releases.filter(({ id }) => lost.every(({ releaseId }) => releaseId !== id)).map(({ id }) => id)
  // Not in the order of paths, and a track twice.
  const playlistIds = [...kept.slice(2, 9), kept[3]!, kept[0]!].map(({ id }) => id)
  for (const name of ["Zebra", "äpfel", "Apples", "b 10"]) {
    yield* cache.collages.create(name)
    yield* cache.playlists.create(name)
    yield* Effect.orDie(cache.smartPlaylists.create(name, { filter: "", sort: "shuffle", limit: 9 }))
  }
  yield* cache.collages.edit("Zebra", { kind: "add", ids: collageIds.toReversed() })
  yield* cache.playlists.edit("Zebra", { kind: "add", ids: playlistIds })
  return {
    releases: new Map(releases.map((release) => [release.id, release])),
    favorites,
    collage: "Zebra",
    collageIds: collageIds.toReversed(),
    playlist: "Zebra",
    playlistIds,
    smartPlaylist: "äpfel"
  } satisfies Standing
})

const withLists = (look: (lists: ReadonlyArray<AnyList>, cache: LibraryCacheShape) => Effect.Effect<void, unknown>) =>
  Effect.gen(function* () {
    yield* init("tags", "nested")
    yield* makeLibrary(seeded(3), 12)
    for (const no of gone) yield* putTrack(`Gone/${no}.mp3`, { title: `Song ${no}`, album: "Gone", artist: "x", sound: no }, 1)
    for (const no of gone) yield* put(`Broken/${no}.mp3`, new Uint8Array(300))
    yield* scan()
    const reading = { genreParents }
    yield* withLibrary(
      (cache) => Effect.flatMap(makeStanding(cache), (standing) => look(everyList(cache, standing), cache)),
      {},
      undefined,
      reading
    )
  })

const isRefused = Effect.fnUntraced(function* (told: string, read: Effect.Effect<unknown, CacheError>) {
  const error = yield* Effect.flip(read)
  assert.equal(error._tag, "CacheError", told)
  assert.equal(error.reason, "usage", told)
  assert.match(error.message, /^(limit|offset) is /, told)
  assert.isNotEmpty(error.remedy, told)
})

/** What is no number of items, as it comes from programs without types too. */
const noNumbers: ReadonlyArray<unknown> = [
  -1,
  -1e9,
  0.5,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  2 ** 53,
  "10",
  "",
  "ten",
  null,
  true,
  10n,
  [10],
  {}
]

const badRequests: ReadonlyArray<PageRequest> = ["limit", "offset"].flatMap((name) =>
  noNumbers.map((value): PageRequest => ({ [name]: value }))
)

const shown = (request: PageRequest): string =>
  Object.entries(request)
    .map(([name, value]) => `${name}: ${typeof value} ${value}`)
    .join()

/** Holds one list against the rules; answers how many boundary cases that were. */
const checkList = Effect.fnUntraced(function* ({ name, ask, isOrdered, mayRepeat }: AnyList) {
  let cases = 0
  const whole = yield* ask({ all: true })
  const { total } = whole
  assert.isAbove(total, 2, name)
  assert.lengthOf(whole.items, total, name)
  if (!mayRepeat) assert.equal(new Set(whole.items.map((item) => JSON.stringify(item))).size, total, name)
  assert.isTrue(isOrdered(whole.items), `${name} is not in its order`)
  const bounds = [0, 1, 2, total - 1, total, total + 1, 50, 999, 1000, 1001, 1e9, Number.MAX_SAFE_INTEGER]
  for (const limit of bounds)
    for (const offset of [0, 1, total - 1, total, total + 1, 1e9, Number.MAX_SAFE_INTEGER]) {
      const page = yield* ask({ limit, offset })
      const told = `${name} ${limit} ${offset}`
      const used = Math.min(limit, 1000)
      assert.deepEqual(page.items, whole.items.slice(offset, offset + used), told)
      assert.deepEqual([page.total, page.limit, page.offset], [total, used, offset], told)
      cases++
    }
  for (const request of [undefined, {}]) {
    const page = yield* ask(request)
    assert.deepEqual([page.items, page.total, page.limit, page.offset], [whole.items.slice(0, 50), total, 50, 0], name)
    cases++
  }
  for (const limit of [1, 2, 7]) {
    const collected: Array<unknown> = []
    for (let offset = 0; offset < total; offset += limit) collected.push(...(yield* ask({ limit, offset })).items)
    assert.deepEqual(collected, whole.items, name)
  }
  for (const request of badRequests) {
    yield* isRefused(`${name} ${shown(request)}`, ask(request))
    cases++
  }
  return cases
})

export const pagesContract: ReadonlyArray<ContractCase<World>> = [
  {
    title:
      "[A1] [A2] [D11] [R7] every list: the union of its pages is everything once and in its order, its total is constant, bad bounds are refused",
    run: withLists((lists) =>
      Effect.gen(function* () {
        let cases = 0
        for (const list of lists) cases += yield* checkList(list)
        assert.isAtLeast(lists.length, 44)
        assert.isAtLeast(cases, 100 * lists.length)
      })
    )
  },
  {
    title: "[A1] [A2] what changed has no end to count to, and else the bounds of a list",
    run: withLists((_, cache) =>
      Effect.gen(function* () {
        for (const limit of noNumbers) {
          const error = yield* Effect.flip(cache.listChanges({ limit: limit as number }))
          assert.deepEqual([error.reason, error.message], ["usage", `limit is ${limit}`])
        }
        assert.lengthOf((yield* cache.listChanges({ limit: 0 })).items, 0)
        const all = yield* cache.listChanges({ limit: 1e9 })
        assert.isFalse(all.hasMore)
        assert.deepEqual((yield* cache.listChanges()).items, all.items.slice(0, 50))
      })
    )
  }
]
