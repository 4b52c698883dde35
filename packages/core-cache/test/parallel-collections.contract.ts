/** Forced-parallel scans leave collections as sequential ones would (U6). */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { putCollage, putPlaylist, tables, textOf } from "./collections.ts"
import { forget, init, putTrack, releaseIds, removeAll, scanClean, trackIds, type World, withLibrary } from "./world.ts"

const directories = ["A", "B", "C", "D", "E", "F"] as const

const putRelease = Effect.fnUntraced(function* (directory: string, round: number) {
  for (const track of ["1", "2"])
    yield* putTrack(
      `${directory}/${track}.mp3`,
      { album: directory, title: `${track} of ${round}`, artist: "x", track, date: `${1900 + round}` },
      2
    )
})

/** Half of the releases are retagged, one goes, one comes back: what is gone in this round is another one than in the last. */
const change = Effect.fnUntraced(function* (round: number) {
  for (const [i, directory] of directories.entries()) {
    if (i === round % directories.length) yield* removeAll(directory)
    else if (i % 2 === round % 2 || i === (round + directories.length - 1) % directories.length)
      yield* putRelease(directory, round)
  }
})

const rounds = 2

/** Collections and files as a scan leaves them, seen in one opening. */
const scanned = Effect.fnUntraced(function* (workers: number) {
  const collections = yield* withLibrary((cache) =>
    Effect.gen(function* () {
      const report = yield* cache.scan({ workers, force: workers > 0 })
      assert.deepEqual(report.failed, [])
      return [yield* cache.collages.get("all"), yield* cache.playlists.get("all"), yield* cache.playlists.get("untouched")]
    })
  )
  return [...collections, yield* textOf("!collages/all.toml"), yield* textOf("!playlists/all.toml")]
})

const parallelCase = (no: number): ContractCase<World> => ({
  title: `[U6] forced-parallel runs ${no * rounds + 1} to ${(no + 1) * rounds} equal sequential ones`,
  run: Effect.gen(function* () {
    yield* init("tags", "flat")
    for (const directory of directories) yield* putRelease(directory, 0)
    yield* scanClean()
    yield* putCollage("all", tables("releases", Object.values(yield* releaseIds)))
    yield* putPlaylist("all", tables("tracks", Object.values(yield* trackIds)))
    yield* putPlaylist("untouched", tables("tracks", ["nobody"]))
    yield* scanClean()
    for (let round = no * rounds + 1; round <= (no + 1) * rounds; round++) {
      yield* change(round)
      const parallel = yield* scanned(2)
      yield* forget("cache")
      assert.deepEqual(yield* scanned(0), parallel, `round ${round}`)
    }
    console.log(`soak: ${rounds} forced-parallel runs with collections`)
  })
})

/** Cases of two runs each. */
export const parallelCollectionsContract = (count: number): ReadonlyArray<ContractCase<World>> =>
  Array.from({ length: count }, (_, no) => parallelCase(no))
