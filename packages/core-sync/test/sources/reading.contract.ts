/** What every source promises of reading an entry, and of asking for one. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import {
  bytes,
  collectBytes,
  entryAt,
  failsFor,
  listed,
  manyBytes,
  readRange,
  type SourceCase,
  same,
  sourceCase
} from "./source-case.ts"

const content = manyBytes(10_000)

/** One range of one file, read as every caller must. */
const rangeCase = (title: string, from: number, to: number | undefined): SourceCase =>
  sourceCase(`reading ${title}`, (world, source) =>
    Effect.gen(function* () {
      yield* world.put("x/a.mp3", content)
      const { id } = yield* entryAt(source, "x/a.mp3")
      same(yield* readRange(source, id, from, to), content.slice(from, to))
    })
  )

const ranges: ReadonlyArray<SourceCase> = [
  rangeCase("a whole file", 0, undefined),
  rangeCase("from the middle to the end", 4321, undefined),
  rangeCase("a head", 0, 100),
  rangeCase("a part in the middle", 1234, 5678),
  rangeCase("a single byte", 9999, 10_000),
  rangeCase("up to beyond the end gives what is there", 9000, 20_000),
  rangeCase("at the end gives nothing", 10_000, undefined),
  rangeCase("beyond the end gives nothing", 12_000, 13_000),
  rangeCase("an empty range gives nothing", 500, 500)
]

const whole: ReadonlyArray<SourceCase> = [
  sourceCase("reading an empty file gives nothing", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", new Uint8Array())
      const { id } = yield* entryAt(source, "a.mp3")
      same(yield* readRange(source, id), new Uint8Array())
      same(yield* readRange(source, id, 0, 10), new Uint8Array())
    })
  ),
  sourceCase("bytes come with the size of the whole and the revision of the listing", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", content)
      const entry = yield* entryAt(source, "a.mp3")
      for (const range of [{}, { from: 10, to: 20 }, { from: 10_000 }]) {
        const opened = yield* source.read({ id: entry.id, ...range })
        assert.deepEqual([opened.totalBytes, opened.revision], [10_000, entry.revision])
        yield* Stream.runDrain(opened.bytes)
      }
    })
  ),
  sourceCase("megabytes arrive whole, in chunks that stay as they are", (world, source) =>
    Effect.gen(function* () {
      const large = manyBytes(3_000_001)
      yield* world.put("large.flac", large)
      const { id } = yield* entryAt(source, "large.flac")
      const opened = yield* source.read({ id })
      same(yield* collectBytes(opened), large)
    })
  ),
  sourceCase("a read that is given up leaves the source as it was", (world, source) =>
    Effect.gen(function* () {
      const large = manyBytes(2_000_000)
      yield* world.put("large.flac", large)
      const { id } = yield* entryAt(source, "large.flac")
      for (let round = 0; round < 5; round++)
        yield* Effect.scoped(Effect.flatMap(source.read({ id }), ({ bytes: some }) => Stream.runDrain(Stream.take(some, 1))))
      yield* Effect.scoped(source.read({ id }))
      same(yield* readRange(source, id), large)
    })
  ),
  sourceCase("many reads at once each get their own bytes", (world, source) =>
    Effect.gen(function* () {
      const paths = Array.from({ length: 24 }, (_, at) => `d/${at}.mp3`)
      for (const path of paths) yield* world.put(path, bytes(path.repeat(500)))
      const entries = yield* listed(source)
      yield* Effect.forEach(
        paths,
        (path) => Effect.map(readRange(source, entries.get(path)?.id ?? ""), (got) => same(got, bytes(path.repeat(500)))),
        { concurrency: 8 }
      )
    })
  )
]

const revisions: ReadonlyArray<SourceCase> = [
  sourceCase("a read of the revision that is there succeeds", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", content)
      const { id, revision } = yield* entryAt(source, "a.mp3")
      same(yield* Effect.scoped(Effect.flatMap(source.read({ id, revision }), collectBytes)), content)
    })
  ),
  sourceCase("a read of a revision that went fails as changed, before the first byte", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", content)
      const { id, revision } = yield* entryAt(source, "a.mp3")
      yield* world.put("a.mp3", manyBytes(9000))
      yield* failsFor(source.read({ id, revision }), "changed")
      yield* failsFor(source.read({ id, revision, from: 100, to: 200 }), "changed")
      yield* failsFor(source.read({ id, revision, from: 9500 }), "changed")
    })
  ),
  sourceCase("a read of what was removed fails as not found", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", content)
      const { id, revision } = yield* entryAt(source, "a.mp3")
      yield* world.remove("a.mp3")
      yield* failsFor(source.read({ id }), "not-found")
      yield* failsFor(source.read({ id, revision }), "not-found")
    })
  )
]

/** Ids that no source gave, some of which would lead elsewhere if they were taken for paths. */
const foreignIds = [
  "",
  "nothing.mp3",
  "x",
  "x/",
  "../outside.mp3",
  "x/../../outside.mp3",
  "/etc/passwd",
  "..",
  ".",
  "x//a.mp3",
  "x/./a.mp3",
  "\u0000"
]

const asked: ReadonlyArray<SourceCase> = [
  sourceCase("an entry that is asked for is as it is listed", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("x/a.mp3", content)
      const entry = yield* entryAt(source, "x/a.mp3")
      assert.deepEqual(yield* source.head(entry.id), entry)
    })
  ),
  sourceCase("an entry that is asked for is as it is now, and undefined once it went", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", content)
      const { id, revision } = yield* entryAt(source, "a.mp3")
      yield* world.put("a.mp3", bytes("other"))
      const now = yield* source.head(id)
      assert.strictEqual(now?.sizeBytes, 5)
      assert.notStrictEqual(now?.revision, revision)
      yield* world.remove("a.mp3")
      assert.isUndefined(yield* source.head(id))
    })
  ),
  sourceCase("ids that it never gave lead to nothing, and nowhere else", (world) =>
    Effect.gen(function* () {
      yield* world.put("in/x/a.mp3", content)
      yield* world.put("outside.mp3", content)
      const source = yield* world.openBelow("in")
      for (const id of foreignIds) {
        assert.isUndefined(yield* source.head(id), JSON.stringify(id))
        yield* failsFor(source.read({ id }), "not-found")
      }
    })
  )
]

export const readingContract: ReadonlyArray<SourceCase> = [...ranges, ...whole, ...revisions, ...asked]
