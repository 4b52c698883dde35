/** Storage that goes away, or refuses for a while: what was known is kept, and it is tried again. Only on a disk, where that can be acted out. */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { dump, init, noChange, places, putTrack, scan, scanClean, trackIds, twoReleases, type World } from "./world.ts"

export const vanishingContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[U7] a library that vanishes in the midst of a scan: offline, nothing is removed, and all is there when it is back",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* scanClean()
      const before = yield* dump
      let isGone = false
      const failed = yield* Effect.flip(
        scan({
          force: true,
          onProgress: ({ phase }) => {
            if (phase !== "read" || isGone) return
            isGone = true
            Effect.runSync(files.rename(root, `${root}-unplugged`))
          }
        })
      )
      assert.equal((failed as { readonly reason?: string }).reason, "offline")
      yield* files.rename(`${root}-unplugged`, root)
      assert.deepEqual((yield* scanClean()).tracks, { ...noChange, unchanged: 3 })
      assert.deepEqual(yield* dump, before)
    })
  },
  {
    title: "[U7] what cannot be opened for a while keeps its row, and is tried again although its time did not change",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* putTrack("Box/CD1/1.mp3", { title: "a", disc: "1" })
      yield* putTrack("Box/CD2/1.mp3", { title: "b", disc: "2" })
      yield* scanClean()
      const before = yield* trackIds
      const files = yield* Files
      // A directory that the system does not list for a while, as a network disk with a fault would.
      const walk: typeof files.walk = (path, options) =>
        Effect.map(files.walk(path, { ...options, enter: (name) => name !== "CD2" }), (seen) => ({
          ...seen,
          problems: [...seen.problems, { path: "Box/CD2", reason: "unreadable" as const }]
        }))
      const report = yield* Effect.provideService(scan(), Files, Files.of({ ...files, walk }))
      assert.deepEqual(
        report.failed.map((failure) => failure.reason),
        ["unreadable"]
      )
      assert.deepEqual(yield* trackIds, before)
      assert.deepEqual((yield* scanClean()).tracks, { ...noChange, unchanged: 2 })
      assert.deepEqual(yield* trackIds, before)
    })
  }
]
