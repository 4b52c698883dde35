import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "@deadwax/core-cache"
import type { DuplicatesOfTrack, SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, expect, test } from "vitest"
import { mp3 } from "../../../packages/core-cache/test/world.ts"
import { makeSyncWorld, type SyncWorld } from "./sync-world.ts"

const slowMs = 60_000
const song = (title: string, sound: number) => mp3({ title, album: "Velvet", albumArtist: "Reds", artist: "Reds", sound })
const headers = { "content-type": "application/json" }

let world: SyncWorld
beforeAll(async () => {
  world = await makeSyncWorld("directory")
}, slowMs)
afterAll(() => world.end())

test(
  "[Y8] [Y10] what a sync over HTTP found to be there twice is a page of groups, with paths, sizes and reasons",
  async () => {
    const page = (query = "") => world.json<Page<DuplicatesOfTrack>>(`/api/v1/duplicates${query}`)
    const sync = (full: boolean) =>
      world.json<{ jobs: ReadonlyArray<SyncJob> }>("/api/v1/sync", { method: "POST", headers, body: JSON.stringify({ full }) })
    for (const at of [1, 2, 3]) {
      mkdirSync(join(world.music, "Mine"), { recursive: true })
      writeFileSync(join(world.music, `Mine/${at}.mp3`), song(`Song ${at}`, at))
      await world.remote.put(`Reds/${at}.mp3`, song(`Sung ${at}`, at))
    }
    await world.remote.put("Reds/4.mp3", song("Alone", 4))
    expect(await page()).toEqual({ items: [], total: 0, limit: 50, offset: 0 })
    expect((await sync(false)).jobs[0]).toMatchObject({ status: "completed", stats: { added: 4 } })
    const all = await page()
    expect(all.items.map(({ survivor, duplicates }) => [survivor, ...duplicates].map(({ path }) => path))).toEqual(
      [1, 2, 3].map((at) => [join(world.music, `Mine/${at}.mp3`), join(world.music, `Reds/${at}.mp3`)])
    )
    expect(all.items[0]).toMatchObject({
      survivor: { title: "Song 1", source: null, format: "mp3", bitrateKbps: 128 },
      duplicates: [{ title: "Sung 1", source: "NAS", reason: "same-sound" }]
    })
    expect(all.items[0]?.survivor.sizeBytes).toBeGreaterThan(1000)
    expect(await page("?limit=1&offset=1")).toEqual({ items: all.items.slice(1, 2), total: 3, limit: 1, offset: 1 })
    await sync(true)
    expect(await page()).toEqual(all)
  },
  slowMs
)
