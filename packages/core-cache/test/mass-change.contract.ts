/** The mass-change guard: what it stops, what it lets pass, and that nothing was changed when it stopped. */
import { Files, Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import type { CacheError, Identity, ScanOptions } from "../src/index.ts"
import {
  dump,
  init,
  move,
  places,
  put,
  putTrack,
  removeAll,
  scan,
  scanClean,
  trackIds,
  twoReleases,
  type World
} from "./world.ts"

/** Albums `A0`, `A1`, … of four tracks each, every one with a sound of its own. */
const albums = (identity: Identity, count: number) =>
  Effect.gen(function* () {
    yield* init(identity, "nested")
    for (let i = 0; i < count * 4; i++) {
      yield* putTrack(`A${i >> 2}/${i & 3}.mp3`, { title: `t${i}`, album: `A${i >> 2}`, sound: i + 1 }, 3)
    }
    yield* scanClean()
  })

/** All that a scan could change: the answers, the user's rows but for locks, and the files. */
const everything = Effect.gen(function* () {
  const files = yield* Files
  const sqlite = yield* Sqlite
  const { root, libraryPath } = yield* places
  const rows = Effect.scoped(
    Effect.map(sqlite.open(libraryPath), (library) =>
      ["ids", "traces", "release_state", "scans"].map((table) => library.prepare(`select * from ${table}`).values())
    )
  )
  return { answers: yield* dump, rows: yield* rows, files: yield* files.walk(root) }
})

const stopped = Effect.fnUntraced(function* (options: ScanOptions = {}) {
  const before = yield* everything
  const error = (yield* Effect.flip(scan(options))) as CacheError
  assert.equal(error.reason, "mass-change")
  assert.match(error.remedy, /--allow-removal/)
  assert.deepEqual(yield* everything, before)
  return error
})

export const massChangeContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[I5] what its caller took away itself may go without further consent, and nothing beside that",
    run: Effect.gen(function* () {
      yield* albums("tags", 10)
      for (const album of ["A0", "A3", "A7"]) yield* removeAll(album)
      assert.equal(
        (yield* scanClean({ removed: ["A0", "A3/0.mp3", "A3/1.mp3", "A3/2.mp3", "A3/3.mp3", "A7"] })).tracks.removed,
        12
      )
      for (const album of ["A1", "A2", "A4"]) yield* removeAll(album)
      yield* stopped({ removed: ["A1/0.mp3"] })
    })
  },
  {
    title: "[I5] more than a fifth and more than ten gone: the scan stops, changes nothing, explains; with consent they go",
    run: Effect.gen(function* () {
      yield* albums("tags", 10)
      for (const album of ["A0", "A3", "A7"]) yield* removeAll(album)
      yield* putTrack("A1/new.mp3", { title: "new", sound: 99 })
      const { message } = yield* stopped()
      assert.match(message, /12 of the library's 40 tracks \(30 %\) would go/)
      assert.match(message, /music\/A0 \(4\), .*music\/A3 \(4\), .*music\/A7 \(4\)/)
      const report = yield* scanClean({ allowRemoval: true })
      assert.deepEqual([report.tracks.removed, report.tracks.added], [12, 1])
      assert.equal(Object.keys(yield* trackIds).length, 29)
      assert.equal((yield* scanClean()).tracks.unchanged, 29)
    })
  },
  {
    title: "[I5] up to ten, or up to a fifth, go without asking",
    run: Effect.gen(function* () {
      yield* albums("fingerprint", 5)
      for (const album of ["A0", "A1"]) yield* removeAll(album)
      assert.equal((yield* scanClean()).tracks.removed, 8)
    })
  },
  {
    title: "[I5] all tracks of a small library do not go without consent, nor do those of a partial scan",
    run: Effect.gen(function* () {
      const { root } = yield* places
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* scanClean()
      yield* removeAll("Harbour")
      yield* removeAll("Velvet")
      yield* stopped()
      yield* stopped({ directories: [`${root}/Harbour`, `${root}/Velvet`], force: true })
      assert.equal((yield* scanClean({ allowRemoval: true })).tracks.removed, 3)
    })
  },
  ...(["fingerprint", "tags"] as const).map(
    (identity): ContractCase<World> => ({
      title: `[I5] [U9] what moved is not gone: renamed, renamed and retagged, all of it (${identity})`,
      run: Effect.gen(function* () {
        yield* albums(identity, 6)
        const before = Object.values(yield* trackIds).sort()
        for (let i = 0; i < 6; i++) yield* move(`A${i}`, `Moved/B${i}`)
        assert.deepEqual((yield* scanClean()).tracks, { added: 0, updated: 24, removed: 0, unchanged: 0 })
        for (let i = 0; i < 24; i++) {
          yield* removeAll(`Moved/B${i >> 2}/${i & 3}.mp3`)
          yield* putTrack(`C${i % 5}/song ${i}.mp3`, { title: `retagged ${i}`, sound: i + 1 }, 3)
        }
        yield* scanClean()
        assert.deepEqual(Object.values(yield* trackIds).sort(), before)
      })
    })
  ),
  {
    title: "[I5] files that are suddenly no audio stop the scan before their tracks go",
    run: Effect.gen(function* () {
      yield* albums("fingerprint", 10)
      const before = yield* trackIds
      for (let i = 0; i < 12; i++) yield* put(`A${i >> 2}/${i & 3}.mp3`, new Uint8Array(3000).fill(1))
      const error = (yield* Effect.flip(scan())) as CacheError
      assert.equal(error.reason, "mass-change")
      assert.deepEqual(yield* trackIds, before)
      const report = yield* scan({ allowRemoval: true })
      assert.deepEqual([report.tracks.removed, report.failedTotal], [12, 12])
    })
  }
]
