/** From how many releases on a scan reads in parallel, and that nothing but the time it takes depends on it (U5). */
import { Workers } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { readReleases } from "../src/scan/read-batch.ts"
import { dump, forget, init, putTrack, scanClean, type World } from "./world.ts"

const putRelease = (no: number) =>
  putTrack(`Release ${no}/1.mp3`, { album: `Album ${no}`, artist: "Reds", title: `Song ${no}`, track: "1", sound: no }, 2)

/** With how many workers a scan reads its releases, and in how many batches; what the guard against mass changes reads once more comes after. */
const watched = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const workers = yield* Workers
  const asked: Array<readonly [workers: number, batches: number]> = []
  const watching: Workers["Service"] = {
    capabilities: workers.capabilities,
    run: (batch, inputs, options) => {
      if (batch.name === readReleases.name && inputs.length > 0) asked.push([options.workers, inputs.length])
      return workers.run(batch, inputs, options)
    }
  }
  yield* Effect.provideService(effect, Workers, watching)
  return asked[0]
})

export const workersContract: ReadonlyArray<ContractCase<World>> = [
  {
    title:
      "[U5] 49 releases are read in process, 50 by parallel workers that all have some, and forced either way the library is the same",
    run: Effect.gen(function* () {
      const { maxWorkers } = (yield* Workers).capabilities
      // As even as it goes: every worker has some of the fifty, unless there are more workers than that.
      const batches = Math.ceil(50 / Math.ceil(50 / maxWorkers))
      yield* init("fingerprint", "flat")
      for (let no = 1; no <= 49; no++) yield* putRelease(no)
      assert.deepEqual(yield* watched(scanClean()), [0, 1])
      const few = yield* dump
      assert.lengthOf(few, 49)
      yield* forget("cache")
      assert.deepEqual(yield* watched(scanClean({ workers: 2 })), [2, 2])
      assert.deepEqual(yield* dump, few)
      yield* putRelease(50)
      yield* forget("cache")
      assert.deepEqual(yield* watched(scanClean()), [maxWorkers, batches])
      const many = yield* dump
      assert.lengthOf(many, 50)
      yield* forget("cache")
      assert.deepEqual(yield* watched(scanClean({ workers: 0 })), [0, 1])
      assert.deepEqual(yield* dump, many)
    })
  },
  {
    title: "[U5] however many workers are asked for, a scan starts 64 at most",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "flat")
      for (let no = 1; no <= 3; no++) yield* putRelease(no)
      assert.deepEqual(yield* watched(scanClean({ workers: 100_000 })), [64, 3])
      assert.lengthOf(yield* dump, 3)
    })
  }
]
