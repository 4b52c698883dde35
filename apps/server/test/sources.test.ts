import { type CacheError, LibraryCache, type Page } from "@deadwax/core-cache"
import { addSource, type CatalogEntry, defaultSyncPolicy, type LibraryStatus, type SourceInfo } from "@deadwax/core-sync"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeWorld, origin, type World } from "./world.ts"

/** In an hour. */
const laterMs = Math.floor(Date.now() / 1000) * 1000 + 3_600_000

/** A catalog of six items of one source, as a job leaves it: three missing, one failed that waits, one ignored, one cover. */
const fill = `
insert into sync_jobs (no, source_no, fingerprint, requested, kind, status, started_us, ended_us, stats)
  values (1, 1, 'f', 'full', 'full', 'completed', 1000000, 2000000,
    '{"items":0,"pending":0,"added":0,"updated":0,"deleted":0,"skipped":0,"failed":0}');
insert into catalog (source_no, remote_id, path, size_bytes, revision, is_music, added_job, seen_job, seen_in_source_us, priority)
  select 1, value, value, 10, '1', value not like '%.jpg', 1, 1, 1000000, value like '%5%' from json_each('["A/1.mp3","A/2.mp3","A/3.mp3","A/4.mp3","B/5.mp3","B/cover.jpg"]');
update catalog set status = 'failed', last_error = 'NAS: cannot be reached', error_class = 'unavailable', attempts = 2,
  retry_after_us = ${laterMs}000 where path = 'A/2.mp3';
update catalog set ignored_by = 'user' where path = 'A/3.mp3';`

describe("[C4] [C5] sources, catalog and queue over HTTP", () => {
  let world: World
  const post = (path: string, headers: Record<string, string> = {}) => world.get(path, { method: "POST", headers })
  const paths = async (path: string) => (await world.json<Page<CatalogEntry>>(path)).items.map((entry) => entry.path)
  const idOf = async (path: string): Promise<string> =>
    (await world.json<Page<CatalogEntry>>("/api/v1/catalog")).items.find((entry) => entry.path === path)?.id ?? ""

  beforeAll(async () => {
    world = await makeWorld({ music: "empty" })
    expect(Object.keys(await world.json<LibraryStatus>("/api/v1/status"))).not.toContain("catalog")
    const settings = { user: "me", passwordFile: "/keys/secret-place", passwordVariable: null, allowPlainHttp: false }
    const source = {
      name: "NAS",
      kind: "webdav",
      address: "https://nas.example/dav/",
      settings,
      policy: { ...defaultSyncPolicy }
    }
    const filled: Effect.Effect<void, CacheError, LibraryCache> = Effect.flatMap(LibraryCache, ({ inLibraryDb }) =>
      inLibraryDb((database) => {
        addSource(database, source, 1_000_000)
        database.exec(fill)
      })
    )
    expect(Exit.isSuccess(await world.run(filled))).toBe(true)
  })
  afterAll(() => world.end())

  test("a source is told without its password, or where that is", async () => {
    const response = await world.get("/api/v1/sources")
    const text = await response.text()
    expect(text).not.toContain("secret-place")
    const page = JSON.parse(text) as Page<SourceInfo>
    expect(page).toMatchObject({ total: 1, limit: 50, offset: 0 })
    expect(page.items[0]).toMatchObject({
      name: "NAS",
      url: "webdavs://nas.example/dav/",
      user: "me",
      passwordFrom: "file",
      policy: { removed: "keep" },
      addedAt: "1970-01-01T00:00:01.000Z",
      catalog: { songs: 5, missing: 3, failed: 1, ignored: 1, downloaded: 0, downloading: 0, otherFiles: 1, queued: 4 },
      lastSync: { job: 1, type: "full", status: "completed", endedAt: "1970-01-01T00:00:02.000Z" }
    })
  })

  test("the status counts what the sources come to, in parts that add up", async () => {
    const { catalog, queue, sources } = await world.json<LibraryStatus>("/api/v1/status")
    const { missing, downloading, downloaded, failed, ignored, songs } = catalog!
    expect(missing + downloading + downloaded + failed + ignored).toBe(songs)
    expect(queue).toEqual({ ready: 4, overBudget: 0, waiting: 1, nextAt: new Date(laterMs).toISOString() })
    expect(sources?.map(({ name }) => name)).toEqual(["NAS"])
  })

  test("the queue is what is wanted and due, news first; the catalog narrows to a source and a status", async () => {
    expect(await paths("/api/v1/queue")).toEqual(["B/5.mp3", "A/1.mp3", "A/4.mp3", "B/cover.jpg"])
    expect(await paths("/api/v1/queue?limit=2&offset=1")).toEqual(["A/1.mp3", "A/4.mp3"])
    expect(await paths("/api/v1/queue?source=other")).toEqual([])
    expect(await paths("/api/v1/catalog?status=failed")).toEqual(["A/2.mp3"])
    expect(await paths("/api/v1/catalog?status=ignored&source=NAS")).toEqual(["A/3.mp3"])
    expect((await world.json<Page<CatalogEntry>>("/api/v1/catalog?limit=0")).total).toBe(6)
    expect((await world.get("/api/v1/catalog?status=lost")).status).toBe(400)
  })

  test("[C6] an item is tried again, ignored and wanted, each at once", async () => {
    const failed = await idOf("A/2.mp3")
    const retried = await post(`/api/v1/queue/${failed}/retry`)
    expect(await retried.json()).toMatchObject({ status: "missing", attempts: 0, lastError: null, retryAt: null })
    expect(await paths("/api/v1/queue")).toContain("A/2.mp3")
    expect(await (await post(`/api/v1/queue/${failed}/ignore`)).json()).toMatchObject({ ignoredBy: "user" })
    expect(await paths("/api/v1/queue")).not.toContain("A/2.mp3")
    expect(await (await post(`/api/v1/queue/${failed}/unignore`)).json()).toMatchObject({ ignoredBy: null })
    expect(await paths("/api/v1/queue")).toContain("A/2.mp3")
  })

  test("what is no item is not found, and another site decides nothing", async () => {
    for (const id of ["999", "0", "-1", "1e3", "x", "99999999999999999999"])
      expect((await post(`/api/v1/queue/${id}/retry`)).status).toBe(404)
    const id = await idOf("A/1.mp3")
    expect((await post(`/api/v1/queue/${id}/ignore`, { origin: "https://elsewhere.example" })).status).toBe(403)
    expect((await post(`/api/v1/queue/${id}/ignore`, { origin })).status).toBe(200)
  })
})
