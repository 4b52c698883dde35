/** Syncs of several sources at once, what is asked before much goes, and what listeners hear of all that. */
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "@deadwax/core-cache"
import type { CatalogEntry, SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { SyncProblem, SyncProgress } from "../src/events/app-event.ts"
import { makeSyncWorld, type SyncWorld, song } from "./sync-world.ts"

const slowMs = 60_000
const headers = { "content-type": "application/json" }

interface Heard {
  readonly event: string
  readonly data: unknown
}

const post = (world: SyncWorld, path: string, body: unknown, accept = "application/json") =>
  world.get(path, { method: "POST", headers: { ...headers, accept }, body: JSON.stringify(body) })

const eventsIn = (text: string): ReadonlyArray<Heard> =>
  text.split("\n\n").flatMap((block) => {
    const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
    return event === undefined ? [] : [{ event, data: JSON.parse(data ?? "") }]
  })

/** Everything that is told from now on; `until` answers the first event that will do, also one that came before. */
const listen = async (world: SyncWorld) => {
  const response = await world.get("/api/v1/events")
  const reader = response.body?.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let text = ""
  const until = async (isIt: (heard: Heard) => boolean): Promise<Heard> => {
    for (;;) {
      const found = eventsIn(text).find(isIt)
      if (found !== undefined) return found
      const read = await reader?.read()
      if (read === undefined || read.done) throw new Error("the stream ended before")
      text += read.value
    }
  }
  return { until, leave: () => reader?.cancel() }
}

const isProgress = (source: string, phase: SyncProgress["phase"]) => (heard: Heard) =>
  heard.event === "sync-progress" &&
  (heard.data as SyncProgress).source === source &&
  (heard.data as SyncProgress).phase === phase

describe("[C13] [Y11] several sources over HTTP", () => {
  let world: SyncWorld
  let zoo = ""
  const lastJob = async (source: string) => (await world.json<Page<SyncJob>>(`/api/v1/sync?limit=1&source=${source}`)).items[0]

  beforeAll(async () => {
    world = await makeSyncWorld("webdav")
    zoo = await world.addDirectory("Zoo")
    writeFileSync(join(zoo, "01.mp3"), song("Zebra"))
  }, slowMs)
  afterAll(() => world.end())

  test(
    "one that fails keeps the next from nothing, and listeners are told which it was",
    async () => {
      await world.remote.wrong({ body: "no listing at all" })
      const events = await listen(world)
      const refused = await post(world, "/api/v1/sync", {})
      expect([refused.status, await refused.json()]).toMatchObject([502, { code: "source-failed" }])
      const problem = await events.until(({ event }) => event === "sync-problem")
      expect(problem.data as SyncProblem).toMatchObject({ source: "NAS", code: "source-failed" })
      expect((await events.until(({ event }) => event === "sync-finished")).data).toMatchObject({
        source: "Zoo",
        status: "completed",
        stats: { added: 1 }
      })
      const failed = await lastJob("NAS")
      expect(failed).toMatchObject({ status: "failed", error: { reason: "protocol", loss: null } })
      expect(failed?.error?.remedy).toMatch(/address/)
      await world.remote.wrong({ body: null })
      await events.leave()
    },
    slowMs
  )

  test(
    "[X2] how many files come at a time, and how fast, is said of one sync; what makes no sense is refused",
    async () => {
      const paced = await post(world, "/api/v1/sync", { sources: ["Zoo"], concurrency: 1, bytesPerSecond: 50_000_000 })
      expect(await paced.json()).toMatchObject({ jobs: [{ source: "Zoo", status: "completed" }] })
      expect((await post(world, "/api/v1/sync", { sources: ["Zoo"], bytesPerSecond: null })).status).toBe(200)
      for (const wrong of [{ concurrency: 0 }, { concurrency: 33 }, { bytesPerSecond: 1023 }, { bytesPerSecond: "2M" }])
        expect((await post(world, "/api/v1/sync", { sources: ["Zoo"], ...wrong })).status).toBe(400)
    },
    slowMs
  )

  test(
    "one that waits says so and is taken back; one that runs is told to end; nobody's progress stays behind",
    async () => {
      await world.remote.put("Held/01.mp3", song("Held"))
      await world.remote.wrong({ filesLeft: 0 })
      const events = await listen(world)
      const running = post(world, "/api/v1/sync", {})
      await events.until(isProgress("Zoo", "wait"))
      await events.until(isProgress("NAS", "fetch"))
      const hello = await (await listen(world)).until(({ event }) => event === "hello")
      expect(hello.data).toMatchObject({
        syncs: [
          { source: "NAS", phase: "fetch", total: 1 },
          { source: "Zoo", phase: "wait" }
        ]
      })
      const before = await lastJob("Zoo")
      expect(await (await post(world, "/api/v1/sync", { sources: ["NAS"] })).json()).toMatchObject({ code: "busy" })
      const stillThere = await (await listen(world)).until(({ event }) => event === "hello")
      expect(stillThere.data).toMatchObject({
        syncs: [
          { source: "NAS", phase: "fetch" },
          { source: "Zoo", phase: "wait" }
        ]
      })
      const cancel = (sources: ReadonlyArray<string>) => post(world, "/api/v1/sync/cancel", { sources })
      expect(await (await cancel(["Zoo"])).json()).toEqual({ cancelled: ["Zoo"] })
      expect(await (await cancel(["NAS"])).json()).toEqual({ cancelled: ["NAS"] })
      expect(await (await running).json()).toMatchObject({ code: "cancelled" })
      expect([await lastJob("NAS"), await lastJob("Zoo")]).toMatchObject([{ status: "cancelled" }, before])
      const after = await (await listen(world)).until(({ event }) => event === "hello")
      expect(after.data).toEqual({ scan: null, syncs: [] })
      await world.remote.wrong({ filesLeft: 1000 })
    },
    slowMs
  )

  test(
    "what fails is counted and named on the way",
    async () => {
      await world.remote.put("Reds/01.mp3", song("One"))
      await world.remote.wrong({ wrongEtag: true })
      const response = await post(world, "/api/v1/sync", { sources: ["NAS"] }, "text/event-stream")
      const events = eventsIn(await response.text())
      expect(events.findLast(({ event }) => event === "progress")?.data).toMatchObject({
        source: "NAS",
        phase: "finish",
        done: 2,
        total: 2,
        failed: 2,
        problems: [{ path: "Held/01.mp3" }, { path: "Reds/01.mp3" }]
      })
      const { items } = await world.json<Page<CatalogEntry>>("/api/v1/catalog?status=failed")
      expect(items).toMatchObject(["Held/01.mp3", "Reds/01.mp3"].map((path) => ({ path, attempts: 1, errorClass: "changed" })))
      await world.remote.wrong({ wrongEtag: false })
    },
    slowMs
  )
})

test(
  "[I5] a sync that would lose much says how many and which first, also later, and consent holds for that number alone",
  async () => {
    const world = await makeSyncWorld("directory")
    const paths = Array.from({ length: 12 }, (_, at) => `Reds/${String(at).padStart(2, "0")}.mp3`)
    for (const path of paths) await world.remote.put(path, song(path))
    expect((await post(world, "/api/v1/sync", {})).status).toBe(200)
    for (const path of paths.slice(1)) rmSync(join(world.directory, "nas", path))
    const refused = await post(world, "/api/v1/sync", {})
    const loss = {
      tracks: 11,
      total: 12,
      directories: [{ name: "Reds", tracks: 11 }],
      otherDirectories: 0,
      names: paths.slice(1)
    }
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: "mass-change", loss }])
    const [job] = (await world.json<Page<SyncJob>>("/api/v1/sync?limit=1")).items
    expect(job?.error).toMatchObject({
      reason: "mass-change",
      loss: { files: 11, total: 12, folders: [{ name: "Reds", files: 11 }], otherFolders: 0, paths: paths.slice(1) }
    })
    expect(job?.error?.remedy).toMatch(/mounted/)
    expect((await post(world, "/api/v1/sync", { allowRemoval: 10 })).status).toBe(409)
    expect((await post(world, "/api/v1/sync", { allowRemoval: -1 })).status).toBe(400)
    expect((await post(world, "/api/v1/sync", { allowRemoval: 11 })).status).toBe(200)
    expect((await world.json<Page<CatalogEntry>>("/api/v1/catalog")).total).toBe(1)
    await world.end()
  },
  slowMs
)
