/** A scan that is cut off in any phase: it ends, keeps whole releases, and the next one goes on where it stopped. */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import type { ScanProgress } from "../src/index.ts"
import {
  album,
  dump,
  equalsRebuild,
  init,
  places,
  putTrack,
  scanClean,
  sequence,
  trackIds,
  type World,
  withLibrary
} from "./world.ts"

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

/** Scans, and answers which files were opened, relative to the root. */
const openedInScan = Effect.gen(function* () {
  const files = yield* Files
  const { root } = yield* places
  const opened: Array<string> = []
  const watched = Files.of({
    ...files,
    readEach: (paths, use) => {
      for (const path of paths) opened.push(path.slice(root.length + 1))
      return files.readEach(paths, use)
    }
  })
  yield* Effect.provideService(scanClean({ workers: 0 }), Files, watched)
  return opened
})

/** Long enough ago that no clock is in doubt about it. */
const longAgo = Effect.gen(function* () {
  const { fixtures } = yield* ContractRoot
  const { root } = yield* places
  for (let i = 0; i < releases; i++)
    yield* fixtures.setModifiedAt?.(`${root}/${String(i).padStart(3, "0")}/1.mp3`, 1_700_000_000_123_456) ?? Effect.void
  return fixtures.setModifiedAt !== undefined
})

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
    title: "[U20] what was stored before a scan was cut off is not opened again by the next, and all else is, once",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* manyReleases
      // Where times cannot be set, files made a moment ago are looked at twice, as they must be.
      const isExact = yield* longAgo
      yield* scanUntil(({ phase, done }) => phase === "read" && done > 0)
      const kept = Object.keys(yield* trackIds)
      assert.isAbove(kept.length, 0)
      assert.isBelow(kept.length, releases)
      const opened = yield* openedInScan
      if (!isExact) return
      assert.equal(new Set(opened).size, opened.length)
      assert.equal(opened.length, releases - kept.length)
      assert.deepEqual(
        opened.filter((path) => kept.includes(path)),
        []
      )
    })
  },
  {
    title: "[U20] progress tells the phases in order; files that were read, failed and got their ids",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* putTrack("A/1.mp3", { ...album, title: "One", track: "1" })
      yield* putTrack("A/2.mp3", { ...album, title: "Two", track: "2" })
      const seen: Array<ScanProgress> = []
      yield* withLibrary((cache) => cache.scan({ workers: 0, onProgress: (progress) => seen.push(progress) }))
      const counts = seen.map(({ phase, found, done, total, failed, written }) => [phase, found, done, total, failed, written])
      const begin = counts.findIndex(([phase]) => phase === "read")
      assert.isAtLeast(begin, 2)
      assert.deepEqual(counts[0], ["find", 0, 0, 0, 0, 0])
      assert.deepEqual(counts.slice(begin - 1, begin + 3), [
        ["find", 2, 2, 0, 0, 0],
        ["read", 2, 0, 2, 0, 0],
        ["read", 2, 2, 2, 0, 2],
        ["finish", 2, 2, 2, 0, 2]
      ])
    })
  }
]
