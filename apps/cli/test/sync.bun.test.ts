import { Database } from "bun:sqlite"
import { existsSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Library, Page } from "@deadwax/core-cache"
import type { CatalogEntry, LibraryStatus, SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type DavSource, password, song, startDavSource, userName } from "./dav-source.ts"
import { onBun, onNode } from "./programs.ts"
import { failure, makeWorld, parsed, slowMs, type World } from "./world.ts"

const paths = ["Reds - Velvet/01.mp3", "Reds - Velvet/02.mp3", "Reds - Velvet/03.mp3"]

for (const program of [onBun, onNode]) {
  describe(`[C13] the four stories on the command line, ${program.name}`, () => {
    let world: World
    let library: Library
    let source: DavSource
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const sync = async (...args: ReadonlyArray<string>) => {
      const ran = await run("sync", ...args, "--json")
      return { code: ran.code, ...(ran.out === "" ? {} : parsed<SyncJob>(ran)) }
    }
    const status = async () => parsed<LibraryStatus>(await run("status", "--json"))
    const queued = async () => parsed<Page<CatalogEntry>>(await run("queue", "list", "--json")).items.map(({ path }) => path)
    /** What failed is due so much sooner. */
    const pass = (minutes: number): void => {
      const database = new Database(world.libraryDb(library.id))
      database.run("update catalog set retry_after_us = retry_after_us - ?", [minutes * 60_000_000])
      database.close()
    }

    beforeAll(async () => {
      world = makeWorld()
      source = await startDavSource({ authentication: "digest" })
      for (const path of paths) await source.put(path, song(path))
      await source.put("Reds - Velvet/cover.jpg", new Uint8Array([255, 216, 255, 217]))
      writeFileSync(join(world.directory, "pw"), password, { mode: 0o600 })
      library = parsed<Library>(
        await run("init", world.music, "--identity", "tags", "--layout", "nested", "--name", "mine", "--json")
      )
      expect((await run("sync")).code).toBe(5)
      const added = await run("sources", "add", "NAS", source.url, "--user", userName, "--password-file", "pw")
      expect(added).toMatchObject({ code: 0, err: "" })
    }, slowMs)
    afterAll(() => {
      source.stop()
      world.remove()
    })

    test(
      "[C4] [C2] a catalog without files, all files, one deleted; a further sync changes nothing",
      async () => {
        expect(await sync("--no-download")).toMatchObject({ code: 0, source: "NAS", type: "full", status: "completed" })
        expect((await status()).catalog).toMatchObject({ songs: 3, missing: 3, downloaded: 0, queued: 4 })
        expect((await queued()).sort()).toEqual([...paths, "Reds - Velvet/cover.jpg"])
        const first = await run("sync")
        expect(first).toMatchObject({ code: 0, out: "NAS: 4 added, 0 updated, 0 deleted, 0 skipped, 0 failed\n" })
        expect(first.err).toMatch(/^NAS: 4 files to be worked on$/m)
        expect(await status()).toMatchObject({ tracks: 3, catalog: { downloaded: 3, missing: 0, failed: 0, queued: 0 } })
        expect(await queued()).toEqual([])
        expect(await sync("NAS", "--full")).toMatchObject({ code: 0, type: "full", stats: { items: 0 } })
        const file = join(world.music, paths[0] ?? "")
        rmSync(file)
        await sync("--no-download")
        expect(await queued()).toEqual([paths[0] ?? ""])
        expect(await sync()).toMatchObject({ code: 0, type: "incremental", stats: { items: 1, added: 1 } })
        expect(existsSync(file)).toBe(true)
      },
      slowMs
    )

    test(
      "[C6] [Y13] failures lengthen the delay and are named; retry ends it; history tells all; nothing runs to be cancelled",
      async () => {
        await source.put("Reds - Velvet/04.mp3", song("04"))
        await source.control({ do: "wrong", wrong: { wrongEtag: true } })
        const failed = await run("sync")
        expect(failed.code).toBe(1)
        expect(failed.err).toMatch(/^Reds - Velvet\/04\.mp3: .*changed/m)
        pass(4)
        expect(await queued()).toEqual([])
        pass(1)
        expect(await queued()).toEqual(["Reds - Velvet/04.mp3"])
        expect((await sync()).code).toBe(1)
        pass(14)
        expect(await queued()).toEqual([])
        const [entry] = parsed<Page<CatalogEntry>>(await run("queue", "list", "--status", "failed", "--json")).items
        expect(entry).toMatchObject({ attempts: 2, errorClass: "changed" })
        await source.control({ do: "wrong", wrong: { wrongEtag: false } })
        expect((await run("queue", "retry", entry?.id ?? "")).out).toBe("To be tried again: Reds - Velvet/04.mp3 (NAS)\n")
        expect(await sync()).toMatchObject({ code: 0, stats: { added: 1 } })
        const history = parsed<Page<SyncJob>>(await run("sync", "history", "--json"))
        expect(history.items.map(({ job }) => job)).toEqual(Array.from({ length: 8 }, (_, at) => 8 - at))
        expect((await run("sync", "cancel")).code).toBe(5)
        expect((await run("sync", "nobody")).code).toBe(5)
      },
      slowMs
    )

    test(
      "[Y15] [I5] a source that is empty, wrong or away takes nothing from the library",
      async () => {
        await source.control({ do: "there", is: false })
        const away = await run("sync", "--full", "--json")
        expect([away.code, failure(away).code]).toEqual([3, "source"])
        await source.control({ do: "there", is: true })
        await source.control({ do: "remove-folder", path: "Reds - Velvet" })
        const emptied = await run("sync", "--full", "--json")
        expect([emptied.code, failure(emptied).code]).toEqual([3, "mass-change"])
        expect(failure(emptied).message).toContain("5 of the 5 files that it had are gone")
        const gone = [...paths, "Reds - Velvet/04.mp3", "Reds - Velvet/cover.jpg"]
        const loss = { files: 5, total: 5, folders: [{ name: "Reds - Velvet", files: 5 }], otherFolders: 0, paths: gone }
        expect(failure(emptied)).toMatchObject({ loss })
        const inWords = (await run("sync", "--full")).err
        expect(inWords).toContain(
          "Gone are, by their folders at the source:\n  Reds - Velvet: 5 files\nThey are:\n  Reds - Velvet/01.mp3\n"
        )
        expect(await sync("--full", "--allow-removal")).toMatchObject({ code: 0, removals: 5, stats: { deleted: 0 } })
        for (const path of paths) expect(existsSync(join(world.music, path))).toBe(true)
        writeFileSync(join(world.directory, "pw"), "wrong")
        const refused = await run("sync", "--json")
        expect([refused.code, failure(refused).code]).toEqual([3, "source"])
        expect((await status()).sources?.[0]?.lastSync).toMatchObject({ status: "failed", error: { reason: "credentials" } })
      },
      slowMs
    )
  })
}
