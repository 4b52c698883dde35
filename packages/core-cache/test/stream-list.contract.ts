/** Whole lists in chunks: the same as the list at once, while nothing changes; and what comes of it when something does. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { attempt } from "../src/cache-error.ts"
import type { CacheError } from "../src/index.ts"
import { type LibraryReads, makeReads } from "../src/library-reads.ts"
import { writeMeta } from "../src/store/meta.ts"
import { favorites } from "../src/user-state/lists.ts"
import { changeState, makeStored, readerOf, removeOne, type Stored, storeOne } from "./stored-library.ts"
import type { World } from "./world.ts"

const releases = 300
const pathOf = (i: number): string => String(i).padStart(3, "0")

const releaseOf = (i: number, genre: string) => {
  const tracks = [1, 2].map((n) => ({
    id: `track-${i}-${n}`,
    path: `${pathOf(i)}/${n}.flac`,
    said: { title: `Song ${(i * 7) % 31}`, trackNumber: String(n) }
  }))
  return { id: `release-${i}`, path: pathOf(i), said: { genres: [genre] }, tracks }
}

/** Releases of two tracks: more than one chunk of each. */
const fill = (stored: Stored): void => {
  for (let i = 0; i < releases; i++) storeOne(stored, releaseOf(i, i % 3 === 0 ? "Dub" : "Ska"))
  for (const i of [5, 2, 9]) changeState(stored, `track-${i}-1`, { isFavorite: true }, (i + 1) * 1_000_000)
}

const withMany = <E>(
  title: string,
  body: (stored: Stored, reads: LibraryReads) => Effect.Effect<void, E>
): ContractCase<World> => ({
  title,
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      fill(stored)
      yield* body(stored, makeReads(readerOf(stored, {}), attempt))
    })
  )
})

type Chunks<A> = Stream.Stream<ReadonlyArray<A>, CacheError>

const chunksOf = <A>(stream: Chunks<A>) => Effect.map(Stream.runCollect(stream), (chunks) => [...chunks])

/** All that comes, with something done after the first chunk. */
const interrupted = <A>(stream: Chunks<A>, between: () => void) => {
  let seen = 0
  return chunksOf(Stream.tap(stream, () => Effect.sync(() => (seen++ === 0 ? between() : undefined))))
}

const same = withMany("[D11] all of a list in chunks is the list at once, in each of its orders", (_, reads) =>
  Effect.gen(function* () {
    const dub = { kind: "genre", name: "Dub" } as const
    for (const request of [undefined, { sort: "title" }, { sort: "-added", filter: dub }, favorites()] as const) {
      const chunks = yield* chunksOf(reads.streamTracks(request))
      assert.deepEqual(chunks.flat(), (yield* reads.listTracks({ ...request, all: true })).items)
      for (const chunk of chunks) assert.isAtMost(chunk.length, 250)
    }
    for (const request of [undefined, { sort: "-title", tracks: true }, { filter: dub, tracks: true }] as const) {
      const chunks = yield* chunksOf(reads.streamReleases(request))
      assert.deepEqual(chunks.flat(), (yield* reads.listReleases({ ...request, all: true })).items)
    }
    const whole = yield* chunksOf(reads.streamReleases({ tracks: true }))
    assert.isAbove(whole.length, 1)
    // Nobody else has them; and of a frozen list runtimes take three times as long to write JSON (P4).
    for (const release of whole.flat()) assert.isFalse(Object.isFrozen(release) || Object.isFrozen(release.tracks))
    const nobody = { kind: "artist", name: "nobody" } as const
    assert.deepEqual(yield* chunksOf(reads.streamTracks({ filter: nobody })), [])
  })
)

const changing = withMany(
  "[D11] what goes while a list is read is left out, what changes is as it is then, what comes is for the next time",
  (stored, reads) =>
    Effect.gen(function* () {
      const before = (yield* reads.listReleases({ all: true })).items.map(({ id }) => id)
      const change = () => {
        for (const n of [1, 2]) removeOne(stored, `track-290-${n}`)
        storeOne(stored, { id: "release-new", path: "299a", tracks: [{ id: "track-new", path: "299a/1.flac" }] })
        storeOne(stored, releaseOf(299, "Folk"))
      }
      const seen = (yield* interrupted(reads.streamReleases({ tracks: true }), change)).flat()
      assert.deepEqual(
        seen.map(({ id }) => id),
        before.filter((id) => id !== "release-290")
      )
      assert.deepEqual(seen.find(({ id }) => id === "release-299")?.genres, ["Folk"])
      assert.isTrue((yield* reads.listReleases({ all: true })).items.some(({ id }) => id === "release-new"))
    })
)

const rebuilt = withMany("[D11] a list that is read from a cache that is built anew says so", (stored, reads) =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(interrupted(reads.streamTracks(), () => writeMeta(stored.cache, "generation", "another")))
    assert.deepEqual([error.reason, error.isRetryable], ["busy", true])
  })
)

const refusing = withMany("[D11] a list that makes no sense fails before its first chunk", (_, reads) =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(chunksOf(reads.streamTracks({ sort: "nonsense" as never })))
    assert.strictEqual(error.reason, "usage")
  })
)

export const streamListContract: ReadonlyArray<ContractCase<World>> = [same, changing, rebuilt, refusing]
