/** What every source that has a feed promises of it; one without a feed says so. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type FoldedChanges, isBelow } from "../../src/sources/fold-changes.ts"
import { type Entry, maxPageEntries, type Source } from "../../src/sources/source.ts"
import {
  begin,
  byId,
  bytes,
  entryAt,
  failsFor,
  fed,
  listed,
  manyBytes,
  readRange,
  type SourceCase,
  sourceCase,
  type World
} from "./source-case.ts"

/** A case of a feed. A source without one must have no cursor and refuse to tell changes. */
const feedCase = (title: string, body: (world: World, source: Source) => Effect.Effect<void, unknown>): SourceCase =>
  sourceCase(title, (world, source) =>
    source.capabilities.changes
      ? body(world, source)
      : Effect.gen(function* () {
          assert.isUndefined(yield* source.startCursor())
          yield* failsFor(Stream.runDrain(source.changes("1.1")), "unsupported")
        })
  )

/** What a caller knows after a feed, as the coordinator applies it. */
export const applyFeed = (known: ReadonlyMap<string, Entry>, changes: FoldedChanges): ReadonlyMap<string, Entry> => {
  const isGone = ({ id, path }: Entry): boolean =>
    changes.removedIds.has(id) || [...changes.removedFolders].some((folder) => isBelow(folder, path))
  return new Map([...[...known].filter(([, entry]) => !isGone(entry)), ...changes.upserts])
}

const known = (source: Source) => Effect.map(listed(source), byId)

const sorted = (entries: ReadonlyMap<string, Entry>): ReadonlyArray<Entry> =>
  [...entries.values()].sort((left, right) => (left.path < right.path ? -1 : 1))

/** After `happen`, what is known and the feed make what a listing shows; answers the feed. */
const agrees = (source: Source, happen: Effect.Effect<void>) =>
  Effect.gen(function* () {
    const before = yield* begin(source)
    yield* happen
    const changes = yield* fed(source, before.cursor)
    assert.deepEqual(sorted(applyFeed(before.known, changes)), sorted(yield* known(source)))
    return { ...changes, known: before.known }
  })

const small: ReadonlyArray<SourceCase> = [
  feedCase("nothing happened: a feed without entries, and where to go on", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", bytes("a"))
      const changes = yield* agrees(source, Effect.void)
      assert.strictEqual(changes.removedIds.size + changes.removedFolders.size, 0)
      const again = yield* fed(source, changes.next)
      assert.strictEqual(again.upserts.size + again.removedIds.size + again.removedFolders.size, 0)
    })
  ),
  feedCase("an added file is told, as it would be listed", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", bytes("a"))
      const changes = yield* agrees(source, world.put("x/b.mp3", bytes("b")))
      const entry = yield* entryAt(source, "x/b.mp3")
      assert.deepEqual(changes.upserts.get(entry.id), entry)
    })
  ),
  feedCase("a changed file is told with its new revision", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("x/a.mp3", bytes("old"))
      const { revision } = yield* entryAt(source, "x/a.mp3")
      const changes = yield* agrees(source, world.put("x/a.mp3", bytes("new")))
      const told = [...changes.upserts.values()].find(({ path }) => path === "x/a.mp3")
      assert.isDefined(told)
      assert.notStrictEqual(told?.revision, revision)
    })
  ),
  feedCase("a removed file is told", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("x/a.mp3", bytes("a"))
      yield* world.put("x/b.mp3", bytes("b"))
      const { id } = yield* entryAt(source, "x/a.mp3")
      const changes = yield* agrees(source, world.remove("x/a.mp3"))
      assert.isTrue(changes.removedIds.has(id))
    })
  ),
  feedCase("a moved file is told at its new place, and gone from the old", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("x/a.mp3", bytes("a"))
      const { id } = yield* entryAt(source, "x/a.mp3")
      const changes = yield* agrees(source, world.move("x/a.mp3", "y/b.mp3"))
      assert.strictEqual(changes.upserts.has(id), source.capabilities.stableIds)
      assert.strictEqual(changes.removedIds.has(id), !source.capabilities.stableIds)
    })
  ),
  feedCase("a removed folder takes all that was in it, and nothing beside it", (world, source) =>
    Effect.gen(function* () {
      for (const path of ["x/a.mp3", "x/y/b.mp3", "xy/c.mp3", "x.mp3"]) yield* world.put(path, bytes(path))
      const changes = yield* agrees(source, world.removeFolder("x"))
      const left = [...applyFeed(changes.known, changes).values()].map(({ path }) => path)
      assert.deepEqual(left.sort(), ["x.mp3", "xy/c.mp3"])
    })
  ),
  feedCase("a folder that was removed and made again holds what it holds now", (world, source) =>
    Effect.gen(function* () {
      for (const path of ["x/a.mp3", "x/b.mp3"]) yield* world.put(path, bytes(path))
      const again = Effect.andThen(world.removeFolder("x"), world.put("x/b.mp3", bytes("other")))
      const changes = yield* agrees(source, again)
      assert.deepEqual(
        [...applyFeed(changes.known, changes).values()].map(({ path }) => path),
        ["x/b.mp3"]
      )
    })
  ),
  feedCase("what came and went again is not there", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", bytes("a"))
      const changes = yield* agrees(source, Effect.andThen(world.put("b.mp3", bytes("b")), world.remove("b.mp3")))
      assert.strictEqual(changes.upserts.size, 0)
    })
  ),
  feedCase("what changed often is told as it is now", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", bytes("a"))
      const often = Effect.forEach([1, 2, 3, 4, 5], (times) => world.put("a.mp3", manyBytes(times)), { discard: true })
      const changes = yield* agrees(source, often)
      assert.deepEqual(
        [...changes.upserts.values()].map(({ sizeBytes }) => sizeBytes),
        [5]
      )
    })
  )
]

const cursors: ReadonlyArray<SourceCase> = [
  feedCase("feeds follow on each other", (world, source) =>
    Effect.gen(function* () {
      let { cursor } = yield* begin(source)
      for (const path of ["a.mp3", "b.mp3", "c.mp3"]) {
        yield* world.put(path, bytes(path))
        const changes = yield* fed(source, cursor)
        assert.deepEqual(
          [...changes.upserts.values()].map((entry) => entry.path),
          [path]
        )
        cursor = changes.next
      }
    })
  ),
  feedCase("[Y7] a cursor can be asked again, and tells the same and what came since", (world, source) =>
    Effect.gen(function* () {
      const { cursor } = yield* begin(source)
      yield* world.put("a.mp3", bytes("a"))
      const paths = Effect.map(fed(source, cursor), ({ upserts }) => [...upserts.values()].map(({ path }) => path).sort())
      assert.deepEqual(yield* paths, ["a.mp3"])
      assert.deepEqual(yield* paths, ["a.mp3"])
      yield* world.put("b.mp3", bytes("b"))
      assert.deepEqual(yield* paths, ["a.mp3", "b.mp3"])
    })
  ),
  feedCase("[Y3] what happens after the cursor was taken and before a listing is told by the feed", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", bytes("a"))
      const happen = Effect.andThen(world.put("b.mp3", bytes("b")), world.remove("a.mp3"))
      const { cursor, known: told } = yield* begin(source, happen)
      assert.deepEqual(
        [...told.values()].map(({ path }) => path),
        ["b.mp3"]
      )
      yield* world.put("c.mp3", bytes("c"))
      const changes = yield* fed(source, cursor)
      assert.deepEqual(sorted(applyFeed(told, changes)), sorted(yield* known(source)))
    })
  ),
  feedCase("a cursor holds for a source that is opened anew, with the same fingerprint", (world, source) =>
    Effect.gen(function* () {
      const { cursor } = yield* begin(source)
      yield* world.put("a.mp3", bytes("a"))
      const again = yield* Effect.scoped(
        Effect.gen(function* () {
          const opened = yield* world.open
          assert.strictEqual(opened.fingerprint, source.fingerprint)
          return yield* fed(opened, cursor)
        })
      )
      assert.strictEqual(again.upserts.size, 1)
    })
  ),
  feedCase("[Y2] a cursor that it never gave has expired, whatever it is", (_world, source) =>
    Effect.forEach(
      ["", "x", "0", "-1", "999999.999999", "https://example.org/sync/1", "\u0000", "a".repeat(5000)],
      (cursor) => failsFor(Stream.runDrain(source.changes(cursor)), "cursor-expired"),
      { discard: true }
    )
  ),
  feedCase("[Y2] a cursor that expired says so, and a new one does not", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", bytes("a"))
      const { cursor } = yield* begin(source)
      yield* world.expireCursors
      const error = yield* failsFor(Stream.runDrain(source.changes(cursor)), "cursor-expired")
      assert.isFalse(error.isRetryable)
      yield* fed(source, (yield* begin(source)).cursor)
    })
  )
]

const large: ReadonlyArray<SourceCase> = [
  feedCase("[Y3] many changes come in pages, and only the last tells where to go on", (world, source) =>
    Effect.gen(function* () {
      const { cursor } = yield* begin(source)
      const count = 1200
      yield* world.putAll(Array.from({ length: count }, (_, at) => `f/${at}.mp3`))
      const pages = yield* Stream.runCollect(source.changes(cursor))
      for (const page of pages) assert.isAtMost(page.upserts.length, maxPageEntries)
      assert.isAbove(pages.length, 1)
      assert.strictEqual((yield* fed(source, cursor)).upserts.size, count)
    })
  ),
  feedCase("a feed after many changes of every kind agrees with a listing, time and again", (world, source) =>
    Effect.gen(function* () {
      let { cursor, known: told } = yield* begin(source)
      for (let round = 0; round < 6; round++) {
        for (let at = 0; at < 8; at++) yield* world.put(`d${at % 3}/${round % 3}-${at}.mp3`, manyBytes(round * 10 + at))
        yield* world.remove(`d0/${round % 3}-0.mp3`)
        yield* world.move(`d1/${round % 3}-1.mp3`, `d2/moved-${round}.mp3`)
        if (round % 2 === 1) yield* world.removeFolder("d2")
        const changes = yield* fed(source, cursor)
        told = applyFeed(told, changes)
        cursor = changes.next
        const now = yield* known(source)
        assert.deepEqual(sorted(told), sorted(now))
        for (const { id, sizeBytes } of now.values()) assert.strictEqual((yield* readRange(source, id)).length, sizeBytes)
      }
    })
  ),
  feedCase("[Y15] a place that is gone fails, and tells no removals", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("a.mp3", bytes("a"))
      const { cursor } = yield* begin(source)
      yield* world.takeAway
      yield* failsFor(Stream.runDrain(source.changes(cursor)), "unavailable", "not-found")
      yield* world.bringBack
      assert.strictEqual((yield* fed(source, cursor)).removedIds.size, 0)
    })
  )
]

export const changesContract: ReadonlyArray<SourceCase> = [...small, ...cursors, ...large]
