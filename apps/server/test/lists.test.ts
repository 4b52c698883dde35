import type { Page, Track } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Route } from "../src/routes/route.ts"
import { routeTable } from "../src/routes/route-table.ts"
import { makeWorld, type World } from "./world.ts"

let world: World
beforeAll(async () => {
  world = await makeWorld()
  const smart = JSON.stringify({ name: things["smart-playlists"], filter: "", sort: "-title" })
  const headers = { "content-type": "application/json" }
  expect((await world.get("/api/v1/smart-playlists", { method: "POST", body: smart, headers })).status).toBe(200)
})
afterAll(() => world.end())

type AnyPage = Page<{ readonly id: string }>

/** Every route that answers a page, with what else it must be given. */
const lists = routeTable.filter(({ query }) => query["offset"] !== undefined).map(({ path }) => path)
/** Not those whose answers are never kept: what is in the trash only the disk knows, smart playlists may count back from now, and a queue does. */
const kept = lists.filter((path) => !/^\/api\/v1\/(?:trash|smart-playlists|catalog|queue|duplicates|sources|sync)/.test(path))
/** Lists inside a thing are asked of one of the sample's. */
const things: Readonly<Record<string, string>> = { collages: "Late%20Night", playlists: "Kitchen", "smart-playlists": "All" }
const addressOf = (path: string): string => {
  const whole = path.replace(/([a-z-]+)\/\{id\}/, (_, kind: string) => `${kind}/${things[kind]}`)
  return whole.startsWith("/api/v1/search") ? `${whole}?q=e` : `${whole}?`
}
const page = (path: string, query: string): Promise<AnyPage> => world.json<AnyPage>(`${addressOf(path)}&${query}`)
const statusOf = async (path: string, query: string): Promise<number> => (await world.get(`${addressOf(path)}&${query}`)).status

/** The names of what a route answers as JSON. */
const fieldsOf = ({ successes }: Route): ReadonlyArray<string> =>
  successes.flatMap(({ schema }) =>
    schema !== undefined && "fields" in schema ? Object.keys(schema.fields as Readonly<Record<string, unknown>>) : []
  )

describe("[A1] [A2] [D11] every list route", () => {
  test("is known here: what answers items answers a page of them, but for the changes, which have no end to count to", () => {
    const answering = routeTable.filter((route) => route.method === "GET" && fieldsOf(route).includes("items"))
    expect(answering.map(({ path }) => path).filter((path) => !lists.includes(path))).toEqual(["/api/v1/changes"])
    for (const route of answering)
      if (lists.includes(route.path))
        expect(fieldsOf(route)).toEqual(expect.arrayContaining(["items", "total", "limit", "offset"]))
    expect(answering.length).toBe(lists.length + 1)
    expect(lists).toContain("/api/v1/releases")
    expect(lists).toContain("/api/v1/tracks")
    expect(lists).toContain("/api/v1/search")
  })

  test.each(lists)("%s gives 50 unless told, at most 1,000, and none for 0", async (path) => {
    const all = await page(path, "limit=1000")
    expect(all.items).toHaveLength(Math.min(all.total, 1000))
    expect(await world.json<AnyPage>(addressOf(path))).toMatchObject({ limit: 50, offset: 0, total: all.total })
    for (const limit of [0, 1, 2, 49, 50, 51, 999, 1000])
      expect(await page(path, `limit=${limit}`)).toEqual({ ...all, limit, items: all.items.slice(0, limit) })
    for (const limit of [1001, 5000, 999_999_999_999_999]) expect((await page(path, `limit=${limit}`)).limit).toBe(1000)
  })

  test.each(lists)("%s gives everything once over its pages, in one order, with one total", async (path) => {
    const all = await page(path, "limit=1000")
    for (const limit of [1, 3, 7]) {
      const seen: Array<unknown> = []
      for (let offset = 0; offset < all.total; offset += limit) {
        const part = await page(path, `limit=${limit}&offset=${offset}`)
        expect(part.total).toBe(all.total)
        seen.push(...part.items)
      }
      expect(seen).toEqual([...all.items])
    }
  })

  test.each(lists)("%s is empty past its end, with the total", async (path) => {
    const { total } = await page(path, "limit=0")
    for (const offset of [total, total + 1, 1_000_000, 999_999_999_999_999])
      expect(await page(path, `offset=${offset}`)).toMatchObject({ items: [], total, offset })
  })

  test.each(lists)("%s refuses what is no number from 0 on, what is given twice and what it does not know", async (path) => {
    const wrong = ["-1", "1.5", "1e3", "0x10", "ten", "", "%20", "1%00", "NaN", "Infinity", "9999999999999999", "１", "1,2", "+1"]
    for (const name of ["limit", "offset"]) {
      for (const value of wrong)
        expect({ value, status: await statusOf(path, `${name}=${value}`) }).toEqual({ value, status: 400 })
      expect(await statusOf(path, `${name}=1&${name}=1`)).toBe(400)
    }
    for (const query of ["limits=1", "Limit=1", "limit[]=1", "all=true", "constructor=1", "__proto__=1"])
      expect(await statusOf(path, query)).toBe(400)
  })

  test.each(kept)("%s answers from the library as it is, however often it was asked before", async (path) => {
    const before = await world.get(addressOf(path))
    const etag = before.headers.get("etag") ?? ""
    const again = await world.get(addressOf(path), { headers: { "if-none-match": etag } })
    expect([again.status, await again.text()]).toEqual([304, ""])
    expect(await (await world.get(addressOf(path))).text()).toBe(await before.text())
  })

  test("[Q3] [X2] an answer that a change did not touch keeps its tag; one that it touched has another, at once", async () => {
    const [labels, tracks] = ["/api/v1/labels", "/api/v1/tracks?limit=5"]
    const tagOf = async (path: string) => (await world.get(path)).headers.get("etag") ?? ""
    const before = { labels: await tagOf(labels), tracks: await tagOf(tracks) }
    const [track] = (await world.json<Page<Track>>(tracks)).items
    for (const isFavorite of [true, false]) {
      const path = `/api/v1/tracks/${track?.id}/favorite`
      const init = { method: "PUT", body: JSON.stringify({ isFavorite }), headers: { "content-type": "application/json" } }
      expect((await world.get(path, init)).status).toBe(200)
      expect((await world.get(labels, { headers: { "if-none-match": before.labels } })).status).toBe(304)
      const changed = await world.get(tracks, { headers: { "if-none-match": before.tracks } })
      expect(changed.status).toBe(200)
      expect(((await changed.json()) as Page<Track>).items[0]?.isFavorite).toBe(isFavorite)
    }
    expect((await world.get(labels, { headers: { "if-none-match": before.labels } })).status).toBe(304)
  })
})
