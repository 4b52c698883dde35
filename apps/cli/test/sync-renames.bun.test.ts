import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Library } from "@deadwax/core-cache"
import type { SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { song } from "./dav-source.ts"
import { inTurn } from "./programs.ts"
import { makeWorld, parsed, slowMs, type World } from "./world.ts"

const names = Array.from({ length: 12 }, (_, at) => `${String(at + 1).padStart(2, "0")}.mp3`)

for (const program of inTurn(import.meta.path)) {
  describe(`[C12] [Y10] K9: what is renamed in a directory that is a source, ${program.name}`, () => {
    let world: World
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const sync = async () => parsed<SyncJob>(await run("sync", "--json")).stats
    const there = (path: string): string => join(world.directory, "nas", path)
    const here = (path: string): string => join(world.music, path)
    const inodes = (folder: string): ReadonlyArray<number> =>
      [...names, "cover.jpg"].map((name) => statSync(here(`${folder}/${name}`)).ino)

    beforeAll(async () => {
      world = makeWorld()
      mkdirSync(there("Reds - Velvet"), { recursive: true })
      for (const [at, name] of names.entries()) writeFileSync(there(`Reds - Velvet/${name}`), song(name, 20 + at))
      writeFileSync(there("Reds - Velvet/cover.jpg"), new Uint8Array(300_000).fill(255))
      parsed<Library>(await run("init", world.music, "--identity", "tags", "--layout", "nested", "--name", "mine", "--json"))
      await run("sources", "add", "NAS", "dir:nas", "--policy", "removed=mirror")
      expect(await sync()).toMatchObject({ added: 13 })
    }, slowMs)
    afterAll(() => world.remove())

    test(
      "moves here with all that is in it, needs no consent, and is fetched by no sync",
      async () => {
        const before = inodes("Reds - Velvet")
        renameSync(there("Reds - Velvet"), there("Velvet"))
        expect(await sync()).toMatchObject({ items: 13, updated: 13, added: 0, deleted: 0, failed: 0 })
        expect(inodes("Velvet")).toEqual(before)
        expect(existsSync(here("Reds - Velvet/01.mp3"))).toBe(false)
        expect(await sync()).toMatchObject({ items: 0 })
      },
      slowMs
    )

    test(
      "[Y16] N5: makes no second folder here when only its case is another",
      async () => {
        const before = inodes("Velvet")
        renameSync(there("Velvet"), there("velvet 2"))
        renameSync(there("velvet 2"), there("VELVET"))
        writeFileSync(there("VELVET/13.mp3"), song("13", 50))
        expect(await sync()).toMatchObject({ added: 1, deleted: 0, failed: 0 })
        expect(inodes("Velvet")).toEqual(before)
        expect(existsSync(here("Velvet/13.mp3"))).toBe(true)
        expect(readdirSync(world.music).filter((name) => name.toLowerCase().startsWith("velvet"))).toEqual(["Velvet"])
        expect(await sync()).toMatchObject({ items: 0 })
      },
      slowMs
    )
  })
}
