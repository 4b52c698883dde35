import type { Page, Release, SearchPage, Status, Track } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeWorld, type World } from "./world.ts"

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.end())

describe("the library over HTTP", () => {
  test("[X2] lists and single things are the library's own objects", async () => {
    const releases = await world.json<Page<Release>>("/api/v1/releases?limit=3&offset=1&tracks=true")
    expect(releases).toMatchObject({ limit: 3, offset: 1 })
    expect(releases.items).toHaveLength(3)
    const [first] = releases.items
    expect(await world.json(`/api/v1/releases/${first?.id}`)).toEqual(first)
    const tracks = await world.json<Page<Track>>("/api/v1/tracks?limit=1000")
    expect(tracks.items).toHaveLength(tracks.total)
    expect(await world.json(`/api/v1/tracks/${tracks.items[4]?.id}`)).toEqual(tracks.items[4])
    expect(await world.json<Status>("/api/v1/status")).toMatchObject({ storage: "online", tracks: tracks.total })
    expect((await world.json<SearchPage>("/api/v1/search?q=velvet")).total).toBeGreaterThan(0)
  })

  test("[X2] a file is sent whole, and by ranges", async () => {
    const { items } = await world.json<Page<Track>>("/api/v1/tracks")
    const track = items[0] as Track
    const whole = new Uint8Array(await (await world.get(`/api/v1/tracks/${track.id}/audio`)).arrayBuffer())
    expect(whole).toHaveLength(track.sizeBytes)
    const part = await world.get(`/api/v1/tracks/${track.id}/audio`, { headers: { range: "bytes=10-19" } })
    expect(part.status).toBe(206)
    expect(part.headers.get("content-range")).toBe(`bytes 10-19/${track.sizeBytes}`)
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.slice(10, 20))
  })

  test("[X2] a cover is sent, and not again to who has it", async () => {
    const { items } = await world.json<Page<Release>>("/api/v1/releases")
    const release = items.find(({ coverPath }) => coverPath !== null) as Release
    const cover = await world.get(`/api/v1/releases/${release.id}/cover`)
    expect(cover.headers.get("content-type")).toMatch(/^image\//)
    const etag = cover.headers.get("etag") ?? ""
    const again = await world.get(`/api/v1/releases/${release.id}/cover`, { headers: { "if-none-match": etag } })
    expect(again.status).toBe(304)
  })

  test("[X2] a scan answers its report, or its progress as it goes", async () => {
    const report = await world.json(`/api/v1/scan`, { method: "POST" })
    expect(report).toMatchObject({ failedTotal: 0, releases: { added: 0 } })
    const stream = await world.get(`/api/v1/scan`, { method: "POST", headers: { accept: "text/event-stream" } })
    const text = await stream.text()
    expect(text).toMatch(/^event: progress\n/)
    expect(text).toMatch(/event: report\ndata: \{.*\}\n\n$/)
  })

  test("[X2] the app describes itself", async () => {
    expect(await world.json("/health")).toEqual({ status: "ok", version: "1.2.3" })
    const description = await world.json<{ readonly paths: object }>("/openapi.json")
    expect(Object.keys(description.paths)).toContain("/api/v1/tracks/{id}/audio")
  })
})
