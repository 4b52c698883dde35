/** What is told of the catalog agrees with what scans have found since the last sync (C2). */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Files } from "@deadwax/core-async"
import { layer as simulated } from "@deadwax/core-async/simulated"
import { initLibrary, LibraryCache, layer } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { mp3 } from "../../core-cache/test/world.ts"
import { layerTagWriter } from "../../core-tags/test/shared-tag-writer.ts"
import { listItems } from "../src/catalog/catalog.ts"
import { addSource } from "../src/catalog/source-rows.ts"
import { executeSync } from "../src/coordinator.ts"
import { localLibrary } from "../src/local/local-library.ts"
import { defaultSyncPolicy } from "../src/planning/policy.ts"
import { libraryCarrier } from "../src/processing/library-carrier.ts"
import { libraryStatus, listCatalog, listQueued, listSourceInfos } from "../src/shown/shown.ts"
import { SimulatedRemote } from "../src/sources/simulated/remote.ts"
import { simulatedSource } from "../src/sources/simulated/simulated-source.ts"

const databases = mkdtempSync(join(tmpdir(), "deadwax-catch-up-"))
afterAll(() => rmSync(databases, { recursive: true, force: true }))

const song = (title: string): Uint8Array =>
  mp3({ title, album: "Velvet", albumArtist: "Reds", artist: "Reds" }, 40 + title.length)

const told = Effect.gen(function* () {
  const { catalog } = yield* libraryStatus
  const { items } = yield* listQueued()
  return [catalog?.downloaded, catalog?.missing, items.map(({ path }) => path)]
})

/** A library of three fetched songs, its files and its catalog. */
const synced = Effect.gen(function* () {
  const cache = yield* LibraryCache
  const remote = new SimulatedRemote({ capabilities: { stableIds: true } })
  for (const title of ["One", "Two", "Three"]) remote.put(`Velvet/${title}.mp3`, song(title))
  const source = simulatedSource(remote, { name: "NAS" })
  const added = { name: "NAS", kind: "simulated", address: "simulated:", settings: {}, policy: {} }
  const sourceNo = (yield* cache.inLibraryDb((database) => addSource(database, added, 0)))?.no ?? 0
  const carrying = {
    source,
    sourceNo,
    policy: defaultSyncPolicy,
    root: "/music",
    inLibraryDb: cache.inLibraryDb,
    checkOnline: cache.checkOnline
  }
  const carrier = yield* libraryCarrier(carrying)
  const local = yield* localLibrary(cache)
  const request = { library: cache, local, source, sourceNo, carrier, concurrency: 2, wants: () => true }
  yield* executeSync({ ...request, kind: "full" })
  return {
    cache,
    sync: executeSync({ ...request, kind: "incremental" }),
    items: cache.inLibraryDb((db) => listItems(db, sourceNo))
  }
})

const life = Effect.gen(function* () {
  const files = yield* Files
  const { cache, sync, items } = yield* synced
  expect(yield* told).toEqual([3, 0, []])
  yield* files.remove("/music/Velvet/One.mp3")
  yield* files.rename("/music/Velvet/Two.mp3", "/music/Velvet/2.mp3")
  yield* files.writeAtomic("/music/Velvet/Three.mp3", new TextEncoder().encode("no music any more"))
  yield* cache.scan({ allowRemoval: true })
  // Under another's hands nothing is concluded: a track may be on its way.
  yield* cache.withLock(
    "scan",
    "a scan",
    Effect.flatMap(told, (while_) => Effect.sync(() => expect(while_).toEqual([3, 0, []])))
  )
  expect(yield* told).toEqual([2, 1, ["Velvet/One.mp3"]])
  const { items: shown } = yield* listCatalog({ status: "downloaded" })
  expect(shown.map(({ localPath }) => localPath).sort()).toEqual(["/music/Velvet/2.mp3", "/music/Velvet/Three.mp3"])
  const stamp = yield* cache.stamp()
  yield* told
  expect(yield* cache.stamp()).toBe(stamp)

  // What a job placed may not have been scanned yet: only a sync, which scans first, says whether it is there.
  yield* cache.inLibraryDb((database) => database.exec("update catalog set track_id = null where path = 'Velvet/Two.mp3'"))
  yield* cache.scan({ force: true })
  yield* told
  expect((yield* items).find(({ path }) => path === "Velvet/Two.mp3")).toMatchObject({ trackId: null, status: "downloaded" })
  yield* sync
  expect(yield* told).toEqual([3, 0, []])
})

/** Whatever is asked first after a scan: how many songs it says are here. */
const firstAnswers = {
  "the status": Effect.map(libraryStatus, ({ catalog }) => catalog?.downloaded),
  "the sources": Effect.map(listSourceInfos(), ({ items }) => items[0]?.catalog.downloaded),
  "the catalog": Effect.map(listCatalog({ status: "downloaded" }), ({ total }) => total),
  "the queue": Effect.map(listQueued(), ({ total }) => 3 - total)
} as const

const asksFirst = (ask: (typeof firstAnswers)[keyof typeof firstAnswers]) =>
  Effect.gen(function* () {
    const files = yield* Files
    const { cache } = yield* synced
    expect(yield* ask).toBe(3)
    const bytes = yield* files.readFile("/music/Velvet/One.mp3")
    yield* files.remove("/music/Velvet/One.mp3")
    yield* cache.scan()
    expect(yield* ask).toBe(2)
    yield* files.writeAtomic("/music/Velvet/Back.mp3", bytes)
    yield* cache.scan({ force: true })
    expect(yield* ask).toBe(3)
  })

const inLibrary = <E>(name: string, body: Effect.Effect<void, E, Effect.Services<typeof life>>): Promise<void> => {
  const whole = Effect.gen(function* () {
    const files = yield* Files
    yield* files.makeDirectory("/music")
    const library = yield* initLibrary({ root: "/music", identity: "tags", layout: "flat", registered: [] })
    const folder = join(databases, name)
    mkdirSync(folder)
    const opened = { library, cachePath: join(folder, "cache.db"), libraryPath: join(folder, "library.db") }
    yield* Effect.provide(body, layer(opened), { local: true })
  })
  return Effect.runPromise(Effect.provide(whole, Layer.mergeAll(runtimeLayer, simulated, layerTagWriter)))
}

test(
  "[C2] the first answer about the catalog after a scan knows what is here, what moved and what is gone, and asking again writes nothing",
  () => inLibrary("life", life),
  120_000
)

test.each(Object.entries(firstAnswers))(
  "[C2] asked first after a scan, %s: it knows a file that is gone and one that is back",
  (name, ask) => inLibrary(name, asksFirst(ask)),
  120_000
)
