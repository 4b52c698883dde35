import type { Http, HttpError, HttpResponse } from "@deadwax/core-async"
import { HttpError as Failed } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { describe, expect, test } from "vitest"
import { usualRetries } from "../src/sources/wrappers/backoff.ts"
import { pacedHttp } from "../src/sources/wrappers/paced-http.ts"
import { onTestClock } from "./sources/on-test-clock.ts"

describe("requests at a pace", () => {
  const answer = (status: number, retryAfter?: string): HttpResponse => ({
    status,
    header: (name) => (name === "retry-after" ? retryAfter : undefined),
    body: Stream.empty
  })
  /** Answers in turn; the last answer for ever. */
  const acted = (...answers: ReadonlyArray<HttpResponse | HttpError>) => {
    const times: Array<number> = []
    const http: Http["Service"] = {
      capabilities: { redirects: true, certificates: true, allHeaders: true },
      send: () =>
        Effect.flatMap(Clock.currentTimeMillis, (nowMs): Effect.Effect<HttpResponse, HttpError> => {
          const next = answers[Math.min(times.length, answers.length - 1)] ?? answer(500)
          times.push(nowMs)
          return next instanceof Failed ? Effect.fail(next) : Effect.succeed(next)
        })
    }
    return { http, times }
  }
  const request = { method: "GET", url: "http://attic.example/", headers: {} }
  const send = (http: Http["Service"]) => Effect.scoped(Effect.map(http.send(request), ({ status }) => status))

  test("[Y14] 429, 503 and a broken connection are tried again; 404 and a bad certificate are not", async () => {
    const unreachable = new Failed({ reason: "unreachable", origin: "http://attic.example", detail: "" })
    const { http, times } = acted(answer(429), answer(503), unreachable, answer(207))
    expect((await onTestClock(send(pacedHttp(http)))).value).toBe(207)
    expect(times).toHaveLength(4)
    const gone = acted(answer(404))
    expect((await onTestClock(send(pacedHttp(gone.http)))).value).toBe(404)
    expect(gone.times).toHaveLength(1)
    const badly = acted(new Failed({ reason: "certificate", origin: "https://attic.example", detail: "" }))
    expect((await onTestClock(send(pacedHttp(badly.http)))).value).toMatchObject({ reason: "certificate" })
    expect(badly.times).toHaveLength(1)
  })

  test("[Y14] Retry-After holds every request back, as seconds and as a date", async () => {
    for (const retryAfter of ["30", "Thu, 01 Jan 1970 00:00:30 GMT"]) {
      const { http, times } = acted(answer(429, retryAfter), answer(200))
      const paced = pacedHttp(http)
      await onTestClock(Effect.all([send(paced), Effect.andThen(Effect.sleep(1000), send(paced))], { concurrency: 2 }))
      expect(times[0]).toBe(0)
      for (const timeMs of times.slice(1)) expect(timeMs).toBeGreaterThanOrEqual(30_000)
      expect(times).toHaveLength(3)
    }
  })

  test("[Y14] nobody waits where Retry-After asks for hours, whatever it says", async () => {
    for (const retryAfter of ["3600", "99999999999", "9".repeat(400), "Thu, 01 Jan 2099 00:00:00 GMT"]) {
      const { http, times } = acted(answer(503, retryAfter), answer(200))
      const paced = pacedHttp(http)
      const { value, atMs } = await onTestClock(Effect.all([send(paced), send(paced)]))
      expect([value, times, atMs < 1000]).toEqual([[503, 200], [0, 0], true])
    }
  })

  test("[Y14] a wait that a person would notice is told, once for all who wait", async () => {
    const heard: Array<number> = []
    for (const retryAfter of ["2", "20"]) {
      const { http } = acted(...Array.from({ length: 3 }, () => answer(429, retryAfter)), answer(200))
      const slow = { ...http, send: () => Effect.delay(http.send(request), 100) }
      const paced = pacedHttp(slow, { onWait: (waitMs) => heard.push(waitMs) })
      await onTestClock(Effect.all([send(paced), send(paced), send(paced)], { concurrency: 3 }))
    }
    expect(heard).toEqual([20_000])
  })

  test("[Y14] a server that stays busy has its last answer told", async () => {
    const { http, times } = acted(answer(503))
    expect((await onTestClock(send(pacedHttp(http)))).value).toBe(503)
    expect(times).toHaveLength(5)
  })

  test("a server that never answers is unreachable, each time after its time", async () => {
    const silent: Http["Service"] = { ...acted(answer(200)).http, send: () => Effect.never }
    const { value, atMs } = await onTestClock(send(pacedHttp(silent, { answerMs: 5000, retries: { ...usualRetries, times: 1 } })))
    expect(value).toMatchObject({ reason: "unreachable", detail: "no answer within 5 s" })
    expect(atMs).toBeGreaterThanOrEqual(10_000)
  })

  test("[Y9] no more requests wait for an answer than may", async () => {
    let open = 0
    let most = 0
    const slow: Http["Service"] = {
      ...acted(answer(200)).http,
      send: () =>
        Effect.gen(function* () {
          open++
          most = Math.max(most, open)
          yield* Effect.sleep(1000)
          open--
          return answer(200)
        })
    }
    const paced = pacedHttp(slow, { concurrency: 3 })
    await onTestClock(Effect.forEach(Array.from({ length: 10 }), () => send(paced), { concurrency: "unbounded" }))
    expect(most).toBe(3)
  })
})
