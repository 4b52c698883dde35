/** What a source's settings make of it when it is opened. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { openSource } from "../src/sources/open-source.ts"
import type { Source } from "../src/sources/source.ts"

/** A directory that holds one song of 4 KB. */
const directory = mkdtempSync(join(tmpdir(), "deadwax-open-source-"))
writeFileSync(join(directory, "a.mp3"), new Uint8Array(4096))
afterAll(() => rmSync(directory, { recursive: true }))

const opened = (settings: Readonly<Record<string, unknown>>) => {
  const row = { no: 1, name: "NAS", kind: "directory", address: directory, policy: {}, addedAtUs: 0 }
  return openSource({ ...row, settings }, { environment: {} })
}

const readAll = (source: Source) =>
  Effect.scoped(Effect.flatMap(source.read({ id: "a.mp3" }), ({ bytes }) => Stream.runDrain(bytes)))

const onTestClock = <A, E>(body: Effect.Effect<A, E, Layer.Success<typeof runtimeLayer>>) =>
  body.pipe(Effect.provide(Layer.mergeAll(runtimeLayer, TestClock.layer())), Effect.runPromise)

test("[C10] S11: a source is read no faster than its settings say, and without a wait where they say nothing", () =>
  onTestClock(
    Effect.gen(function* () {
      yield* readAll(yield* opened({}))
      const fiber = yield* Effect.forkChild(readAll(yield* opened({ bytesPerSecond: 1024 })))
      let ms = 0
      for (; fiber.pollUnsafe() === undefined; ms += 50) yield* Effect.andThen(TestClock.adjust(50), Effect.yieldNow)
      expect(ms).toBeGreaterThanOrEqual(4000)
    })
  ))

test("[Y9] S11: twice as many bodies are open as files come at a time, and no more", () =>
  onTestClock(
    Effect.gen(function* () {
      const source = yield* opened({ concurrency: 1 })
      const reading = Effect.scoped(
        Effect.gen(function* () {
          yield* source.read({ id: "a.mp3" })
          open++
          return yield* Effect.never
        })
      )
      let open = 0
      const fibers = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(reading))
      while (open < 2) yield* Effect.yieldNow
      yield* readAll(yield* opened({}))
      expect(open).toBe(2)
      for (const fiber of fibers) fiber.interruptUnsafe()
    })
  ))
