/** Edits and the trash over HTTP, on real files. */
import { renameSync } from "node:fs"
import { join } from "node:path"
import type { Page, Release, Track, TrashedItem } from "@deadwax/core-cache"
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeWorld, type World } from "./world.ts"

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.end())

const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3])
const bytesOf = async (path: string) => new Uint8Array(await (await world.get(path)).arrayBuffer())

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

describe("edits over HTTP", () => {
  test("[A4] a release is marked, gets and loses a cover, is deleted and restored", async () => {
    const { items } = await world.json<Page<Release>>("/api/v1/releases?limit=1000")
    const release = items.find(({ coverPath }) => coverPath !== null)!
    const path = `/api/v1/releases/${release.id}`
    expect((await sent<Release>("POST", `${path}/new`, { isNew: !release.isNew })).isNew).toBe(!release.isNew)
    expect((await world.json<Release>(path)).isNew).toBe(!release.isNew)
    const picture = await bytesOf(`${path}/cover`)
    expect((await sent<Release>("DELETE", `${path}/cover`)).coverPath).toBeNull()
    expect((await sent<Release>("POST", `${path}/cover`, picture)).coverPath).toMatch(/cover\.jpg$/)
    expect(await bytesOf(`${path}/cover`)).toEqual(picture)
    expect((await sent<Release>("DELETE", `${path}/cover`)).coverPath).toBeNull()
    expect((await sent<Release>("DELETE", path)).id).toBe(release.id)
    expect((await world.get(path)).status).toBe(404)
    const trash = await world.json<Page<TrashedItem>>("/api/v1/trash")
    expect(trash.total).toBe(3)
    const last = trash.items.at(-1)
    expect(await sent("POST", `/api/v1/trash/${last?.id}`)).toEqual({ path: release.sourcePath })
    expect((await world.json<Release>(path)).trackTotal).toBe(release.trackTotal)
  })

  test("[A4] a cover is named by what its bytes are, whatever its sender calls it", async () => {
    const { items } = await world.json<Page<Release>>("/api/v1/releases")
    const release = items.find(({ coverPath }) => coverPath?.endsWith(".png"))!
    const path = `/api/v1/releases/${release.id}/cover`
    const picture = await bytesOf(path)
    // Sent as image/jpeg.
    expect((await sent<Release>("POST", path, picture)).coverPath).toMatch(/cover\.png$/)
    const page = await send("POST", path, new TextEncoder().encode("<!doctype html><title>no picture at all</title>"))
    expect([page.status, await page.json()]).toEqual([
      400,
      expect.objectContaining({ detail: expect.stringContaining("no JPEG") })
    ])
    expect(await bytesOf(path)).toEqual(picture)
  })

  test("[A4] [I4] a track is deleted; the trash is emptied for good", async () => {
    const { items } = await world.json<Page<Track>>("/api/v1/tracks?limit=1")
    const path = `/api/v1/tracks/${items[0]?.id}`
    expect((await sent<Track>("DELETE", path)).id).toBe(items[0]?.id)
    expect((await world.get(path)).status).toBe(404)
    const { total } = await world.json<Page<TrashedItem>>("/api/v1/trash?limit=0")
    expect(await sent("DELETE", "/api/v1/trash")).toEqual({ removed: total })
    expect((await world.json<Page<TrashedItem>>("/api/v1/trash")).items).toEqual([])
  })

  test.each([
    ["POST", "/api/v1/releases/nobody/new", { isNew: true }, 404],
    ["POST", "/api/v1/releases/nobody/cover", jpeg, 404],
    ["DELETE", "/api/v1/releases/nobody", undefined, 404],
    ["DELETE", "/api/v1/releases/nobody/cover", undefined, 404],
    ["DELETE", "/api/v1/tracks/nobody", undefined, 404],
    ["POST", "/api/v1/trash/nobody", undefined, 404],
    ["POST", "/api/v1/trash/..%2F..%2Fetc", undefined, 404],
    ["POST", "/api/v1/releases/FIRST/new", { isNew: "yes" }, 400],
    ["POST", "/api/v1/releases/FIRST/new", undefined, 400],
    ["POST", "/api/v1/releases/FIRST/cover", { isNew: true }, 415],
    ["POST", "/api/v1/releases/FIRST/cover", new Uint8Array(8), 400],
    ["POST", "/api/v1/releases/FIRST/cover", new Uint8Array(17 * 1024 * 1024), 413]
  ] as const)("[X2] %s %s is a problem", async (method, path, body, status) => {
    const { items } = await world.json<Page<Release>>("/api/v1/releases?limit=1")
    const response = await send(method, path.replace("FIRST", items[0]?.id ?? ""), body)
    expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/problem+json"])
    expect(await response.text()).not.toContain(items[0]?.sourcePath.split("/").slice(0, 3).join("/"))
  })

  test("[X2] an edit from another site is refused", async () => {
    const { items } = await world.json<Page<Release>>("/api/v1/releases?limit=1")
    const response = await world.get(`/api/v1/releases/${items[0]?.id}`, {
      method: "DELETE",
      headers: { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" }
    })
    expect(response.status).toBe(403)
  })
})

test("[A4] an edit that fails is not made again by whoever runs it: the failure is its answer", async () => {
  const failures: Array<string> = []
  const made = Promise.withResolvers<World>()
  const edited = await makeWorld({
    ports: {
      run: async (effect, signal) => {
        const exit = await (await made.promise).run(effect, signal)
        if (Exit.isFailure(exit)) failures.push((Cause.squash(exit.cause) as { _tag: string })._tag)
        return exit
      }
    }
  })
  made.resolve(edited)
  const { items } = await edited.json<Page<Release>>("/api/v1/releases?limit=1")
  failures.length = 0
  renameSync(join(edited.library.root, ".deadwax"), join(edited.directory, "away"))
  const path = `/api/v1/releases/${items[0]?.id}/new`
  const body = JSON.stringify({ isNew: false })
  const response = await edited.get(path, { method: "POST", body, headers: { "content-type": "application/json" } })
  expect([response.status, failures]).toEqual([503, ["Problem"]])
  await edited.end()
})
