/** The contract of `Files`: makeDirectory, remove, rename, watch. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { bytes, type FilesCase, failsWith, filesCase, text } from "./contract-case.ts"
import type { FileChange } from "./files.ts"

/** Takes changes until one is about `path`. */
const takeUntil = Effect.fnUntraced(function* (changes: Queue.Dequeue<FileChange>, path: string) {
  let change = yield* Queue.take(changes)
  while (change.path !== path && !change.overflow) change = yield* Queue.take(changes)
  assert.deepEqual(change, { path, overflow: false })
})

export const namingContract: ReadonlyArray<FilesCase> = [
  filesCase(
    "[T1] a directory is made with its parents, again without harm, and never in a file's place",
    ({ files, directory }) =>
      Effect.gen(function* () {
        yield* files.makeDirectory(`${directory}/a/b/c`)
        yield* files.makeDirectory(`${directory}/a/b/c`)
        yield* files.makeDirectory(directory)
        yield* files.writeAtomic(`${directory}/a/file`, bytes("1"))
        yield* failsWith(files.makeDirectory(`${directory}/a/file`), "exists")
        yield* failsWith(files.makeDirectory(`${directory}/a/file/below`), "not-a-directory")
        yield* failsWith(files.makeDirectory(`${directory}/a/file/far/below`), "not-a-directory")
        yield* failsWith(files.makeDirectory(`${directory}/${"x".repeat(256)}`), "name")
        yield* failsWith(files.makeDirectory("relative"), "name")
        const walk = yield* files.walk(directory)
        assert.deepEqual([[...walk.directories].sort(), walk.paths], [["a", "a/b", "a/b/c"], ["a/file"]])
      })
  ),
  filesCase(
    "[T1] removing takes a file or an empty directory, finds absence good, and keeps a full directory",
    ({ files, directory }) =>
      Effect.gen(function* () {
        yield* files.makeDirectory(`${directory}/folder`)
        yield* files.writeAtomic(`${directory}/folder/a`, bytes("a"))
        yield* failsWith(files.remove(`${directory}/folder`), "not-empty")
        yield* files.remove(`${directory}/folder/a`)
        yield* files.remove(`${directory}/folder/a`)
        yield* files.remove(`${directory}/folder`)
        yield* files.remove(`${directory}/folder/a`)
        assert.isUndefined(yield* files.stat(`${directory}/folder`))
        yield* failsWith(files.remove("relative"), "name")
      })
  ),
  filesCase("[I4] removing a link takes the link", ({ files, directory, fixtures: { links } }) =>
    Effect.gen(function* () {
      if (links === undefined) return
      yield* files.makeDirectory(`${directory}/folder`)
      yield* files.writeAtomic(`${directory}/folder/a`, bytes("a"))
      yield* links.symbolic("folder", `${directory}/alias`)
      yield* links.hard(`${directory}/folder/a`, `${directory}/hard`)
      yield* files.remove(`${directory}/alias`)
      yield* files.remove(`${directory}/hard`)
      assert.deepEqual((yield* files.walk(directory)).paths, ["folder/a"])
      assert.isFalse((yield* files.stat(`${directory}/folder/a`))?.linked)
    })
  ),
  filesCase("[I4] a file is renamed with content and time, and replaces nothing", ({ files, directory }) =>
    Effect.gen(function* () {
      yield* files.makeDirectory(`${directory}/folder`)
      const written = yield* files.writeAtomic(`${directory}/a`, bytes("a"))
      yield* files.writeAtomic(`${directory}/b`, bytes("b"))
      yield* failsWith(files.rename(`${directory}/a`, `${directory}/b`), "exists")
      yield* failsWith(files.rename(`${directory}/a`, `${directory}/folder`), "exists")
      yield* failsWith(files.rename(`${directory}/a`, `${directory}/a`), "exists")
      yield* failsWith(files.rename(`${directory}/missing`, `${directory}/c`), "not-found")
      yield* failsWith(files.rename(`${directory}/a`, `${directory}/missing/a`), "not-found")
      yield* failsWith(files.rename(`${directory}/a`, `${directory}/b/a`), "not-a-directory")
      yield* failsWith(files.rename(`${directory}/a`, `${directory}/${"x".repeat(256)}`), "name")
      yield* files.rename(`${directory}/a`, `${directory}/folder/é`)
      assert.deepEqual(yield* files.stat(`${directory}/folder/é`), written)
      assert.isUndefined(yield* files.stat(`${directory}/a`))
      assert.strictEqual(text(yield* files.readFile(`${directory}/b`)), "b")
    })
  ),
  filesCase(
    "[U9] a directory is renamed with all in it, into another too, but not onto one or into itself",
    ({ files, directory }) =>
      Effect.gen(function* () {
        yield* files.makeDirectory(`${directory}/from/deep/empty`)
        yield* files.makeDirectory(`${directory}/other`)
        yield* files.makeDirectory(`${directory}/void`)
        yield* files.writeAtomic(`${directory}/from/1`, bytes("1"))
        yield* files.writeAtomic(`${directory}/from/deep/2`, bytes("22"))
        yield* failsWith(files.rename(`${directory}/from`, `${directory}/void`), "exists")
        yield* failsWith(files.rename(`${directory}/from`, `${directory}/from/deep/inner`), "name")
        yield* files.rename(`${directory}/from`, `${directory}/other/to`)
        const walk = yield* files.walk(directory)
        assert.deepEqual([...walk.paths].sort(), ["other/to/1", "other/to/deep/2"])
        assert.deepEqual([...walk.directories].sort(), ["other", "other/to", "other/to/deep", "other/to/deep/empty", "void"])
        assert.strictEqual(text(yield* files.readFile(`${directory}/other/to/deep/2`)), "22")
      })
  ),
  filesCase(
    "[T1] a directory that was removed or renamed is gone for all that follows, and one that is made anew there holds what is put into it",
    ({ files, directory }) =>
      Effect.gen(function* () {
        const inside = `${directory}/a/b/file`
        for (const content of ["1", "2"]) {
          yield* files.makeDirectory(`${directory}/a/b`)
          yield* files.writeAtomic(inside, bytes(content))
          assert.strictEqual(text(yield* files.readFile(inside)), content)
          yield* files.rename(`${directory}/a/b`, `${directory}/${content}`)
          assert.isUndefined(yield* files.stat(inside))
          yield* failsWith(files.writeAtomic(inside, bytes("lost")), "not-found")
          yield* failsWith(files.rename(`${directory}/${content}/file`, inside), "not-found")
          yield* files.makeDirectory(`${directory}/a/b`)
          assert.isUndefined(yield* files.stat(inside))
          yield* files.writeAtomic(inside, bytes("anew"))
          for (const path of [inside, `${directory}/a/b`, `${directory}/a`]) yield* files.remove(path)
          assert.isUndefined(yield* files.stat(`${directory}/a/b`))
          yield* failsWith(files.walk(`${directory}/a/b`), "not-found")
          assert.strictEqual(text(yield* files.readFile(`${directory}/${content}/file`)), content)
        }
      })
  ),
  filesCase(
    "[U8] a rename that was cut off while the file had both names is completed, and takes no third name away",
    ({ files, directory, fixtures: { links } }) =>
      Effect.gen(function* () {
        if (links === undefined) return
        yield* files.makeDirectory(`${directory}/folder`)
        yield* files.writeAtomic(`${directory}/a`, bytes("a"))
        yield* links.hard(`${directory}/a`, `${directory}/folder/b`)
        yield* links.hard(`${directory}/a`, `${directory}/third`)
        yield* files.rename(`${directory}/a`, `${directory}/folder/b`)
        assert.deepEqual([...(yield* files.walk(directory)).paths].sort(), ["folder/b", "third"])
        yield* files.rename(`${directory}/third`, `${directory}/folder/c`)
        yield* files.rename(`${directory}/folder/c`, `${directory}/folder/b`)
        assert.deepEqual((yield* files.walk(directory)).paths, ["folder/b"])
        assert.isFalse((yield* files.stat(`${directory}/folder/b`))?.linked)
        assert.strictEqual(text(yield* files.readFile(`${directory}/folder/b`)), "a")
      })
  ),
  filesCase(
    "[I4] a file is not renamed away to its own path through a linked directory",
    ({ files, directory, fixtures: { links } }) =>
      Effect.gen(function* () {
        if (links === undefined) return
        yield* files.makeDirectory(`${directory}/real`)
        yield* files.writeAtomic(`${directory}/real/a`, bytes("a"))
        yield* links.hard(`${directory}/real/a`, `${directory}/real/b`)
        yield* links.symbolic(`${directory}/real`, `${directory}/link`)
        // Whether a disk calls that done or refuses it, both names stay.
        yield* Effect.exit(files.rename(`${directory}/link/a`, `${directory}/real/a`))
        assert.deepEqual([...(yield* files.walk(`${directory}/real`)).paths].sort(), ["a", "b"])
      })
  ),
  filesCase("[I6] only the case or the Unicode form of a name can be changed", ({ files, directory }) =>
    Effect.gen(function* () {
      for (const [from, to] of [
        ["track.mp3", "Track.mp3"],
        ["caf\u00E9", "cafe\u0301"]
      ] as const) {
        yield* files.writeAtomic(`${directory}/${from}`, bytes(to))
        yield* files.rename(`${directory}/${from}`, `${directory}/${to}`)
        assert.deepEqual((yield* files.walk(directory)).paths, [to])
        assert.strictEqual(text(yield* files.readFile(`${directory}/${to}`)), to)
        yield* files.remove(`${directory}/${to}`)
      }
    })
  ),
  filesCase(
    "[U21] a watch opens with an overflow, then tells changes in old and new directories; where there is none it is empty",
    ({ files, directory, fixtures }) =>
      Effect.gen(function* () {
        yield* files.makeDirectory(`${directory}/old`)
        yield* files.writeAtomic(`${directory}/old/a`, bytes("a"))
        const stream = files.watch(directory)
        if (!files.capabilities.watch) {
          assert.deepEqual(yield* Stream.runCollect(stream), [])
          return
        }
        const changes = yield* Queue.unbounded<FileChange>()
        const fiber = yield* Effect.forkChild(Stream.runForEach(stream, (change) => Queue.offer(changes, change)))
        assert.deepEqual(yield* Queue.take(changes), { path: directory, overflow: true })
        yield* fixtures.overwrite(`${directory}/old/a`, bytes("changed in place"))
        yield* takeUntil(changes, `${directory}/old/a`)
        yield* files.makeDirectory(`${directory}/new/deep`)
        yield* files.writeAtomic(`${directory}/new/deep/b`, bytes("b"))
        yield* takeUntil(changes, `${directory}/new/deep/b`)
        yield* files.writeAtomic(`${directory}/new/deep/b`, bytes("replaced"))
        yield* takeUntil(changes, `${directory}/new/deep/b`)
        yield* files.rename(`${directory}/new`, `${directory}/moved`)
        yield* takeUntil(changes, `${directory}/moved`)
        yield* files.writeAtomic(`${directory}/moved/deep/c`, bytes("c"))
        yield* takeUntil(changes, `${directory}/moved/deep/c`)
        yield* files.remove(`${directory}/old/a`)
        yield* takeUntil(changes, `${directory}/old/a`)
        yield* Fiber.interrupt(fiber)
      })
  ),
  filesCase("[U21] watching what is not there fails", ({ files, directory }) =>
    Effect.gen(function* () {
      if (!files.capabilities.watch) return
      yield* failsWith(Stream.runDrain(files.watch(`${directory}/missing`)), "not-found")
    })
  )
]
