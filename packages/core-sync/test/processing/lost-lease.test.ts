/** A job whose leases were taken while it fetched: what it brought gets no name, is kept for the next one, and is not fetched again. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Files } from "@deadwax/core-async"
import { layer as simulated } from "@deadwax/core-async/simulated"
import { initLibrary, LibraryCache, layer } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { mp3 } from "../../../core-cache/test/world.ts"
import { layerTagWriter } from "../../../core-tags/test/shared-tag-writer.ts"
import { listItems } from "../../src/catalog/catalog.ts"
import { addSource } from "../../src/catalog/source-rows.ts"
import { executeSync } from "../../src/coordinator.ts"
import { localLibrary } from "../../src/local/local-library.ts"
import { defaultSyncPolicy } from "../../src/planning/policy.ts"
import { libraryCarrier } from "../../src/processing/library-carrier.ts"
import { SimulatedRemote } from "../../src/sources/simulated/remote.ts"
import { simulatedSource } from "../../src/sources/simulated/simulated-source.ts"
import type { Source } from "../../src/sources/source.ts"

const databases = mkdtempSync(join(tmpdir(), "deadwax-lost-lease-"))
afterAll(() => rmSync(databases, { recursive: true, force: true }))

const path = "Album/01.mp3"

const lived = Effect.gen(function* () {
  const files = yield* Files
  const cache = yield* LibraryCache
  const remote = new SimulatedRemote()
  const plain = simulatedSource(remote, { name: "NAS" })
  const added = { name: "NAS", kind: "simulated", address: "simulated:", settings: {}, policy: {} }
  const sourceNo = (yield* cache.inLibraryDb((database) => addSource(database, added, 0)))?.no ?? 0
  const local = yield* localLibrary(cache)
  const sync = Effect.fnUntraced(function* (source: Source) {
    const placing = {
      source,
      sourceNo,
      policy: defaultSyncPolicy,
      root: "/music",
      inLibraryDb: cache.inLibraryDb,
      checkOnline: cache.checkOnline
    }
    const carrier = yield* libraryCarrier(placing)
    const run = { library: cache, local, source, sourceNo, kind: "full", carrier, concurrency: 1, wants: () => true } as const
    return (yield* executeSync(run)).stats
  })
  const lose = cache.inLibraryDb((database) =>
    database.exec("update catalog set status = 'missing', lease_job = null, lease_until_us = null where lease_job is not null")
  )
  const losing: Source = { ...plain, read: (request) => Effect.andThen(Effect.orDie(lose), plain.read(request)) }
  const items = cache.inLibraryDb((database) => listItems(database, sourceNo))
  const records = cache.inLibraryDb((database) => database.prepare("select path from downloads").values().flat())

  remote.put(path, mp3({ title: "Song", album: "Velvet" }))
  expect(yield* sync(losing)).toMatchObject({ items: 1, failed: 1, added: 0 })
  expect(yield* items).toMatchObject([{ status: "missing", localPath: null, attempts: 0 }])
  expect([yield* records, (yield* files.stat(`/music/${path}`))?.kind]).toEqual([[path], undefined])
  const bytes = remote.bytesRead
  expect(yield* sync(plain)).toMatchObject({ items: 1, failed: 0 })
  expect(yield* items).toMatchObject([{ status: "downloaded", localPath: path, localHash: { algorithm: "sha256" } }])
  expect(remote.bytesRead).toBe(bytes)
  const walk = yield* files.walk("/music/Album", { wants: (name) => name.endsWith(".mp3") })
  expect(walk.paths).toEqual(["01.mp3"])
})

const whole = Effect.gen(function* () {
  yield* (yield* Files).makeDirectory("/music")
  const library = yield* initLibrary({ root: "/music", identity: "fingerprint", layout: "flat", registered: [] })
  const opened = { library, cachePath: join(databases, "cache.db"), libraryPath: join(databases, "library.db") }
  yield* Effect.provide(lived, layer(opened), { local: true })
})

test(
  "[C5] [C10] K5: what a job brought without its lease is not placed by it, but by the next one, and fetched no second time",
  () => Effect.runPromise(Effect.provide(whole, Layer.mergeAll(runtimeLayer, simulated, layerTagWriter))),
  60_000
)
