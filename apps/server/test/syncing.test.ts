import { existsSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "@deadwax/core-cache"
import type { CatalogEntry, LibraryStatus, SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeSyncWorld, type SyncWorld, song } from "./sync-world.ts"

const paths = ["Reds - Velvet/01.mp3", "Reds - Velvet/02.mp3", "Reds - Velvet/03.mp3"]
const headers = { "content-type": "application/json" }
const slowMs = 60_000

for (const kind of ["directory", "webdav"] as const) {
  describe(`[C13] the four stories over HTTP, from a ${kind}`, () => {
    let world: SyncWorld
    const sync = (options: Record<string, unknown> = {}) =>
      world.json<{ jobs: ReadonlyArray<SyncJob> }>("/api/v1/sync", { method: "POST", headers, body: JSON.stringify(options) })
    const status = () => world.json<LibraryStatus>("/api/v1/status")
    const queued = async () => (await world.json<Page<CatalogEntry>>("/api/v1/queue")).items.map(({ path }) => path)

    beforeAll(async () => {
      world = await makeSyncWorld(kind)
      for (const path of paths) await world.remote.put(path, song(path))
      await world.remote.put("Reds - Velvet/cover.jpg", new Uint8Array([255, 216, 255, 217]))
    }, slowMs)
    afterAll(() => world.end())

    test(
      "[C4] 1: a catalog without files: all is missing and queued",
      async () => {
        const { jobs } = await sync({ download: false })
        expect(jobs).toMatchObject([{ source: "NAS", type: "full", escalation: "no-cursor", status: "completed" }])
        expect((await status()).catalog).toMatchObject({ songs: 3, missing: 3, downloaded: 0, otherFiles: 1, queued: 4 })
        expect((await queued()).sort()).toEqual([...paths, "Reds - Velvet/cover.jpg"])
        expect(existsSync(join(world.music, paths[0] ?? ""))).toBe(false)
      },
      slowMs
    )

    test("a source is told without the place on this machine where it lies", async () => {
      const [page, found] = [await (await world.get("/api/v1/sources")).text(), await status()]
      expect(page).not.toContain(world.directory)
      expect(found.sources?.map(({ url }) => url)).toEqual([kind === "directory" ? "dir:nas" : expect.stringMatching(/^webdav:/)])
    })

    test(
      "[C2] 2: after the downloads all is there, and the queue is empty; once more changes nothing",
      async () => {
        expect((await sync()).jobs[0]).toMatchObject({ type: "incremental", stats: { items: 4, added: 4, failed: 0 } })
        const after = await status()
        expect(after).toMatchObject({
          tracks: 3,
          catalog: { missing: 0, downloaded: 3, failed: 0, queued: 0 },
          queue: { ready: 0 }
        })
        const items = (await world.json<Page<CatalogEntry>>("/api/v1/catalog")).items
        for (const { localPath, sizeBytes } of items)
          expect([existsSync(localPath ?? ""), (sizeBytes ?? 0) > 0]).toEqual([true, true])
        for (const full of [false, true]) expect((await sync({ full })).jobs[0]?.stats.items).toBe(0)
        expect((await status()).catalog).toEqual(after.catalog)
      },
      slowMs
    )

    test(
      "[Y4] [D7] 3: a file that is deleted is missing and queued at the next look, and comes back",
      async () => {
        const [first = ""] = paths
        rmSync(join(world.music, first))
        await sync({ download: false })
        expect((await status()).catalog).toMatchObject({ missing: 1, downloaded: 2, queued: 1 })
        expect(await queued()).toEqual([first])
        expect((await sync()).jobs[0]?.stats).toMatchObject({ items: 1, added: 1 })
        expect(existsSync(join(world.music, first))).toBe(true)
      },
      slowMs
    )

    if (kind === "webdav")
      test(
        "[C6] 4: failures in a row lengthen the delay, the file returns after it, and a person's word ends it",
        async () => {
          await world.remote.put("Reds - Velvet/04.mp3", song("04"))
          await world.remote.wrong({ wrongEtag: true })
          for (const minutes of [5, 15, 45]) {
            expect((await sync()).jobs[0]?.stats).toMatchObject({ items: 1, failed: 1 })
            expect((await status()).catalog).toMatchObject({ failed: 1, queued: 0 })
            world.pass(minutes - 1)
            expect([minutes, await queued()]).toEqual([minutes, []])
            expect((await sync()).jobs[0]?.stats.items).toBe(0)
            world.pass(1)
            expect([minutes, await queued()]).toEqual([minutes, ["Reds - Velvet/04.mp3"]])
          }
          expect((await sync()).jobs[0]?.stats).toMatchObject({ failed: 1 })
          const [failed] = (await world.json<Page<CatalogEntry>>("/api/v1/catalog?status=failed")).items
          expect(failed).toMatchObject({ attempts: 4, errorClass: "changed" })
          expect((await world.get(`/api/v1/queue/${failed?.id}/retry`, { method: "POST" })).status).toBe(200)
          await world.remote.wrong({ wrongEtag: false })
          expect((await sync()).jobs[0]?.stats).toMatchObject({ items: 1, added: 1 })
          expect((await status()).catalog).toMatchObject({ songs: 4, downloaded: 4, failed: 0, queued: 0 })
        },
        slowMs
      )

    test(
      "[Y11] progress comes as events, one report at the end; history tells the same",
      async () => {
        await world.remote.put("Reds - Velvet/05.mp3", song("05"))
        const response = await world.get("/api/v1/sync", {
          method: "POST",
          headers: { ...headers, accept: "text/event-stream" },
          body: "{}"
        })
        const events = (await response.text()).split("\n\n").flatMap((text) => {
          const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(text) ?? []
          return event === undefined ? [] : [{ event, data: JSON.parse(data ?? "") }]
        })
        expect(events.filter(({ event }) => event !== "progress")).toMatchObject([
          { event: "report", data: { jobs: [{ source: "NAS" }] } }
        ])
        expect(events.at(-1)?.event).toBe("report")
        const told = events.map(({ data: { phase, done, total, failed } }) => [phase, done, total, failed])
        expect(told).toContainEqual(["fetch", 0, 1, 0])
        expect(told).toContainEqual(["finish", 1, 1, 0])
        const history = await world.json<Page<SyncJob>>("/api/v1/sync?limit=1")
        expect(history.items).toEqual(events.at(-1)?.data.jobs)
      },
      slowMs
    )

    test("what is not there is not found, and nothing runs that could be cancelled", async () => {
      const post = (path: string, body: unknown) => world.get(path, { method: "POST", headers, body: JSON.stringify(body) })
      expect((await post("/api/v1/sync", { sources: ["nobody"] })).status).toBe(404)
      expect((await post("/api/v1/sync", { sources: [] })).status).toBe(400)
      expect(await (await post("/api/v1/sync/cancel", {})).json()).toEqual({ cancelled: [] })
    })
  })
}
