import type { Page, Track } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { routeTable } from "../src/routes/route-table.ts"
import { makeWorld, type World } from "./world.ts"

const token = "a-secret-that-is-long-enough"
let open: World
let locked: World
beforeAll(async () => {
  open = await makeWorld()
  locked = await makeWorld({ ports: { access: { token } } })
})
afterAll(async () => {
  await open.end()
  await locked.end()
})

const ask = (world: World, url: string, init: RequestInit = {}, address = "192.0.2.1") =>
  world.app.fetch(new Request(url, init), { address })
const local = "http://localhost:4747"
const codeOf = async (response: Response) => ((await response.json()) as { readonly code: string }).code

describe("[X2] names", () => {
  test.each(["localhost:4747", "localhost", "127.0.0.1:80", "[::1]:4747", "LOCALHOST:1", "localhost.:4747"])(
    "%s is ours",
    async (host) => {
      expect((await ask(open, `http://${host}/api/v1/status`)).status).toBe(200)
    }
  )

  test.each(["evil.example", "localhost.evil.example", "127.0.0.1.nip.io:4747", "192.168.0.7", "[::2]", "deadwax"])(
    "%s is not, whatever is asked",
    async (host) => {
      for (const path of ["/", "/health", "/openapi.json", "/api/v1/status", "/assets/x.js", "/api/v1/nothing"]) {
        const response = await ask(open, `http://${host}${path}`)
        expect({ path, status: response.status, code: await codeOf(response) }).toEqual({
          path,
          status: 403,
          code: "forbidden-host"
        })
      }
    }
  )

  test("an answer that was given under our name is not given again under another", async () => {
    expect((await ask(open, `${local}/api/v1/tracks`)).status).toBe(200)
    expect((await ask(open, `${local}/api/v1/tracks`)).status).toBe(200)
    expect((await ask(open, "http://evil.example/api/v1/tracks")).status).toBe(403)
  })
})

describe("[X2] other sites", () => {
  const foreign: ReadonlyArray<Record<string, string>> = [
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:3000" },
    { origin: "https://localhost" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "audio" }
  ]

  test.each(foreign)("cannot read or write: %o", async (headers) => {
    // Asked before, so that it is not only the long way that is guarded.
    await open.get("/api/v1/tracks?limit=7")
    for (const path of ["/api/v1/tracks?limit=7", "/api/v1/status"])
      expect(await codeOf(await open.get(path, { headers }))).toBe("cross-site")
    expect(await codeOf(await open.get("/api/v1/scan", { method: "POST", headers }))).toBe("cross-site")
    expect(await codeOf(await open.get("/api/v1/session", { method: "POST", headers }))).toBe("cross-site")
  })

  test("may link to what is only read, and to nothing that changes anything", async () => {
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }
    expect((await open.get("/api/v1/status", { headers })).status).toBe(200)
    expect((await open.get("/api/v1/scan", { method: "POST", headers })).status).toBe(403)
  })

  test("our own pages and programs can", async () => {
    expect((await open.get("/api/v1/status", { headers: { "sec-fetch-site": "same-origin" } })).status).toBe(200)
    expect((await open.get("/api/v1/scan", { method: "POST", headers: { origin: local } })).status).toBe(200)
    expect((await open.get("/api/v1/scan", { method: "POST" })).status).toBe(200)
  })

  test("are never told that they may: no answer bears a header of CORS", async () => {
    for (const method of ["GET", "OPTIONS"]) {
      const response = await open.get("/api/v1/tracks", { method, headers: { origin: "http://evil.example" } })
      expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([])
    }
  })
})

describe("[X2] tokens", () => {
  const bearer = (value: string) => ({ headers: { authorization: `Bearer ${value}` } })

  test("every route but the open ones asks for one, before it looks at anything else", async () => {
    for (const { method, path, access } of routeTable) {
      const response = await ask(locked, local + path.replace("{id}", "x"), { method })
      const isGuarded = access === "read" || access === "write"
      expect({ path, needs: response.status === 401 }).toEqual({ path, needs: isGuarded })
    }
  })

  test("the right one lets in under any name, a wrong one does not", async () => {
    expect((await ask(locked, "http://nas.lan:4747/api/v1/tracks", bearer(token))).status).toBe(200)
    for (const wrong of ["x", `${token}x`, token.slice(1), token.toUpperCase(), ` ${token}x`]) {
      const response = await ask(locked, `${local}/api/v1/tracks`, bearer(wrong), `wrong ${wrong}`)
      expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="deadwax"'])
    }
    for (const authorization of ["", "Bearer", "Basic eDp5", token])
      expect((await ask(locked, `${local}/api/v1/tracks`, { headers: { authorization } })).status).toBe(401)
  })

  test("an answer that was given to who had it is not given again to who has not", async () => {
    for (let i = 0; i < 3; i++) expect((await ask(locked, `${local}/api/v1/tracks?limit=3`, bearer(token))).status).toBe(200)
    expect((await ask(locked, `${local}/api/v1/tracks?limit=3`)).status).toBe(401)
  })

  test("too many wrong ones from one place are not looked at any more; other places are", async () => {
    const statuses: Array<number> = []
    for (let i = 0; i < 12; i++)
      statuses.push((await ask(locked, `${local}/api/v1/tracks`, bearer(`guess ${i}`), "2001:db8::1")).status)
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429])
    const neighbour = await ask(locked, `${local}/api/v1/tracks`, bearer(token), "2001:db8::2")
    expect(neighbour.status).toBe(429)
    expect(Number(neighbour.headers.get("retry-after"))).toBeGreaterThan(0)
    expect((await ask(locked, `${local}/api/v1/tracks`, bearer(token), "2001:db8:0:1::1")).status).toBe(200)
  })

  test("as many that come at once are no more than as many in a row, and the right one is not held up by others like it", async () => {
    const atOnce = (given: (index: number) => string, address: string) =>
      Promise.all(
        Array.from({ length: 100 }, async (_, index) => {
          const { status } = await ask(locked, `${local}/api/v1/tracks`, bearer(given(index)), address)
          return status
        })
      )
    const guesses = await atOnce((index) => `guess-${index}`, "2001:db8:7::1")
    expect(guesses.toSorted((a, b) => a - b)).toEqual([...Array<number>(10).fill(401), ...Array<number>(90).fill(429)])
    expect(new Set(await atOnce(() => token, "2001:db8:8::1"))).toEqual(new Set([200]))
  })

  test("a session is begun with it, holds for images and sound, and ends", async () => {
    const post = (body: unknown) => ({
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body)
    })
    expect((await ask(locked, `${local}/api/v1/session`, post({ token: "wrong" }), "another")).status).toBe(401)
    const begun = await ask(locked, `${local}/api/v1/session`, post({ token }))
    const cookie = begun.headers.get("set-cookie") ?? ""
    expect([begun.status, cookie]).toEqual([204, expect.stringMatching(/; Path=\/; HttpOnly; SameSite=Strict$/)])
    expect(cookie).not.toContain(token)
    const headers = { cookie: `other=1; ${cookie.split(";")[0]}` }
    const tracks = await ask(locked, `${local}/api/v1/tracks`, { headers })
    const [track] = ((await tracks.json()) as Page<Track>).items
    expect((await ask(locked, `${local}/api/v1/tracks/${track?.id}/audio`, { headers })).status).toBe(200)
    expect(await (await ask(locked, `${local}/api/v1/session`, { headers })).json()).toEqual({
      isTokenNeeded: true,
      isSignedIn: true
    })
    const ended = await ask(locked, `${local}/api/v1/session`, { method: "DELETE", headers })
    expect(ended.headers.get("set-cookie")).toContain("Max-Age=0")
    // Changed in any place, of another port, of another server's token: worth nothing.
    const value = cookie.split(";")[0]?.split("=")[1] ?? ""
    const forged = [`${value}0`, `z${value}`, value.replace(".", "."), value.slice(0, -1), `${value.split(".")[0]}.`, ""]
    for (const other of forged.filter((text) => text !== value))
      expect((await ask(locked, `${local}/api/v1/tracks`, { headers: { cookie: `deadwax_session_4747=${other}` } })).status).toBe(
        401
      )
    expect((await ask(locked, "http://localhost:4748/api/v1/tracks", { headers })).status).toBe(401)
  })

  test("without one everybody is in", async () => {
    expect(await open.json("/api/v1/session")).toEqual({ isTokenNeeded: false, isSignedIn: true })
    const headers = { "content-type": "application/json" }
    expect((await open.get("/api/v1/session", { method: "POST", headers, body: '{"token":"x"}' })).status).toBe(204)
  })
})

describe("[X2] every answer", () => {
  test("bears the headers that keep a browser from making more of it", async () => {
    const paths = [
      "/",
      "/nothing",
      "/health",
      "/openapi.json",
      "/api/v1/tracks",
      "/api/v1/tracks",
      "/api/v1/tracks/x",
      "/api/v1/tracks?x=1"
    ]
    for (const [method, path] of [
      ...paths.map((path) => ["GET", path] as const),
      ["PUT", "/api/v1/tracks"],
      ["GET", `/${"a".repeat(9000)}`]
    ] as const) {
      const { headers } = await open.get(path, { method })
      expect({ path: path.slice(0, 20), nosniff: headers.get("x-content-type-options") }).toEqual({
        path: path.slice(0, 20),
        nosniff: "nosniff"
      })
      expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'.*frame-ancestors 'none'/)
      expect(headers.get("referrer-policy")).toBe("no-referrer")
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin")
    }
  })

  test("that is refused is problem+json and says what to do", async () => {
    const refused: ReadonlyArray<readonly [path: string, init: RequestInit, status: number]> = [
      ["/api/v1/tracks/x", {}, 404],
      ["/api/v1/nothing", {}, 404],
      ["/api/v1/tracks", { method: "DELETE" }, 405],
      ["/api/v1/scan", {}, 405],
      ["/api/v1/tracks?limit=x", {}, 400],
      ["/api/v1/search", {}, 400],
      [`/api/v1/search?q=${"x".repeat(1001)}`, {}, 400],
      [`/api/v1/search?q=${"x".repeat(9000)}`, {}, 414],
      ["/api/v1/scan", { method: "POST", body: "{}" }, 415],
      ["/api/v1/scan", { method: "POST", body: "{", headers: { "content-type": "application/json" } }, 400],
      ["/api/v1/scan", { method: "POST", body: '{"x":1}', headers: { "content-type": "application/json" } }, 400],
      ["/api/v1/scan", { method: "POST", body: '{"releases":[]}', headers: { "content-type": "application/json" } }, 400],
      ["/api/v1/scan", { method: "POST", body: '{"releases":["x"]}', headers: { "content-type": "application/json" } }, 404],
      ["/api/v1/scan", { method: "POST", body: "x".repeat(70_000), headers: { "content-type": "application/json" } }, 413]
    ]
    for (const [path, init, status] of refused) {
      const response = await open.get(path, init)
      expect({ path: path.slice(0, 40), status: response.status }).toEqual({ path: path.slice(0, 40), status })
      expect(response.headers.get("content-type")).toBe("application/problem+json")
      const problem = (await response.json()) as Record<string, unknown>
      expect(problem).toMatchObject({
        status,
        title: expect.any(String),
        detail: expect.any(String),
        remedy: expect.stringMatching(/\.$/)
      })
      expect(problem["type"]).toBe(`urn:deadwax:problem:${problem["code"]}`)
    }
    expect((await open.get("/api/v1/tracks", { method: "DELETE" })).headers.get("allow")).toBe("GET, HEAD, POST")
  })
})
