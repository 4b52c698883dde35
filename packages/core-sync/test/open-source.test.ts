/** What a source's settings make of it when it is opened. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Http, HttpError, type HttpResponse } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
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

/** A server with one song, whose every answer but the last breaks off in its middle. */
const breakingOff: Http["Service"] = {
  capabilities: { redirects: true, certificates: true, allHeaders: true },
  send: ({ method, headers }) => {
    const answer = (status: number, known: Readonly<Record<string, string>>, body: HttpResponse["body"]) =>
      Effect.succeed({ status, header: (name: string) => known[name], body })
    if (method === "PROPFIND") {
      const properties =
        "<D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>"
      const text = `<D:multistatus xmlns:D="DAV:"><D:response><D:href>/</D:href>${properties}</D:response></D:multistatus>`
      return answer(207, {}, Stream.make(new TextEncoder().encode(text)))
    }
    const from = Number(/\d+/.exec(headers["range"] ?? "0")?.[0])
    const given = Math.ceil((4096 - from) / 2)
    const broken = new HttpError({ reason: "broken", origin: "http://attic.example", detail: "gone" })
    const end = from + given === 4096 ? Stream.empty : Stream.fail(broken)
    const known = { etag: '"1"', "content-range": `bytes ${from}-4095/4096`, "content-length": `${4096 - from}` }
    return answer(from === 0 ? 200 : 206, known, Stream.concat(Stream.make(new Uint8Array(given)), end))
  }
}

test("[Y14] S7: a body that a server breaks off is read on to its end; who is impatient is told at once", () =>
  onTestClock(
    Effect.gen(function* () {
      const row = {
        no: 1,
        name: "Attic",
        kind: "webdav",
        address: "http://attic.example/",
        policy: {},
        settings: {},
        addedAtUs: 0
      }
      const reading = (isImpatient: boolean) =>
        Effect.flatMap(openSource(row, { environment: {}, isImpatient }), readAll).pipe(
          Effect.provideService(Http, breakingOff),
          Effect.match({ onFailure: ({ reason }) => reason as string, onSuccess: () => "whole" })
        )
      expect(yield* reading(true)).toBe("interrupted")
      const fiber = yield* Effect.forkChild(reading(false))
      while (fiber.pollUnsafe() === undefined) yield* Effect.andThen(TestClock.adjust(50), Effect.yieldNow)
      expect(yield* Fiber.join(fiber)).toBe("whole")
    })
  ))
