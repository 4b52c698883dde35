/** Collages and playlists over HTTP, on real files. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Collage, CollectionSummary, Page, Playlist, Release, Track } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeWorld, type World } from "./world.ts"

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.end())

const send = (method: string, path: string, body?: unknown) =>
  world.get(path, {
    method,
    ...(body instanceof Uint8Array
      ? { body: new Blob([new Uint8Array(body)]), headers: { "content-type": "image/jpeg" } }
      : body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } })
  })

const sent = async <A>(method: string, path: string, body?: unknown): Promise<A> => {
  const response = await send(method, path, body)
  const text = await response.text()
  expect(response.status, text).toBe(200)
  return JSON.parse(text) as A
}

const statusOf = async (method: string, path: string, body?: unknown): Promise<number> => (await send(method, path, body)).status

describe("collages and playlists over HTTP", () => {
  test("[R6] [A1] lists, one with its entries, and what it holds, as pages", async () => {
    const collages = await world.json<Page<CollectionSummary>>("/api/v1/collages")
    expect(collages.items.map(({ name, count, missing }) => [name, count, missing])).toEqual([
      ["Empty Shelf", 0, 0],
      ["Late Night", 4, 1]
    ])
    expect(await world.json("/api/v1/collages?limit=1&offset=1")).toEqual({
      items: [collages.items[1]],
      total: 2,
      limit: 1,
      offset: 1
    })
    const lateNight = await world.json<Collage>("/api/v1/collages/Late%20Night")
    expect(lateNight.releases[2]).toMatchObject({ position: 3, missing: true })
    const releases = await world.json<Page<Release>>("/api/v1/collages/Late%20Night/releases")
    expect(releases.items.map(({ id }) => id)).toEqual(lateNight.releases.filter(({ missing }) => !missing).map(({ id }) => id))
    const tracks = await world.json<Page<Track>>("/api/v1/playlists/Kitchen/tracks?limit=2&offset=2")
    expect([tracks.total, tracks.items.length]).toEqual([4, 2])
    for (const path of ["/api/v1/collages/late%20night", "/api/v1/collages/x/releases", "/api/v1/playlists/x/cover"])
      expect((await world.get(path)).status).toBe(404)
    expect((await world.get("/api/v1/playlists?limit=-1")).status).toBe(400)
  })

  test("[A4] a playlist is made, filled, ordered, covered, renamed and deleted", async () => {
    const tracks = (await world.json<Page<Track>>("/api/v1/tracks?limit=3")).items.map(({ id }) => id)
    const [a = "", b = "", c = ""] = tracks
    const name = "Für Élise # 100%"
    const path = `/api/v1/playlists/${encodeURIComponent(name)}`
    expect((await sent<Playlist>("POST", "/api/v1/playlists", { name })).count).toBe(0)
    expect((await sent<Playlist>("POST", "/api/v1/playlists", { name })).count).toBe(0)
    const ids = async (method: string, at: string, body: unknown) =>
      (await sent<Playlist>(method, `${path}${at}`, body)).tracks.map(({ id }) => id)
    expect(await ids("POST", "/entries", { ids: [a, b, a] })).toEqual([a, b, a])
    expect(await ids("POST", "/entries", { ids: [c], position: 1 })).toEqual([c, a, b, a])
    expect(await statusOf("POST", `${path}/entries/move`, { id: a, position: 1 })).toBe(400)
    expect(await ids("POST", "/entries/move", { id: a, position: 1, at: 4 })).toEqual([a, c, a, b])
    expect(await ids("POST", "/entries/remove", { id: a, at: 3 })).toEqual([a, c, b])
    expect(readFileSync(join(world.library.root, `!playlists/${name}.toml`), "utf8").match(/uuid = "(.*)"/g)).toEqual(
      [a, c, b].map((id) => `uuid = "${id}"`)
    )
    const picture = new Uint8Array(readFileSync(join(world.library.root, "!playlists/Kitchen.jpg")))
    expect((await sent<Playlist>("POST", `${path}/cover`, picture)).coverPath).toMatch(/\.jpg$/)
    expect(new Uint8Array(await (await world.get(`${path}/cover`)).arrayBuffer())).toEqual(picture)
    expect((await sent<Playlist>("DELETE", `${path}/cover`)).coverPath).toBeNull()
    expect(await (await world.get(`${path}/cover`)).json()).toMatchObject({
      code: "no-cover",
      detail: expect.stringContaining("playlist")
    })
    expect((await sent<Playlist>("POST", `${path}/name`, { name: "Plain" })).count).toBe(3)
    expect(await statusOf("GET", path)).toBe(404)
    expect((await sent<Playlist>("DELETE", "/api/v1/playlists/Plain")).count).toBe(3)
    expect(existsSync(join(world.library.root, "!playlists/Plain.toml"))).toBe(false)
    expect((await world.json<Page<CollectionSummary>>("/api/v1/playlists")).total).toBe(1)
  })

  test("[X2] what makes no sense is refused, and nothing is changed", async () => {
    const file = join(world.library.root, "!collages/Late Night.toml")
    const before = readFileSync(file, "utf8")
    const path = "/api/v1/collages/Late%20Night"
    for (const [method, at, body, status] of [
      ["POST", "/entries", { ids: ["nobody"] }, 400],
      ["POST", "/entries", { ids: [] }, 400],
      ["POST", "/entries", { ids: ["x"], position: 0 }, 400],
      ["POST", "/entries/move", { id: "nobody", position: 1 }, 400],
      ["POST", "/name", { name: "Empty Shelf" }, 400],
      ["POST", "/name", { name: "../x" }, 400],
      ["POST", "/name", {}, 400],
      ["POST", "/entries/remove", { id: "x", other: 1 }, 400]
    ] as const)
      expect(await statusOf(method, `${path}${at}`, body), JSON.stringify(body)).toBe(status)
    for (const [method, at] of [
      ["DELETE", ""],
      ["POST", "/entries"],
      ["POST", "/name"]
    ] as const)
      expect(await statusOf(method, `/api/v1/collages/none${at}`, at === "/entries" ? { ids: ["x"] } : { name: "y" })).toBe(404)
    expect(await statusOf("POST", "/api/v1/collages", { name: "a/b" })).toBe(400)
    expect(readFileSync(file, "utf8")).toBe(before)
  })

  test("[X2] a refusal says what the command line says: which name, which position, what is allowed", async () => {
    const path = "/api/v1/collages/Late%20Night"
    const id = (await world.json<Collage>(path)).releases[0]!.id
    const problem = async (at: string, body: unknown) => {
      const response = await send("POST", at, body)
      expect(response.status).toBe(400)
      return (await response.json()) as { detail: string; remedy: string }
    }
    for (const [at, body, detail] of [
      [`${path}/entries`, { ids: ["nobody"] }, "There is no release nobody in the library."],
      [`${path}/entries`, { ids: [id], position: 9 }, 'The collage "Late Night" has no position 9 to add at: it has 4 entries.'],
      [`${path}/entries/move`, { id, position: 99 }, 'The collage "Late Night" has no position 99: it has 4 entries.'],
      [`${path}/entries/remove`, { id, at: 4 }, `The collage "Late Night" has no release ${id} at position 4.`],
      [`${path}/name`, { name: "Empty Shelf" }, 'There is a collage "Empty Shelf" already.'],
      ["/api/v1/collages", { name: "Late Night" }, "There is a collage of this name already, with entries; it is as it was."],
      [`${path}/name`, { name: "a/b" }, 'The name "a/b" of a collage holds a slash.'],
      [
        `${path}/entries/move`,
        { id, position: 0 },
        'What was sent has not the right form at "position": expected a value greater than or equal to 1.'
      ],
      [`${path}/entries`, {}, 'What was sent has not the right form at "ids": it is missing.'],
      [`${path}/entries`, { ids: [id], id }, 'What was sent has not the right form at "id": nothing of this name is taken.'],
      ["/api/v1/session", { token: { secret: 1 } }, 'What was sent has not the right form at "token": expected string.']
    ] as const)
      expect((await problem(at, body)).detail).toBe(detail)
    expect((await problem(`${path}/name`, { name: "Empty Shelf" })).remedy).toContain("Choose another name")
  })

  test("[X2] an edit of a file that cannot be read says that it is about a file, changes nothing, and names no path", async () => {
    const file = join(world.library.root, "!collages/Late Night.toml")
    const before = readFileSync(file)
    writeFileSync(file, "[[releases]]\nuuid =")
    const refused = await send("POST", "/api/v1/collages/Late%20Night/entries/remove", { id: "nobody" })
    const body = await refused.text()
    expect(refused.status).toBe(507)
    expect(JSON.parse(body)).toMatchObject({
      code: "storage",
      detail: "A file on the server cannot be used or written as it is, or its disk failed or is full.",
      remedy: "Look into the server's log: it says which file, and what to do."
    })
    expect(body).not.toContain(world.library.root)
    expect(readFileSync(file, "utf8")).toBe("[[releases]]\nuuid =")
    writeFileSync(file, before)
  })

  test("[A4] a queue of thousands is saved as one playlist, all of it", async () => {
    const { items } = await world.json<Page<Track>>("/api/v1/tracks?limit=1000")
    const ids = Array.from({ length: 5000 }, (_, index) => items[(index * 7) % items.length]!.id)
    await sent<Playlist>("POST", "/api/v1/playlists", { name: "Queue" })
    const { tracks } = await sent<Playlist>("POST", "/api/v1/playlists/Queue/entries", { ids })
    expect(tracks.map(({ id }) => id)).toEqual(ids)
  })
})
