/** Files that moved, were renamed, retagged and repacked between two scans, in libraries of both kinds: none loses its id. */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import type { Identity } from "../src/index.ts"
import {
  album,
  copy,
  equalsRebuild,
  forget,
  init,
  move,
  mp3,
  noChange,
  places,
  put,
  putTrack,
  releaseIds,
  removeAll,
  scan,
  scanClean,
  sequence,
  type Tags,
  trackIds,
  type World,
  wav,
  withLibrary
} from "./world.ts"

/** Velvet with three tracks and Harbour with one, each with a sound of its own; ids nowhere but in the database, if it is `fingerprint`. */
const library = (identity: Identity) =>
  Effect.gen(function* () {
    yield* init(identity, "nested")
    for (const sound of [1, 2, 3])
      yield* putTrack(`Velvet/0${sound}.mp3`, { ...album, title: `Song ${sound}`, track: `${sound}`, sound })
    yield* putTrack("Harbour/1.mp3", { album: "Harbour", artist: "Ana Łuk", title: "Słońce", sound: 9 })
    yield* scanClean()
    return { tracks: yield* trackIds, releases: yield* releaseIds }
  })

/** The same sound under another tag, which holds no ids. */
const retagged = (path: string, sound: number, tags: Tags = {}) =>
  putTrack(path, { title: "Another title", artist: "Someone", sound, ...tags })

const both = (
  title: string,
  run: (identity: Identity) => Effect.Effect<void, unknown, World>
): ReadonlyArray<ContractCase<World>> =>
  (["fingerprint", "tags"] as const).map((identity) => ({ title: `${title} (${identity})`, run: run(identity) }))

/** Everything is as a cache built from nothing has it, and a further scan finds nothing to do. */
const settled = Effect.gen(function* () {
  yield* equalsRebuild
  const before = yield* sequence
  assert.deepInclude((yield* scan()).tracks, noChange)
  assert.equal(yield* sequence, before)
})

const ofBoth = [
  ...both("[I2] moved, renamed and retagged at once, a track keeps its id", (identity) =>
    Effect.gen(function* () {
      const before = yield* library(identity)
      yield* retagged("Elsewhere/Deep/song.mp3", 2)
      yield* removeAll("Velvet/02.mp3")
      const report = yield* scanClean()
      assert.deepEqual([report.tracks.added, report.tracks.removed], [0, 0])
      const after = yield* trackIds
      assert.equal(after["Elsewhere/Deep/song.mp3"], before.tracks["Velvet/02.mp3"])
      assert.equal(after["Velvet/01.mp3"], before.tracks["Velvet/01.mp3"])
      yield* settled
    })
  ),
  ...both("[I2] files that change places without their tags keep their ids", (identity) =>
    Effect.gen(function* () {
      const before = yield* library(identity)
      yield* retagged("Velvet/01.mp3", 3, { title: "Three, longer than before" })
      yield* retagged("Velvet/03.mp3", 1, { title: "One, longer than before" })
      yield* scanClean()
      const after = yield* trackIds
      assert.equal(after["Velvet/01.mp3"], before.tracks["Velvet/03.mp3"])
      assert.equal(after["Velvet/03.mp3"], before.tracks["Velvet/01.mp3"])
      yield* settled
    })
  ),
  ...both("[I2] another container at the same place is the same track", (identity) =>
    Effect.gen(function* () {
      const before = yield* library(identity)
      yield* removeAll("Velvet/02.mp3")
      yield* put("Velvet/02.wav", wav(5))
      yield* scanClean()
      assert.equal((yield* trackIds)["Velvet/02.wav"], before.tracks["Velvet/02.mp3"])
      yield* settled
    })
  ),
  ...both("[I2] encoded anew and moved, a track is found by its MusicBrainz ids", (identity) =>
    Effect.gen(function* () {
      yield* init(identity, "nested")
      const ids = { recording: "6f2c5b7e-0000-4000-8000-000000000001", pressing: "6f2c5b7e-0000-4000-8000-000000000002" }
      yield* putTrack("A/1.mp3", { title: "One", sound: 1, ...ids })
      yield* putTrack("A/2.mp3", { title: "Two", sound: 2, recording: ids.recording })
      yield* scanClean()
      const before = yield* trackIds
      yield* removeAll("A/1.mp3")
      yield* removeAll("A/2.mp3")
      yield* putTrack("B/x.mp3", { title: "One", sound: 11, ...ids }, 30)
      yield* putTrack("B/y.mp3", { title: "Two", sound: 12, recording: ids.recording }, 30)
      yield* scan({ allowRemoval: true })
      const after = yield* trackIds
      assert.equal(after["B/x.mp3"], before["A/1.mp3"])
      assert.notEqual(after["B/y.mp3"], before["A/2.mp3"])
    })
  ),
  ...both("[I2] a track that was away comes back under its id, at another place, after the cache was built anew", (identity) =>
    Effect.gen(function* () {
      const before = yield* library(identity)
      yield* removeAll("Velvet/02.mp3")
      yield* scanClean()
      assert.equal(Object.keys(yield* trackIds).length, 3)
      yield* forget("cache")
      yield* scanClean()
      yield* retagged("Returned/2.mp3", 2)
      yield* scanClean()
      assert.equal((yield* trackIds)["Returned/2.mp3"], before.tracks["Velvet/02.mp3"])
      yield* settled
    })
  ),
  ...both(
    "[I2] a copy without ids is another track; the original keeps its id, and hands it over to nobody while it is there",
    (identity) =>
      Effect.gen(function* () {
        const before = yield* library(identity)
        yield* retagged("A/copy.mp3", 2)
        yield* scanClean()
        const after = yield* trackIds
        assert.equal(after["Velvet/02.mp3"], before.tracks["Velvet/02.mp3"])
        assert.notEqual(after["A/copy.mp3"], before.tracks["Velvet/02.mp3"])
        assert.equal(new Set(Object.values(after)).size, 5)
        yield* settled
      })
  ),
  {
    title:
      "[U9] a directory that was renamed is known again without its sound being read: only the places that tell it apart are",
    run: Effect.gen(function* () {
      const files = yield* Files
      yield* init("fingerprint", "nested")
      for (const sound of [1, 2, 3]) yield* put(`Velvet/${sound}.mp3`, mp3({ ...album, title: `${sound}`, sound }, 3000))
      yield* scanClean()
      const before = yield* trackIds
      yield* move("Velvet", "Moved")
      let bytes = 0
      const counted = Files.of({
        ...files,
        readEach: (paths, use) =>
          files.readEach(paths, (file, index) => {
            const read = (target: Uint8Array, position: number) => {
              const count = file.read(target, position)
              bytes += count
              return count
            }
            return use({ ...file, read }, index)
          })
      })
      yield* Effect.provideService(scanClean({ workers: 0, allowRemoval: true }), Files, counted)
      const after = yield* trackIds
      assert.deepEqual(Object.values(after).toSorted(), Object.values(before).toSorted())
      assert.equal(after["Moved/2.mp3"], before["Velvet/2.mp3"])
      // Three files of 1.2 MB, each looked at in up to three rounds: its front, and 16 KB at three places.
      assert.isBelow(bytes, 3 * 3 * 160 * 1024)
      assert.isBelow(bytes, (3 * 417 * 3000) / 2)
    })
  },
  ...both("[U9] a moved directory keeps its ids when only its new place is scanned", (identity) =>
    Effect.gen(function* () {
      const { root } = yield* places
      const before = yield* library(identity)
      yield* move("Velvet", "Moved")
      yield* scan({ directories: [`${root}/Moved`] })
      yield* scan()
      assert.equal((yield* trackIds)["Moved/01.mp3"], before.tracks["Velvet/01.mp3"])
      assert.equal((yield* releaseIds)["Moved"], before.releases["Velvet"])
      yield* settled
    })
  ),
  ...both("[U9] a moved directory keeps its ids when its old place is scanned first", (identity) =>
    Effect.gen(function* () {
      const { root } = yield* places
      const before = yield* library(identity)
      yield* move("Velvet", "Moved")
      yield* scan({ directories: [`${root}/Velvet`], allowRemoval: true })
      yield* scan({ directories: [`${root}/Moved`] })
      assert.equal((yield* trackIds)["Moved/03.mp3"], before.tracks["Velvet/03.mp3"])
      assert.equal((yield* releaseIds)["Moved"], before.releases["Velvet"])
      yield* settled
    })
  ),
  ...both("[I2] packed anew without its tags and moved as a whole, a release keeps its id", (identity) =>
    Effect.gen(function* () {
      const before = yield* library(identity)
      for (const sound of [1, 2, 3]) yield* retagged(`Other place/${sound}.mp3`, sound, { album: "Another name" })
      yield* removeAll("Velvet")
      yield* scanClean({ allowRemoval: true })
      assert.equal((yield* releaseIds)["Other place"], before.releases["Velvet"])
      assert.equal((yield* trackIds)["Other place/2.mp3"], before.tracks["Velvet/02.mp3"])
      yield* settled
    })
  )
]

export const movesContract: ReadonlyArray<ContractCase<World>> = [
  ...ofBoth,
  {
    title: "[I2] fingerprint: a moved directory keeps its release id, also where a new one stands at its old path",
    run: Effect.gen(function* () {
      const before = yield* library("fingerprint")
      yield* move("Velvet", "Artist/Velvet (remaster)")
      for (const sound of [21, 22]) yield* putTrack(`Velvet/0${sound - 20}.mp3`, { album: "Other", title: `New ${sound}`, sound })
      yield* scanClean()
      const after = yield* releaseIds
      assert.equal(after["Artist/Velvet (remaster)"], before.releases["Velvet"])
      assert.notEqual(after["Velvet"], before.releases["Velvet"])
      assert.equal((yield* trackIds)["Artist/Velvet (remaster)/02.mp3"], before.tracks["Velvet/02.mp3"])
      yield* settled
    })
  },
  {
    title: "[I2] fingerprint: a release follows most of its tracks",
    run: Effect.gen(function* () {
      const before = yield* library("fingerprint")
      yield* move("Velvet/01.mp3", "Best of/a.mp3")
      yield* move("Velvet/03.mp3", "Best of/c.mp3")
      yield* scanClean()
      const after = yield* releaseIds
      assert.equal(after["Best of"], before.releases["Velvet"])
      assert.notEqual(after["Velvet"], before.releases["Velvet"])
      assert.equal((yield* trackIds)["Velvet/02.mp3"], before.tracks["Velvet/02.mp3"])
      yield* settled
    })
  },
  {
    title: "[I2] fingerprint: loose files that were renamed keep their release",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* putTrack("a.mp3", { title: "alone", sound: 1 })
      yield* putTrack("b.mp3", { title: "with", album: "X", sound: 2 })
      yield* scanClean()
      const before = { tracks: yield* trackIds, releases: yield* releaseIds }
      yield* move("a.mp3", "z.mp3")
      yield* move("b.mp3", "y.mp3")
      yield* scanClean()
      assert.equal((yield* trackIds)["z.mp3"], before.tracks["a.mp3"])
      assert.equal((yield* releaseIds)["z.mp3"], before.releases["a.mp3"])
      assert.equal((yield* releaseIds)["y.mp3"], before.releases["b.mp3"])
      yield* settled
    })
  },
  {
    title: "[I2] an id that another program replaced leads to the new one for ever",
    run: Effect.gen(function* () {
      const before = yield* library("tags")
      yield* putTrack("Velvet/02.mp3", {
        ...album,
        title: "Song 2",
        sound: 2,
        trackId: "theirs",
        releaseId: before.releases["Velvet"]!
      })
      yield* scanClean()
      assert.equal((yield* trackIds)["Velvet/02.mp3"], "theirs")
      const found = yield* withLibrary((cache) => cache.getTrack(before.tracks["Velvet/02.mp3"]!))
      assert.equal(found?.id, "theirs")
      yield* forget("cache")
      yield* scanClean()
      assert.equal((yield* withLibrary((cache) => cache.getTrack(before.tracks["Velvet/02.mp3"]!)))?.id, "theirs")
      yield* putTrack("Harbour/again.mp3", { title: "back", sound: 4, trackId: before.tracks["Velvet/02.mp3"]! })
      yield* scanClean()
      assert.equal((yield* trackIds)["Harbour/again.mp3"], before.tracks["Velvet/02.mp3"])
      assert.equal((yield* trackIds)["Velvet/02.mp3"], "theirs")
    })
  },
  {
    title: "[I2] [U17] the id under which a copy was shown leads to the original's when the copy takes that over",
    run: Effect.gen(function* () {
      const before = yield* library("tags")
      yield* copy("Velvet", "A copy")
      yield* scan()
      const own = { tracks: yield* trackIds, releases: yield* releaseIds }
      yield* removeAll("Velvet")
      yield* scan({ allowRemoval: true })
      assert.equal((yield* trackIds)["A copy/01.mp3"], before.tracks["Velvet/01.mp3"])
      const track = yield* withLibrary((cache) => cache.getTrack(own.tracks["A copy/01.mp3"]!))
      const release = yield* withLibrary((cache) => cache.getRelease(own.releases["A copy"]!))
      assert.deepEqual([track?.id, release?.id], [before.tracks["Velvet/01.mp3"], before.releases["Velvet"]])
    })
  },
  {
    title: "[I2] a track whose storage cannot be read for a while does not lose its id to a file that sounds like it",
    run: Effect.gen(function* () {
      const before = yield* library("fingerprint")
      yield* put("Velvet/02.mp3", new Uint8Array(3000).fill(1))
      yield* scan()
      yield* retagged("New/2.mp3", 2)
      yield* scan()
      // The file is broken, so its sound is elsewhere now: that is the track.
      assert.equal((yield* trackIds)["New/2.mp3"], before.tracks["Velvet/02.mp3"])
    })
  }
]
