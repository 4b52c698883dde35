/** Favourites, ratings and plays over HTTP, and the state as a whole. */
import { rmSync } from "node:fs"
import { LibraryCache, type LostTrack, type Page, type StateImport, type Track } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { album, mp3 } from "../../../packages/core-cache/test/world.ts"
import { makeWorld, type World } from "./world.ts"

let world: World
let tracks: ReadonlyArray<Track>
beforeAll(async () => {
  world = await makeWorld()
  tracks = (await world.json<Page<Track>>("/api/v1/tracks?limit=3")).items
})
afterAll(() => world.end())

const send = (method: string, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  world.get(path, { method, body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } })

const sent = async (...args: Parameters<typeof send>): Promise<Track> => {
  const response = await send(...args)
  expect(response.status).toBe(200)
  return (await response.json()) as Track
}

const idsAt = async (path: string) => (await world.json<Page<Track>>(path)).items.map(({ id }) => id)

describe("[A4] [A6] favourites, ratings and plays over HTTP", () => {
  test("are set, answered with the track, and listed; lists and orders follow at once", async () => {
    const [one, two] = tracks.map(({ id }) => `/api/v1/tracks/${id}`) as [string, string]
    expect(await idsAt("/api/v1/favorites")).toEqual([])
    expect(await sent("PUT", `${one}/favorite`, { isFavorite: true })).toEqual({ ...tracks[0], isFavorite: true })
    expect(await sent("PUT", `${one}/favorite`, { isFavorite: true })).toEqual({ ...tracks[0], isFavorite: true })
    expect(await idsAt("/api/v1/favorites")).toEqual([tracks[0]?.id])
    expect((await sent("PUT", `${two}/rating`, { rating: 4 })).rating).toBe(4)
    expect(await sent("PATCH", two, { isFavorite: true, rating: 5 })).toMatchObject({ isFavorite: true, rating: 5 })
    expect(await idsAt("/api/v1/tracks?sort=-rating&limit=1")).toEqual([tracks[1]?.id])
    const key = { "idempotency-key": "first" }
    for (let n = 0; n < 2; n++)
      expect(await sent("POST", `${one}/plays`, { playedAt: "2020-01-02T03:04:05Z" }, key)).toMatchObject({
        playCount: 1,
        lastPlayedAt: "2020-01-02T03:04:05.000Z"
      })
    expect((await sent("POST", `${one}/plays`, {})).playCount).toBe(2)
    await sent("POST", `${two}/plays`, {})
    expect(await idsAt("/api/v1/recently-played")).toEqual([tracks[1]?.id, tracks[0]?.id])
    expect(await idsAt("/api/v1/most-played")).toEqual([tracks[0]?.id, tracks[1]?.id])
    expect((await world.json<Page<Track>>("/api/v1/recently-added?limit=0")).total).toBeGreaterThan(20)
    expect((await sent("PUT", `${two}/rating`, { rating: null })).rating).toBeNull()
    expect((await world.json<Track>(two)).rating).toBeNull()
  })

  test.each([
    ["PUT", "/api/v1/tracks/nobody/favorite", { isFavorite: true }, 404],
    ["PUT", "/api/v1/tracks/nobody/rating", { rating: 1 }, 404],
    ["PATCH", "/api/v1/tracks/nobody", { rating: 1 }, 404],
    ["POST", "/api/v1/tracks/nobody/plays", {}, 404],
    ["PUT", "/api/v1/tracks/FIRST/favorite", {}, 400],
    ["PUT", "/api/v1/tracks/FIRST/favorite", { isFavorite: "on" }, 400],
    ["PUT", "/api/v1/tracks/FIRST/rating", { rating: 6 }, 400],
    ["PUT", "/api/v1/tracks/FIRST/rating", { rating: 2.5 }, 400],
    ["PATCH", "/api/v1/tracks/FIRST", { title: "x" }, 400],
    ["POST", "/api/v1/tracks/FIRST/plays", { playedAt: "soon" }, 400],
    ["POST", "/api/v1/tracks/FIRST/plays", { playedAt: "2920-01-01T00:00:00Z" }, 400],
    ["PUT", "/api/v1/favorites", {}, 405]
  ] as const)("[X2] %s %s %j is a problem", async (method, path, body, status) => {
    const response = await send(method, path.replace("FIRST", tracks[0]?.id ?? ""), body)
    expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/problem+json"])
  })

  test("[X2] a key that names a play of another track is a problem, and so is one without end", async () => {
    const path = `/api/v1/tracks/${tracks[2]?.id}/plays`
    for (const key of ["first", "x".repeat(201)]) {
      const response = await send("POST", path, {}, { "idempotency-key": key })
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ detail: expect.stringContaining("Key") })
      ])
    }
  })

  test("[X7] the state goes out and in as lines; broken ones are named by number", async () => {
    const out = await world.get("/api/v1/state")
    expect(out.headers.get("content-type")).toBe("application/x-ndjson")
    const text = await out.text()
    const post = (body: string, type = "application/x-ndjson") =>
      world.get("/api/v1/state", { method: "POST", body, headers: { "content-type": type } })
    const line = JSON.stringify({ kind: "track", id: tracks[2]?.id, rating: 2 })
    const done = (await (await post(`${text}{\n${line}\n`)).json()) as StateImport
    const broken = text.split("\n").length
    expect(done).toMatchObject({ tracks: 1, plays: 0, failed: [{ line: broken }], failedTotal: 1 })
    expect((await world.json<Track>(`/api/v1/tracks/${tracks[2]?.id}`)).rating).toBe(2)
    const bytes = new Blob([Uint8Array.of(0xff, 0x0a), `${line}\n`])
    const rest = await world.get("/api/v1/state", {
      method: "POST",
      body: bytes,
      headers: { "content-type": "application/x-ndjson" }
    })
    expect(await rest.json()).toMatchObject({ unchanged: 1, failed: [{ line: 1 }], failedTotal: 1 })
    expect((await post(text, "text/html")).status).toBe(415)
    expect((await post(JSON.stringify({ kind: "library", format: 9, id: "", name: "" }))).status).toBe(503)
  })

  test("[D9] of a track that is gone it is kept all the same", async () => {
    const [gone] = (await world.json<Page<Track>>("/api/v1/tracks?limit=1&offset=5")).items
    rmSync(gone?.sourcePath ?? "")
    await send("POST", "/api/v1/scan", {})
    const response = await send("PUT", `/api/v1/tracks/${gone?.id}/favorite`, { isFavorite: true })
    expect([response.status, await response.text()]).toEqual([204, ""])
    expect((await world.json<Page<LostTrack>>("/api/v1/favorites")).items.map(({ id }) => id)).not.toContain(gone?.id)
  })

  test("[I2] an id that was merged stands for the track that took its place, at every address of a track", async () => {
    const { items } = await world.json<Page<Track>>("/api/v1/tracks?limit=2&offset=1")
    const [lost, other] = items as [Track, Track]
    rmSync(lost.sourcePath)
    await send("POST", "/api/v1/scan", {})
    await world.run(Effect.flatMap(LibraryCache, (cache) => cache.relinkTrack(lost.id, other.sourcePath)))
    const old = `/api/v1/tracks/${other.id}`
    const now = await world.json<Track>(`/api/v1/tracks/${lost.id}`)
    expect(now.sourcePath).toBe(other.sourcePath)
    expect(await world.json<Track>(old)).toEqual(now)
    expect((await (await world.get(`${old}/audio`)).arrayBuffer()).byteLength).toBe(now.sizeBytes)
    expect(await (await world.get(`${old}/lyrics`)).json()).toMatchObject({ code: "no-lyrics" })
    expect((await sent("PUT", `${old}/rating`, { rating: 3 })).id).toBe(lost.id)
    expect(((await (await world.get(old, { method: "DELETE" })).json()) as Track).id).toBe(lost.id)
    expect((await world.get(`/api/v1/tracks/${lost.id}`)).status).toBe(404)
    expect((await world.get(old)).status).toBe(404)
  })
})

describe("[A4] a file is sent into the library", () => {
  const post = (query: string, body: Uint8Array, type = "audio/mpeg") =>
    world.get(`/api/v1/tracks?${query}`, {
      method: "POST",
      body: new Blob([new Uint8Array(body)]),
      headers: { "content-type": type }
    })
  const content = mp3({ ...album, title: "Sent", track: "3", date: "1999", sound: 7 })

  test("gets its place by the templates, or in a directory, and is there at once", async () => {
    const track = (await (await post("name=x.mp3", content)).json()) as Track
    expect(track.sourcePath).toBe(`${world.library.root}/The Satellite Reds - 1999. Velvet/03. Sent.mp3`)
    expect((await world.json<Track>(`/api/v1/tracks/${track.id}`)).title).toBe("Sent")
    const other = mp3({ ...album, title: "Else", track: "4", date: "1999", sound: 8 })
    const placed = (await (await post("name=y.mp3&to=Shelf%2FTwo", other, "application/octet-stream")).json()) as Track
    expect(placed.sourcePath).toBe(`${world.library.root}/Shelf/Two/y.mp3`)
  })

  test.each([
    ["name=..%2Fx.mp3", content, "audio/mpeg", 400],
    ["name=x.mp3&to=..", content, "audio/mpeg", 400],
    ["name=x.mp3&to=.deadwax%2Ftrash", content, "audio/mpeg", 400],
    ["name=x.txt", content, "audio/mpeg", 400],
    ["name=x.mp3", new Uint8Array(9), "audio/mpeg", 400],
    ["name=x.mp3", content, "text/html", 415],
    ["", content, "audio/mpeg", 400]
  ] as const)("[X2] %s is a problem", async (query, body, type, status) => {
    const response = await post(query, body, type)
    expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/problem+json"])
    expect(await response.text()).not.toContain(world.library.root)
  })
})
