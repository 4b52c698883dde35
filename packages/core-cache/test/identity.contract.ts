/** Which ids a scan keeps, gives and finds again, on every runtime. */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import {
  album,
  bytesOf,
  copy,
  datafiles,
  dump,
  equalsRebuild,
  forget,
  init,
  move,
  noChange,
  places,
  put,
  putTrack,
  releaseIds,
  scanClean,
  trackIds,
  twoReleases,
  type World
} from "./world.ts"

export const identityContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[I1] fingerprint: a scan writes nothing in the library, and ids survive a lost cache",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* init("fingerprint", "nested")
      yield* twoReleases
      const before = yield* files.walk(root)
      yield* scanClean()
      assert.deepEqual(yield* files.walk(root), before)
      const ids = [yield* trackIds, yield* releaseIds]
      const state = (yield* dump).map((release) => [release.isNew, release.addedAt])
      yield* forget("cache")
      yield* scanClean()
      assert.deepEqual([yield* trackIds, yield* releaseIds], ids)
      assert.deepEqual(
        (yield* dump).map((release) => [release.isNew, release.addedAt]),
        state
      )
    })
  },
  {
    title: "[U3] tags: ids go into files and datafiles; both databases lost, every id is the same; nothing is written twice",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* init("tags", "nested")
      yield* twoReleases
      yield* scanClean()
      const ids = [yield* trackIds, yield* releaseIds]
      assert.equal((yield* datafiles).length, 2)
      const written = yield* files.walk(root)
      yield* forget("both")
      yield* scanClean()
      assert.deepEqual([yield* trackIds, yield* releaseIds], ids)
      assert.deepEqual(yield* files.walk(root), written)
      assert.deepEqual((yield* scanClean({ force: true })).tracks.updated, 3)
      assert.deepEqual(yield* files.walk(root), written)
    })
  },
  {
    title: "[U3] tags: existing ids and datafiles are kept, an empty datafile gets its keys",
    run: Effect.gen(function* () {
      yield* init("tags", "flat")
      yield* put("Old/.rose.release-one.toml", new TextEncoder().encode('# mine\nnew = false\nmood = "blue"\n'))
      yield* putTrack("Old/1.mp3", { title: "a", trackId: "track-one", releaseId: "release-one" })
      yield* putTrack("Old/2.mp3", { title: "b", trackId: "track-two", releaseId: "another" })
      yield* put("Empty/.rose.release-two.toml", new Uint8Array(0))
      yield* putTrack("Empty/1.mp3", { title: "c" })
      yield* scanClean()
      assert.deepEqual(yield* releaseIds, { Empty: "release-two", Old: "release-one" })
      const ids = yield* trackIds
      assert.equal(ids["Old/1.mp3"], "track-one")
      assert.equal(ids["Old/2.mp3"], "track-two")
      const old = new TextDecoder().decode(yield* bytesOf("Old/.rose.release-one.toml"))
      assert.include(old, "# mine")
      assert.include(old, 'mood = "blue"')
      assert.match(old, /added_at = "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"/)
      assert.match(new TextDecoder().decode(yield* bytesOf("Empty/.rose.release-two.toml")), /new = true/)
      const releases = yield* dump
      assert.deepEqual(
        releases.map((release) => release.isNew),
        [true, false]
      )
      assert.deepEqual((yield* scanClean()).releases, { ...noChange, unchanged: 2 })
    })
  },
  {
    title: "[U9] tags: renaming a directory keeps the release's and its tracks' ids",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* twoReleases
      yield* scanClean()
      const before = yield* trackIds
      yield* move("Velvet", "The Satellite Reds/1989 Velvet")
      const report = yield* scanClean()
      assert.equal(report.tracks.removed, 0)
      assert.equal(report.releases.removed, 0)
      const after = yield* trackIds
      assert.equal(after["The Satellite Reds/1989 Velvet/01.mp3"], before["Velvet/01.mp3"])
      assert.equal(after["The Satellite Reds/1989 Velvet/02.mp3"], before["Velvet/02.mp3"])
      assert.equal(Object.keys(after).length, 3)
      yield* equalsRebuild
    })
  },
  {
    title: "[I2] tags: a file whose id a tagger removed gets it back",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* twoReleases
      yield* scanClean()
      const before = yield* trackIds
      yield* putTrack("Velvet/02.mp3", { ...album, title: "Retagged", track: "2" })
      yield* scanClean()
      assert.deepEqual(yield* trackIds, before)
      yield* forget("both")
      yield* scanClean()
      assert.deepEqual(yield* trackIds, before)
    })
  },
  {
    title: "[I2] tags: a file that moved away keeps its id, a new one at its old path gets another",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* twoReleases
      yield* scanClean()
      const before = yield* trackIds
      yield* move("Velvet/02.mp3", "Archive/02.mp3")
      yield* putTrack("Velvet/02.mp3", { ...album, title: "A better take", track: "2" })
      yield* scanClean()
      // A directory without datafile whose files carry ids may be a copy in progress: not taken yet, but its id is not given away.
      assert.notEqual((yield* trackIds)["Velvet/02.mp3"], before["Velvet/02.mp3"])
      yield* scanClean({ force: true })
      const after = yield* trackIds
      assert.equal(after["Archive/02.mp3"], before["Velvet/02.mp3"])
      assert.equal(new Set(Object.values(after)).size, 4)
      yield* equalsRebuild
    })
  },
  {
    title: "[I2] tags: two files that change places keep their ids",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* twoReleases
      yield* scanClean()
      const before = yield* trackIds
      yield* move("Velvet/01.mp3", "Velvet/x.mp3")
      yield* move("Velvet/02.mp3", "Velvet/01.mp3")
      yield* move("Velvet/x.mp3", "Velvet/02.mp3")
      yield* scanClean()
      const after = yield* trackIds
      assert.equal(after["Velvet/01.mp3"], before["Velvet/02.mp3"])
      assert.equal(after["Velvet/02.mp3"], before["Velvet/01.mp3"])
      yield* equalsRebuild
    })
  },
  {
    title: "[U17] a copied release and a copied file are both shown; the original keeps its ids, no file is written",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* twoReleases
      yield* scanClean()
      const before = [yield* trackIds, yield* releaseIds] as const
      yield* copy("Velvet", "A copy of Velvet")
      yield* put("Harbour/1 (copy).mp3", yield* bytesOf("Harbour/1.mp3"))
      const bytes = yield* bytesOf("A copy of Velvet/01.mp3")
      yield* scanClean()
      const after = [yield* trackIds, yield* releaseIds] as const
      for (const [path, id] of Object.entries(before[0])) assert.equal(after[0][path], id, path)
      for (const [path, id] of Object.entries(before[1])) assert.equal(after[1][path], id, path)
      assert.equal(new Set(Object.values(after[0])).size, 6)
      assert.equal(new Set(Object.values(after[1])).size, 3)
      assert.deepEqual(yield* bytesOf("A copy of Velvet/01.mp3"), bytes)
      yield* equalsRebuild
      assert.deepEqual((yield* scanClean()).releases, { ...noChange, unchanged: 3 })
    })
  },
  {
    title: "[U4] a copy in progress is left alone; --force takes it under the id that its files carry",
    run: Effect.gen(function* () {
      yield* init("tags", "flat")
      yield* putTrack("Coming/1.mp3", { title: "a", trackId: "t1", releaseId: "r1" })
      yield* putTrack(".in-progress.x/1.mp3", { title: "b" })
      assert.equal((yield* scanClean()).releases.added, 0)
      assert.deepEqual(yield* datafiles, [])
      assert.equal((yield* scanClean({ force: true })).releases.added, 1)
      assert.deepEqual(yield* datafiles, ["Coming/.rose.r1.toml"])
      assert.deepEqual(yield* releaseIds, { Coming: "r1" })
      assert.deepEqual(yield* trackIds, { "Coming/1.mp3": "t1" })
    })
  }
]
