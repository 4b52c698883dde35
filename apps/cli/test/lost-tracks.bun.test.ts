import { mkdirSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { LostTrack, Page, Playlist, ScanReport, Status, Track } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { inTurn } from "./programs.ts"
import { expectFailureIn, scannedWorld } from "./scanned-world.ts"
import { failure, parsed, slowMs, type World } from "./world.ts"

for (const program of inTurn(import.meta.path)) {
  describe(`[D9] lost tracks on the command line, ${program.name}`, () => {
    let world: World
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const json = async <T>(...args: ReadonlyArray<string>): Promise<T> => parsed<T>(await run(...args, "--json"))
    const tracks = async () => (await json<Page<Track>>("tracks", "list", "--all")).items

    beforeAll(async () => {
      world = (await scannedWorld(program)).world
    }, slowMs)
    afterAll(() => world.remove())

    test(
      "a track that is gone is listed with its playlist; relink makes another file of it",
      async () => {
        const [gone, other, third] = await tracks()
        expect((await run("playlists", "create", "Mine")).code).toBe(0)
        expect((await run("playlists", "add", "Mine", gone?.id ?? "", third?.id ?? "")).code).toBe(0)
        rmSync(gone?.sourcePath ?? "")
        await run("scan", "--quiet")
        const page = await json<Page<LostTrack>>("tracks", "lost")
        const lost = page.items.find(({ id }) => id === gone?.id)
        expect(lost).toMatchObject({ lastPath: gone?.sourcePath, heldBy: [{ kind: "playlist", name: "Mine", entries: 1 }] })
        expect((await run("tracks", "lost")).out).toContain(`${gone?.id}\t${lost?.description}\tMine\t${gone?.sourcePath}\n`)
        expect((await json<Page<LostTrack>>("tracks", "lost", "--limit", "0")).items).toEqual([])

        const expectFailure = (...expected: [ReadonlyArray<string>, number, string, RegExp]) =>
          expectFailureIn(world, program, ...expected)
        const id = gone?.id ?? ""
        await expectFailure(
          ["tracks", "relink", "nobody", other?.sourcePath ?? ""],
          5,
          "not-found",
          /nothing is known of a track "nobody"/
        )
        await expectFailure(["tracks", "relink", other?.id ?? "", third?.sourcePath ?? ""], 2, "usage", /is not lost/)
        await expectFailure(["tracks", "relink", id, world.music], 2, "usage", /is no track of the library/)
        await expectFailure(["tracks", "relink", id, third?.sourcePath ?? ""], 2, "usage", /already a track that playlists hold/)

        const track = await json<Track>("tracks", "relink", id, other?.sourcePath ?? "")
        expect(track).toMatchObject({ id, sourcePath: other?.sourcePath })
        expect((await json<Playlist>("playlists", "show", "Mine")).tracks.map(({ missing }) => missing)).toEqual([false, false])
        expect((await json<Track>("tracks", "show", other?.id ?? "")).id).toBe(id)
        expect((await json<Page<LostTrack>>("tracks", "lost", "--all")).items.map((item) => item.id)).not.toContain(id)
      },
      slowMs
    )

    test(
      "[I5] a scan that would drop most of the tracks stops and says so; --allow-removal lets them go",
      async () => {
        const before = await json<Status>("status")
        const entries = readdirSync(world.music).filter((name) => !name.startsWith(".") && !name.startsWith("!"))
        for (const name of entries.slice(1)) rmSync(join(world.music, name), { recursive: true })
        const refused = await run("scan", "--json")
        expect(refused.code).toBe(3)
        expect(failure(refused)).toMatchObject({ code: "mass-change", path: world.music })
        expect(failure(refused).remedy).toContain("deadwax scan --allow-removal")
        expect(await json<Status>("status")).toEqual(before)

        const second = join(world.home, "second")
        mkdirSync(second)
        expect((await run("init", second, "--identity", "fingerprint", "--name", "the second")).code).toBe(0)
        const remedy = failure(await run("scan", "--library", "mine", "--json")).remedy
        expect(remedy).toContain("run: deadwax scan --library mine --allow-removal")
        const report = await json<ScanReport>("scan", "--library", "mine", "--allow-removal")
        expect(report.tracks.removed).toBeGreaterThan(10)
        expect((await json<Status>("status", "--library", "mine")).tracks).toBe(before.tracks - report.tracks.removed)
      },
      slowMs
    )
  })
}
