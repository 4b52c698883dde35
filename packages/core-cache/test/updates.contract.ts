/** Opening and updating by name: what each of these functions does, and what it leaves alone. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { ContractCase } from "../../core-async/src/contract.ts"
import {
  type CacheError,
  connect,
  LibraryCache,
  lock,
  maybeInvalidateCacheDatabase,
  updateCache,
  updateCacheEvictNonexistentReleases,
  updateCacheForReleases
} from "../src/index.ts"
import { init, places, putTrack, removeAll, sequence, twoReleases, type World, withLibrary } from "./world.ts"

const on = <A, E>(use: Effect.Effect<A, E, LibraryCache>) =>
  withLibrary((cache) => Effect.provideService(use, LibraryCache, cache))

const titles = withLibrary((cache) => Effect.map(cache.listTracks(), ({ items }) => items.map(({ title }) => title)))

export const updatesContract: ReadonlyArray<ContractCase<World>> = [
  {
    title:
      "[U1] [S2] connect, maybeInvalidateCacheDatabase, update all: an opening with other rules asks for a scan, the same ones do not",
    run: Effect.gen(function* () {
      const library = yield* init("fingerprint", "nested")
      const { cachePath, libraryPath } = yield* places
      const options = { library, cachePath, libraryPath }
      yield* twoReleases
      assert.isFalse(yield* maybeInvalidateCacheDatabase(options))
      assert.equal((yield* on(updateCache())).tracks.added, 3)
      assert.isFalse(yield* maybeInvalidateCacheDatabase(options))
      assert.isTrue(yield* maybeInvalidateCacheDatabase({ ...options, content: { coverArtStems: ["other"] } }))
      assert.isTrue(yield* maybeInvalidateCacheDatabase(options))
      const found = yield* Effect.scoped(
        Effect.flatMap(connect(options), (cache) => Effect.andThen(cache.scan(), cache.listTracks()))
      )
      assert.equal(found.total, 3)
      const before = yield* sequence
      assert.deepInclude((yield* on(updateCache())).releases, { added: 0, updated: 0, removed: 0 })
      assert.equal(yield* sequence, before)
    })
  },
  {
    title: "[U2] releases: only those that are named are read; none named, none read",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      const { root } = yield* places
      yield* twoReleases
      assert.isUndefined(yield* on(updateCacheForReleases([])))
      assert.deepEqual(yield* titles, [])
      assert.equal((yield* on(updateCacheForReleases([`${root}/Harbour`])))?.tracks.added, 1)
      assert.deepEqual(yield* titles, ["Słońce"])
      assert.equal((yield* on(updateCacheForReleases([`${root}/Harbour`], { force: true })))?.releases.updated, 1)
    })
  },
  {
    title: "[U7] delete non-existent: releases whose directory is gone go, and nothing else is looked at; relations evicted",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* putTrack("Lonely.mp3", { title: "Lonely", artist: "x" })
      yield* on(updateCache())
      assert.equal(yield* on(updateCacheEvictNonexistentReleases()), 0)
      yield* removeAll("Velvet")
      yield* putTrack("New/1.mp3", { title: "Not looked at", artist: "x", album: "New" })
      assert.equal(yield* on(updateCacheEvictNonexistentReleases()), 1)
      assert.deepEqual(yield* titles, ["Słońce", "Lonely"])
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          assert.equal((yield* cache.listLabels()).total, 0)
          assert.isFalse(yield* cache.hasValue("artist", "The Satellite Reds"))
        })
      )
      yield* removeAll("Lonely.mp3")
      assert.equal(yield* on(updateCacheEvictNonexistentReleases()), 1)
      assert.deepEqual(yield* titles, ["Słońce"])
    })
  },
  {
    title: "[U7] delete non-existent: an absent root removes nothing",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* on(updateCache())
      yield* removeAll(".deadwax")
      const error = yield* Effect.flip(on(updateCacheEvictNonexistentReleases()))
      assert.equal((error as CacheError).reason, "offline")
      assert.equal((yield* titles).length, 3)
    })
  },
  {
    title: "[S4] locks: a held lock is had by one, the next waits for it and has it then; none is left after release",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      const order: Array<string> = []
      const say = (text: string) => Effect.sync(() => void order.push(text))
      yield* on(
        Effect.gen(function* () {
          const second = yield* lock(
            "mine",
            "a test"
          )(
            Effect.gen(function* () {
              yield* say("first in")
              const waiting = yield* Effect.forkChild(lock("mine", "another")(say("second")))
              yield* lock("other", "a test")(say("another lock"))
              yield* say("first out")
              return waiting
            })
          )
          yield* Fiber.join(second)
          yield* lock("mine", "a test")(say("free again"))
          yield* Effect.exit(lock("mine", "a test")(Effect.die("broken")))
          yield* lock("mine", "a test")(say("free after a failure"))
          // Who holds the scan's lock keeps scans out.
          const busy = yield* lock("scan", "a long edit")(Effect.flip(updateCache()))
          assert.equal(busy.reason, "busy")
          assert.include(busy.message, "a long edit")
        })
      )
      assert.deepEqual(order, ["first in", "another lock", "first out", "second", "free again", "free after a failure"])
    })
  }
]
