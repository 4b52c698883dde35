/** A library is scanned, which writes ids into files, while a sync is at work: what the scan wrote is not the user's change. */
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
import { addSource } from "../../src/catalog/source-rows.ts"
import { executeSync } from "../../src/coordinator.ts"
import { localLibrary } from "../../src/local/local-library.ts"
import { defaultSyncPolicy } from "../../src/planning/policy.ts"
import { libraryCarrier } from "../../src/processing/library-carrier.ts"
import { SimulatedRemote } from "../../src/sources/simulated/remote.ts"
import { simulatedSource } from "../../src/sources/simulated/simulated-source.ts"
import type { Source } from "../../src/sources/source.ts"

const databases = mkdtempSync(join(tmpdir(), "deadwax-ids-meanwhile-"))
afterAll(() => rmSync(databases, { recursive: true, force: true }))

const song = (title: string, frames = 40): Uint8Array =>
  mp3({ title, album: "Velvet", albumArtist: "Reds", artist: "Reds" }, frames)

const pathOf = (number: number): string => `Album/0${number}.mp3`

/** Before the bytes of this file are given, something happens. */
const meanwhile = (source: Source, path: string, happens: Effect.Effect<unknown>): Source => ({
  ...source,
  read: (request) => (request.id.endsWith(path) ? Effect.andThen(happens, source.read(request)) : source.read(request))
})

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
  const put = (number: number, content: Uint8Array) => files.writeAtomic(`/music/${pathOf(number)}`, content)
  const written = cache.inLibraryDb((database) => database.prepare("select path from written_ids order by path").values().flat())

  for (let number = 1; number <= 4; number++) remote.put(pathOf(number), song(`Song ${number}`, 40 + number))
  yield* files.makeDirectory("/music/Mine")
  yield* files.writeAtomic("/music/Mine/own.mp3", song("My own"))
  // Three lie here by then. One of them the user changes before the scan, one after it.
  const scanned = Effect.gen(function* () {
    yield* put(2, song("Song 2, mine", 42))
    yield* cache.scan({ force: true })
    yield* put(3, song("Song 3, mine", 43))
    expect(yield* written).toEqual(["Album/01.mp3", "Album/02.mp3", "Album/03.mp3"])
  }).pipe(Effect.orDie)
  expect(yield* sync(meanwhile(plain, pathOf(4), scanned))).toMatchObject({ added: 4, failed: 0 })
  expect(yield* written).toEqual([])
  expect(yield* sync(plain)).toMatchObject({ items: 0 })

  for (let number = 1; number <= 4; number++) remote.put(pathOf(number), song(`Song ${number}, theirs`, 40 + number))
  expect(yield* sync(plain)).toMatchObject({ items: 4, updated: 2, added: 2, failed: 0 })
  const { items } = yield* cache.listReleases({ all: true, tracks: true })
  expect(items.flatMap(({ tracks = [] }) => tracks.map(({ title }) => title)).sort()).toEqual([
    "My own",
    "Song 1, theirs",
    "Song 2, mine",
    "Song 2, theirs",
    "Song 3, mine",
    "Song 3, theirs",
    "Song 4, theirs"
  ])
  const walk = yield* files.walk("/music/Album", { wants: (name) => name.endsWith(".mp3") })
  expect(walk.paths.map((path) => path.replace(/\d{4}-\d\d-\d\d/, "DAY")).sort()).toEqual([
    "01.mp3",
    "02 (conflict, NAS, DAY).mp3",
    "02.mp3",
    "03 (conflict, NAS, DAY).mp3",
    "03.mp3",
    "04.mp3"
  ])
})

const whole = Effect.gen(function* () {
  yield* (yield* Files).makeDirectory("/music")
  const library = yield* initLibrary({ root: "/music", identity: "tags", layout: "flat", registered: [] })
  const opened = { library, cachePath: join(databases, "cache.db"), libraryPath: join(databases, "library.db") }
  yield* Effect.provide(lived, layer(opened), { local: true })
})

test(
  "[Y4] [Y10] J8: ids that a scan writes during a sync are no change of the user's; what the user changed before or after it is",
  () => Effect.runPromise(Effect.provide(whole, Layer.mergeAll(runtimeLayer, simulated, layerTagWriter))),
  60_000
)
