/** What the user makes of tracks: kept under the track's id whatever becomes of its file, of the cache and of whoever writes. */
import { Sqlite, transaction } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { openIssuedIds, trackKind } from "../src/identity/issued-ids.ts"
import {
  addTrack,
  type CacheError,
  deleteTrack,
  exportState,
  getFavoriteTracks,
  getMostPlayedTracks,
  getRecentlyAddedTracks,
  getRecentlyPlayedTracks,
  importState,
  LibraryCache,
  type LibraryCacheShape,
  type Page,
  recordTrackPlay,
  setTrackFavorite,
  setTrackRating,
  type Track,
  updateTrack
} from "../src/index.ts"
import { emptyRecord, readRecord, writeRecord } from "../src/user-state/track-state.ts"
import {
  album,
  bytesOf,
  equalsRebuild,
  forget,
  init,
  move,
  mp3,
  places,
  put,
  putTrack,
  removeAll,
  retaggedMp3,
  scanClean,
  sequence,
  trackIds,
  type World,
  withLibrary
} from "./world.ts"

const call = <A>(use: (cache: LibraryCacheShape) => Effect.Effect<A, CacheError>) => withLibrary(use)

/** Three tracks of one release; answers their ids by number. */
const three = Effect.fnUntraced(function* (identity: "tags" | "fingerprint" = "tags") {
  yield* init(identity, "nested")
  for (const no of [1, 2, 3]) yield* putTrack(`Velvet/0${no}.mp3`, { ...album, title: `Song ${no}`, track: `${no}`, sound: no })
  yield* scanClean()
  const ids = yield* trackIds
  return [1, 2, 3].map((no) => ids[`Velvet/0${no}.mp3`] ?? "") as [string, string, string]
})

const stateOf = (id: string) =>
  Effect.map(
    call((cache) => cache.getTrack(id)),
    (track) => track && [track.isFavorite, track.rating, track.playCount, track.lastPlayedAt]
  )

const titles = (list: Effect.Effect<Page<Track>, CacheError, LibraryCache>) =>
  Effect.map(
    call((cache) => Effect.provideService(list, LibraryCache, cache)),
    (page) => page.items.map((track) => track.title)
  )

const day = (n: number): number => Date.UTC(2020, 0, n)
const marked = [true, 4, 2, "2020-01-03T00:00:00.000Z"]

/** A favourite with four stars that was played twice. */
const markIn = (cache: LibraryCacheShape, id: string): Effect.Effect<void, CacheError> =>
  Effect.gen(function* () {
    assert.isTrue(yield* cache.setTrackFavorite(id, true))
    assert.isTrue(yield* cache.setTrackRating(id, 4))
    assert.isTrue(yield* cache.recordTrackPlay(id, { playedAtMs: day(3) }))
    assert.isTrue(yield* cache.recordTrackPlay(id, { playedAtMs: day(2) }))
  })
const mark = (id: string) => call((cache) => markIn(cache, id))

/** Opens both databases as they are, behind the service's back. */
const withDatabases = <A>(
  use: (databases: {
    readonly cache: Effect.Success<ReturnType<Sqlite["Service"]["open"]>>
    readonly userDb: Effect.Success<ReturnType<Sqlite["Service"]["open"]>>
  }) => A
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const { cachePath, libraryPath } = yield* places
      return use({ cache: yield* sqlite.open(cachePath), userDb: yield* sqlite.open(libraryPath) })
    })
  )

const survives = (identity: "tags" | "fingerprint"): ContractCase<World> => ({
  title: `[A6] [D9] ${identity}: favourites, ratings and plays survive rescans, moves, new tags, a new cache, the trash and absence`,
  run: Effect.gen(function* () {
    const [, id] = yield* three(identity)
    yield* mark(id)
    assert.deepEqual(yield* stateOf(id), marked)
    yield* scanClean({ force: true })
    assert.deepEqual(yield* stateOf(id), marked)
    yield* move("Velvet", "Elsewhere")
    yield* put("Elsewhere/02.mp3", retaggedMp3(yield* bytesOf("Elsewhere/02.mp3"), { ...album, title: "Other", trackId: id }))
    yield* scanClean()
    assert.deepEqual(yield* stateOf(id), marked)
    yield* equalsRebuild
    assert.deepEqual(yield* stateOf(id), marked)
    yield* call((cache) => cache.deleteTrack(id))
    assert.isUndefined(yield* stateOf(id))
    assert.deepEqual(yield* titles(getFavoriteTracks()), [])
    const { items } = yield* call((cache) => cache.listTrash())
    yield* call((cache) => cache.restoreTrash(items[0]!.id))
    assert.deepEqual(yield* stateOf(id), marked)
    const bytes = yield* bytesOf("Elsewhere/02.mp3")
    yield* removeAll("Elsewhere/02.mp3")
    yield* scanClean()
    yield* forget("cache")
    yield* scanClean()
    assert.isTrue(yield* call((cache) => cache.setTrackRating(id, 5)))
    yield* put("Back/again.mp3", bytes)
    yield* scanClean({ force: true })
    assert.deepEqual(yield* stateOf(id), [true, 5, 2, "2020-01-03T00:00:00.000Z"])
  })
})

export const userStateContract: ReadonlyArray<ContractCase<World>> = [
  survives("tags"),
  survives("fingerprint"),
  {
    title: "[A6] [D2] favourites, recently played, most played and recently added are lists of their own, each in its order",
    run: Effect.gen(function* () {
      const [one, two, other] = yield* three()
      yield* call((cache) =>
        Effect.gen(function* () {
          for (const id of [other, one]) yield* cache.setTrackFavorite(id, true)
          yield* cache.recordTrackPlay(one, { playedAtMs: day(5) })
          yield* cache.recordTrackPlay(two, { playedAtMs: day(1) })
          yield* cache.recordTrackPlay(two, { playedAtMs: day(2) })
        })
      )
      assert.sameMembers([...(yield* titles(getFavoriteTracks()))], ["Song 1", "Song 3"])
      assert.deepEqual(yield* titles(getRecentlyPlayedTracks()), ["Song 1", "Song 2"])
      assert.deepEqual(yield* titles(getMostPlayedTracks()), ["Song 2", "Song 1"])
      assert.deepEqual(yield* titles(getRecentlyAddedTracks()), ["Song 1", "Song 2", "Song 3"])
      const page = yield* call((cache) =>
        Effect.provideService(getMostPlayedTracks({ limit: 1, offset: 1 }), LibraryCache, cache)
      )
      assert.deepEqual([page.items.map(({ id }) => id), page.total, page.limit, page.offset], [[one], 2, 1, 1])
    })
  },
  {
    title: "[A4] setting answers whether the track is known, says no to nonsense, and writes nothing that is so already",
    run: Effect.gen(function* () {
      const [id] = yield* three()
      for (const set of [
        (cache: LibraryCacheShape) => cache.setTrackFavorite("nobody", true),
        (cache: LibraryCacheShape) => cache.setTrackRating("nobody", 3),
        (cache: LibraryCacheShape) => cache.recordTrackPlay("nobody")
      ])
        assert.isFalse(yield* call(set))
      assert.isUndefined(yield* call((cache) => cache.updateTrack("nobody", { isFavorite: true })))
      for (const rating of [-1, 6, 2.5, Number.NaN]) {
        const error = yield* Effect.flip(call((cache) => cache.setTrackRating(id, rating)))
        assert.equal((error as CacheError).reason, "usage")
      }
      for (const report of [
        { key: "" },
        { key: "x".repeat(201) },
        { playedAtMs: Number.NaN },
        { playedAtMs: -1 },
        { playedAtMs: Date.now() + 1e9 }
      ]) {
        const error = yield* Effect.flip(call((cache) => cache.recordTrackPlay(id, report)))
        assert.equal((error as CacheError).reason, "usage")
      }
      const track = yield* call((cache) => cache.updateTrack(id, { isFavorite: true, rating: 5 }))
      assert.deepInclude(track, { isFavorite: true, rating: 5, playCount: 0, lastPlayedAt: null })
      const before = yield* sequence
      assert.deepEqual(yield* call((cache) => cache.updateTrack(id, { isFavorite: true, rating: 5 })), track)
      assert.equal(yield* sequence, before)
      yield* call((cache) => cache.setTrackRating(id, 0))
      yield* call((cache) => cache.setTrackFavorite(id, false))
      assert.deepEqual(yield* stateOf(id), [false, null, 0, null])
      assert.deepEqual(yield* withDatabases(({ cache }) => cache.prepare("select * from track_state").all()), [])
    })
  },
  {
    title: "[A4] [A6] by their names: added, marked, rated, played, changed, brought out and in, deleted",
    run: Effect.gen(function* () {
      const [id] = yield* three()
      const lived = Effect.gen(function* () {
        const results = [yield* setTrackFavorite(id, true), yield* setTrackRating(id, 2), yield* recordTrackPlay(id)]
        const text = yield* exportState()
        const changed = yield* updateTrack(id, { rating: 3 })
        const added = yield* addTrack({ name: "n.mp3", bytes: mp3({ ...album, title: "New", track: "9", sound: 9 }) })
        const report = yield* importState(text)
        return { results, changed, added, report, isDeleted: yield* deleteTrack(added?.id ?? "") }
      })
      const { results, changed, added, report, isDeleted } = yield* call((cache) =>
        Effect.provideService(lived, LibraryCache, cache)
      )
      assert.deepEqual([...results, isDeleted], [true, true, true, true])
      assert.deepInclude(changed, { isFavorite: true, rating: 3, playCount: 1 })
      assert.equal(added?.title, "New")
      // The rating that was exported is the older word.
      assert.deepInclude(report, { tracks: 0, plays: 0, unchanged: 2, failedTotal: 0 })
      assert.equal((yield* call((cache) => cache.getTrack(id)))?.rating, 3)
    })
  },
  {
    title: "[A6] a play that is reported again with its key is one play, and a key names one play",
    run: Effect.gen(function* () {
      const [id, other] = yield* three()
      yield* call((cache) =>
        Effect.gen(function* () {
          for (const at of [1, 2]) assert.isTrue(yield* cache.recordTrackPlay(id, { key: "k", playedAtMs: day(at) }))
          assert.isTrue(yield* cache.recordTrackPlay(id, { key: "l", playedAtMs: day(3) }))
          const error = yield* Effect.orDie(Effect.flip(cache.recordTrackPlay(other, { key: "k" })))
          assert.equal(error.reason, "usage")
        })
      )
      assert.deepEqual(yield* stateOf(id), [false, null, 2, "2020-01-03T00:00:00.000Z"])
      assert.deepEqual(yield* stateOf(other), [false, null, 0, null])
    })
  },
  {
    title: "[A6] [S4] while another holds the library's lock a favourite, a rating and a play are set at once",
    run: Effect.gen(function* () {
      const [id] = yield* three()
      yield* call((cache) => cache.withLock<void, CacheError, never>("scan", "a scan", markIn(cache, id)))
      assert.deepEqual(yield* stateOf(id), marked)
    })
  },
  {
    title:
      "[A6] a writer that was cut off between library.db and cache.db: the next opening makes it good, and tells what changed",
    run: Effect.gen(function* () {
      const [id, other] = yield* three()
      yield* mark(other)
      const before = Number(yield* sequence)
      yield* withDatabases(({ userDb }) =>
        transaction(userDb, () =>
          writeRecord(userDb, id, { ...emptyRecord, isFavorite: true, favoriteUs: 1, rating: 2, ratingUs: 1 })
        )
      )
      assert.deepEqual(yield* stateOf(id), [true, 2, 0, null])
      assert.equal(Number(yield* sequence), before + 1)
      assert.deepEqual(yield* stateOf(other), marked)
      yield* equalsRebuild
    })
  },
  {
    title: "[A6] [I2] an id that is merged takes its state along: a favourite under either, the newer rating, all plays",
    run: Effect.gen(function* () {
      const [id, into] = yield* three()
      yield* mark(id)
      yield* call((cache) => cache.setTrackRating(into, 2))
      yield* call((cache) => cache.recordTrackPlay(into, { playedAtMs: day(9), key: "k" }))
      yield* withDatabases(({ userDb }) => transaction(userDb, () => openIssuedIds(userDb).merge(trackKind, id, into)))
      assert.deepEqual(yield* stateOf(into), [true, 2, 3, "2020-01-09T00:00:00.000Z"])
      assert.deepEqual(yield* withDatabases(({ userDb }) => readRecord(userDb, id)), emptyRecord)
      assert.isTrue(yield* call((cache) => cache.recordTrackPlay(id, { playedAtMs: day(9), key: "k" })))
      assert.deepEqual(yield* stateOf(into), [true, 2, 3, "2020-01-09T00:00:00.000Z"])
    })
  },
  {
    title: "[A6] [D9] a lost track that is relinked keeps its state, with what its file had under the id of before",
    run: Effect.gen(function* () {
      const [, id] = yield* three()
      const { root } = yield* places
      yield* mark(id)
      yield* removeAll("Velvet/02.mp3")
      yield* scanClean()
      const { items } = yield* call((cache) => cache.listLostTracks())
      assert.deepEqual(
        items.map((lost) => [lost.id, lost.lastPath, lost.heldBy]),
        [[id, `${root}/Velvet/02.mp3`, [{ kind: "favorite" }, { kind: "rating", rating: 4 }, { kind: "plays", plays: 2 }]]]
      )
      yield* putTrack("Rip/a.mp3", { title: "Rip", album: "Rip", artist: "X", sound: 9 })
      yield* scanClean()
      const rip = (yield* trackIds)["Rip/a.mp3"] ?? ""
      yield* call((cache) => cache.recordTrackPlay(rip, { playedAtMs: day(7) }))
      yield* call((cache) => cache.relinkTrack(id, `${root}/Rip/a.mp3`))
      assert.deepEqual(yield* stateOf(id), [true, 4, 3, "2020-01-07T00:00:00.000Z"])
      assert.deepEqual(yield* stateOf(rip), [true, 4, 3, "2020-01-07T00:00:00.000Z"])
    })
  },
  {
    title: "[A6] [I2] library.db lost: what the cache still knows of the user's state is recorded anew; no play counts twice",
    run: Effect.gen(function* () {
      const [id] = yield* three()
      const { libraryPath } = yield* places
      yield* mark(id)
      yield* Effect.flatMap(Sqlite, (sqlite) => sqlite.remove(libraryPath))
      assert.deepEqual(yield* stateOf(id), marked)
      yield* call((cache) => cache.recordTrackPlay(id, { playedAtMs: day(4) }))
      yield* forget("cache")
      yield* scanClean()
      assert.deepEqual(yield* stateOf(id), [true, 4, 3, "2020-01-04T00:00:00.000Z"])
    })
  }
]
