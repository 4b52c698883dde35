/** Whole syncs into a real cache: discovered, planned, downloaded, scanned, with ids written into the files; and then quiet. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Files, listTrash } from "@deadwax/core-async"
import { layer as simulated } from "@deadwax/core-async/simulated"
import { initLibrary, LibraryCache, layer } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { mp3 } from "../../../core-cache/test/world.ts"
import { layerTagWriter } from "../../../core-tags/test/shared-tag-writer.ts"
import { countCatalog } from "../../src/catalog/catalog.ts"
import type { JobKind } from "../../src/catalog/jobs.ts"
import { addSource } from "../../src/catalog/source-rows.ts"
import { executeSync } from "../../src/coordinator.ts"
import { localLibrary } from "../../src/local/local-library.ts"
import { defaultSyncPolicy } from "../../src/planning/policy.ts"
import { libraryCarrier } from "../../src/processing/library-carrier.ts"
import { SimulatedRemote } from "../../src/sources/simulated/remote.ts"
import { simulatedSource } from "../../src/sources/simulated/simulated-source.ts"

const databases = mkdtempSync(join(tmpdir(), "deadwax-whole-sync-"))
afterAll(() => rmSync(databases, { recursive: true, force: true }))

const song = (title: string, frames = 40): Uint8Array =>
  mp3({ title, album: "Velvet", albumArtist: "Reds", artist: "Reds" }, frames)

const pathOf = (number: number): string => `Album ${number % 2}/0${number}.mp3`

/** Every file with its size and time, the trash and the marker left out. */
const disk = Effect.gen(function* () {
  const files = yield* Files
  const walk = yield* files.walk("/music", { enter: (name) => name !== ".deadwax" })
  return walk.paths.map((path, i) => `${path} ${walk.sizesBytes[i]} ${walk.modifiedAtUs[i]}`).sort()
})

const whole = Effect.gen(function* () {
  const files = yield* Files
  yield* files.makeDirectory("/music")
  const library = yield* initLibrary({ root: "/music", identity: "tags", layout: "flat", registered: [] })
  const opened = { library, cachePath: join(databases, "cache.db"), libraryPath: join(databases, "library.db") }
  const life = Effect.gen(function* () {
    const cache = yield* LibraryCache
    const remote = new SimulatedRemote({ capabilities: { stableIds: true } })
    const source = simulatedSource(remote, { name: "NAS" })
    const added = { name: "NAS", kind: "simulated", address: "simulated:", settings: {}, policy: {} }
    const row = yield* cache.inLibraryDb((database) => addSource(database, added, 0))
    const sourceNo = row?.no ?? 0
    const policy = { ...defaultSyncPolicy, removed: "mirror" as const }
    const carrier = yield* libraryCarrier({
      source,
      sourceNo,
      policy,
      root: "/music",
      inLibraryDb: cache.inLibraryDb,
      checkOnline: cache.checkOnline
    })
    const local = yield* localLibrary(cache)
    const sync = (kind: JobKind) =>
      Effect.map(
        executeSync({ library: cache, local, source, sourceNo, kind, carrier, concurrency: 3, wants: () => true }),
        ({ stats }) => stats
      )
    const titles = Effect.map(cache.listReleases({ all: true, tracks: true }), ({ items }) =>
      items.flatMap((release) => (release.tracks ?? []).map((track) => track.title)).sort()
    )
    for (let number = 1; number <= 6; number++) remote.put(pathOf(number), song(`Song ${number}`, 40 + number))
    expect(yield* sync("full")).toMatchObject({ items: 6, added: 6, failed: 0 })
    expect(yield* titles).toEqual([1, 2, 3, 4, 5, 6].map((number) => `Song ${number}`))
    const tagged = cache.inLibraryDb((database) => {
      const rows = database.prepare("select title from catalog where deleted_us is null order by title").values().flat()
      const { artists, albums } = countCatalog(database, 0)
      return { titles: rows, artists, albums }
    })
    expect(yield* tagged).toEqual({ titles: yield* titles, artists: 1, albums: 1 })
    const before = yield* disk
    for (const kind of ["incremental", "full"] as const) expect(yield* sync(kind)).toMatchObject({ items: 0 })
    expect(yield* disk).toEqual(before)
    expect((yield* cache.inLibraryDb((database) => database.prepare("select path from downloads").all())).length).toBe(0)

    remote.put(pathOf(1), song("Song 1, new"))
    remote.remove(pathOf(2))
    remote.move(pathOf(3), "Album 1/3 - Renamed.mp3")
    const read = remote.bytesRead
    expect(yield* sync("incremental")).toMatchObject({ items: 3, updated: 2, deleted: 1, failed: 0 })
    expect(remote.bytesRead - read).toBe(song("Song 1, new").length)
    expect(yield* titles).toEqual(["Song 1, new", "Song 3", "Song 4", "Song 5", "Song 6"])
    expect(yield* tagged).toEqual({ titles: yield* titles, artists: 1, albums: 1 })
    expect((yield* listTrash("/music")).entries.map(({ path }) => path)).toEqual([pathOf(2), pathOf(1)])
    expect((yield* files.stat("/music/Album 1/3 - Renamed.mp3"))?.kind).toBe("file")

    yield* files.writeAtomic(`/music/${pathOf(4)}`, song("Song 4, mine"))
    yield* files.remove(`/music/${pathOf(5)}`)
    remote.put(pathOf(4), song("Song 4, theirs"))
    expect(yield* sync("incremental")).toMatchObject({ items: 2, added: 2, failed: 0 })
    expect(yield* titles).toEqual(["Song 1, new", "Song 3", "Song 4, mine", "Song 4, theirs", "Song 5", "Song 6"])
    const settled = yield* disk
    for (const kind of ["incremental", "full"] as const) expect(yield* sync(kind)).toMatchObject({ items: 0 })
    expect(yield* disk).toEqual(settled)
  })
  yield* Effect.provide(life, layer(opened), { local: true })
})

test(
  "[Y10] [C12] [C14] [D12] [Y17] R1: a source is mirrored into a library whose files get ids, conflicts are kept beside, and the next syncs change nothing",
  () => Effect.runPromise(Effect.provide(whole, Layer.mergeAll(runtimeLayer, simulated, layerTagWriter))),
  60_000
)
