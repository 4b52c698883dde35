import type { CacheStats, ChangePage, Page, Track } from "@deadwax/core-cache"
import { afterAll, beforeAll, expect, test } from "vitest"
import { makeWorld, origin, type World } from "./world.ts"

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.end())

const changesSince = (cursor: string, limit = 1000): Promise<ChangePage> =>
  world.json(`/api/v1/changes?since=${encodeURIComponent(cursor)}&limit=${limit}`)

test("[X2] changes over HTTP: all there is page by page, then what changed, with what is gone", async () => {
  const known = new Map<string, boolean>()
  let page = await world.json<ChangePage>("/api/v1/changes?limit=7")
  for (;;) {
    for (const { kind, id, isDeleted } of page.items) known.set(`${kind} ${id}`, !isDeleted)
    if (!page.hasMore) break
    page = await changesSince(page.cursor, 7)
  }
  const { items: tracks, total } = await world.json<Page<Track>>("/api/v1/tracks?limit=1000")
  expect([...known.keys()].filter((key) => key.startsWith("track "))).toHaveLength(total)
  const write = (path: string, method: string) => world.get(path, { method, headers: { origin } })
  expect((await write(`/api/v1/tracks/${tracks[0]!.id}`, "DELETE")).ok).toBe(true)
  const next = await changesSince(page.cursor)
  expect(next.reset).toBe(false)
  expect(next.items).toContainEqual({ kind: "track", id: tracks[0]!.id, isDeleted: true })
  expect(next.items).toContainEqual({ kind: "release", id: tracks[0]!.releaseId, isDeleted: false })
  expect((await changesSince(next.cursor)).items).toEqual([])
})

test("[X2] a cursor that is none begins anew; parameters that make no sense are refused", async () => {
  expect(await changesSince("nonsense")).toMatchObject({ reset: true })
  for (const query of ["limit=-1", "limit=x", "limit=NaN", "since=a&since=b", "offset=1", `since=${"x".repeat(201)}`])
    expect((await world.get(`/api/v1/changes?${query}`)).status).toBe(400)
})

test("[Q7] what the query cache did, as numbers", async () => {
  const before = await world.json<CacheStats>("/api/v1/cache/stats")
  await world.json("/api/v1/tracks?limit=3&sort=title")
  const after = await world.json<CacheStats>("/api/v1/cache/stats")
  expect(after.misses).toBe(before.misses + 1)
  for (const value of Object.values(after)) expect(typeof value).toBe("number")
  expect(after.hitRate).toBeGreaterThanOrEqual(0)
  expect(after.hitRate).toBeLessThanOrEqual(1)
})
