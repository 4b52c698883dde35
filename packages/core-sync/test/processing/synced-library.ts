/** A library on the simulated disk with a real cache and a real library.db, that follows a simulated source. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Files, Parts } from "@deadwax/core-async"
import { layer as simulated } from "@deadwax/core-async/simulated"
import { initLibrary, LibraryCache, type LibraryCacheShape, layer } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layer as runtimeLayer } from "#runtime"
import { mp3 } from "../../../core-cache/test/world.ts"
import { layerTagWriter } from "../../../core-tags/test/shared-tag-writer.ts"
import { addSource } from "../../src/catalog/source-rows.ts"
import { executeSync, type SyncRequest } from "../../src/coordinator.ts"
import { localLibrary } from "../../src/local/local-library.ts"
import { defaultSyncPolicy, type SyncPolicy } from "../../src/planning/policy.ts"
import type { Carrier } from "../../src/processing/carrier.ts"
import { libraryCarrier } from "../../src/processing/library-carrier.ts"
import { SimulatedRemote, type SimulatedRemoteOptions } from "../../src/sources/simulated/remote.ts"
import { simulatedSource } from "../../src/sources/simulated/simulated-source.ts"
import type { Source } from "../../src/sources/source.ts"

/** How a source is synced; what is not said is as usual. */
export interface SyncedRun {
  readonly kind?: SyncRequest["kind"]
  readonly policy?: Partial<SyncPolicy>
  readonly concurrency?: number
  /** Items that are planned together. */
  readonly partItems?: number
  readonly allowRemoval?: boolean
  readonly onEvent?: SyncRequest["onEvent"]
  /** What the carrier is taken for. */
  readonly carrying?: (carrier: Carrier) => Carrier
}

/** What happens at both ends, and syncs between them. */
export interface SyncedLibrary {
  readonly cache: LibraryCacheShape
  readonly files: Files["Service"]
  readonly remote: SimulatedRemote
  readonly source: Source
  readonly sourceNo: number
  /** A sync of the source, or of what stands for it; answers what came of its items. */
  readonly sync: (source: Source, run?: SyncedRun) => Effect.Effect<SyncStats, unknown>
}

type SyncStats = Effect.Success<ReturnType<typeof executeSync>>["stats"]

/** A song of the one album; with other frames it has another length. */
export const velvet = (title: string, frames = 40): Uint8Array =>
  mp3({ title, album: "Velvet", albumArtist: "Reds", artist: "Reds" }, frames)

const open = Effect.fnUntraced(function* (options: SimulatedRemoteOptions) {
  const cache = yield* LibraryCache
  const remote = new SimulatedRemote(options)
  const added = { name: "NAS", kind: "simulated", address: "simulated:", settings: {}, policy: {} }
  const sourceNo = (yield* cache.inLibraryDb((database) => addSource(database, added, 0)))?.no ?? 0
  const local = yield* localLibrary(cache)
  const files = yield* Files
  const context = yield* Effect.context<Effect.Services<ReturnType<typeof libraryCarrier>>>()
  const sync: SyncedLibrary["sync"] = (source, run = {}) =>
    Effect.gen(function* () {
      const { kind = "full", policy = {}, concurrency = 1, partItems, carrying = (carrier) => carrier } = run
      const { inLibraryDb, checkOnline } = cache
      const carrier = yield* libraryCarrier({
        source,
        sourceNo,
        policy: { ...defaultSyncPolicy, ...policy },
        root: "/music",
        inLibraryDb,
        checkOnline,
        placeByTags: cache.placeByTemplates,
        ...(partItems === undefined ? {} : { partItems })
      })
      const request = { library: cache, local, source, sourceNo, kind, concurrency, wants: () => true }
      const { allowRemoval = false, onEvent } = run
      const told = onEvent === undefined ? {} : { onEvent }
      return (yield* executeSync({ ...request, ...told, allowRemoval, carrier: carrying(carrier) })).stats
    }).pipe(Effect.provide(context))
  return { cache, files, remote, source: simulatedSource(remote, { name: "NAS" }), sourceNo, sync }
})

/** What else is said of a library. */
export interface SyncedOptions {
  readonly layout?: "flat" | "nested"
  /** The disk as the whole program has it. */
  readonly files?: (files: Files["Service"]) => Files["Service"]
  readonly parts?: (parts: Parts["Service"]) => Parts["Service"]
}

/** Lives in an empty library of its own. */
export const inSyncedLibrary = async (
  identity: "fingerprint" | "tags",
  options: SimulatedRemoteOptions,
  life: (library: SyncedLibrary) => Effect.Effect<void, unknown, Files>,
  { layout = "flat", files = (disk) => disk, parts = (disk) => disk }: SyncedOptions = {}
): Promise<void> => {
  const databases = mkdtempSync(join(tmpdir(), "deadwax-synced-"))
  const whole = Effect.gen(function* () {
    yield* (yield* Files).makeDirectory("/music")
    const library = yield* initLibrary({ root: "/music", identity, layout, registered: [] })
    const opened = { library, cachePath: join(databases, "cache.db"), libraryPath: join(databases, "library.db") }
    yield* Effect.provide(Effect.flatMap(open(options), life), layer(opened), { local: true })
  })
  const changed = Layer.merge(Layer.effect(Files, Effect.map(Files, files)), Layer.effect(Parts, Effect.map(Parts, parts)))
  const disk = Layer.provideMerge(changed, simulated)
  try {
    await Effect.runPromise(Effect.provide(whole, Layer.mergeAll(runtimeLayer, disk, layerTagWriter)))
  } finally {
    rmSync(databases, { recursive: true, force: true })
  }
}
