/** Collages and playlists that were read are kept until they change, whatever changes them: edits, hands, scans, and what their members do. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type Random, seeded } from "../../../tools/bench/random.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { askMembers } from "../src/collections/ask-collections.ts"
import { playlistKind } from "../src/collections/kind.ts"
import { storeCollection } from "../src/collections/store-collection.ts"
import type { LibraryCacheShape } from "../src/index.ts"
import { entitiesOf } from "../src/query-cache/kept-entities.ts"
import { putCollage, putPlaylist, tables, withCollections } from "./collections.ts"
import { makeStored, readerOf, removeOne } from "./stored-library.ts"
import { makeTwo, storeVelvet } from "./two-stored.ts"
import { putTrack, removeAll, type World, withLibrary } from "./world.ts"

const names = ["Shower", "Road Trip", "None yet"]

/** Everything that can be asked of collages and playlists. */
const askAll = ({ collages, playlists }: LibraryCacheShape) =>
  Effect.forEach([collages, playlists], (kind) =>
    Effect.gen(function* () {
      const lists = yield* Effect.forEach([{}, { limit: 1, offset: 1 }, { all: true }], (page) => kind.list(page))
      const each = yield* Effect.forEach(names, (name) =>
        Effect.all([
          kind.get(name),
          kind.members(name),
          kind.members(name, { limit: 2, offset: 1 }),
          kind.members(name, { all: true })
        ])
      )
      return { lists, each }
    })
  )

interface Known {
  readonly cache: LibraryCacheShape
  readonly random: Random
  readonly releases: ReadonlyArray<string>
  readonly tracks: ReadonlyArray<string>
}

type Change = (known: Known) => Effect.Effect<unknown, unknown, World>

const some = (random: Random, ids: ReadonlyArray<string>): ReadonlyArray<string> =>
  Array.from({ length: 1 + random.below(3) }, () => random.pick(ids))

const byHand = (cache: LibraryCacheShape) =>
  Effect.andThen(
    Effect.all([cache.collages.update(), cache.playlists.update()]),
    Effect.all([cache.collages.evict(), cache.playlists.evict()])
  )

const changes: Readonly<Record<string, Change>> = {
  "a playlist is made or removed": ({ cache, random }) =>
    random.chance(50) ? cache.playlists.create("None yet") : cache.playlists.remove("None yet"),
  "a collage is made or removed": ({ cache, random }) =>
    random.chance(50) ? cache.collages.create("None yet") : cache.collages.remove("None yet"),
  "tracks are added": ({ cache, random, tracks }) =>
    cache.playlists.edit(random.pick(names), { kind: "add", ids: some(random, tracks) }),
  "releases are added": ({ cache, random, releases }) =>
    cache.collages.edit(random.pick(names), { kind: "add", ids: some(random, releases) }),
  "an entry is removed": ({ cache, random, tracks }) =>
    cache.playlists.edit(random.pick(names), { kind: "remove", id: random.pick(tracks) }),
  "a playlist is written by hand": ({ cache, random, tracks }) =>
    Effect.andThen(putPlaylist("Shower", tables("tracks", [...some(random, tracks), "nobody"])), byHand(cache)),
  "a file is broken by hand": ({ cache }) => Effect.andThen(putCollage("Road Trip", "[[releases"), byHand(cache)),
  "a collage is written by hand": ({ cache, random, releases }) =>
    Effect.andThen(putCollage("Road Trip", tables("releases", some(random, releases))), byHand(cache)),
  "a file is removed by hand": ({ cache }) => Effect.andThen(removeAll("!playlists/Shower.toml"), byHand(cache)),
  "a track is liked": ({ cache, random, tracks }) => cache.setTrackFavorite(random.pick(tracks), random.chance(50)),
  "a release goes": ({ cache }) => Effect.andThen(removeAll("Harbour"), cache.scan({ allowRemoval: true })),
  "a release comes": ({ cache, random }) =>
    Effect.andThen(
      putTrack("Harbour/1.mp3", { album: "Harbour", artist: "Ana Łuk", title: `Słońce ${random.below(3)}`, track: "1" }),
      cache.scan()
    )
}

const random: ContractCase<World> = {
  title: "[Q6] collages and playlists that are kept are those that are read, after changes of any kind",
  run: Effect.gen(function* () {
    const ids = yield* withCollections("fingerprint")
    const [releases, tracks] = [ids.releases, ids.tracks].map((all) => Object.values(all)) as [Array<string>, Array<string>]
    yield* withLibrary((cache) =>
      Effect.gen(function* () {
        const random = seeded(17)
        for (let i = 0; i < 30; i++) {
          const title = random.pick(Object.keys(changes))
          // What is not there at the time cannot be added, nor a name be given twice.
          yield* Effect.ignore(changes[title]!({ cache, random, releases, tracks }))
          const kept = yield* askAll(cache)
          cache.queryCache.clear()
          const read = yield* askAll(cache)
          assert.deepEqual(kept, read, `operation ${i}: ${title}`)
          const { misses } = cache.queryCache.stats()
          assert.deepEqual(yield* askAll(cache), read)
          assert.equal(cache.queryCache.stats().misses, misses, `operation ${i}: ${title}`)
        }
      })
    )
  })
}

const hot: ContractCase<World> = {
  title: "[Q3] what concerns another collage or playlist leaves one a hit; a heart on its page is right",
  run: Effect.gen(function* () {
    const { tracks } = yield* withCollections("fingerprint")
    yield* withLibrary((cache) =>
      Effect.gen(function* () {
        const isHot = (ask: Effect.Effect<unknown, unknown>) =>
          Effect.gen(function* () {
            const { misses } = cache.queryCache.stats()
            yield* ask
            return cache.queryCache.stats().misses === misses
          })
        const shower = Effect.suspend(() => cache.playlists.members("Shower"))
        const asks = [shower, cache.playlists.get("Shower"), cache.playlists.list(), cache.collages.list()]
        assert.deepEqual(yield* Effect.forEach(asks, isHot), [false, false, false, false])
        assert.deepEqual(yield* Effect.forEach(asks, isHot), [true, true, true, true])
        yield* cache.setTrackFavorite(tracks["Velvet/02.mp3"]!, true)
        assert.deepEqual(yield* Effect.forEach(asks, isHot), [true, true, true, true])
        const page = yield* cache.playlists.members("Shower")
        assert.deepEqual(
          page?.items.map(({ isFavorite }) => isFavorite),
          [true, false, true]
        )
        yield* cache.playlists.create("Another")
        assert.deepEqual(yield* Effect.forEach(asks, isHot), [true, true, false, true])
        yield* cache.playlists.edit("Shower", { kind: "remove", id: tracks["Harbour/1.mp3"]! })
        assert.isFalse(yield* isHot(shower))
      })
    )
  })
}

const before: ContractCase<World> = {
  title: "[Q6] a member that goes or comes is off or on the page before its playlist was looked at again",
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      makeTwo(stored)
      const members = ["one", "two", "one"].map((id) => ({ id, fileId: id, description: id, isMissing: false }))
      const known = { name: "Shower", stamp: { sizeBytes: 1, modifiedAtUs: 1 }, cover: undefined, failure: undefined }
      storeCollection(stored.store, playlistKind, { ...known, members, isProvisional: false })
      const reader = readerOf(stored, {})
      const ids = (name: string) =>
        askMembers(reader, playlistKind, name, { limit: 50, offset: 0 }, entitiesOf(reader).tracks)?.items.map(({ id }) => id)
      assert.deepEqual([ids("Shower"), ids("None yet")], [["one", "two", "one"], undefined])
      removeOne(stored, "one")
      assert.deepEqual(ids("Shower"), ["two"])
      storeVelvet(stored)
      assert.deepEqual(ids("Shower"), ["one", "two", "one"])
      storeCollection(stored.store, playlistKind, { ...known, name: "None yet", members: [], isProvisional: false })
      assert.deepEqual(ids("None yet"), [])
    })
  )
}

export const keptCollectionsContract: ReadonlyArray<ContractCase<World>> = [random, hot, before]
