/** A scan that is cut off in any phase: it ends, keeps whole releases, and the next one goes on where it stopped. */
import { assert } from "chai"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { ContractCase } from "../../core-async/src/contract.ts"
import type { ScanProgress } from "../src/index.ts"
import { album, dump, equalsRebuild, init, putTrack, scanClean, sequence, type World, withLibrary } from "./world.ts"

const releases = 102

/** Enough for two batches of the readers. */
const manyReleases = Effect.forEach(Array.from({ length: releases }), (_, i) =>
  putTrack(`${String(i).padStart(3, "0")}/1.mp3`, { ...album, album: `Album ${i}`, title: `Title ${i}`, track: "1" }, 1)
)

/** Scans until `at` is true of its progress, then interrupts it. Answers whether it had to be interrupted. */
const scanUntil = (at: (progress: ScanProgress) => boolean) =>
  withLibrary((cache) =>
    Effect.gen(function* () {
      const reached = yield* Deferred.make<void>()
      const onProgress = (progress: ScanProgress) => {
        if (at(progress)) Deferred.doneUnsafe(reached, Effect.void)
      }
      const fiber = yield* Effect.forkChild(Effect.exit(cache.scan({ workers: 0, onProgress })))
      yield* Deferred.await(reached)
      yield* Fiber.interrupt(fiber)
    })
  )

const moments: ReadonlyArray<readonly [string, (progress: ScanProgress) => boolean]> = [
  ["while it finds files", ({ phase }) => phase === "find"],
  ["while it reads", ({ phase, done }) => phase === "read" && done > 0],
  ["while it finishes", ({ phase }) => phase === "finish"]
]

export const interruptingContract: ReadonlyArray<ContractCase<World>> = [
  ...moments.map(
    ([name, at]): ContractCase<World> => ({
      title: `[U20] a scan that is interrupted ${name} leaves whole releases, and the next goes on from there`,
      run: Effect.gen(function* () {
        yield* init("fingerprint", "nested")
        yield* manyReleases
        yield* scanUntil(at)
        const kept = yield* dump
        for (const release of kept) assert.equal(release.tracks?.length, 1, release.sourcePath)
        const report = yield* scanClean()
        assert.equal(report.releases.added + report.releases.updated + report.releases.unchanged, releases)
        // What was stored is not done again, but for what the racy clock makes a scan look at twice.
        assert.isAtMost(report.releases.added, releases - kept.length)
        const stored = yield* sequence
        yield* scanClean()
        assert.equal(yield* sequence, stored)
        yield* equalsRebuild
      })
    })
  ),
  {
    title: "[U20] progress tells the phases in order; files that were read, failed and got their ids",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* putTrack("A/1.mp3", { ...album, title: "One", track: "1" })
      yield* putTrack("A/2.mp3", { ...album, title: "Two", track: "2" })
      const seen: Array<ScanProgress> = []
      yield* withLibrary((cache) => cache.scan({ workers: 0, onProgress: (progress) => seen.push(progress) }))
      assert.deepEqual(seen.slice(0, 4), [
        { phase: "find", done: 0, total: 0, failed: 0, written: 0 },
        { phase: "read", done: 0, total: 2, failed: 0, written: 0 },
        { phase: "read", done: 2, total: 2, failed: 0, written: 2 },
        { phase: "finish", done: 2, total: 2, failed: 0, written: 2 }
      ])
    })
  }
]
