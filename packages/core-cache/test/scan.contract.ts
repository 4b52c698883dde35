/** What a scan promises, on every runtime: real files, real databases, the service as a program uses it. */
import { FileError, Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import {
  album,
  bytesOf,
  dump,
  equalsRebuild,
  init,
  move,
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

export const scanContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[U1] a first scan finds all, a second one changes nothing and writes nothing to the cache",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      const first = yield* scanClean()
      assert.deepEqual(first.releases, { added: 2, updated: 0, removed: 0, unchanged: 0 })
      assert.deepEqual(first.tracks, { added: 3, updated: 0, removed: 0, unchanged: 0 })
      const before = yield* sequence
      const second = yield* scanClean()
      assert.deepEqual(second.releases, { ...noChange, unchanged: 2 })
      assert.deepEqual(second.tracks, { ...noChange, unchanged: 3 })
      assert.equal(yield* sequence, before)
      const [harbour, velvet] = yield* dump
      assert.equal(harbour!.title, "Harbour")
      assert.deepEqual(harbour!.artists.main, [{ name: "Ana Łuk", alias: false }])
      assert.equal(velvet!.releaseDate, "1989-03-01")
      assert.deepEqual(velvet!.genres, ["Dream Pop"])
      assert.deepEqual(velvet!.labels, ["Moss"])
      assert.deepEqual(
        velvet!.tracks!.map((track) => [track.title, track.trackNumber, track.trackTotal]),
        [
          ["One", "1", 2],
          ["Two", "2", 2]
        ]
      )
      assert.equal(velvet!.tracks![0]!.format, "mp3")
    })
  },
  {
    title: "[U2] a changed file is read again, the others are not; --force reads all",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* scanClean()
      yield* putTrack("Velvet/02.mp3", { ...album, title: "Two (Live)", track: "2" })
      const changed = yield* scanClean()
      assert.deepEqual(changed.tracks, { added: 0, updated: 1, removed: 0, unchanged: 2 })
      assert.deepEqual(changed.releases, { added: 0, updated: 1, removed: 0, unchanged: 1 })
      assert.deepEqual(
        (yield* dump)[1]!.tracks!.map((track) => track.title),
        ["One", "Two (Live)"]
      )
      assert.deepEqual((yield* scanClean({ force: true })).tracks, { added: 0, updated: 3, removed: 0, unchanged: 0 })
      yield* equalsRebuild
    })
  },
  {
    title: "[U2] only the named releases are looked at",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* scanClean()
      yield* removeAll("Harbour")
      yield* putTrack("Velvet/03.mp3", { ...album, title: "Three", track: "3", sound: 3 })
      const { root } = yield* places
      const report = yield* scanClean({ directories: [`${root}/Velvet`] })
      assert.deepEqual(report.tracks, { added: 1, updated: 0, removed: 0, unchanged: 2 })
      assert.equal((yield* dump).length, 2)
      const outside = yield* Effect.flip(scan({ directories: ["/elsewhere"] }))
      assert.equal((outside as { readonly reason?: string }).reason, "usage")
    })
  },
  {
    title: "[U7] a deleted file removes exactly its row, an emptied directory its release",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* scanClean()
      yield* removeAll("Velvet/01.mp3")
      const report = yield* scanClean()
      assert.deepEqual(report.tracks, { added: 0, updated: 0, removed: 1, unchanged: 2 })
      assert.deepEqual(Object.keys(yield* trackIds), ["Harbour/1.mp3", "Velvet/02.mp3"])
      yield* removeAll("Harbour")
      assert.deepEqual((yield* scanClean()).releases, { added: 0, updated: 0, removed: 1, unchanged: 1 })
      yield* equalsRebuild
      const found = yield* withLibrary((cache) => cache.search("Łuk"))
      assert.equal(found.total, 0)
    })
  },
  {
    title: "[U7] an absent root, or one without its marker, removes nothing and is said to be offline",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* scanClean()
      const marker = yield* bytesOf(".deadwax/library.toml")
      yield* files.remove(`${root}/.deadwax/library.toml`)
      const offline = yield* Effect.flip(scan())
      assert.equal((offline as { readonly reason?: string }).reason, "offline")
      assert.equal((yield* withLibrary((cache) => cache.status())).storage, "offline")
      assert.equal((yield* dump).length, 2)
      yield* put(".deadwax/library.toml", marker)
      assert.deepEqual((yield* scanClean()).tracks, { ...noChange, unchanged: 3 })
    })
  },
  {
    title: "[U15] broken files are named, the rest goes on, and they are not read again until they change",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* put("Velvet/broken.mp3", new Uint8Array(5000).fill(7))
      yield* put("Velvet/empty.flac", new Uint8Array(0))
      const first = yield* scan()
      assert.equal(first.tracks.added, 3)
      assert.equal(first.failedTotal, 2)
      const { root } = yield* places
      assert.deepEqual(
        first.failed.map((failure) => failure.path),
        [`${root}/Velvet/broken.mp3`, `${root}/Velvet/empty.flac`]
      )
      assert.isTrue(first.failed.every((failure) => failure.message.length > 10))
      const before = yield* sequence
      const second = yield* scan()
      assert.deepEqual(second.failed, first.failed)
      assert.equal(yield* sequence, before)
      yield* putTrack("Velvet/broken.mp3", { ...album, title: "Mended", track: "3" })
      yield* removeAll("Velvet/empty.flac")
      const mended = yield* scanClean()
      assert.equal(mended.tracks.added, 1)
      assert.equal((yield* withLibrary((cache) => cache.status())).failedTotal, 0)
    })
  },
  {
    title:
      "[U15] a file whose id cannot be written is told once, until there is something else to say; it is in the library, and known when it moves",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* init("tags", "nested")
      yield* twoReleases
      const scanRefusing = (path: string, reason: "permission" | "read-only") => {
        const writeAtomic: typeof files.writeAtomic = (target, content, options) =>
          target === `${root}/${path}`
            ? Effect.fail(new FileError({ reason, operation: "write", path: target }))
            : files.writeAtomic(target, content, options)
        return Effect.provideService(scan({ workers: 0 }), Files, Files.of({ ...files, writeAtomic }))
      }
      const first = yield* scanRefusing("Velvet/01.mp3", "permission")
      assert.deepEqual(
        [first.tracks.added, first.failedTotal, first.failed.map(({ path, reason }) => [path, reason])],
        [3, 1, [[`${root}/Velvet/01.mp3`, "read-only"]]]
      )
      const before = yield* trackIds
      assert.deepInclude(yield* scanRefusing("Velvet/01.mp3", "permission"), { failed: [], failedTotal: 0 })
      assert.equal((yield* withLibrary((cache) => cache.status())).failedTotal, 1)
      assert.equal((yield* scanRefusing("Velvet/01.mp3", "read-only")).failedTotal, 1)
      yield* move("Velvet/01.mp3", "Velvet/x.mp3")
      assert.equal((yield* scanRefusing("Velvet/x.mp3", "read-only")).failedTotal, 1)
      assert.equal((yield* trackIds)["Velvet/x.mp3"], before["Velvet/01.mp3"])
      yield* scanClean()
      assert.equal((yield* withLibrary((cache) => cache.status())).failedTotal, 0)
      assert.equal((yield* trackIds)["Velvet/x.mp3"], before["Velvet/01.mp3"])
    })
  },
  {
    title: "[U15] a file that became unreadable audio loses its row, not its id",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* scanClean()
      const before = yield* trackIds
      const good = yield* bytesOf("Velvet/02.mp3")
      yield* put("Velvet/02.mp3", new Uint8Array(4000).fill(1))
      assert.equal((yield* scan()).tracks.removed, 1)
      yield* put("Velvet/02.mp3", good)
      yield* scanClean()
      assert.deepEqual(yield* trackIds, before)
    })
  },
  {
    title: "[U16] a release's fields do not depend on which file changed last",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "flat")
      yield* putTrack("A/b.mp3", { title: "Second", track: "2", album: "From two", label: "Two" })
      yield* putTrack("A/a.mp3", { title: "First", track: "1", album: "From one" })
      yield* scanClean()
      yield* putTrack("A/b.mp3", { title: "Second", track: "2", album: "From two, changed", label: "Two", date: "2001" })
      yield* scanClean()
      const [release] = yield* dump
      assert.equal(release!.title, "From one")
      assert.deepEqual(release!.labels, ["Two"])
      assert.equal(release!.releaseDate, "2001")
      yield* equalsRebuild
    })
  },
  {
    title: "[U18] nested: discs merge, loose files group by album, containers are none",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* putTrack("Artist/Box/CD1/1.mp3", { album: "Box", disc: "1", track: "1", title: "a" })
      yield* putTrack("Artist/Box/CD2/1.mp3", { album: "Box", disc: "2", track: "1", title: "b" })
      yield* putTrack("one.mp3", { album: "Loose", title: "x", track: "1" })
      yield* putTrack("two.mp3", { album: "Loose", title: "y", track: "2" })
      yield* putTrack("alone.mp3", { title: "z" })
      yield* scanClean()
      const releases = yield* dump
      assert.deepEqual(
        releases.map((release) => [release.title, release.type, release.discTotal, release.trackTotal]),
        [
          ["Box", "unknown", 2, 2],
          ["Unknown Release", "loosetrack", 1, 1],
          ["Loose", "loosetrack", 1, 2]
        ]
      )
      assert.deepEqual((yield* scanClean()).releases, { ...noChange, unchanged: 3 })
      yield* putTrack("three.mp3", { album: "Loose", title: "w", track: "3" })
      assert.deepEqual((yield* scanClean()).releases, { added: 0, updated: 1, removed: 0, unchanged: 2 })
      yield* removeAll("one.mp3")
      yield* scanClean()
      yield* equalsRebuild
    })
  },
  {
    title: "[U19] a cover that comes and goes",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* scanClean()
      yield* put("Velvet/Cover.JPG", new Uint8Array([0xff, 0xd8, 0xff]))
      assert.equal((yield* scanClean()).releases.updated, 1)
      const { root } = yield* places
      assert.equal((yield* dump)[1]!.coverPath, `${root}/Velvet/Cover.JPG`)
      yield* removeAll("Velvet/Cover.JPG")
      yield* scanClean()
      assert.isNull((yield* dump)[1]!.coverPath)
    })
  }
]
