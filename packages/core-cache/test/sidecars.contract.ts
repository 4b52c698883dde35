/** What lies beside the music and decides about it: ignore files, lyrics, covers. On every runtime. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import {
  equalsRebuild,
  init,
  noChange,
  places,
  put,
  putTrack,
  removeAll,
  scan,
  scanClean,
  sequence,
  trackIds,
  twoReleases,
  type World,
  withLibrary
} from "./world.ts"

const text = (value: string): Uint8Array => new TextEncoder().encode(value)

const seen = Effect.map(trackIds, (ids) => Object.keys(ids).sort())

const lyricsOf = (path: string) =>
  Effect.gen(function* () {
    const { root } = yield* places
    const track = yield* withLibrary((cache) => cache.getTrack(`${root}/${path}`))
    return [track?.lyrics, track?.lyricsPath?.slice(root.length + 1) ?? null]
  })

export const sidecarsContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[U19] what an ignore file names is not in the library, at any level, and is back with its ids when the rule goes",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* putTrack("Podcasts/One/1.mp3", { album: "One", title: "Talk", artist: "Someone" })
      yield* scanClean()
      const before = yield* trackIds
      yield* put(".deadwaxignore", text("# talk\nPodcasts/\n"))
      yield* put("Velvet/.deadwaxignore", text("02.*\n"))
      const report = yield* scanClean()
      assert.deepEqual(report.tracks, { ...noChange, removed: 2, unchanged: 2 })
      assert.deepEqual(yield* seen, ["Harbour/1.mp3", "Velvet/01.mp3"])
      yield* equalsRebuild
      const stored = yield* sequence
      assert.deepEqual((yield* scanClean()).tracks, { ...noChange, unchanged: 2 })
      assert.equal(yield* sequence, stored)
      yield* removeAll(".deadwaxignore")
      yield* removeAll("Velvet/.deadwaxignore")
      yield* scanClean()
      assert.deepEqual(yield* trackIds, before)
    })
  },
  {
    title: "[U19] a scan of one release goes by the ignore files above it, and refuses a directory that they ignore",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* put(".deadwaxignore", text("02.mp3\nPodcasts\n"))
      yield* putTrack("Podcasts/1.mp3", { album: "One", title: "Talk", artist: "Someone" })
      const { root } = yield* places
      yield* scanClean({ directories: [`${root}/Velvet`] })
      assert.deepEqual(yield* seen, ["Velvet/01.mp3"])
      const refused = yield* Effect.flip(scan({ directories: [`${root}/Podcasts`] }))
      assert.include(String(refused), "is ignored by")
    })
  },
  {
    title: "[U19] lyrics beside a track are known as they come and go, before those in its tags, without anything else changing",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* put("Velvet/01.lrc", text("[00:01.00]la la"))
      yield* scanClean()
      assert.deepEqual(yield* lyricsOf("Velvet/01.mp3"), ["file", "Velvet/01.lrc"])
      assert.deepEqual(yield* lyricsOf("Velvet/02.mp3"), [null, null])
      const before = yield* trackIds
      yield* removeAll("Velvet/01.lrc")
      yield* put("Harbour/1.LRC", text("la"))
      assert.deepEqual((yield* scanClean()).tracks, { ...noChange, updated: 2, unchanged: 1 })
      assert.deepEqual(yield* lyricsOf("Velvet/01.mp3"), [null, null])
      assert.deepEqual(yield* lyricsOf("Harbour/1.mp3"), ["file", "Harbour/1.LRC"])
      assert.deepEqual(yield* trackIds, before)
      yield* equalsRebuild
      const stored = yield* sequence
      yield* scanClean()
      assert.equal(yield* sequence, stored)
    })
  }
]
