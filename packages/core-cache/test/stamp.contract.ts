/** The stamp: one text for one state of what the library answers. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { init, putTrack, scanClean, twoReleases, type World, withLibrary } from "./world.ts"

const read = withLibrary((cache) =>
  Effect.gen(function* () {
    const before = yield* cache.stamp()
    yield* cache.listReleases({ tracks: true })
    yield* cache.search("velvet")
    yield* cache.status()
    assert.strictEqual(yield* cache.stamp(), before)
    return before
  })
)

/** Needs two openings of one library at once, which a browser's databases do not allow. */
export const stampContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[Q6] the stamp of a library stays as it is while it is read, and changes with every change, whoever makes it",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* scanClean()
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          const first = yield* cache.stamp()
          yield* read
          yield* putTrack("Velvet/03.mp3", { title: "Three", album: "Velvet", track: "3" })
          // Another opening, as of another program.
          yield* scanClean()
          const second = yield* cache.stamp()
          assert.notStrictEqual(second, first)
          assert.strictEqual((yield* cache.listTracks()).total, 4)
          yield* putTrack("Velvet/04.mp3", { title: "Four", album: "Velvet", track: "4" })
          yield* cache.scan()
          assert.notStrictEqual(yield* cache.stamp(), second)
        })
      )
    })
  }
]
