/** The library of a real cache, on a disk that goes. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Files } from "@deadwax/core-async"
import { SimulatedDisk, layer as simulated } from "@deadwax/core-async/simulated"
import { initLibrary, LibraryCache, layer } from "@deadwax/core-cache"
import { TagWriter } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { localLibrary } from "../../src/local/local-library.ts"

const databases = mkdtempSync(join(tmpdir(), "deadwax-local-library-"))
afterAll(() => rmSync(databases, { recursive: true, force: true }))

const life = Effect.gen(function* () {
  const [files, disk] = [yield* Files, yield* SimulatedDisk]
  const local = yield* localLibrary(yield* LibraryCache)
  yield* files.writeAtomic("/music/cover.jpg", new Uint8Array(3))
  expect(yield* local.present(["cover.jpg", "gone.jpg"])).toEqual(new Set(["cover.jpg"]))
  const mounted = disk.root.entries.get("music")
  if (mounted === undefined) throw new Error("no disk")
  disk.root.entries.delete("music")
  yield* files.makeDirectory("/music")
  expect(yield* Effect.flip(local.present(["cover.jpg"]))).toMatchObject({ reason: "offline" })
  disk.root.entries.set("music", mounted)
  expect(yield* local.present(["cover.jpg"])).toEqual(new Set(["cover.jpg"]))
})

test("[C17] [C2] K8: what a disk that went does not show is not held to be gone", () =>
  Effect.gen(function* () {
    const files = yield* Files
    yield* files.makeDirectory("/music")
    const library = yield* initLibrary({ root: "/music", identity: "tags", layout: "flat", registered: [] })
    const opened = { library, cachePath: join(databases, "cache.db"), libraryPath: join(databases, "library.db") }
    yield* Effect.provide(life, layer(opened), { local: true })
  }).pipe(Effect.provide(Layer.mergeAll(runtimeLayer, simulated, TagWriter.layer())), Effect.runPromise))
