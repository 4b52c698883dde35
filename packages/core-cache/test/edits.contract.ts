/** Edits of releases and tracks: the file first, then the cache; what is deleted can be restored. */
import { Files, Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import { type CacheError, defaultNaming, type LibraryCacheShape, type Release, type TrashedItem } from "../src/index.ts"
import {
  album,
  bytesOf,
  datafiles,
  dump,
  equalsRebuild,
  forget,
  init,
  noChange,
  places,
  put,
  putTrack,
  releaseIds,
  scanClean,
  trackIds,
  twoReleases,
  type World,
  wav,
  withLibrary
} from "./world.ts"

const jpeg = (byte: number): Uint8Array => new Uint8Array([0xff, 0xd8, 0xff, byte])

/** One call of the service. */
const call = <A>(use: (cache: LibraryCacheShape) => Effect.Effect<A, CacheError>) => withLibrary(use)

const trash: Effect.Effect<ReadonlyArray<TrashedItem>, unknown, World> = Effect.map(
  call((cache) => cache.listTrash()),
  (page) => page.items
)

/** Why a call is refused. */
const refusal = <A, R>(effect: Effect.Effect<A, unknown, R>) =>
  Effect.map(Effect.flip(effect), (error) => (error as CacheError).reason)

const textOf = (path: string) => Effect.map(bytesOf(path), (bytes) => new TextDecoder().decode(bytes))

const pathsBelow = Effect.gen(function* () {
  const files = yield* Files
  const { root } = yield* places
  return (yield* files.walk(root)).paths.filter((path) => !path.startsWith(".deadwax/")).sort()
})

/** Does something to cache.db while the library is closed. */
const toCache = (sql: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const { cachePath } = yield* places
      ;(yield* sqlite.open(cachePath)).exec(sql)
    })
  )

const noOneThere = Effect.gen(function* () {
  assert.isUndefined(yield* call((cache) => cache.setReleaseNew("nobody", true)))
  assert.isUndefined(yield* call((cache) => cache.setReleaseCover("nobody", null)))
  assert.isUndefined(yield* call((cache) => cache.restoreTrash("nobody")))
  assert.isFalse(yield* call((cache) => cache.deleteRelease("nobody")))
  assert.isFalse(yield* call((cache) => cache.deleteTrack("nobody")))
})

export const editsContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[A4] tags: a release is new or not in its datafile, whose other words stay; nothing else is written",
    run: Effect.gen(function* () {
      yield* init("tags", "flat")
      yield* put(
        "Velvet/.rose.one.toml",
        new TextEncoder().encode('# mine\nmood = "blue"\nnew = true\nadded_at = "2020-01-01T00:00:00+00:00"\n')
      )
      yield* twoReleases
      yield* scanClean()
      const before = yield* bytesOf("Velvet/01.mp3")
      assert.isFalse((yield* call((cache) => cache.setReleaseNew("one", false)))?.isNew)
      const text = yield* textOf("Velvet/.rose.one.toml")
      assert.equal(text, '# mine\nmood = "blue"\nnew = false\nadded_at = "2020-01-01T00:00:00+00:00"\n')
      assert.deepEqual(yield* bytesOf("Velvet/01.mp3"), before)
      assert.deepEqual(
        (yield* dump).map((release) => release.isNew),
        [true, false]
      )
      assert.isTrue((yield* call((cache) => cache.setReleaseNew("one", true)))?.isNew)
      assert.isTrue((yield* call((cache) => cache.setReleaseNew("one", true)))?.isNew)
      yield* equalsRebuild
      yield* noOneThere
    })
  },
  {
    title: "[U8] [A4] a release that is new no more loses [NEW] in its directory's name",
    run: Effect.gen(function* () {
      yield* init("tags", "flat")
      yield* twoReleases
      const named = (use: (cache: LibraryCacheShape) => Effect.Effect<unknown, CacheError>) => withLibrary(use, {}, defaultNaming)
      yield* named((cache) => cache.scan())
      const ids = yield* releaseIds
      const id = ids["The Satellite Reds - 1989. Velvet [NEW]"]!
      yield* named((cache) => cache.setReleaseNew(id, false))
      assert.equal((yield* releaseIds)["The Satellite Reds - 1989. Velvet"], id)
    })
  },
  {
    title:
      "[I1] fingerprint: whether a release is new is kept in library.db, also against a datafile, and nothing is written in the library",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* init("fingerprint", "flat")
      yield* put("Velvet/.rose.one.toml", new TextEncoder().encode('new = true\nadded_at = "2020-01-01T00:00:00+00:00"\n'))
      yield* twoReleases
      yield* scanClean()
      const before = yield* files.walk(root)
      for (const id of Object.values(yield* releaseIds)) {
        assert.isFalse((yield* call((cache) => cache.setReleaseNew(id, false)))?.isNew)
      }
      assert.deepEqual(yield* files.walk(root), before)
      yield* forget("cache")
      yield* scanClean({ force: true })
      assert.deepEqual(
        (yield* dump).map((release) => release.isNew),
        [false, false]
      )
      assert.equal((yield* dump)[1]?.addedAt, "2020-01-01T00:00:00+00:00")
    })
  },
  {
    title: "[U19] cover added: a file that appears is the release's cover; a directory of that name is none",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* init("tags", "flat")
      yield* twoReleases
      yield* scanClean()
      yield* put("Velvet/cover.jpg", jpeg(1))
      yield* files.makeDirectory(`${root}/Harbour/cover.jpg/deep`)
      yield* scanClean()
      assert.deepEqual(
        (yield* dump).map((release) => release.coverPath),
        [null, `${root}/Velvet/cover.jpg`]
      )
      yield* equalsRebuild
    })
  },
  {
    title: "[I4] [A4] a cover is set and removed; the old one goes to the trash and comes back",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* init("tags", "flat")
      yield* twoReleases
      yield* put("Velvet/front.png", jpeg(1))
      yield* put("Velvet/disc/folder.jpg", jpeg(2))
      yield* files.makeDirectory(`${root}/Harbour/cover.jpg`)
      yield* scanClean()
      const ids = yield* releaseIds
      const set = (name: string, picture: Uint8Array | null, extension = "jpg") =>
        call((cache) => cache.setReleaseCover(ids[name]!, picture === null ? null : { bytes: picture, extension }))
      assert.equal((yield* set("Velvet", jpeg(3)))?.coverPath, `${root}/Velvet/cover.jpg`)
      // Both may go within one millisecond, which no order is told of.
      assert.sameMembers(
        (yield* trash).map((item) => item.path),
        [`${root}/Velvet/disc/folder.jpg`, `${root}/Velvet/front.png`]
      )
      assert.equal((yield* set("Velvet", jpeg(4)))?.coverPath, `${root}/Velvet/cover.jpg`)
      assert.deepEqual(yield* bytesOf("Velvet/cover.jpg"), jpeg(4))
      assert.equal((yield* set("Harbour", jpeg(5)))?.coverPath, `${root}/Harbour/folder.jpg`)
      assert.isNull((yield* set("Velvet", null))?.coverPath)
      assert.isNull((yield* set("Velvet", null))?.coverPath)
      const [, , third] = yield* trash
      assert.deepEqual([third?.path, (yield* trash).length], [`${root}/Velvet/cover.jpg`, 4])
      assert.equal(yield* call((cache) => cache.restoreTrash(third!.id)), `${root}/Velvet/cover.jpg`)
      assert.deepEqual(yield* bytesOf("Velvet/cover.jpg"), jpeg(3))
      assert.equal((yield* dump)[1]?.coverPath, `${root}/Velvet/cover.jpg`)
      for (const [picture, extension] of [
        [jpeg(1), "exe"],
        [new Uint8Array(9), "png"],
        [new Uint8Array(0), "jpg"]
      ] as const) {
        assert.equal(yield* refusal(set("Velvet", picture, extension)), "usage")
      }
      const words = { bytes: new Uint8Array(9), extension: "jpg", path: "downloads/words.jpg" }
      const refused = yield* Effect.flip(call((cache) => cache.setReleaseCover(ids["Velvet"]!, words)))
      assert.match(`${refused}`, /downloads\/words\.jpg holds no picture/)
      yield* equalsRebuild
    })
  },
  {
    title: "[I4] [A4] a release and a track are deleted to the trash, and come back with their ids",
    run: Effect.gen(function* () {
      const { root } = yield* places
      yield* init("tags", "flat")
      yield* twoReleases
      yield* put("Velvet/notes.txt", new Uint8Array([1]))
      yield* scanClean()
      const [tracks, releases] = [yield* trackIds, yield* releaseIds]
      const before = yield* pathsBelow
      assert.isTrue(yield* call((cache) => cache.deleteTrack(tracks["Velvet/02.mp3"]!)))
      assert.isTrue(yield* call((cache) => cache.deleteRelease(releases["Velvet"]!)))
      assert.deepEqual(Object.keys(yield* releaseIds), ["Harbour"])
      assert.deepEqual(
        (yield* pathsBelow).filter((path) => !path.startsWith("Harbour/")),
        []
      )
      const [track, release] = yield* trash
      assert.deepEqual([track?.kind, release?.kind, release?.files], ["file", "directory", 3])
      assert.deepEqual((yield* scanClean()).releases, { ...noChange, unchanged: 1 })
      // The track first: its release's directory is not there.
      assert.equal(yield* call((cache) => cache.restoreTrash(release!.id)), `${root}/Velvet`)
      assert.equal(yield* call((cache) => cache.restoreTrash(track!.id)), `${root}/Velvet/02.mp3`)
      assert.deepEqual(yield* pathsBelow, before)
      assert.deepEqual([yield* trackIds, yield* releaseIds], [tracks, releases])
      assert.deepEqual(yield* trash, [])
      yield* equalsRebuild
    })
  },
  {
    title: "[I4] [U19] the lyrics beside a track go to the trash and come back with it, also of an album of a shared directory",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* putTrack("Both/1.mp3", { ...album, title: "a" })
      yield* putTrack("Both/2.mp3", { album: "Harbour", artist: "x", title: "b" })
      yield* putTrack("Both/3.mp3", { album: "Harbour", artist: "x", title: "c" })
      yield* put("Both/3.wav", wav(1))
      for (const number of [1, 2, 3]) yield* put(`Both/${number}.lrc`, new Uint8Array([0x30 + number]))
      yield* scanClean()
      const [tracks, releases] = [yield* trackIds, yield* releaseIds]
      const before = yield* pathsBelow
      const gone = Effect.map(pathsBelow, (paths) => before.filter((path) => !paths.includes(path)))
      assert.isTrue(yield* call((cache) => cache.deleteTrack(tracks["Both/1.mp3"]!)))
      assert.deepEqual(yield* gone, ["Both/1.lrc", "Both/1.mp3"])
      const [first] = yield* trash
      assert.equal(first?.files, 2)
      assert.equal((yield* trash).length, 1)
      yield* call((cache) => cache.restoreTrash(first!.id))
      assert.deepEqual([yield* gone, yield* trackIds], [[], tracks])
      // Another file of the same name stays and needs its lyrics.
      assert.isTrue(yield* call((cache) => cache.deleteTrack(tracks["Both/3.mp3"]!)))
      assert.deepEqual(yield* gone, ["Both/3.mp3"])
      const [third] = yield* trash
      yield* call((cache) => cache.restoreTrash(third!.id))
      assert.isTrue(yield* call((cache) => cache.deleteRelease(releases["Both/2.mp3"]!)))
      assert.deepEqual(yield* gone, ["Both/2.lrc", "Both/2.mp3", "Both/3.mp3"])
      const parts = yield* trash
      assert.deepEqual(parts.map(({ files }) => files).toSorted(), [1, 2])
      // Lyrics whose place is taken by then stay in the trash, as a thing of their own.
      yield* put("Both/2.lrc", new Uint8Array([0x39]))
      for (const { id } of parts) yield* call((cache) => cache.restoreTrash(id))
      assert.deepEqual(yield* gone, [])
      assert.deepEqual(yield* trackIds, tracks)
      assert.deepEqual(
        (yield* trash).map(({ path, files }) => [path.slice(-10), files]),
        [["Both/2.lrc", 1]]
      )
      assert.equal(yield* call((cache) => cache.emptyTrash()), 1)
    })
  },
  {
    title: "[I4] what another release lies in, and what lies loose, is deleted file by file",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* putTrack("A/1.mp3", { ...album, title: "a" })
      yield* putTrack("A/Bonus/1.mp3", { ...album, album: "Bonus", title: "b" })
      yield* putTrack("loose.mp3", { title: "loose" })
      yield* scanClean()
      const ids = yield* releaseIds
      assert.isTrue(yield* call((cache) => cache.deleteRelease(ids["A"]!)))
      assert.deepEqual(Object.keys(yield* releaseIds), ["A/Bonus", "loose.mp3"])
      assert.isTrue(yield* call((cache) => cache.deleteRelease(ids["loose.mp3"]!)))
      assert.deepEqual(Object.keys(yield* releaseIds), ["A/Bonus"])
      assert.equal((yield* datafiles).length, 1)
      assert.isUndefined(yield* call((cache) => cache.restoreTrash("../../etc")))
      yield* equalsRebuild
    })
  },
  {
    title: "[I4] what a scan that was cut off left without a place is not deleted: its row's number may be a directory's name",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* twoReleases
      yield* putTrack("Both/1.mp3", { ...album, title: "a" })
      yield* putTrack("Both/2.mp3", { ...album, title: "b" })
      yield* putTrack("Both/3.mp3", { album: "Harbour", artist: "x", title: "c" })
      yield* scanClean()
      const tracks = yield* trackIds
      const releases = yield* releaseIds
      for (let no = 1; no < 10; no++) yield* put(`${no}/notes.txt`, new Uint8Array([no]))
      const before = yield* pathsBelow
      yield* toCache("update tracks set source_path = '/' || no where title in ('One', 'a')")
      yield* toCache("update releases set source_path = '/' || no where source_path = 'Harbour'")
      const harbour = releases["Harbour"]!
      assert.equal(yield* refusal(call((cache) => cache.deleteTrack(tracks["Velvet/01.mp3"]!))), "usage")
      assert.equal(yield* refusal(call((cache) => cache.deleteRelease(harbour))), "usage")
      assert.equal(yield* refusal(call((cache) => cache.setReleaseCover(harbour, null))), "usage")
      assert.deepEqual(yield* pathsBelow, before)
      assert.isTrue(yield* call((cache) => cache.deleteRelease(releases["Both/1.mp3"]!)))
      assert.deepEqual(
        yield* pathsBelow,
        before.filter((path) => path !== "Both/2.mp3")
      )
      yield* scanClean()
      assert.equal((yield* trackIds)["Velvet/01.mp3"], tracks["Velvet/01.mp3"])
      assert.isTrue(yield* call((cache) => cache.deleteRelease(harbour)))
    })
  },
  {
    title: "[I4] what is restored replaces nothing; the trash is emptied for good, but for what it cannot tell",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { fixtures } = yield* ContractRoot
      const { root } = yield* places
      yield* init("tags", "flat")
      yield* twoReleases
      yield* scanClean()
      const tracks = yield* trackIds
      yield* call((cache) => cache.deleteTrack(tracks["Velvet/01.mp3"]!))
      yield* call((cache) => cache.deleteTrack(tracks["Velvet/02.mp3"]!))
      yield* putTrack("Velvet/01.mp3", { ...album, title: "Another" })
      const [first, second] = yield* trash
      assert.equal(yield* refusal(call((cache) => cache.restoreTrash(first!.id))), "usage")
      yield* fixtures.overwrite(`${root}/.deadwax/trash/${second!.id}/record.json`, new Uint8Array([123]))
      assert.equal(yield* refusal(call((cache) => cache.restoreTrash(second!.id))), "storage")
      assert.equal(yield* call((cache) => cache.emptyTrash()), 1)
      assert.deepEqual(yield* trash, [])
      assert.equal((yield* files.walk(`${root}/.deadwax/trash`)).directories.length, 1)
      assert.deepEqual(yield* call((cache) => cache.listTrash({ limit: 0 })), { items: [], total: 0, limit: 0, offset: 0 })
    })
  },
  {
    title: "[S4] an edit waits for the holder of the library, goes on when it is free, and gives up after ten seconds, naming it",
    run: Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const { libraryPath } = yield* places
      yield* init("tags", "flat")
      yield* twoReleases
      yield* scanClean()
      const id = (yield* releaseIds)["Velvet"]!
      const setLock = (columns: string) =>
        Effect.scoped(
          Effect.map(sqlite.open(libraryPath), (userDb) => userDb.exec(`update locks set ${columns} where name = 'scan'`))
        )
      yield* setLock("token = 'someone', host = 'another host', pid = 7, purpose = 'a scan', expires_us = 9000000000000000")
      const refused = yield* Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(Effect.flip(call((cache) => cache.setReleaseNew(id, false))))
        while (fiber.pollUnsafe() === undefined) yield* Effect.andThen(TestClock.adjust("500 millis"), Effect.yieldNow)
        assert.isAtLeast(yield* Effect.clockWith((clock) => clock.currentTimeMillis), 10_000)
        return yield* Fiber.join(fiber)
      }).pipe(Effect.provide(TestClock.layer()))
      assert.equal((refused as CacheError).reason, "busy")
      assert.include((refused as CacheError).message, "process 7 on another host")
      yield* setLock("token = null")
      // The scan holds the library when the edit begins.
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          const context = yield* Effect.context<World>()
          let edit: Fiber.Fiber<Release | undefined, CacheError> | undefined
          const start = () => {
            edit ??= Effect.runForkWith(context)(cache.setReleaseNew(id, false))
          }
          yield* cache.scan({ onProgress: start })
          assert.isFalse((yield* Fiber.join(edit!))?.isNew)
        })
      )
    })
  }
]
