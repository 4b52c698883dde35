/** Edits on a disk that fills up in their midst. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Files } from "@deadwax/core-async"
import { SimulatedDisk, layer as simulated } from "@deadwax/core-async/simulated"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { initLibrary, LibraryCache, layer } from "../src/index.ts"
import { mp3 } from "./world.ts"

const databases = mkdtempSync(join(tmpdir(), "deadwax-edits-simulated-"))
afterAll(() => rmSync(databases, { recursive: true, force: true }))

// The files are simulated; SQLite and the tag writer are the runtime's own.
const world = Layer.merge(runtimeLayer, simulated)

const picture = (size: number): Uint8Array => {
  const bytes = new Uint8Array(size).fill(size)
  bytes.set([0xff, 0xd8, 0xff])
  return bytes
}

const fullDisk = Effect.gen(function* () {
  const files = yield* Files
  const disk = yield* SimulatedDisk
  yield* files.makeDirectory("/music/Velvet")
  yield* files.writeAtomic("/music/Velvet/1.mp3", mp3({ title: "One", album: "Velvet" }))
  yield* files.writeAtomic("/music/Velvet/cover.jpg", picture(10))
  const library = yield* initLibrary({ root: "/music", identity: "tags", layout: "flat", registered: [] })
  const opened = { library, cachePath: join(databases, "cache.db"), libraryPath: join(databases, "library.db") }
  const edit = Effect.gen(function* () {
    const cache = yield* LibraryCache
    yield* cache.scan({ workers: 0 })
    const [release] = (yield* cache.listReleases()).items
    const set = Effect.result(cache.setReleaseCover(release!.id, { bytes: picture(100_000), extension: "jpg" }))
    disk.faults.freeBytes = 50_000
    const refused = yield* set
    expect(refused).toMatchObject({ _tag: "Failure", failure: { reason: "storage", message: expect.stringContaining("full") } })
    expect(yield* files.readFile("/music/Velvet/cover.jpg")).toEqual(picture(10))
    expect((yield* cache.listTrash()).items).toEqual([])
    disk.faults.freeBytes = Number.POSITIVE_INFINITY
    expect(yield* set).toMatchObject({ _tag: "Success", success: { coverPath: "/music/Velvet/cover.jpg" } })
    expect(yield* files.readFile("/music/Velvet/cover.jpg")).toEqual(picture(100_000))
    expect((yield* cache.listTrash()).items.map(({ path }) => path)).toEqual(["/music/Velvet/cover.jpg"])
  })
  yield* Effect.provide(edit, layer(opened), { local: true })
})

test("[I4] [A4] a cover that cannot be written because the disk is full leaves the one before in its place", () =>
  Effect.runPromise(Effect.provide(fullDisk, world)))
