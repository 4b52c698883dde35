import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import type { Page, Track } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { album, mp3 } from "../../../packages/core-cache/test/world.ts"
import { inTurn } from "./programs.ts"
import { type Expected, expectFailureIn, scannedWorld } from "./scanned-world.ts"
import { parsed, slowMs, type World } from "./world.ts"

for (const program of inTurn(import.meta.path)) {
  describe(`[A4] tracks add, ${program.name}`, () => {
    let world: World
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const expectFailure = (...expected: Expected) => expectFailureIn(world, program, ...expected)
    const made = (name: string, title: string, sound: number): string => {
      const path = join(world.directory, name)
      writeFileSync(path, mp3({ ...album, title, track: "1", date: "1999", sound }))
      return path
    }

    beforeAll(async () => {
      world = (await scannedWorld(program)).world
    }, slowMs)
    afterAll(() => world.remove())

    test(
      "copies files by the templates or into a directory, and names those that it cannot take",
      async () => {
        const one = made("one.mp3", "One", 1)
        const track = parsed<Track>(await run("tracks", "add", one, "--json"))
        expect(track.sourcePath).toBe(join(world.music, "The Satellite Reds - 1999. Velvet/01. One.mp3"))
        expect(readFileSync(track.sourcePath)).toEqual(readFileSync(one))
        expect((await run("tracks", "add", one)).out).toBe(`Added: ${track.sourcePath}\n`)
        const text = join(world.directory, "words.mp3")
        writeFileSync(text, "words")
        const to = join(world.music, "New Shelf")
        const several = await run("tracks", "add", made("a.mp3", "A", 2), text, made("b.mp3", "B", 3), "--to", to)
        expect([several.code, several.out]).toEqual([1, `Added: ${to}/a.mp3\nAdded: ${to}/b.mp3\n`])
        expect(several.err).toContain("words.mp3 cannot be taken in")
        expect(
          readdirSync(to)
            .filter((name) => name.endsWith(".mp3"))
            .sort()
        ).toEqual(["a.mp3", "b.mp3"])
        const page = parsed<Page<Track>>(await run("tracks", "list", "label:x", "or", "title:=A", "--json"))
        expect(page.items.map(({ sourcePath }) => basename(sourcePath))).toContain("a.mp3")
      },
      slowMs
    )

    test(
      "[X1] refuses what is not there, no audio, in the library already, or to lie outside of it, also by way of a link",
      async () => {
        const good = made("good.mp3", "Good", 4)
        const outside = join(world.directory, "outside")
        mkdirSync(outside)
        symlinkSync(outside, join(world.music, "leads away"))
        await expectFailure(["tracks", "add", join(world.directory, "none.mp3")], 5, "not-found", /was not added/)
        await expectFailure(["tracks", "add", world.config], 2, "usage", /no audio file/)
        await expectFailure(["tracks", "add", join(world.music, "New Shelf/a.mp3")], 2, "usage", /in the library already/)
        for (const to of [
          outside,
          join(world.music, "leads away"),
          join(world.music, "leads away/deeper"),
          `${world.music}/x/../../outside`
        ])
          await expectFailure(["tracks", "add", good, "--to", to], 2, "usage", /outside|leads away/)
        await expectFailure(["tracks", "add", good, "--to", join(world.music, ".deadwax")], 2, "usage", /ignored/)
        expect(readdirSync(outside)).toEqual([])
        expect(existsSync(join(world.music, ".deadwax/good.mp3"))).toBe(false)
      },
      slowMs
    )
  })
}
