/** The library of a real cache, on a disk that goes. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Files } from "@deadwax/core-async"
import { SimulatedDisk, layer as simulated } from "@deadwax/core-async/simulated"
import { CacheError, initLibrary, LibraryCache, layer } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { layerTagWriter } from "../../../core-tags/test/shared-tag-writer.ts"
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

const busy = new CacheError({ reason: "busy", message: "deadwax scan is at work", remedy: "Wait." })

/** Somebody else scans the library when this one wants to, and so many times more. */
const scanned = Effect.gen(function* () {
  const cache = yield* LibraryCache
  let refusals = 0
  const scan: typeof cache.scan = (options) => Effect.suspend(() => (refusals-- > 0 ? Effect.fail(busy) : cache.scan(options)))
  const local = yield* localLibrary({ ...cache, scan })
  refusals = 1
  expect(yield* Effect.flip(local.look(undefined))).toMatchObject({ reason: "busy" })
  refusals = 600
  const fiber = yield* Effect.forkChild(local.look(undefined, ["placed.mp3"]))
  yield* TestClock.adjust("6 minutes")
  expect((yield* Fiber.join(fiber)).paths).toEqual(["placed.mp3"])
  refusals = Number.POSITIVE_INFINITY
  const failing = yield* Effect.forkChild(Effect.flip(local.look(undefined, ["placed.mp3"])))
  yield* TestClock.adjust("11 minutes")
  expect(yield* Fiber.join(failing)).toMatchObject({ reason: "busy" })
})

const inLibrary = (name: string, life: Effect.Effect<void, unknown, LibraryCache | Files | SimulatedDisk>) =>
  Effect.gen(function* () {
    const files = yield* Files
    yield* files.makeDirectory("/music")
    const library = yield* initLibrary({ root: "/music", identity: "tags", layout: "flat", registered: [] })
    const opened = { library, cachePath: join(databases, `${name}-cache.db`), libraryPath: join(databases, `${name}.db`) }
    yield* Effect.provide(life, layer(opened), { local: true })
  }).pipe(Effect.provide(Layer.mergeAll(runtimeLayer, simulated, layerTagWriter, TestClock.layer())), Effect.runPromise)

test("[C17] [C2] K8: what a disk that went does not show is not held to be gone", () => inLibrary("gone", life))

test("[S4] [Y7] K8: a scan by somebody else ends no job that has placed files: it waits for it, but not for ever", () =>
  inLibrary("busy", scanned))
