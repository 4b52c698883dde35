/** Directories whose files carry several album titles: one release an album, in libraries of both kinds (decision 0014). */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import type { Identity } from "../src/index.ts"
import {
  datafiles,
  dump,
  equalsRebuild,
  init,
  move,
  noChange,
  places,
  put,
  putTrack,
  releaseIds,
  removeAll,
  scan,
  scanClean,
  sequence,
  trackIds,
  type World,
  withLibrary
} from "./world.ts"

/** Two tracks of Velvet, one of Harbour, one of no album, in one directory. */
const mixed = (identity: Identity) =>
  Effect.gen(function* () {
    yield* init(identity, "nested")
    yield* putTrack("Mix/1.mp3", { album: "Velvet", title: "a", artist: "x", sound: 1 })
    yield* putTrack("Mix/2.mp3", { album: "Harbour", title: "b", artist: "y", sound: 2 })
    yield* putTrack("Mix/3.mp3", { album: "Velvet", title: "c", artist: "x", sound: 3 })
    yield* putTrack("Mix/4.mp3", { title: "d", artist: "z", sound: 4 })
    yield* put("Mix/cover.jpg", new Uint8Array([0xff, 0xd8, 0xff]))
    yield* scanClean()
  })

const titles = Effect.map(dump, (releases) => releases.map(({ title, trackTotal }) => [title, trackTotal]))

/** The release's id by album title. */
const idsByTitle = Effect.map(dump, (releases) => Object.fromEntries(releases.map(({ title, id }) => [title, id])))

const settled = Effect.gen(function* () {
  yield* equalsRebuild
  const before = yield* sequence
  const { releases } = yield* scanClean()
  assert.deepEqual({ ...releases, unchanged: 0 }, { ...noChange, unchanged: 0 })
  assert.equal(yield* sequence, before)
})

const both = (
  title: string,
  run: (identity: Identity) => Effect.Effect<void, unknown, World>
): ReadonlyArray<ContractCase<World>> =>
  (["fingerprint", "tags"] as const).map((identity) => ({ title: `${title} (${identity})`, run: run(identity) }))

export const albumsContract: ReadonlyArray<ContractCase<World>> = [
  ...both(
    "[U18] a directory of several albums is one release an album, without a datafile; its cover file is nobody's",
    (identity) =>
      Effect.gen(function* () {
        yield* mixed(identity)
        const releases = yield* dump
        assert.deepEqual(
          releases.map(({ title, trackTotal, type, coverPath }) => [title, trackTotal, type, coverPath]),
          [
            ["Velvet", 2, "unknown", null],
            ["Harbour", 1, "unknown", null],
            ["Unknown Release", 1, "unknown", null]
          ]
        )
        assert.deepEqual(yield* datafiles, [])
        yield* settled
      })
  ),
  ...both(
    "[U18] an album keeps its id while files of its directory come, go, are retagged, and when the directory moves",
    (identity) =>
      Effect.gen(function* () {
        yield* mixed(identity)
        const before = yield* idsByTitle
        const tracks = yield* trackIds
        yield* putTrack("Mix/0.mp3", { album: "Harbour", title: "e", artist: "y", sound: 5 })
        yield* removeAll("Mix/1.mp3")
        yield* scanClean()
        assert.deepEqual(yield* titles, [
          ["Harbour", 2],
          ["Velvet", 1],
          ["Unknown Release", 1]
        ])
        assert.deepEqual(yield* idsByTitle, before)
        yield* settled
        yield* move("Mix", "Else/Where")
        yield* scanClean({ allowRemoval: true })
        assert.deepEqual(yield* idsByTitle, before)
        assert.equal((yield* trackIds)["Else/Where/2.mp3"], tracks["Mix/2.mp3"])
        yield* settled
      })
  ),
  ...both(
    "[U18] with one album left a directory is one release again, which is the one that most of its tracks were of",
    (identity) =>
      Effect.gen(function* () {
        yield* mixed(identity)
        const before = yield* idsByTitle
        yield* removeAll("Mix/2.mp3")
        yield* scanClean()
        assert.deepEqual(yield* releaseIds, { Mix: before["Velvet"]! })
        assert.equal((yield* dump)[0]!.trackTotal, 3)
        assert.lengthOf(yield* datafiles, identity === "tags" ? 1 : 0)
        yield* settled
      })
  ),
  {
    title: "[U18] a directory with a datafile stays one release, whatever its files' album titles become",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* putTrack("Mix/1.mp3", { album: "Velvet", title: "a" })
      yield* scanClean()
      const before = yield* releaseIds
      yield* putTrack("Mix/2.mp3", { album: "Harbour", title: "b" })
      yield* scanClean()
      assert.deepEqual(yield* releaseIds, before)
      yield* settled
    })
  },
  {
    title: "[U18] without a datafile a second album parts a release: the first keeps its id, and unchanged files keep theirs",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* putTrack("Mix/1.mp3", { album: "Velvet", title: "a", sound: 1 })
      yield* putTrack("Mix/2.mp3", { album: "Velvet", title: "b", sound: 2 })
      yield* scanClean()
      const [id, tracks] = [(yield* idsByTitle)["Velvet"], yield* trackIds]
      yield* putTrack("Mix/3.mp3", { album: "Harbour", title: "c", sound: 3 })
      yield* scanClean()
      assert.deepEqual(yield* titles, [
        ["Velvet", 2],
        ["Harbour", 1]
      ])
      assert.equal((yield* idsByTitle)["Velvet"], id)
      assert.include(yield* trackIds, tracks)
      yield* settled
    })
  },
  ...both("[I2] a new loose file beside ones that sound alike changes no id of theirs", (identity) =>
    Effect.gen(function* () {
      yield* init(identity, "nested")
      yield* putTrack("b.mp3", { title: "b" })
      yield* putTrack("c.mp3", { title: "c", album: "Velvet" })
      yield* putTrack("d.mp3", { title: "d", album: "Velvet" })
      yield* putTrack("gone.mp3", { title: "gone" })
      yield* scanClean()
      yield* removeAll("gone.mp3")
      yield* scanClean()
      const before = { tracks: yield* trackIds, releases: yield* releaseIds }
      // An id that no file holds makes the new ones wait for the second round, and the others with them.
      yield* putTrack("a.mp3", { title: "a" })
      // So an album that gets a file is stored again whole.
      yield* putTrack("e.mp3", { title: "e", album: "Velvet", sound: 5 })
      yield* putTrack("b2.mp3", { title: "b2", album: "Velvet" })
      yield* scanClean()
      assert.deepInclude(yield* trackIds, before.tracks)
      assert.includeMembers(Object.values(yield* releaseIds), Object.values(before.releases))
      assert.equal(new Set(Object.values(yield* trackIds)).size, 6)
      yield* settled
    })
  ),
  {
    title: "[U18] one album by many artists is one release; so are discs with titles of their own",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* putTrack("Various/1.mp3", { album: "Hits", artist: "x" })
      yield* putTrack("Various/2.mp3", { album: "Hits", artist: "y" })
      yield* putTrack("Various/3.mp3", { artist: "z" })
      yield* putTrack("Box/CD1/1.mp3", { album: "Box one", disc: "1" })
      yield* putTrack("Box/CD2/1.mp3", { album: "Box two", disc: "2" })
      yield* scanClean()
      assert.deepEqual(yield* titles, [
        ["Box one", 2],
        ["Hits", 3]
      ])
      yield* settled
    })
  },
  {
    title: "[U18] [I6] an album of a directory is scanned, covered and deleted by itself",
    run: Effect.gen(function* () {
      yield* mixed("fingerprint")
      const { root } = yield* places
      const ids = yield* idsByTitle
      yield* scan({ directories: [`${root}/Mix/1.mp3`], force: true })
      assert.deepEqual(yield* idsByTitle, ids)
      const picture = { bytes: new Uint8Array([0xff, 0xd8, 0xff]), extension: "jpg" }
      const refused = yield* Effect.flip(withLibrary((cache) => cache.setReleaseCover(ids["Velvet"]!, picture)))
      assert.include(String(refused), "share their directory")
      assert.isTrue(yield* withLibrary((cache) => cache.deleteRelease(ids["Harbour"]!)))
      assert.deepEqual(Object.keys(yield* trackIds), ["Mix/1.mp3", "Mix/3.mp3", "Mix/4.mp3"])
    })
  }
]
