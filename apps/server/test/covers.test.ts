import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { LibraryCache, type Page, type Release } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { listener } from "#runtime"
import { picture, text, writeId3 } from "../../../tools/bench/tags/id3.ts"
import { originalPicture } from "../src/covers/covers.ts"
import { pictureKind } from "../src/covers/picture-kind.ts"
import type { PictureResizer } from "../src/create-app.ts"
import { png } from "./pictures.ts"
import { makeWorld, type World } from "./world.ts"

let world: World
let resized = 0
/** The runtime's own, counted. */
const counting = async (): Promise<PictureResizer> => {
  const own = await listener.loadResizer()
  if (own === undefined) throw new Error("this runtime has no means to make pictures smaller")
  return {
    mime: own.mime,
    resize: (picture, sizePx) => {
      resized++
      return own.resize(picture, sizePx)
    }
  }
}

beforeAll(async () => {
  world = await makeWorld({ ports: { resizer: await counting() } })
})
afterAll(() => world.end())

const releases = async () => (await world.json<Page<Release>>("/api/v1/releases?limit=1000&tracks=true")).items
const withCover = async () => (await releases()).find(({ coverPath }) => coverPath !== null) as Release
const cover = (release: Release, query = "", headers: Record<string, string> = {}) =>
  world.get(`/api/v1/releases/${release.id}/cover${query}`, { headers })
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())
const kept = (): number => {
  const directory = join(world.directory, "state/covers")
  return readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
}

describe("[X2] covers", () => {
  test("are made smaller once for each of a few sizes, by their content, and kept", async () => {
    const release = await withCover()
    writeFileSync(release.coverPath ?? "", png(1200, 600))
    const sizes: Array<number | undefined> = []
    resized = 0
    for (const size of [1, 96, 97, 300, 384, 385, 768, 769, 4096]) {
      const response = await cover(release, `?size=${size}`)
      expect(response.headers.get("content-type")).toBe("image/webp")
      sizes.push(pictureKind(await bytesOf(response))?.widthPx)
    }
    expect(sizes).toEqual([96, 96, 192, 384, 384, 768, 768, 768, 768])
    expect(resized).toBe(4)
    expect(kept()).toBe(4)
    for (const size of [96, 192, 384, 768]) await bytesOf(await cover(release, `?size=${size}`))
    expect(resized).toBe(4)
    for (const size of ["0", "-1", "5000", "x", "1.5"]) expect((await cover(release, `?size=${size}`)).status).toBe(400)
  })

  test("are told by a tag of their content: the same one again, another one after a change", async () => {
    const release = await withCover()
    writeFileSync(release.coverPath ?? "", png(500, 500, { tint: 0x10 }))
    const first = await cover(release, "?size=96")
    const etag = first.headers.get("etag") ?? ""
    expect(first.headers.get("cache-control")).toBe("private, no-cache")
    expect((await cover(release, "?size=96&v=1")).headers.get("cache-control")).toContain("immutable")
    expect((await cover(release, "?size=96", { "if-none-match": etag })).status).toBe(304)
    writeFileSync(release.coverPath ?? "", png(500, 500, { tint: 0x20 }))
    const second = await cover(release, "?size=96", { "if-none-match": etag })
    expect(second.status).toBe(200)
    expect(second.headers.get("etag")).not.toBe(etag)
  })

  test("that became another one while they waited for their turn are not sent, or kept, under the tag of the old one", async () => {
    const release = await withCover()
    const path = release.coverPath ?? ""
    const picture = png(300, 300)
    writeFileSync(path, picture)
    const { size, mtimeNs } = statSync(path, { bigint: true })
    const state = `"${size.toString(36)}-${(mtimeNs / 1000n).toString(36)}"`
    const found = { hash: "", kind: pictureKind(picture)!, place: { path, isEmbedded: false }, state }
    const now = await world.run(Effect.result(originalPicture(found)))
    const later = await world.run(Effect.result(originalPicture({ ...found, state: '"2s-1"' })))
    expect([now, later]).toMatchObject([
      { value: { _tag: "Success", success: { mime: "image/png" } } },
      { value: { _tag: "Failure", failure: { code: "vanished" } } }
    ])
  })

  test("fifty askers at once share one piece of work", async () => {
    const release = await withCover()
    writeFileSync(release.coverPath ?? "", png(900, 900, { tint: 0x77 }))
    resized = 0
    const answers = await Promise.all(Array.from({ length: 50 }, async () => bytesOf(await cover(release, "?size=192"))))
    expect(resized).toBe(1)
    for (const answer of answers) expect(answer).toEqual(answers[0])
  })

  test("come from inside the files where none lies beside them", async () => {
    const embedding = (await releases()).filter(({ coverPath }) => coverPath === null)
    const found = await Promise.all(embedding.map(async (release) => (await cover(release)).status))
    expect(found).toContain(200)
    expect(found).toContain(404)
    const release = embedding[found.indexOf(200)] as Release
    const whole = await cover(release)
    const etag = whole.headers.get("etag") ?? ""
    expect(pictureKind(await bytesOf(whole))?.mime).toBe(whole.headers.get("content-type"))
    expect((await cover(release, "", { "if-none-match": etag })).status).toBe(304)
  })

  test("[U19] come from whichever track has one, also the seventh; a file beside them goes first", async () => {
    const directory = join(world.directory, "music/Seventh")
    mkdirSync(directory)
    const tone = readFileSync(join(import.meta.dirname, "../../../tools/bench/templates/tone.mp3"))
    const embedded = png(40, 40, { tint: 0x44 })
    for (let number = 1; number <= 9; number++) {
      const frames = [text("TALB", ["Seventh"]), text("TRCK", [`${number}`])]
      if (number >= 7) frames.push(picture("image/png", number === 7 ? embedded : png(20, 20)))
      writeFileSync(join(directory, `${number}.mp3`), Buffer.concat([writeId3(4, frames), tone]))
    }
    const scanned = async (): Promise<Release> => {
      await world.run(Effect.flatMap(LibraryCache, (cache) => cache.scan()))
      return (await releases()).find(({ title }) => title === "Seventh") as Release
    }
    const release = await scanned()
    expect([release.cover, release.coverPath]).toEqual(["tags", null])
    expect(await bytesOf(await cover(release))).toEqual(new Uint8Array(embedded))
    writeFileSync(join(directory, "7.mp3"), tone)
    expect(pictureKind(await bytesOf(await cover(release)))?.widthPx).toBe(20)
    writeFileSync(join(directory, "front.png"), png(60, 60))
    expect((await scanned()).cover).toBe("file")
    expect(pictureKind(await bytesOf(await cover(release)))?.widthPx).toBe(60)
  })

  test("that promise more pixels than a decoder should be given are never given to one", async () => {
    const release = await withCover()
    resized = 0
    for (const bomb of [png(50_000, 50_000, { rows: 10 }), png(16_000, 16_000, { rows: 1 }), png(0, 0, { rows: 0 })]) {
      writeFileSync(release.coverPath ?? "", bomb)
      expect((await bytesOf(await cover(release, "?size=96"))).length).toBe(bomb.length)
    }
    expect(resized).toBe(0)
  })

  test("that are broken are sent as they are; what is no picture is none", async () => {
    const release = await withCover()
    // Its header is whole, and no decoder makes anything of the rest.
    const broken = png(800, 800).subarray(0, 28)
    writeFileSync(release.coverPath ?? "", broken)
    const answer = await bytesOf(await cover(release, "?size=96"))
    expect(answer).toEqual(new Uint8Array(broken))
    for (const nothing of [
      Buffer.from("<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>".padEnd(100)),
      Buffer.alloc(0)
    ]) {
      writeFileSync(release.coverPath ?? "", nothing)
      const response = await cover(release)
      expect(response.headers.get("content-type")).not.toContain("svg")
      expect(response.status).toBe(404)
    }
  })

  test("that are gone give way to the ones inside the files, or to the word that there is none", async () => {
    const release = await withCover()
    rmSync(release.coverPath ?? "")
    expect([200, 404]).toContain((await cover(release)).status)
    mkdirSync(release.coverPath ?? "")
    expect([200, 404]).toContain((await cover(release, "?size=96")).status)
    rmSync(release.coverPath ?? "", { recursive: true })
    writeFileSync(release.coverPath ?? "", png(400, 400))
  })

  test("are sent also when nothing can be kept", async () => {
    const release = await withCover()
    rmSync(join(world.directory, "state/covers"), { recursive: true })
    writeFileSync(join(world.directory, "state/covers"), "in the way")
    writeFileSync(release.coverPath ?? "", png(700, 700, { tint: 0x99 }))
    expect(pictureKind(await bytesOf(await cover(release, "?size=96")))?.widthPx).toBe(96)
  })
})

describe("[X2] what a picture is", () => {
  test("is read from its own bytes, and nothing in them makes that fail", () => {
    expect(pictureKind(png(640, 480))).toEqual({ mime: "image/png", widthPx: 640, heightPx: 480 })
    const heads = [[0xff, 0xd8, 0xff], [...Buffer.from("RIFF....WEBPVP8X")], [...Buffer.from("GIF89a")], [...Buffer.from("BM")]]
    let state = 7
    for (let round = 0; round < 2000; round++) {
      const bytes = new Uint8Array(round % 200)
      for (let i = 0; i < bytes.length; i++) {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
        bytes[i] = state >>> 24
      }
      bytes.set((heads[round % heads.length] ?? []).slice(0, bytes.length))
      const kind = pictureKind(bytes)
      if (kind !== undefined) expect(kind.widthPx).toBeGreaterThanOrEqual(0)
    }
  })
})

test("[X2] a release without a cover is a failure to ask for, or an empty answer where a cover was optional", async () => {
  const without = (await releases()).find((release) => release.cover === null)
  if (without === undefined) throw new Error("every release has a cover")
  expect((await cover(without)).status).toBe(404)
  const empty = await cover(without, "?optional=true&size=96")
  expect([empty.status, empty.headers.get("cache-control"), await empty.text()]).toEqual([204, "private, no-cache", ""])
  expect((await cover(await withCover(), "?optional=true&size=96")).status).toBe(200)
  expect((await world.get("/api/v1/releases/nothing/cover?optional=true")).status).toBe(404)
})
