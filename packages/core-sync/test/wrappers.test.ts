import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect, test } from "vitest"
import { SimulatedRemote } from "../src/sources/simulated/remote.ts"
import { simulatedSource } from "../src/sources/simulated/simulated-source.ts"
import type { Source } from "../src/sources/source.ts"
import { SourceError, type SourceErrorReason } from "../src/sources/source-error.ts"
import { decideWaitMs, usualRetries } from "../src/sources/wrappers/backoff.ts"
import { makeByteLimit } from "../src/sources/wrappers/byte-limit.ts"
import { type Fault, faulty } from "../src/sources/wrappers/faulty.ts"
import { limited } from "../src/sources/wrappers/limited.ts"
import { logged } from "../src/sources/wrappers/logged.ts"
import { pausing } from "../src/sources/wrappers/pausing.ts"
import { retrying } from "../src/sources/wrappers/retrying.ts"
import { SimClock } from "./sim/sim-clock.ts"
import { onTestClock } from "./sources/on-test-clock.ts"

const makeRemote = (): SimulatedRemote => {
  const remote = new SimulatedRemote({ pageEntries: 2 })
  for (const name of ["a", "b", "c", "d", "e"]) remote.put(`${name}.mp3`, new Uint8Array(200_000))
  return remote
}

const failing = (reason: SourceErrorReason, retryAfterMs?: number): Fault => ({
  kind: "fail",
  reason,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs })
})

/** Fails the first calls, as often as there are faults. */
const failsFirst = (source: Source, ...faults: ReadonlyArray<Fault>): Source => faulty(source, (_, call) => faults[call])

const paths = (source: Source) =>
  Effect.map(Stream.runCollect(source.list()), (pages) => pages.flatMap(({ entries }) => entries.map(({ path }) => path)))

describe("waits between attempts", () => {
  const waits = (askedMs?: number) =>
    Effect.runPromise(
      Effect.forEach([1, 2, 3, 4, 5], (failed) => decideWaitMs(usualRetries, failed, askedMs)).pipe(Random.withSeed("waits"))
    )

  test("[Y14] grow, are scattered, and end", async () => {
    const found = await waits()
    for (const [at, wait] of found.slice(0, 4).entries()) {
      expect(wait).toBeGreaterThanOrEqual(250 * 2 ** at)
      expect(wait).toBeLessThanOrEqual(500 * 2 ** at)
    }
    expect(found[4]).toBeUndefined()
    expect(await waits()).toEqual(found)
  })

  test("[Y14] are never shorter than was asked for, and one that is asked too long is none", async () => {
    expect((await waits(20_000)).slice(0, 4)).toEqual([20_000, 20_000, 20_000, 20_000])
    expect((await waits(60_001))[0]).toBeUndefined()
  })
})

describe("asking again", () => {
  test("[Y14] a failure that may pass is tried again on the injected clock; others are told at once", async () => {
    const source = makeRemote()
    const passes = retrying(failsFirst(simulatedSource(source), failing("unavailable"), failing("io")))
    const { value, atMs } = await onTestClock(passes.head("a.mp3"))
    expect(value).toMatchObject({ id: "a.mp3" })
    expect(atMs).toBeGreaterThanOrEqual(250 + 500)
    expect(source.calls.head).toBe(1)
    for (const reason of ["credentials", "not-found", "changed", "cursor-expired", "protocol", "certificate"] as const) {
      const told = await onTestClock(retrying(failsFirst(simulatedSource(makeRemote()), failing(reason))).check())
      expect(told.value).toMatchObject({ reason })
      expect(told.atMs).toBeLessThanOrEqual(250)
    }
  })

  test("[Y14] five failures are enough", async () => {
    const source = retrying(failsFirst(simulatedSource(makeRemote()), ...Array(5).fill(failing("unavailable"))))
    expect((await onTestClock(source.check())).value).toMatchObject({ reason: "unavailable" })
    const luckier = retrying(failsFirst(simulatedSource(makeRemote()), ...Array(4).fill(failing("unavailable"))))
    expect((await onTestClock(luckier.check())).value).toBeUndefined()
  })

  test("[Y14] a listing is asked for again until its first page, and not after that", async () => {
    const early = retrying(failsFirst(simulatedSource(makeRemote()), failing("unavailable")))
    expect((await onTestClock(paths(early))).value).toHaveLength(5)
    const late = retrying(failsFirst(simulatedSource(makeRemote()), { kind: "interrupt", after: 1 }))
    expect((await onTestClock(paths(late))).value).toMatchObject({ reason: "interrupted" })
  })
})

describe("leaving a source alone", () => {
  test("[Y14] Retry-After pauses everybody, not only who was told", async () => {
    const remote = makeRemote()
    const source = pausing(failsFirst(simulatedSource(remote), failing("rate-limited", 30_000)), 4)
    const { value, atMs } = await onTestClock(
      Effect.gen(function* () {
        yield* Effect.flip(source.check())
        expect(remote.calls.head).toBe(0)
        const all = yield* Effect.all([source.head("a.mp3"), Effect.map(paths(source), (list) => list.length)], {
          concurrency: 2
        })
        return all.length
      })
    )
    expect(value).toBe(2)
    expect(atMs).toBeGreaterThanOrEqual(30_000)
    expect(remote.calls.head).toBe(1)
  })

  test("[Y14] [Y17] a clock that is set, back or on, while a source wants to be left alone changes nothing about that", async () => {
    for (const days of [-365, 365]) {
      const clock = new SimClock(1_790_000_000_000)
      const source = pausing(failsFirst(simulatedSource(makeRemote()), failing("rate-limited", 30_000)), 4)
      const waiting = Effect.gen(function* () {
        yield* Effect.flip(source.check())
        clock.set(days * 86_400_000)
        const fiber = yield* Effect.forkChild(source.head("a.mp3"))
        yield* Effect.yieldNow
        expect(fiber.pollUnsafe(), `${days} days: it is left alone`).toBeUndefined()
        expect(clock.wakeNext()).toBe(true)
        yield* Fiber.join(fiber)
      })
      await Effect.runPromise(Effect.provideService(waiting, Clock.Clock, clock))
      expect(clock.monotonicTimeNanosUnsafe(), `${days} days`).toBe(30_000_000_000n)
    }
  })

  test("[Y14] nobody waits for hours: what is asked meanwhile fails at once, and says how long", async () => {
    const remote = makeRemote()
    const source = pausing(failsFirst(simulatedSource(remote), failing("rate-limited", 3_600_000)), 4)
    const { value, atMs } = await onTestClock(
      Effect.gen(function* () {
        yield* Effect.flip(Effect.scoped(source.read({ id: "a.mp3" })))
        yield* Effect.sleep(1000)
        const refused = yield* Effect.flip(source.check())
        expect(refused).toMatchObject({ reason: "rate-limited", retryAfterMs: 3_599_000 })
        expect(refused.message).toContain("for another 60 minutes")
        expect(refused.remedy).toContain("for 60 minutes")
        yield* Effect.flip(paths(source))
        yield* Effect.flip(Effect.scoped(source.read({ id: "b.mp3" })))
        return remote.calls.read + remote.calls.list
      })
    )
    expect([value, atMs < 2000]).toEqual([0, true])
  })

  test("[Y14] what cannot be had for hours alone holds nothing else back", async () => {
    const source = pausing(failsFirst(simulatedSource(makeRemote()), failing("unavailable", 3_600_000)), 4)
    const { value } = await onTestClock(
      Effect.andThen(Effect.flip(Effect.scoped(source.read({ id: "a.mp3" }))), source.head("b.mp3"))
    )
    expect(value).toMatchObject({ id: "b.mp3" })
  })

  test("[Y9] no more bodies are open than may be, and closing one lets the next in", async () => {
    const remote = new SimulatedRemote({ latencyMs: 100 })
    for (let at = 0; at < 12; at++) remote.put(`${at}.mp3`, new Uint8Array(10))
    const source = pausing(simulatedSource(remote), 3)
    let open = 0
    let most = 0
    const one = (id: string) =>
      Effect.scoped(
        Effect.gen(function* () {
          yield* source.read({ id })
          open++
          most = Math.max(most, open)
          yield* Effect.sleep(1000)
          open--
        })
      )
    await onTestClock(Effect.forEach(remote.ids(), one, { concurrency: "unbounded" }))
    expect(most).toBe(3)
  })
})

test("[Y9] [Y14] an attempt that failed holds no turn to read while it waits for the next one", async () => {
  const remote = makeRemote()
  const faults = Array<Fault>(12).fill(failing("unavailable"))
  const source = retrying(pausing(failsFirst(simulatedSource(remote), ...faults), 2))
  const one = (id: string) => Effect.as(Effect.scoped(source.read({ id })), id)
  const ids = remote.ids()
  const all = Effect.timeout(Effect.forEach(ids, one, { concurrency: "unbounded" }), "10 minutes")
  expect((await onTestClock(all)).value).toEqual(ids)
})

describe("faults and logs", () => {
  test("[Y17] a listing that just ends is not complete, and a body can end early, late or never begin", async () => {
    const ended = faulty(simulatedSource(makeRemote()), () => ({ kind: "end", after: 2 }))
    const pages = await onTestClock(Stream.runCollect(ended.list()))
    expect(pages.value).toMatchObject([{ complete: false }, { complete: false }])
    const read = (fault: Fault) =>
      onTestClock(
        Effect.scoped(
          Effect.flatMap(faulty(simulatedSource(makeRemote()), () => fault).read({ id: "a.mp3" }), ({ bytes }) =>
            Stream.runCount(bytes)
          )
        )
      )
    expect((await read({ kind: "end", after: 1 })).value).toBe(1)
    expect((await read({ kind: "interrupt", after: 1 })).value).toMatchObject({ reason: "interrupted" })
    expect((await read({ kind: "delay", lengthMs: 5000 })).atMs).toBeGreaterThanOrEqual(5000)
    expect((await read(failing("permission"))).value).toMatchObject({ reason: "permission" })
  })

  test("[X6] what fails is logged with its source, and nothing else changes", async () => {
    const lines: Array<string> = []
    const logger = Logger.make(({ logLevel, message }) => lines.push(`${logLevel} ${String(message)}`))
    const source = logged(failsFirst(simulatedSource(makeRemote()), failing("credentials"), failing("unavailable")))
    await Effect.runPromise(
      Effect.gen(function* () {
        yield* Effect.flip(source.check())
        yield* Effect.flip(Stream.runDrain(source.list()))
        expect(yield* paths(source)).toHaveLength(5)
      }).pipe(Effect.provide(Logger.layer([logger])))
    )
    expect(lines.filter((line) => !line.startsWith("Debug"))).toEqual([
      "Warn simulated: failed on purpose",
      "Info simulated: failed on purpose"
    ])
  })
})

test("an error says whose it is, and whether it may pass", () => {
  const error = new SourceError({
    reason: "not-found",
    operation: "read",
    source: "Attic",
    detail: "has no such file",
    path: "a"
  })
  expect([error.message, error.isRetryable]).toEqual(["Attic: has no such file (a)", false])
})

describe("a limit of bytes a second", () => {
  const rate = 100_000
  /** Reads a file and tells of each piece as it comes. */
  const read = (source: Source, id: string, onPiece: (bytes: number) => void) =>
    Effect.scoped(
      Effect.flatMap(source.read({ id }), ({ bytes }) =>
        Stream.runForEach(bytes, (piece) => Effect.sync(() => onPiece(piece.length)))
      )
    )

  test("[C10] S11: bytes come evenly, and never more of all that is read than the limit lets", async () => {
    const source = limited(simulatedSource(makeRemote()), makeByteLimit(rate))
    const pieces: Array<number> = []
    let total = 0
    const counted = (bytes: number): void => {
      pieces.push(bytes)
      total += bytes
    }
    await Effect.runPromise(
      Effect.gen(function* () {
        const fibers = yield* Effect.forEach(["a.mp3", "b.mp3"], (id) => Effect.forkChild(read(source, id, counted)))
        const seen: Array<number> = []
        for (let atMs = 0; atMs < 4000; atMs += 250) {
          yield* TestClock.adjust(250)
          expect(total).toBeLessThanOrEqual((rate * (atMs + 250)) / 1000)
          seen.push(total)
        }
        yield* Effect.forEach(fibers, (fiber) => Fiber.join(fiber))
        expect(total).toBe(400_000)
        // What is held back is one piece of each reader at most.
        for (const [at, bytes] of seen.entries()) expect(bytes).toBeGreaterThan((rate * (at + 1)) / 4 - 2 * 65_536)
        expect(Math.max(...pieces)).toBeLessThanOrEqual(65_536)
      }).pipe(Effect.provide(TestClock.layer()))
    )
  })

  test("[C10] S11: what was not used is not saved up, and a clock that is set does not count", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const limit = makeByteLimit(rate)
        /** It waits until then and no longer. */
        const waits = Effect.fnUntraced(function* (bytes: number, ms: number) {
          const fiber = yield* Effect.forkChild(limit(bytes))
          yield* TestClock.adjust(ms - 1)
          const isEarly = fiber.pollUnsafe() !== undefined
          yield* TestClock.adjust(1)
          expect([isEarly, fiber.pollUnsafe() !== undefined]).toEqual([false, true])
        })
        yield* waits(rate, 1000)
        yield* TestClock.adjust("1 hour")
        yield* waits(rate / 2, 500)
        yield* TestClock.setTime(0)
        yield* waits(rate, 1000)
      }).pipe(Effect.provide(TestClock.layer()))
    ))
})
