/** Files that both sides changed, under each policy, synced over HTTP. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page, Track } from "@deadwax/core-cache"
import type { SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeSyncWorld, type SyncWorld, song } from "./sync-world.ts"

const folder = "Reds - Velvet"
const path = `${folder}/01.mp3`
const slowMs = 60_000

const policies = [
  { conflicts: undefined, stays: "Mine", titles: ["Mine", "Theirs"], stats: { items: 1, added: 1 } },
  { conflicts: "keep-both", stays: "Mine", titles: ["Mine", "Theirs"], stats: { items: 1, added: 1 } },
  { conflicts: "prefer-remote", stays: "Theirs", titles: ["Theirs"], stats: { items: 1, updated: 1 } },
  { conflicts: "prefer-local", stays: "Mine", titles: ["Mine"], stats: { items: 1, skipped: 1 } }
] as const

describe.each(policies)("[Y10] both sides changed, over HTTP: $conflicts", ({ conflicts, stays, titles, stats }) => {
  let world: SyncWorld
  const sync = async (options: Record<string, unknown> = {}) => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(options) }
    return (await world.json<{ jobs: ReadonlyArray<SyncJob> }>("/api/v1/sync", init)).jobs[0]?.stats
  }
  const tracks = async () => (await world.json<Page<Track>>("/api/v1/tracks")).items

  beforeAll(async () => {
    world = await makeSyncWorld("webdav", conflicts === undefined ? {} : { conflicts })
    await world.remote.put(path, song("Before"))
    expect(await sync()).toMatchObject({ added: 1, failed: 0 })
  }, slowMs)
  afterAll(() => world.end())

  test(
    "the policy says which version stays, the other is beside it or in the trash; the next syncs find nothing",
    async () => {
      writeFileSync(join(world.music, path), song("Mine"))
      await world.remote.put(path, song("Theirs"))
      expect(await sync()).toMatchObject({ ...stats, failed: 0 })
      const found = await tracks()
      expect(found.map(({ title }) => title).sort()).toEqual([...titles])
      expect(found.find(({ sourcePath }) => sourcePath === join(world.music, path))?.title).toBe(stays)
      const copies = readdirSync(join(world.music, folder)).filter((name) => name.includes("(conflict, NAS, "))
      expect(copies).toHaveLength(titles.length - 1)
      const there = readFileSync(join(world.music, path))
      for (const full of [false, true]) expect((await sync({ full }))?.items).toBe(0)
      expect(readFileSync(join(world.music, path)).equals(there)).toBe(true)
      const trash = await world.json<Page<{ readonly path: string }>>("/api/v1/trash").then(
        ({ items }) => items,
        () => []
      )
      expect(trash).toHaveLength(stays === "Theirs" ? 1 : 0)
    },
    slowMs
  )
})
