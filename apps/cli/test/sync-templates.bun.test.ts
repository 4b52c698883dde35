import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Library, Page } from "@deadwax/core-cache"
import type { SourceInfo, SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { mp3, type Tags } from "../../../packages/core-cache/test/world.ts"
import { inTurn } from "./programs.ts"
import { makeWorld, parsed, slowMs, type World } from "./world.ts"

const tags = (track: string, more: Partial<Tags> = {}): Tags => ({
  title: `Song ${track}`,
  artist: "Reds",
  album: "Velvet",
  albumArtist: "Reds",
  date: "1989",
  track,
  sound: Number(track),
  ...more
})

for (const program of inTurn(import.meta.path)) {
  describe(`[C1] N8: downloads are placed by the templates, ${program.name}`, () => {
    let world: World
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const sync = async (...args: ReadonlyArray<string>) => parsed<SyncJob>(await run("sync", ...args, "--json")).stats
    const put = (path: string, content: Uint8Array): void => {
      const at = join(world.directory, "nas", path)
      mkdirSync(dirname(at), { recursive: true })
      writeFileSync(at, content)
    }
    const here = () =>
      readdirSync(world.music, { recursive: true, withFileTypes: true })
        .flatMap((file) => (file.isFile() ? [join(file.parentPath, file.name).slice(world.music.length + 1)] : []))
        .filter((path) => !path.startsWith(".deadwax"))
        .sort()

    beforeAll(async () => {
      world = makeWorld()
      put("in box/a.mp3", mp3(tags("1")))
      put("in box/b.mp3", mp3(tags("2")))
      put("in box/b.lrc", new Uint8Array([91]))
      put("in box/cover.jpg", new Uint8Array([255, 216, 255, 217]))
      put("loose/again.mp3", mp3(tags("1", { sound: 9 })))
      put("loose/untold.mp3", mp3({ artist: "Reds", sound: 8 }))
      put("notes.txt", new Uint8Array([1]))
      parsed<Library>(
        await run("init", world.music, "--identity", "fingerprint", "--layout", "nested", "--name", "mine", "--json")
      )
      writeFileSync(
        world.config,
        `${readFileSync(world.config, "utf8")}\n[path_templates]\nrelease = "{title}, {year}"\ntrack = "{track} {title}"\n`
      )
      const added = await run(
        "sources",
        "add",
        "NAS",
        "dir:nas",
        "--policy",
        "placement=template",
        "--policy",
        "below=NAS",
        "--json"
      )
      expect(parsed<SourceInfo>(added).policy.placement).toBe("template")
    }, slowMs)
    afterAll(() => world.remove())

    test(
      "by their tags and the configured templates; what lies with them goes along, names that are taken get a number, the rest lies as it does there",
      async () => {
        expect(await sync()).toMatchObject({ items: 7, added: 7, failed: 0 })
        expect(here()).toEqual([
          "NAS/Velvet, 1989/1 Song 1 [2].mp3",
          "NAS/Velvet, 1989/1 Song 1.mp3",
          "NAS/Velvet, 1989/2 Song 2.lrc",
          "NAS/Velvet, 1989/2 Song 2.mp3",
          "NAS/Velvet, 1989/cover.jpg",
          "NAS/loose/untold.mp3",
          "NAS/notes.txt"
        ])
        for (const how of [[], ["--full"]]) expect(await sync(...how)).toMatchObject({ items: 0 })
      },
      slowMs
    )

    test(
      "tags that change at the source make no second copy: the file stays where it was placed, and comes back there",
      async () => {
        const before = here()
        put("in box/a.mp3", mp3(tags("1", { title: "Renamed" }), 50))
        expect(await sync()).toMatchObject({ items: 1, updated: 1 })
        expect(here()).toEqual(before)
        rmSync(join(world.music, "NAS/Velvet, 1989/1 Song 1.mp3"))
        expect(await sync()).toMatchObject({ items: 1, added: 1 })
        expect(here()).toEqual(before)
      },
      slowMs
    )

    test(
      "what comes later goes beside its release; another policy holds for what is new",
      async () => {
        put("later/x.mp3", mp3(tags("3")))
        expect(await sync()).toMatchObject({ added: 1 })
        expect(existsSync(join(world.music, "NAS/Velvet, 1989/3 Song 3.mp3"))).toBe(true)
        await run("sources", "set", "NAS", "--policy", "placement=remote-path")
        put("later/y.mp3", mp3(tags("4")))
        expect(await sync()).toMatchObject({ items: 1, added: 1 })
        expect(existsSync(join(world.music, "NAS/later/y.mp3"))).toBe(true)
        expect(parsed<Page<SyncJob>>(await run("sync", "history", "--json")).items[0]?.status).toBe("completed")
      },
      slowMs
    )
  })
}
