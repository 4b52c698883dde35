/** Covers and lyrics, end to end: the program, real files. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Lyrics, Page, Release } from "@deadwax/core-cache"
import { describe, expect, test } from "vitest"
import { languageText, picture, text, writeId3 } from "../../../tools/bench/tags/id3.ts"
import { inTurn } from "./programs.ts"
import { failure, makeWorld, parsed, slowMs } from "./world.ts"

const tone = readFileSync(join(import.meta.dirname, "../../../tools/bench/templates/tone.mp3"))
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])

describe.each(inTurn(import.meta.path))("[U19] what lies beside the music or in its tags, $name", (program) => {
  test(
    "a cover in the seventh track alone is shown and saved; lyrics are read from both places",
    async () => {
      const world = makeWorld("empty")
      const run = (...args: ReadonlyArray<string>) => world.run(program, args)
      const directory = join(world.music, "Seventh")
      mkdirSync(directory)
      for (let number = 1; number <= 8; number++) {
        const frames = [text("TALB", ["Seventh"]), text("TRCK", [`${number}`])]
        if (number === 7) frames.push(picture("image/jpeg", jpeg))
        if (number === 2) frames.push(languageText("USLT", "eng", "", "la\nla \u001b[2J"))
        writeFileSync(join(directory, `${number}.mp3`), Buffer.concat([writeId3(4, frames), tone]))
      }
      writeFileSync(join(directory, "1.lrc"), "[00:01.00]Beside\n")
      await run("init", world.music, "--identity", "fingerprint")
      await run("scan")
      const [release] = parsed<Page<Release>>(await run("releases", "list", "--json")).items
      expect([release?.cover, release?.coverPath]).toEqual(["tags", null])
      expect((await run("releases", "show", directory)).out).toContain("in the tags")
      const saved = join(world.directory, "saved.jpg")
      const ran = await run("releases", "cover", directory, "--save", saved, "--json")
      expect(parsed(ran)).toEqual({ path: saved, from: join(directory, "7.mp3"), isEmbedded: true })
      expect(readFileSync(saved)).toEqual(jpeg)
      const again = await run("releases", "cover", directory, "--save", saved, "--json")
      expect([again.code, failure(again).message]).toEqual([2, `${saved} is there already`])
      expect((await run("releases", "cover", directory, "--save", saved, "--remove")).code).toBe(2)
      expect(await run("tracks", "lyrics", join(directory, "1.mp3"))).toMatchObject({ code: 0, out: "[00:01.00]Beside\n" })
      expect((await run("tracks", "lyrics", join(directory, "2.mp3"))).out).toBe("la\nla \\x1B[2J\n")
      const lyrics = parsed<Lyrics>(await run("tracks", "lyrics", join(directory, "2.mp3"), "--json"))
      expect(lyrics).toEqual({ source: "tags", path: join(directory, "2.mp3"), text: "la\nla \u001b[2J" })
      const none = await run("tracks", "lyrics", join(directory, "3.mp3"), "--json")
      expect([none.code, failure(none).code]).toEqual([5, "not-found"])
      world.remove()
    },
    slowMs
  )
})
