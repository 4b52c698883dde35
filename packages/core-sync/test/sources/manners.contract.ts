/** What every source promises beside its answers: that it is what it says, keeps secrets, and leaves everything as it was. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { bytes, entryAt, failsFor, listed, pagesOf, readRange, type SourceCase, same, sourceCase } from "./source-case.ts"

export const mannersContract: ReadonlyArray<SourceCase> = [
  sourceCase("a place that is there passes its check", (world, source) =>
    Effect.gen(function* () {
      yield* source.check()
      yield* world.put("a.mp3", bytes("a"))
      yield* source.check()
    })
  ),
  sourceCase(
    "whatever is asked of a place that is gone fails, says what to do, and works again once it is back",
    (world, source) =>
      Effect.gen(function* () {
        yield* world.put("a.mp3", bytes("a"))
        const { id } = yield* entryAt(source, "a.mp3")
        yield* world.takeAway
        for (const call of [source.check(), Effect.scoped(source.read({ id })), pagesOf(source)]) {
          const error = yield* failsFor(call, "unavailable", "not-found")
          assert.isTrue(error.message.startsWith(`${source.name}: `), error.message)
          assert.match(error.remedy, /^[A-Z].*\.$/)
        }
        yield* world.bringBack
        yield* source.check()
        same(yield* readRange(source, id), bytes("a"))
      })
  ),
  sourceCase("[X6] neither name, address, fingerprint nor any failure holds a secret", (world, source) =>
    Effect.gen(function* () {
      const failures = [
        yield* failsFor(source.read({ id: "nothing" }), "not-found"),
        yield* failsFor(Stream.runDrain(source.changes("nothing")), "cursor-expired", "unsupported")
      ]
      yield* world.takeAway
      failures.push(yield* failsFor(source.check(), "unavailable", "not-found"))
      const said = [source.name, source.address, source.fingerprint, ...failures.flatMap(allTextOf)].join("\n")
      for (const secret of world.secrets) assert.isFalse(said.includes(secret), `${secret} is in ${said}`)
      yield* world.bringBack
    })
  ),
  sourceCase("another root has another fingerprint, and so cursors of its own", (world, source) =>
    Effect.gen(function* () {
      yield* world.put("in/a.mp3", bytes("a"))
      const below = yield* world.openBelow("in")
      assert.notStrictEqual(below.fingerprint, source.fingerprint)
      assert.strictEqual((yield* world.open).fingerprint, source.fingerprint)
    })
  ),
  sourceCase(
    "[Y15] the disk that it lies on, where it tells that, is the same to all who ask, whatever comes and goes there",
    (world, source) =>
      Effect.gen(function* () {
        const before = yield* source.disk()
        yield* world.put("x/a.mp3", bytes("a"))
        assert.strictEqual(yield* (yield* world.open).disk(), before)
      })
  ),
  sourceCase("[D12] after everything was asked, all is as it was", (world, source) =>
    Effect.gen(function* () {
      for (const path of ["a.mp3", "x/b.mp3"]) yield* world.put(path, bytes(path))
      const cursor = yield* source.startCursor()
      const before = yield* listed(source, cursor)
      if (cursor !== undefined) yield* Stream.runDrain(source.changes(cursor))
      for (const { id } of before.values()) {
        yield* source.head(id)
        yield* readRange(source, id, 1, 2)
      }
      yield* source.check()
      assert.deepEqual(yield* listed(source), before)
    })
  )
]

/** Whatever a failure could show: to people, in a log, as JSON, and in its causes. */
const allTextOf = (error: unknown): ReadonlyArray<string> => {
  if (typeof error !== "object" || error === null) return [String(error)]
  const own = Object.getOwnPropertyNames(error).map((key) => String(Reflect.get(error, key)))
  const cause: unknown = Reflect.get(error, "cause")
  return [String(error), JSON.stringify(error), ...own, ...(cause === undefined ? [] : allTextOf(cause))]
}
