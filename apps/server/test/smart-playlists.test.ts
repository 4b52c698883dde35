import type { Page, SmartPlaylist, Track } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeWorld, type World } from "./world.ts"

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.end())

const address = "/api/v1/smart-playlists"
const send = async (method: string, path: string, body?: unknown) => {
  const answer = await world.get(path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } })
  })
  return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> }
}

describe("[X2] [R8] smart playlists over HTTP", () => {
  test("are made, listed, shown, played, changed, renamed, exported and deleted", async () => {
    const made = await send("POST", address, { name: "Lanterns / now", filter: "artist:lanterns" })
    expect(made.status).toBe(400)
    const named = { name: "Lanterns, now", filter: "artist:lanterns", sort: "-title", limit: 2 }
    const { body } = await send("POST", address, named)
    expect(body).toEqual({ ...named, count: 2, failure: null })
    expect((await send("POST", address, named)).body).toEqual(body)
    expect((await send("POST", address, { ...named, filter: "" })).status).toBe(400)
    const here = `${address}/${encodeURIComponent(named.name)}`
    expect(await world.json<Page<SmartPlaylist>>(address)).toMatchObject({ items: [body], total: 1 })
    expect(await world.json(here)).toEqual(body)
    const page = await world.json<Page<Track>>(`${here}/tracks?limit=1&offset=1`)
    const all = await world.json<Page<Track>>("/api/v1/tracks?filter=artist:lanterns&sort=-title")
    expect([page.items, page.total]).toEqual([[all.items[1]], 2])
    expect((await send("POST", here, { limit: null })).body).toMatchObject({ count: all.total, limit: null, sort: "-title" })
    const m3u8 = await world.get(`${here}/m3u8`)
    expect([m3u8.headers.get("content-type"), (await m3u8.text()).split("#EXTINF").length - 1]).toEqual([
      "audio/x-mpegurl; charset=utf-8",
      all.total
    ])
    expect((await send("POST", `${here}/name`, { name: "Other" })).body).toMatchObject({ name: "Other" })
    expect((await world.get(here)).status).toBe(404)
    expect((await send("DELETE", `${address}/Other`)).body).toMatchObject({ name: "Other" })
    expect((await send("DELETE", `${address}/Other`)).status).toBe(404)
  })

  test("what makes no sense is refused: a filter with its place", async () => {
    expect(await send("POST", address, { name: "x", filter: "year:x" })).toMatchObject({
      status: 400,
      body: { code: "invalid-filter", place: { position: 5, length: 1 } }
    })
    await send("POST", address, { name: "x", filter: "" })
    expect(await send("POST", `${address}/x`, { filter: "(" })).toMatchObject({ status: 400, body: { code: "invalid-filter" } })
    for (const body of [{ limit: 0 }, { sort: "size" }, { limit: "2" }, { filter: 1 }, { other: 1 }])
      expect((await send("POST", `${address}/x`, body)).status).toBe(400)
    expect((await send("POST", `${address}/none`, { filter: "" })).status).toBe(404)
  })

  test("an answer that changes by itself is not kept", async () => {
    for (const path of [address, `${address}/x/tracks`, "/api/v1/tracks?filter=played:30d", "/api/v1/search?q=added:30d"])
      expect((await world.get(path)).headers.get("etag"), path).toBeNull()
    expect((await world.get("/api/v1/tracks?filter=year:1990")).headers.get("etag")).not.toBeNull()
  })
})
