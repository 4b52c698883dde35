/** What a scan could not take in, what it refused to remove, and playlists as files, over HTTP. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { ItemFailure, Page, PlaylistImport, Release, Status } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { ProblemBody } from "../src/answers/problem.ts"
import { makeWorld, type World } from "./world.ts"

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.end())

const post = (path: string, body: unknown, accept = "application/json") =>
  world.get(path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", accept } })

describe("[U7] [A4] failures over HTTP", () => {
  test("are named one by one, with why and what to do, until their files are mended", async () => {
    expect(await world.json<Page<ItemFailure>>("/api/v1/failures")).toMatchObject({ items: [], total: 0 })
    const directory = join(world.library.root, "Broken")
    mkdirSync(directory)
    for (const name of ["a.flac", "b.flac", "c.flac"]) writeFileSync(join(directory, name), "no music")
    await post("/api/v1/scan", {})
    const all = await world.json<Page<ItemFailure>>("/api/v1/failures")
    expect(all.items.map(({ path, reason }) => [path, reason])).toEqual(
      ["a", "b", "c"].map((name) => [join(directory, `${name}.flac`), "not-audio"])
    )
    for (const { message } of all.items) expect(message).toMatch(/not audio/)
    expect((await world.json<Status>("/api/v1/status")).failedTotal).toBe(3)
    expect(await world.json("/api/v1/failures?limit=1&offset=1")).toEqual({
      items: [all.items[1]],
      total: 3,
      limit: 1,
      offset: 1
    })
    expect((await world.get("/api/v1/failures?limit=-1")).status).toBe(400)
    rmSync(directory, { recursive: true })
    await post("/api/v1/scan", {})
    expect((await world.json<Page<ItemFailure>>("/api/v1/failures")).total).toBe(0)
  })
})

describe("[I5] a scan that would remove much, over HTTP", () => {
  test("says how much from where, by names below the root, in both forms, and goes on when it is told to", async () => {
    const before = await world.json<Status>("/api/v1/status")
    const away = join(world.directory, "away")
    mkdirSync(away)
    const moved = readdirSync(world.library.root).filter((name) => !/^[.!]/.test(name) && name !== "Booklets")
    for (const name of moved) renameSync(join(world.library.root, name), join(away, name))
    const refused = await post("/api/v1/scan", {})
    const problem = (await refused.json()) as ProblemBody
    expect([refused.status, problem.code]).toEqual([409, "mass-change"])
    expect(problem.loss).toMatchObject({ tracks: before.tracks, total: before.tracks })
    const named = problem.loss?.directories.reduce((sum, { tracks }) => sum + tracks, 0) ?? 0
    expect(named).toBeGreaterThan(0)
    for (const { name } of problem.loss?.directories ?? []) expect(["", ...moved]).toContain(name)
    expect(JSON.stringify(problem)).not.toContain(world.directory)
    const events = await (await post("/api/v1/scan", {}, "text/event-stream")).text()
    expect(events).toContain('"loss":{"tracks"')
    expect((await world.json<Status>("/api/v1/status")).tracks).toBe(before.tracks)
    expect((await post("/api/v1/scan", { allowRemoval: true })).status).toBe(200)
    expect((await world.json<Status>("/api/v1/status")).tracks).toBe(0)
    for (const name of moved) renameSync(join(away, name), join(world.library.root, name))
    await post("/api/v1/scan", {})
    expect((await world.json<Page<Release>>("/api/v1/releases?limit=0")).total).toBe(before.releases)
  })
})

describe("[A4] playlists as M3U8 over HTTP", () => {
  test("what goes out comes in again as the same, under another name; lines without a track are told", async () => {
    const sent = await world.get("/api/v1/playlists/Kitchen/m3u8")
    expect(sent.headers.get("content-type")).toMatch(/^audio\/x-mpegurl/)
    const text = await sent.text()
    expect(text).toMatch(/^#EXTM3U/)
    const made = await post("/api/v1/playlists/import", {
      name: "Pantry",
      text: `${text.replace(/^#PLAYLIST:.*\n/m, "")}gone/away.mp3\n`
    })
    expect(made.status, await made.clone().text()).toBe(200)
    const report = (await made.json()) as PlaylistImport
    expect(report).toMatchObject({ name: "Pantry", isNew: true, unmatched: [{ text: "gone/away.mp3" }] })
    const entries = (name: string) =>
      readFileSync(join(world.library.root, `!playlists/${name}.toml`), "utf8").match(/uuid = "(.*)"/g)
    expect(entries("Pantry")).toEqual(entries("Kitchen"))
  })

  test("[X2] one that is taken, too long or no text is refused", async () => {
    const text = "#EXTM3U\n#PLAYLIST:Kitchen\nNova.mp3\n"
    expect((await post("/api/v1/playlists/import", { name: "x", text })).status).toBe(400)
    expect((await post("/api/v1/playlists/import", { name: "x", text: "#".repeat(5 * 1024 * 1024) })).status).toBe(413)
    expect((await post("/api/v1/playlists/import", { name: "x" })).status).toBe(400)
    expect((await world.get("/api/v1/playlists/nobody/m3u8")).status).toBe(404)
  })
})

test("[X2] what an answer keeps back of a failure stands in the server's log, of scans and of edits", async () => {
  const lines: Array<string> = []
  const logger = Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])
  const made = Promise.withResolvers<World>()
  const run: World["run"] = async (effect, signal) => (await made.promise).run(Effect.provide(effect, logger), signal)
  const logged = await makeWorld({ ports: { run } })
  made.resolve(logged)
  const { items } = await logged.json<Page<Release>>("/api/v1/releases?limit=1")
  renameSync(join(logged.library.root, ".deadwax"), join(logged.directory, "away"))
  for (const [path, body] of [
    ["/api/v1/scan", "{}"],
    [`/api/v1/releases/${items[0]?.id}/new`, '{"isNew":true}']
  ] as const) {
    lines.length = 0
    const response = await logged.get(path, { method: "POST", body, headers: { "content-type": "application/json" } })
    expect([path, response.status, lines]).toEqual([path, 503, [expect.stringContaining(logged.library.root)]])
    expect(await response.text()).not.toContain(logged.directory)
  }
  await logged.end()
})
