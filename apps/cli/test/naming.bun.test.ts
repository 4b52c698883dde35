/** Renaming, edits and the trash, end to end: the program, a copy of the sample library, real files. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page, Release, ScanReport, Track, TrashedItem } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { programs } from "./programs.ts"
import { failure, makeWorld, parsed, slowMs } from "./world.ts"

interface Preview {
  readonly samples: ReadonlyArray<{ readonly release: string }>
  readonly library: {
    readonly releases: ReadonlyArray<{ readonly id: string; readonly from: string; readonly to: string }>
  } | null
}

for (const program of programs) {
  describe(`[U8] [A4] names and edits, ${program.name}`, () => {
    const world = makeWorld("sample")
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const json = async <T>(code: number, ...args: ReadonlyArray<string>): Promise<T> => {
      const ran = await run(...args, "--json")
      expect(ran.code, ran.err).toBe(code)
      return parsed<T>(ran)
    }
    const releases = async () => (await json<Page<Release>>(0, "releases", "list", "--all", "--tracks")).items
    const named = async (part: string) => (await releases()).find((release) => release.title.includes(part))!
    const trash = async () => (await json<Page<TrashedItem>>(0, "trash", "list")).items

    beforeAll(async () => {
      await run("init", world.music, "--identity", "tags")
      expect((await json<Preview>(0, "config", "preview-templates")).library?.releases).toEqual([])
      await run("scan")
    }, slowMs)
    afterAll(world.remove)

    test(
      "what the preview shows is what the scan does; ids stay, and again there is nothing to do",
      async () => {
        const before = await releases()
        const preview = await json<Preview>(0, "config", "preview-templates", "--all")
        expect(preview.samples[0]?.release).toBe("The Satellite Reds - 1989. Velvet - Single [NEW]")
        writeFileSync(world.config, `rename_source_files = true\n${readFileSync(world.config, "utf8")}`)
        await run("scan")
        const after = await releases()
        const idsOf = (list: ReadonlyArray<Release>) =>
          list.flatMap((release) => (release.tracks ?? []).map((track) => `${release.id} ${track.id}`))
        expect(idsOf(after).sort()).toEqual(idsOf(before).sort())
        const moved = new Map(after.map((release) => [release.id, release.sourcePath]))
        for (const { id, to } of preview.library?.releases ?? []) expect(moved.get(id)).toBe(to)
        expect(readdirSync(world.music)).toContain("Nova Kite - 2024. Static Bloom - Single [NEW]")
        const again = await json<ScanReport>(0, "scan")
        expect(again.releases).toMatchObject({ added: 0, updated: 0, removed: 0 })
        expect((await json<Preview>(0, "config", "preview-templates")).library?.releases).toEqual([])
      },
      slowMs
    )

    test(
      "a release that is new no more is renamed; its cover goes and comes; it is deleted and restored with its ids",
      async () => {
        const { id } = await named("Velvet Static")
        const plain = (await json<Release>(0, "releases", "new", id, "off")).sourcePath
        expect(plain).toBe(join(world.music, "The Paper Lanterns - 2019. Velvet Static"))
        const picture = join(world.directory, "picture.jpg")
        writeFileSync(picture, readFileSync(join(plain, "cover.jpg")))
        expect((await json<Release>(0, "releases", "cover", plain, "--remove")).coverPath).toBeNull()
        expect((await json<Release>(0, "releases", "cover", id, picture)).coverPath).toBe(join(plain, "cover.jpg"))
        const before = await named("Velvet Static")
        expect((await json<Release>(0, "releases", "delete", id)).id).toBe(id)
        expect(existsSync(plain)).toBe(false)
        expect(await named("Velvet Static")).toBeUndefined()
        const [cover, release] = await trash()
        expect([cover?.path, release?.path, release?.kind]).toEqual([join(plain, "cover.jpg"), plain, "directory"])
        expect(await run("trash", "restore", release?.id ?? "")).toMatchObject({ code: 0, out: `Restored: ${plain}\n` })
        expect(await named("Velvet Static")).toEqual(before)
        const refused = await run("trash", "restore", cover?.id ?? "", "--json")
        expect([refused.code, failure(refused).code]).toEqual([2, "usage"])
      },
      slowMs
    )

    test(
      "a track is deleted to the trash, which is emptied for good; what is not there is 5",
      async () => {
        const [track] = (await named("Static Bloom")).tracks ?? []
        expect((await json<Track>(0, "tracks", "delete", track?.id ?? "")).id).toBe(track?.id ?? "")
        expect(existsSync(track?.sourcePath ?? "")).toBe(false)
        expect(await json(0, "trash", "empty")).toEqual({ removed: 2 })
        expect(await trash()).toEqual([])
        for (const args of [
          ["tracks", "delete", track?.id ?? ""],
          ["releases", "delete", "nobody"],
          ["releases", "new", "nobody", "on"],
          ["releases", "cover", "nobody", "--remove"],
          ["trash", "restore", "nobody"]
        ]) {
          expect((await run(...args)).code, args.join(" ")).toBe(5)
        }
      },
      slowMs
    )
  })
}
