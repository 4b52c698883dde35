/** Somebody who guesses tokens: how far they get, what it costs, and what the log says. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type App, createApp } from "../src/create-app.ts"
import { makeWorld, type World } from "./world.ts"

const token = "the-right-one-f3a9c1d27b5e"
const local = "http://localhost:4747"
let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.end())

interface Guarded {
  readonly app: App
  readonly lines: Array<string>
  /** Lets so much time pass for the app. */
  readonly pass: (ms: number) => void
}

const guard = (): Guarded => {
  const lines: Array<string> = []
  let passedMs = 0
  const logger = Logger.layer([Logger.make((entry) => void lines.push(JSON.stringify([entry.message, String(entry.cause)])))])
  const later = Effect.map(
    Clock.Clock,
    (clock): Clock.Clock => ({
      sleep: (duration) => clock.sleep(duration),
      currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe() + passedMs,
      currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe(),
      currentTimeNanos: clock.currentTimeNanos,
      monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
      monotonicTimeNanos: clock.monotonicTimeNanos,
      currentTimeMillis: Effect.sync(() => clock.currentTimeMillisUnsafe() + passedMs)
    })
  )
  const app = createApp({
    version: "1.2.3",
    run: (effect, signal) =>
      world.run(
        Effect.provide(
          Effect.flatMap(later, (clock) => Effect.provideService(effect, Clock.Clock, clock)),
          logger
        ),
        signal
      ),
    coverDirectory: `${world.directory}/guarded-covers`,
    access: { token }
  })
  return {
    app,
    lines,
    pass: (ms) => {
      passedMs += ms
    }
  }
}

const bring = ({ app }: Guarded, given: string, address = "198.51.100.7"): Promise<Response> =>
  app.fetch(new Request(`${local}/api/v1/tracks?limit=1`, { headers: { authorization: `Bearer ${given}` } }), { address })

const signIn = ({ app }: Guarded, given: unknown, headers: Record<string, string> = {}, url = local): Promise<Response> =>
  app.fetch(
    new Request(`${url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ token: given })
    }),
    { address: "198.51.100.7" }
  )

describe("[X2] a thousand wrong tokens", () => {
  test("are ten that are looked at, small answers to the rest, one line of the log, and a minute until the right one is taken", async () => {
    const guarded = guard()
    const statuses = new Map<number, number>()
    let longest = 0
    for (let guess = 0; guess < 1000; guess++) {
      const response = guess % 2 === 0 ? await bring(guarded, `guess-${guess}`) : await signIn(guarded, `guess-${guess}`)
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
      longest = Math.max(longest, (await response.arrayBuffer()).byteLength)
      expect([...response.headers.keys()]).not.toContain("set-cookie")
    }
    expect(Object.fromEntries(statuses)).toEqual({ 401: 10, 429: 990 })
    expect(longest).toBeLessThan(1000)
    expect(guarded.lines.filter((line) => line.includes("198.51.100.7"))).toHaveLength(1)
    // From there not even the right one, so that nobody learns by it; from elsewhere it is as ever.
    const refused = await bring(guarded, token)
    expect(refused.status).toBe(429)
    expect((await bring(guarded, token, "198.51.100.8")).status).toBe(200)
    guarded.pass(Number(refused.headers.get("retry-after")) * 1000)
    expect((await bring(guarded, token)).status).toBe(200)
    expect((await signIn(guarded, token)).status).toBe(204)
  })

  test("of as many addresses cost no more memory than the last of them, and no one else's entrance", async () => {
    const guarded = guard()
    for (let guess = 0; guess < 1000; guess++)
      expect((await bring(guarded, `guess-${guess}`, `2001:db8:${guess.toString(16)}::1`)).status).toBe(401)
    expect((await bring(guarded, token)).status).toBe(200)
    expect(guarded.lines.filter((line) => line.includes("2001:db8"))).toEqual([])
  })

  test("do not end a session that was begun before", async () => {
    const guarded = guard()
    const cookie = (await signIn(guarded, token)).headers.get("set-cookie")?.split(";")[0] ?? ""
    for (let guess = 0; guess < 20; guess++) await bring(guarded, `guess-${guess}`)
    const asked = new Request(`${local}/api/v1/tracks?limit=1`, { headers: { cookie } })
    expect((await guarded.app.fetch(asked, { address: "198.51.100.7" })).status).toBe(200)
  })
})

describe("[X2] secrets", () => {
  test("stand in no line of the log and in no answer, whatever they came with", async () => {
    const guarded = guard()
    const begun = await signIn(guarded, token)
    const cookie = begun.headers.get("set-cookie")?.split(";")[0] ?? ""
    const seal = cookie.split(".")[1] ?? ""
    const wrong = "a-wrong-one-that-is-nearly-right"
    const answers: Array<string> = []
    const asked: ReadonlyArray<readonly [path: string, init: RequestInit]> = [
      ["/api/v1/tracks", { headers: { authorization: `Bearer ${wrong}` } }],
      ["/api/v1/nothing", { headers: { authorization: `Bearer ${token}` } }],
      ["/api/v1/tracks?limit=x", { headers: { cookie } }],
      ["/api/v1/tracks/x/audio", { headers: { cookie } }],
      ["/api/v1/session", { method: "POST", body: `{"token":"${token}"`, headers: { "content-type": "application/json" } }],
      ["/api/v1/session", { method: "POST", body: `{"tokens":"${token}"}`, headers: { "content-type": "application/json" } }],
      ["/api/v1/session", { method: "POST", body: token, headers: { "content-type": "text/plain" } }],
      ["/api/v1/scan", { method: "POST", body: "{", headers: { cookie, "content-type": "application/json" } }]
    ]
    for (let round = 0; round < 12; round++)
      for (const [path, init] of asked) answers.push(await (await guarded.app.fetch(new Request(local + path, init))).text())
    await signIn(guarded, wrong)
    expect(guarded.lines.length).toBeGreaterThan(0)
    for (const text of [...guarded.lines, ...answers])
      for (const secret of [token, wrong, cookie, seal]) expect(text.includes(secret)).toBe(false)
  })

  test("of a session go by https alone where the browser came by it, also through a proxy", async () => {
    const guarded = guard()
    const isSecure = async (headers: Record<string, string>, url = "http://music.example") =>
      / Secure$/.test((await signIn(guarded, token, headers, url)).headers.get("set-cookie") ?? "")
    expect(await isSecure({})).toBe(false)
    expect(await isSecure({}, "https://music.example")).toBe(true)
    for (const headers of [
      { origin: "https://music.example", "sec-fetch-site": "same-origin" },
      { "x-forwarded-proto": "https" },
      { "x-forwarded-proto": "HTTPS, http" },
      { forwarded: "for=192.0.2.60;proto=https;by=203.0.113.43" },
      { forwarded: 'proto="https"' }
    ])
      expect([headers, await isSecure(headers)]).toEqual([headers, true])
    for (const headers of [
      { origin: "http://music.example", "sec-fetch-site": "same-origin" },
      { "x-forwarded-proto": "http, https" },
      { forwarded: "for=https;proto=http" }
    ])
      expect([headers, await isSecure(headers)]).toEqual([headers, false])
  })
})
