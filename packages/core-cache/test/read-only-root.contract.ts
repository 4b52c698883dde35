/** A library on a root that nothing can be written to: library.db keeps the file system that it lies on in the marker's stead. */
import { FileError, Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { examineLibrary, initLibrary, type Library, LibraryCache, layer } from "../src/index.ts"
import { album, places, putTrack, type World } from "./world.ts"

/** Below the root nothing can be written, and `disk` is what is mounted there. */
const mounted = (disk: string | undefined) =>
  Effect.gen(function* () {
    const files = yield* Files
    const { root } = yield* places
    const refused = (operation: string, path: string) => Effect.fail(new FileError({ reason: "read-only", operation, path }))
    const isInside = (path: string): boolean => path.startsWith(`${root}/`)
    return Files.of({
      ...files,
      makeDirectory: (path) => (isInside(path) ? refused("makeDirectory", path) : files.makeDirectory(path)),
      writeAtomic: (path, content, options) =>
        isInside(path) ? refused("writeAtomic", path) : files.writeAtomic(path, content, options),
      remove: (path) => (isInside(path) ? refused("remove", path) : files.remove(path)),
      rename: (from, to, options) => (isInside(from) ? refused("rename", from) : files.rename(from, to, options)),
      deviceOf: () => Effect.succeed(disk)
    })
  })

const on = <A, E>(disk: string | undefined, use: Effect.Effect<A, E, World>) =>
  Effect.flatMap(mounted(disk), (files) => Effect.provideService(use, Files, files))

const initHere = (registered: ReadonlyArray<Library> = [], identity: Library["identity"] = "fingerprint") =>
  Effect.gen(function* () {
    const { root, libraryPath } = yield* places
    return yield* initLibrary({ root, identity, registered, libraryPath: () => libraryPath })
  })

const using = <A, E>(library: Library, use: Effect.Effect<A, E, LibraryCache | World>) =>
  Effect.gen(function* () {
    const { cachePath, libraryPath } = yield* places
    return yield* Effect.provide(use, layer({ library, cachePath, libraryPath }), { local: true })
  })

const scanning = (library: Library) =>
  using(
    library,
    Effect.flatMap(LibraryCache, (cache) => cache.scan())
  )

const music = Effect.all([
  putTrack("Velvet/01.mp3", { ...album, title: "One" }),
  putTrack("Velvet/02.mp3", { ...album, title: "Two" })
])

export const readOnlyRootContract: ReadonlyArray<ContractCase<World>> = [
  {
    title:
      "[I1] a read-only root is a library in fingerprint: scans know it by its file system, and another one there is offline",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* music
      const library = yield* on("disk one", initHere())
      assert.deepEqual((yield* on("disk one", scanning(library))).tracks, { added: 2, updated: 0, removed: 0, unchanged: 0 })
      for (const disk of ["disk two", undefined]) {
        const refused = yield* Effect.flip(on(disk, scanning(library)))
        assert.equal(refused._tag === "CacheError" ? refused.reason : refused, "offline")
        assert.match(refused.message, /^storage offline: what is at .*music is not the disk of this library$/)
      }
      const status = using(
        library,
        Effect.flatMap(LibraryCache, (cache) => cache.status())
      )
      assert.equal((yield* on("disk two", status)).storage, "offline")
      assert.deepInclude(yield* on("disk one", status), { storage: "online", tracks: 2 })
      assert.deepEqual((yield* on("disk one", scanning(library))).tracks, { added: 0, updated: 0, removed: 0, unchanged: 2 })
      assert.deepEqual((yield* files.walk(root)).paths.toSorted(), ["Velvet/01.mp3", "Velvet/02.mp3"])
    })
  },
  {
    title: "[I1] [U7] an edit, doctor and a wait for the storage ask for the same file system",
    run: Effect.gen(function* () {
      const { cachePath, libraryPath } = yield* places
      yield* music
      const library = yield* on("disk one", initHere())
      yield* on("disk one", scanning(library))
      const edit = using(
        library,
        Effect.flatMap(LibraryCache, (cache) => cache.collages.create("Road Trip"))
      )
      assert.match((yield* Effect.flip(on("disk two", edit))).message, /is not the disk of this library/)
      assert.match((yield* Effect.flip(on("disk one", edit))).message, /read-only/)
      const online = using(
        library,
        Effect.flatMap(LibraryCache, (cache) => cache.checkOnline())
      )
      yield* on("disk one", online)
      yield* Effect.flip(on("disk two", online))
      const examine = examineLibrary({ library, cachePath, libraryPath })
      assert.deepEqual(yield* on("disk one", examine), [])
      assert.deepEqual(
        (yield* on("disk two", examine)).map(({ kind }) => kind),
        ["storage"]
      )
    })
  },
  {
    title: "[I1] init refuses a read-only root in mode tags, an empty one, and one whose file system cannot be told",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* files.makeDirectory(root)
      const empty = yield* Effect.flip(on("disk one", initHere()))
      assert.deepInclude(empty, { reason: "offline" })
      yield* music
      const unnamed = yield* Effect.flip(on(undefined, initHere()))
      assert.match(unnamed.message, /its file system cannot be told from others/)
      const tags = yield* Effect.flip(on("disk one", initHere([], "tags")))
      assert.match(tags.message, /library\.toml cannot be written \(read-only\)/)
      assert.match(tags.remedy, /Identity fingerprint needs none/)
    })
  },
  {
    title: "[I1] init again: known here, on another disk known anew, moved with its disk, and one place of it at a time",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* music
      const library = yield* on("disk one", initHere())
      assert.match((yield* Effect.flip(on("disk one", initHere([library])))).message, /is a library already/)
      assert.deepEqual(yield* on("disk two", initHere([library])), library)
      assert.deepEqual((yield* on("disk two", scanning(library))).tracks.added, 2)
      const before = { ...library, root: `${root} before` }
      assert.deepEqual(yield* on("disk two", initHere([before])), library)
      assert.deepEqual((yield* on("disk two", scanning(library))).tracks.unchanged, 2)
      yield* files.makeDirectory(`${before.root}/Velvet`)
      assert.match((yield* Effect.flip(on("disk two", initHere([before])))).message, /is the directory of the library "music"/)
    })
  }
]
