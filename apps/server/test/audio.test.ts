import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page, Track } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { decideRange } from "../src/bodies/range.ts"
import { makeWorld, type World } from "./world.ts"

let world: World
let tracks: ReadonlyArray<Track>
beforeAll(async () => {
  world = await makeWorld()
  tracks = (await world.json<Page<Track>>("/api/v1/tracks?limit=1000")).items
})
afterAll(() => world.end())

const audio = (track: Track | undefined, headers: Record<string, string> = {}, method = "GET") =>
  world.get(`/api/v1/tracks/${track?.id}/audio`, { method, headers })
const code = async (response: Response) => [response.status, ((await response.json()) as { readonly code: string }).code]

describe("[X2] ranges", () => {
  test.each<[header: string | null, sizeBytes: number, expected: string]>([
    [null, 100, "whole"],
    ["bytes=0-", 100, "0-100"],
    ["bytes=0-0", 100, "0-1"],
    ["bytes=10-19", 100, "10-20"],
    ["BYTES=10-19", 100, "10-20"],
    ["bytes= 10 - 19 ", 100, "10-20"],
    ["bytes=90-1000", 100, "90-100"],
    ["bytes=99-", 100, "99-100"],
    ["bytes=-1", 100, "99-100"],
    ["bytes=-100", 100, "0-100"],
    ["bytes=-5000", 100, "0-100"],
    ["bytes=100-", 100, "none"],
    ["bytes=100-200", 100, "none"],
    ["bytes=-0", 100, "none"],
    ["bytes=0-", 0, "none"],
    ["bytes=-1", 0, "none"],
    ["bytes=20-10", 100, "whole"],
    ["bytes=0-1,5-6", 100, "whole"],
    ["bytes=-", 100, "whole"],
    ["bytes=", 100, "whole"],
    ["bytes=a-b", 100, "whole"],
    ["bytes=0x1-", 100, "whole"],
    ["items=0-1", 100, "whole"],
    ["bytes=99999999999999999999-", 100, "whole"]
  ])("%s of %i bytes is %s", (header, sizeBytes, expected) => {
    const range = decideRange(header, sizeBytes)
    expect(range.kind === "part" ? `${range.start}-${range.end}` : range.kind).toBe(expected)
  })

  test("every prefix, middle and suffix of every format's file is what the whole has there", async () => {
    const formats = new Map(tracks.map((track) => [track.format, track]))
    expect(formats.size).toBeGreaterThan(3)
    for (const track of formats.values()) {
      const response = await audio(track)
      expect(response.headers.get("content-type")).toMatch(/^audio\//)
      const whole = new Uint8Array(await response.arrayBuffer())
      for (const [start, end] of [
        [0, 1],
        [1, 1000],
        [whole.length - 5, whole.length],
        [0, whole.length]
      ] as const) {
        const part = await audio(track, { range: `bytes=${start}-${end - 1}` })
        expect(part.status).toBe(206)
        expect(part.headers.get("content-length")).toBe(String(end - start))
        expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.slice(start, end))
      }
    }
  })

  test("a range of another state of the file is answered with the whole of this one", async () => {
    const [track] = tracks
    const now = await audio(track, {}, "HEAD")
    const [etag, modified] = [now.headers.get("etag") ?? "", now.headers.get("last-modified") ?? ""]
    const status = async (condition: string) => (await audio(track, { range: "bytes=0-9", "if-range": condition })).status
    expect(await status(etag)).toBe(206)
    expect(await status(modified)).toBe(206)
    expect(await status(`W/${etag}`)).toBe(200)
    expect(await status('"another"')).toBe(200)
    expect(await status("Thu, 01 Jan 1970 00:00:00 GMT")).toBe(200)
    expect((await audio(track, { "if-none-match": `"x", ${etag}` })).status).toBe(304)
    expect((await audio(track, { "if-modified-since": modified })).status).toBe(304)
    expect((await audio(track, { "if-none-match": '"x"', "if-modified-since": modified })).status).toBe(200)
    utimesSync(track?.sourcePath ?? "", 1, 1)
    expect((await audio(track, { range: "bytes=0-9", "if-range": etag })).status).toBe(200)
  })

  test("a range that the file does not have names its size", async () => {
    const response = await audio(tracks[0], { range: "bytes=99999999-" })
    expect(response.headers.get("content-range")).toBe(`bytes */${tracks[0]?.sizeBytes}`)
    expect(await code(response)).toEqual([416, "range-not-satisfiable"])
  })
})

describe("[X2] a file that is not what it was", () => {
  test("gone since it was listed: said, and everything else goes on", async () => {
    const [, track] = tracks
    const path = track?.sourcePath ?? ""
    renameSync(path, `${path}.away`)
    expect(await code(await audio(track))).toEqual([404, "vanished"])
    expect((await audio(tracks[2])).status).toBe(200)
    renameSync(`${path}.away`, path)
    expect((await audio(track)).status).toBe(200)
  })

  test("a directory, or a file that may not be read, in its place", async () => {
    const track = tracks[3]
    const path = track?.sourcePath ?? ""
    rmSync(path)
    mkdirSync(path)
    expect(await code(await audio(track))).toEqual([404, "vanished"])
    rmSync(path, { recursive: true })
    writeFileSync(path, "secret")
    chmodSync(path, 0)
    const answer = await audio(track)
    // An administrator may read everything.
    if (process.getuid?.() !== 0) expect(await code(answer)).toEqual([403, "unreadable"])
    else await answer.arrayBuffer()
  })

  test("[I3] a link out of the library in its place, or in the place of its directory: not served", async () => {
    const outside = join(world.directory, "outside")
    mkdirSync(outside)
    const track = tracks[4]
    const path = track?.sourcePath ?? ""
    const name = path.slice(path.lastIndexOf("/") + 1)
    writeFileSync(join(outside, name), "secret")
    rmSync(path)
    symlinkSync(join(outside, name), path)
    expect(await code(await audio(track))).toEqual([404, "not-found"])
    const parent = path.slice(0, path.lastIndexOf("/"))
    renameSync(parent, `${parent} (was)`)
    symlinkSync(outside, parent)
    expect(await code(await audio(track))).toEqual([404, "not-found"])
    rmSync(parent)
    renameSync(`${parent} (was)`, parent)
  })

  test("[I3] a link inside the library is followed", async () => {
    const track = tracks[5]
    const path = track?.sourcePath ?? ""
    renameSync(path, join(world.library.root, "elsewhere.bin"))
    symlinkSync(join(world.library.root, "elsewhere.bin"), path)
    expect((await (await audio(track)).arrayBuffer()).byteLength).toBe(track?.sizeBytes)
  })

  test("[U7] with the disk away lists and search go on, and sound says that it is offline", async () => {
    const root = world.library.root
    renameSync(root, `${root}-away`)
    expect(await code(await audio(tracks[6]))).toEqual([503, "offline"])
    expect((await world.json<Page<Track>>("/api/v1/tracks?limit=1000")).total).toBe(tracks.length)
    expect(await world.json("/api/v1/status")).toMatchObject({ storage: "offline" })
    expect(await code(await world.get("/api/v1/scan", { method: "POST" }))).toEqual([503, "offline"])
    renameSync(`${root}-away`, root)
    expect((await audio(tracks[6])).status).toBe(200)
  })

  test("[A3] an id that nothing has, in any spelling: not found", async () => {
    const paths = [
      tracks[0]?.sourcePath,
      tracks[0]?.sourcePath.slice(world.library.root.length + 1),
      "x",
      "..",
      "%",
      "%00",
      "'",
      '"'
    ]
    for (const path of paths) {
      const id = encodeURIComponent(path ?? "")
      for (const route of [`tracks/${id}`, `tracks/${id}/audio`, `releases/${id}`, `releases/${id}/cover`])
        expect({ route, status: (await world.get(`/api/v1/${route}`)).status }).toEqual({ route, status: 404 })
    }
  })
})
