/** Smart playlists as scripts and people meet them. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Page, SmartPlaylist, Track } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { inTurn } from "./programs.ts"
import { scannedWorld } from "./scanned-world.ts"
import { failure, parsed, slowMs, type World } from "./world.ts"

for (const program of inTurn(import.meta.path)) {
  describe(`[X1] [R8] smart playlists, ${program.name}`, () => {
    let world: World
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const json = async <T>(...args: ReadonlyArray<string>): Promise<T> => parsed<T>(await run(...args, "--json"))

    beforeAll(async () => {
      ;({ world } = await scannedWorld(program))
    }, slowMs)
    afterAll(() => world.remove())

    test(
      "are made, listed, shown, edited, renamed, exported, carried to another state, and deleted",
      async () => {
        const made = await json<SmartPlaylist>("smart", "create", "Lamps", "artist:lanterns", "--sort", "-title", "--take", "2")
        expect(made).toEqual({
          name: "Lamps",
          filter: "artist:lanterns",
          sort: "-title",
          limit: 2,
          count: 2,
          failure: null
        })
        expect(await json<Page<SmartPlaylist>>("smart", "list")).toMatchObject({ items: [made], total: 1 })
        const shown = await json<SmartPlaylist & { readonly tracks: Page<Track> }>("smart", "show", "Lamps")
        const tracks = await json<Page<Track>>("tracks", "list", "artist:lanterns", "--sort", "-title")
        expect(shown).toEqual({ ...made, tracks: { ...tracks, items: tracks.items.slice(0, 2), total: 2 } })
        const edited = await json<SmartPlaylist>("smart", "edit", "Lamps", "--take", "all", "--sort", "shuffle")
        expect(edited).toEqual({ ...made, sort: "shuffle", limit: null, count: tracks.total })
        expect((await run("smart", "rename", "Lamps", "Lanterns")).out).toContain(`Lanterns: ${tracks.total} tracks now`)
        const file = join(world.home, "l.m3u8")
        expect((await run("smart", "export", "Lanterns", file)).code).toBe(0)
        expect(readFileSync(file, "utf8").split("#EXTINF").length - 1).toBe(tracks.total)
        const state = join(world.home, "state.jsonl")
        await run("export", "state", state)
        const deleted = await run("smart", "delete", "Lanterns")
        expect([deleted.code, deleted.out]).toEqual([0, "Lanterns: deleted; it was artist:lanterns\n"])
        await run("import", "state", state)
        expect(await json("smart", "list")).toMatchObject({ items: [{ ...edited, name: "Lanterns" }] })
      },
      slowMs
    )

    test(
      "what makes no sense ends with 2 and a mark, what is not there with 5, and one of a name that is taken stays",
      async () => {
        const wrong = await run("smart", "create", "X", "year:19x")
        expect([wrong.code, wrong.err.split("\n").slice(1, 3)]).toEqual([2, ["  year:19x", "       ^^^"]])
        expect((await run("smart", "create", "X", "a", "--take", "0")).code).toBe(2)
        expect((await run("smart", "create", "X", "a", "--sort", "size")).code).toBe(2)
        expect((await run("smart", "create", "X/Y", "a")).code).toBe(2)
        expect((await run("smart", "create", "X", "title:a")).code).toBe(0)
        const again = await run("smart", "create", "X", "title:b")
        expect([again.code, again.out, again.err]).toEqual([2, "", expect.stringMatching(/already, of title:a.*smart edit/s)])
        expect(await json<SmartPlaylist>("smart", "show", "X")).toMatchObject({ filter: "title:a" })
        expect(await json<SmartPlaylist>("smart", "edit", "X", "title:c")).toMatchObject({ filter: "title:c" })
        for (const args of [
          ["show", "None"],
          ["edit", "None", "a"],
          ["rename", "None", "x"],
          ["delete", "None"],
          ["export", "None", "x.m3u8"]
        ])
          expect([failure(await run("smart", ...args, "--json")).code], args.join(" ")).toEqual(["not-found"])
      },
      slowMs
    )
  })
}
