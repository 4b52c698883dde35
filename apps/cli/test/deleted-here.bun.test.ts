import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Library, Page } from "@deadwax/core-cache"
import type { CatalogEntry, LibraryStatus, SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { song } from "./dav-source.ts"
import { inTurn } from "./programs.ts"
import { makeWorld, parsed, slowMs, type World } from "./world.ts"

const paths = ["Reds - Velvet/01.mp3", "Reds - Velvet/02.mp3"] as const
const [first] = paths

for (const program of inTurn(import.meta.path)) {
  describe(`[C4] [C5] K10: what is deleted here and left so, ${program.name}`, () => {
    let world: World
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const sync = async () => parsed<SyncJob>(await run("sync", "--json")).stats
    const counts = async () => {
      const { catalog } = parsed<LibraryStatus>(await run("status", "--json"))
      return [catalog?.missing, catalog?.downloaded, catalog?.ignored, catalog?.queued]
    }
    const listed = async (...args: ReadonlyArray<string>) =>
      parsed<Page<CatalogEntry>>(await run("queue", "list", ...args, "--json")).items
    const here = () => join(world.music, first)

    beforeAll(async () => {
      world = makeWorld()
      mkdirSync(join(world.directory, "nas/Reds - Velvet"), { recursive: true })
      for (const path of paths) writeFileSync(join(world.directory, "nas", path), song(path))
      parsed<Library>(await run("init", world.music, "--identity", "tags", "--layout", "nested", "--name", "mine", "--json"))
      expect((await run("sources", "add", "NAS", "dir:nas", "--policy", "deleted-here=leave")).code).toBe(0)
      expect(await sync()).toMatchObject({ added: 2 })
    }, slowMs)
    afterAll(() => world.remove())

    test(
      "it counts as ignored, with the reason, and no sync has work for it",
      async () => {
        rmSync(here())
        expect(await sync()).toMatchObject({ items: 0 })
        expect(await counts()).toEqual([0, 1, 1, 0])
        expect([await listed(), await listed("--status", "missing")]).toEqual([[], []])
        expect(await listed("--status", "ignored")).toMatchObject([{ path: first, ignoredBy: "deletion", status: "missing" }])
        expect((await run("queue", "list", "--status", "ignored")).out).toMatch(/\tignored\t.*\tdeleted here\n$/)
      },
      slowMs
    )

    test(
      "it comes back when a person wants it or tries it again, and when the source has news of it; deleted once more it is left again",
      async () => {
        for (const decision of ["unignore", "retry"]) {
          const [left] = await listed("--status", "ignored")
          expect((await run("queue", decision, left?.id ?? "")).code).toBe(0)
          expect([(await listed()).map(({ path }) => path), await counts()]).toEqual([[first], [1, 1, 0, 1]])
          expect(await sync()).toMatchObject({ items: 1, added: 1 })
          expect([existsSync(here()), await counts()]).toEqual([true, [0, 2, 0, 0]])
          rmSync(here())
          expect(await sync()).toMatchObject({ items: 0 })
          expect(await counts()).toEqual([0, 1, 1, 0])
        }
        writeFileSync(join(world.directory, "nas", first), song("news"))
        expect(await sync()).toMatchObject({ items: 1, added: 1 })
        expect(existsSync(here())).toBe(true)
      },
      slowMs
    )

    test(
      "another policy holds for what was deleted before",
      async () => {
        rmSync(here())
        await sync()
        await run("sources", "set", "NAS", "--policy", "deleted-here=fetch")
        expect(await counts()).toEqual([1, 1, 0, 1])
        expect(await sync()).toMatchObject({ items: 1, added: 1 })
      },
      slowMs
    )
  })
}
