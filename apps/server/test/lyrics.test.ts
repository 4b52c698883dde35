import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { LibraryCache, type Lyrics, type Page, type Track } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { languageText, text, writeId3 } from "../../../tools/bench/tags/id3.ts"
import { makeWorld, type World } from "./world.ts"

let world: World
beforeAll(async () => {
  world = await makeWorld({ music: "empty" })
})
afterAll(() => world.end())

const tone = readFileSync(join(import.meta.dirname, "../../../tools/bench/templates/tone.mp3"))

describe("[U19] the words of a track over HTTP", () => {
  test("are those of the file beside it, else of its tags; a link out of the library leads nowhere", async () => {
    const at = (name: string) => join(world.directory, "music", name)
    writeFileSync(
      at("Song.mp3"),
      Buffer.concat([writeId3(4, [text("TIT2", ["Song"]), languageText("USLT", "eng", "", "in it")]), tone])
    )
    writeFileSync(at("Silent.mp3"), Buffer.concat([writeId3(4, [text("TIT2", ["Silent"])]), tone]))
    writeFileSync(at("Song.lrc"), "[00:01.00]beside it\n")
    await world.run(Effect.flatMap(LibraryCache, (cache) => cache.scan()))
    const { items } = await world.json<Page<Track>>("/api/v1/tracks")
    const idOf = (title: string) => items.find((track) => track.title === title)?.id ?? ""
    const words = () => world.json<Lyrics>(`/api/v1/tracks/${idOf("Song")}/lyrics`)
    expect(await words()).toEqual({ source: "file", path: at("Song.lrc"), text: "[00:01.00]beside it" })
    rmSync(at("Song.lrc"))
    writeFileSync(join(world.directory, "secret"), "not of the library")
    symlinkSync(join(world.directory, "secret"), at("Song.lrc"))
    expect(await words()).toEqual({ source: "tags", path: at("Song.mp3"), text: "in it" })
    for (const [id, code] of [
      [idOf("Silent"), "no-lyrics"],
      ["nobody", "not-found"]
    ] as const) {
      const response = await world.get(`/api/v1/tracks/${id}/lyrics`)
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, code])
    }
  })
})
