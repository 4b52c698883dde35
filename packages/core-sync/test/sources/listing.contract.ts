/** What every source promises of its listing. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { maxPageEntries } from "../../src/sources/source.ts"
import { bytes, entryAt, failsFor, listed, listedPaths, pagesOf, type SourceCase, sourceCase } from "./source-case.ts"

const shape: ReadonlyArray<SourceCase> = [
  sourceCase("an empty place is one complete page without entries", (_world, source) =>
    Effect.gen(function* () {
      const pages = yield* pagesOf(source)
      assert.deepEqual(pages, [{ entries: [], problems: [], complete: true }])
    })
  ),
  sourceCase("files of the root and of every folder are listed by their paths", (world, source) =>
    Effect.gen(function* () {
      for (const path of ["a.mp3", "x/b.mp3", "x/y/c.mp3", "z/d.flac"]) yield* world.put(path, bytes(path))
      assert.deepEqual(yield* listedPaths(source), ["a.mp3", "x/b.mp3", "x/y/c.mp3", "z/d.flac"])
    })
  ),
  sourceCase("folders are no entries, empty or not", (world, source) =>
    Effect.gen(function* () {
      yield* world.makeFolder("empty/inner")
      yield* world.put("full/a.mp3", bytes("a"))
      assert.deepEqual(yield* listedPaths(source), ["full/a.mp3"])
    })
  ),
  sourceCase("many entries come in pages, each once, and only the last page is complete", (world, source) =>
    Effect.gen(function* () {
      const paths = Array.from({ length: 2100 }, (_, at) => `f/${String(at).padStart(4, "0")}.mp3`)
      yield* world.putAll(paths)
      const pages = yield* pagesOf(source)
      assert.isAbove(pages.length, 1)
      for (const page of pages) assert.isAtMost(page.entries.length, maxPageEntries)
      assert.deepEqual(
        pages.map(({ complete }) => complete),
        pages.map((_, at) => at === pages.length - 1)
      )
      assert.deepEqual(yield* listedPaths(source), paths)
    })
  ),
  sourceCase("thirty folders inside each other are gone through", (world, source) =>
    Effect.gen(function* () {
      const path = `${Array.from({ length: 30 }, (_, at) => `d${at}`).join("/")}/a.mp3`
      yield* world.put(path, bytes("a"))
      assert.deepEqual(yield* listedPaths(source), [path])
    })
  ),
  sourceCase("a listing can be run again, and sees what came and went", (world, source) =>
    Effect.gen(function* () {
      const listing = source.list()
      const count = Effect.map(Stream.runCollect(listing), (pages) => pages.flatMap((page) => page.entries).length)
      yield* world.put("a.mp3", bytes("a"))
      assert.strictEqual(yield* count, 1)
      yield* world.put("b.mp3", bytes("b"))
      assert.strictEqual(yield* count, 2)
      yield* world.remove("a.mp3")
      assert.strictEqual(yield* count, 1)
    })
  ),
  sourceCase("two listings at once do not disturb each other", (world, source) =>
    Effect.gen(function* () {
      yield* world.putAll(Array.from({ length: 30 }, (_, at) => `d${at % 5}/${at}.mp3`))
      const [left, right] = yield* Effect.all([listedPaths(source), listedPaths(source)], { concurrency: 2 })
      assert.strictEqual(left.length, 30)
      assert.deepEqual(left, right)
    })
  ),
  sourceCase("a listing that was interrupted leaves the source as it was", (world, source) =>
    Effect.gen(function* () {
      yield* world.putAll(Array.from({ length: 30 }, (_, at) => `d${at % 5}/${at}.mp3`))
      const fiber = yield* Effect.forkChild(pagesOf(source))
      yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
      yield* Stream.runDrain(Stream.take(source.list(), 1))
      assert.strictEqual((yield* listedPaths(source)).length, 30)
    })
  )
]

const described: ReadonlyArray<SourceCase> = [
  sourceCase("sizes are told, of empty files too", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", bytes("12345"))
      yield* world.put("empty.mp3", new Uint8Array())
      const entries = yield* listed(source)
      assert.deepEqual([entries.get("a.mp3")?.sizeBytes, entries.get("empty.mp3")?.sizeBytes], [5, 0])
    })
  ),
  sourceCase("times are told in microseconds, as exactly as the place keeps them", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", bytes("a"))
      const { modifiedAtUs } = yield* entryAt(source, "a.mp3")
      const step = world.limits.timeStepUs
      const expected = Math.floor((yield* world.modifiedAtUs("a.mp3")) / step) * step
      assert.strictEqual(modifiedAtUs, expected)
    })
  ),
  sourceCase("an id stays while nothing happens, and so does a revision", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("x/a.mp3", bytes("a"))
      assert.deepEqual(yield* entryAt(source, "x/a.mp3"), yield* entryAt(yield* world.open, "x/a.mp3"))
    })
  ),
  sourceCase("new content of another size has another revision and the same id", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", bytes("old"))
      const before = yield* entryAt(source, "a.mp3")
      yield* world.put("a.mp3", bytes("newer"))
      const after = yield* entryAt(source, "a.mp3")
      assert.notStrictEqual(after.revision, before.revision)
      assert.strictEqual(after.id, before.id)
    })
  ),
  sourceCase("new content of the same size has another revision", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", bytes("old"))
      const before = yield* entryAt(source, "a.mp3")
      yield* world.put("a.mp3", bytes("new"))
      assert.notStrictEqual((yield* entryAt(source, "a.mp3")).revision, before.revision)
    })
  ),
  sourceCase("a hash, where there is one, is of the content and follows it", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", bytes("same"))
      yield* world.put("b.mp3", bytes("same"))
      yield* world.put("c.mp3", bytes("other"))
      const entries = yield* listed(source)
      const [a, b, c] = ["a.mp3", "b.mp3", "c.mp3"].map((path) => entries.get(path)?.hash)
      if (!source.capabilities.hashes) assert.deepEqual([a, b, c], [null, null, null])
      else {
        assert.deepEqual(a, b)
        assert.notDeepEqual(a, c)
        assert.match(a?.hex ?? "", /^[0-9a-f]{32,64}$/)
      }
    })
  ),
  sourceCase("what was moved is listed at its new place alone, under its old id where ids are stable", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("x/a.mp3", bytes("a"))
      const before = yield* entryAt(source, "x/a.mp3")
      yield* world.move("x/a.mp3", "y/b.mp3")
      const entries = yield* listed(source)
      assert.deepEqual([...entries.keys()], ["y/b.mp3"])
      assert.strictEqual(entries.get("y/b.mp3")?.id === before.id, source.capabilities.stableIds)
    })
  ),
  sourceCase("the folder of a source is its whole world", (world) =>
    Effect.gen(function* () {
      yield* world.put("in/a.mp3", bytes("a"))
      yield* world.put("in/x/b.mp3", bytes("b"))
      yield* world.put("inner/c.mp3", bytes("c"))
      assert.deepEqual(yield* listedPaths(yield* world.openBelow("in")), ["a.mp3", "x/b.mp3"])
    })
  )
]

const absent: ReadonlyArray<SourceCase> = [
  sourceCase("[Y15] a place that is gone fails, and is no empty listing", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", bytes("a"))
      yield* world.takeAway
      yield* failsFor(pagesOf(source), "unavailable", "not-found")
      yield* world.bringBack
      assert.deepEqual(yield* listedPaths(source), ["a.mp3"])
    })
  )
]

export const listingContract: ReadonlyArray<SourceCase> = [...shape, ...described, ...absent]
