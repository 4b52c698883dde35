/** Recordings that are there twice, end to end: told after a sync, listed, followed by playlists, and never a file less. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page, Track } from "@deadwax/core-cache"
import type { DuplicatesOfTrack, SourceInfo } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { mp3, type Tags } from "../../../packages/core-cache/test/world.ts"
import { inTurn } from "./programs.ts"
import { makeWorld, parsed, slowMs, type World } from "./world.ts"

const song = (title: string, sound: number): Uint8Array =>
  mp3({ title, artist: "Reds", album: "Velvet", albumArtist: "Reds", sound } satisfies Tags)

for (const program of inTurn(import.meta.path)) {
  describe(`[Y10] duplicates on the command line, ${program.name}`, () => {
    let world: World
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const put = (path: string, content: Uint8Array): void => {
      mkdirSync(join(world.directory, path, ".."), { recursive: true })
      writeFileSync(join(world.directory, path), content)
    }
    const found = async () => parsed<Page<DuplicatesOfTrack>>(await run("duplicates", "list", "--json"))
    const idOf = async (path: string) => parsed<Track>(await run("tracks", "show", join(world.music, path), "--json")).id

    beforeAll(async () => {
      world = makeWorld()
      put("music/Mine/01.mp3", song("Song", 7))
      put("nas/Reds/01.mp3", song("Sung", 7))
      put("nas/Reds/02.mp3", song("Else", 8))
      await run("init", world.music, "--identity", "tags", "--layout", "nested", "--name", "mine", "--quiet")
      expect((await run("scan", "--quiet")).code).toBe(0)
      const added = await run("sources", "add", "NAS", "dir:nas", "--policy", "duplicates=playlists", "--json")
      expect(parsed<SourceInfo>(added).policy.duplicates).toBe("playlists")
      expect((await run("sources", "add", "Other", "dir:nas/Reds", "--policy", "duplicates=trash")).code).toBe(2)
    }, slowMs)
    afterAll(() => world.remove())

    test(
      "[Y8] a sync tells what is there twice, once; the list says which stays, and why",
      async () => {
        expect(await found()).toMatchObject({ items: [], total: 0 })
        const first = await run("sync")
        expect(first.code).toBe(0)
        expect(first.err).toContain("NAS: 1 recording is there more than once that was not told before")
        const mine = { path: join(world.music, "Mine/01.mp3"), source: null, format: "mp3" }
        const theirs = { path: join(world.music, "Reds/01.mp3"), source: "NAS", reason: "same-sound", title: "Sung" }
        expect(await found()).toMatchObject({ total: 1, items: [{ survivor: mine, duplicates: [theirs] }] })
        const lines = (await run("duplicates", "list")).out.split("\n").map((line) => line.split("\t"))
        expect(lines.map(([is, source, format, , path]) => [is, source, format, path])).toEqual(
          [["stays", "", "mp3", mine.path], ["same sound", "NAS", "mp3", theirs.path], [""]].map((line) =>
            line.length === 1 ? [...line, undefined, undefined, undefined] : line
          )
        )
        for (const args of [["sync"], ["sync", "--full"]]) expect((await run(...args)).err).not.toContain("more than once")
      },
      slowMs
    )

    test(
      "[U10] entries of playlists move to the track that stays, every file stays, and a deleted one is no duplicate any more",
      async () => {
        const [mine, theirs] = [await idOf("Mine/01.mp3"), await idOf("Reds/01.mp3")]
        expect((await run("tracks", "rate", mine, "5", "--quiet")).code).toBe(0)
        await run("playlists", "create", "Shower", "--quiet")
        expect((await run("playlists", "add", "Shower", theirs, await idOf("Reds/02.mp3"), theirs, "--quiet")).code).toBe(0)
        expect((await run("sync", "--full")).err).toContain("2 entries of playlists moved to the track that stays")
        const file = readFileSync(join(world.music, "!playlists/Shower.toml"), "utf8")
        expect([file.split(mine).length - 1, file.includes(theirs)]).toEqual([2, false])
        expect((await run("sync", "--full")).err).not.toContain("playlists moved")
        expect(readFileSync(join(world.music, "!playlists/Shower.toml"), "utf8")).toBe(file)
        for (const path of ["Mine/01.mp3", "Reds/01.mp3", "Reds/02.mp3"]) expect(existsSync(join(world.music, path))).toBe(true)
        rmSync(join(world.music, "Mine/01.mp3"))
        expect((await run("scan", "--quiet")).code).toBe(0)
        expect((await found()).total).toBe(0)
      },
      slowMs
    )
  })
}
