/** A real library in simulated files, with the rows of a source, to resolve conflicts in: the phase alone, without a sync around it. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Files } from "@deadwax/core-async"
import { layer as simulated } from "@deadwax/core-async/simulated"
import { type CacheError, initLibrary, LibraryCache, type LibraryCacheShape, layer } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layer as runtimeLayer } from "#runtime"
import { mp3, type Tags } from "../../../core-cache/test/world.ts"
import { layerTagWriter } from "../../../core-tags/test/shared-tag-writer.ts"
import { endJob, type JobKind, startJob } from "../../src/catalog/jobs.ts"
import { addSource } from "../../src/catalog/source-rows.ts"
import { conflictResolutionPhase, type Resolving } from "../../src/resolution/resolve.ts"
import { simulatedSource } from "../../src/simulated.ts"
import { SimulatedRemote } from "../../src/sources/simulated/remote.ts"
import type { SyncEvent } from "../../src/sync-events.ts"
import type { SyncRun } from "../../src/sync-run.ts"

/** How the phase is run. */
export interface Resolve {
  readonly touched?: ReadonlyArray<string>
  readonly kind?: JobKind
  readonly policy?: Resolving["policy"]
  readonly allowMoves?: number
  /** Stands in for the library's own. */
  readonly library?: Partial<Resolving["library"]>
}

export interface ResolutionWorld {
  readonly cache: LibraryCacheShape
  readonly events: Array<SyncEvent>
  readonly put: (path: string, tags: Tags, frames?: number) => Effect.Effect<void, unknown, Files>
  readonly remove: (path: string) => Effect.Effect<void, unknown, Files>
  readonly read: (path: string) => Effect.Effect<string, unknown, Files>
  readonly write: (path: string, text: string) => Effect.Effect<void, unknown, Files>
  readonly scan: Effect.Effect<void, unknown>
  readonly idOf: (path: string) => Effect.Effect<string, unknown>
  /** Says that the file at a path came from the source, with these bytes. */
  readonly came: (path: string, content?: string) => Effect.Effect<void, unknown, Files>
  /** One job of the source that does nothing but this. */
  readonly resolve: (how?: Resolve) => ReturnType<typeof conflictResolutionPhase>
  /** A job of the source that did not come so far. */
  readonly dies: Effect.Effect<void, unknown>
  /** What is told, by paths: of each survivor the others, with the reason. */
  readonly told: Effect.Effect<ReadonlyArray<string>, unknown>
}

const cameInto =
  (cache: LibraryCacheShape, sourceNo: number, idOf: ResolutionWorld["idOf"]): ResolutionWorld["came"] =>
  (path, content) =>
    Effect.gen(function* () {
      const track = yield* idOf(path)
      const at = yield* (yield* Files).stat(`/music/${path}`)
      yield* cache.inLibraryDb((database) =>
        database
          .prepare(
            `insert into catalog (source_no, remote_id, path, revision, is_music, added_job, seen_job, seen_in_source_us, priority, status,
              local_path, local_place, local_source_path, local_revision, track_id, local_hash, local_size_bytes, local_modified_us)
            values (?, ?, ?, 'r', 1, 1, 1, 0, 0, 'downloaded', ?, ?, ?, 'r', ?, ?, ?, ?)`
          )
          .run(
            ...[sourceNo, path, path, path, path, path, track],
            ...[content ?? null, at?.sizeBytes ?? null, at?.modifiedAtUs ?? null]
          )
      )
    })

/** With what jobs are begun. */
interface Jobs {
  readonly cache: LibraryCacheShape
  readonly source: SyncRun["source"]
  readonly sourceNo: number
  readonly events: Array<SyncEvent>
  readonly begin: (requested: JobKind) => Effect.Effect<number, CacheError>
}

const resolveIn =
  ({ cache, source, sourceNo, events, begin }: Jobs): ResolutionWorld["resolve"] =>
  ({ touched = [], kind = "incremental", policy = "tell", allowMoves = 0, library = {} } = {}) =>
    Effect.gen(function* () {
      const jobNo = yield* begin(kind)
      const emit = (event: SyncEvent) => void events.push(event)
      const of = { jobNo, sourceNo, source, requested: kind, mostRemovals: 0, mostMoves: allowMoves, emit }
      const run: SyncRun = { ...of, inDb: cache.inLibraryDb, wants: () => true, far: { done: 0, items: 0 } }
      const resolving = { library: { likeness: cache.likeness, playlists: cache.playlists, ...library }, policy, touched }
      const resolved = yield* conflictResolutionPhase(run, resolving)
      yield* cache.inLibraryDb((database) => endJob(database, jobNo, "completed", 2))
      return resolved
    })

const make = Effect.gen(function* () {
  const cache = yield* LibraryCache
  const files = yield* Files
  const events: Array<SyncEvent> = []
  const row = yield* cache.inLibraryDb((database) =>
    addSource(database, { name: "NAS", kind: "simulated", address: "simulated:", settings: {}, policy: {} }, 0)
  )
  const sourceNo = row?.no ?? 0
  const source = simulatedSource(new SimulatedRemote(), { name: "NAS" })
  const begin = (requested: JobKind) =>
    cache.inLibraryDb((database) => startJob(database, { sourceNo, fingerprint: "f", requested, nowUs: 1 }).no)
  const idOf = (path: string) => Effect.map(cache.getTrack(`/music/${path}`), (track) => track?.id ?? `no track at ${path}`)
  const pathOf = (places: ReadonlyMap<string, string>) => (id: string) => places.get(id) ?? "gone"
  const write = (path: string, content: Uint8Array) =>
    Effect.andThen(
      files.makeDirectory(`/music/${path.slice(0, path.lastIndexOf("/"))}`),
      Effect.asVoid(files.writeAtomic(`/music/${path}`, content))
    )
  const world: ResolutionWorld = {
    cache,
    events,
    put: (path, tags, frames) => write(path, mp3(tags, frames)),
    remove: (path) => files.remove(`/music/${path}`),
    read: (path) => Effect.map(files.readFile(`/music/${path}`), (bytes) => new TextDecoder().decode(bytes)),
    write: (path, text) => write(path, new TextEncoder().encode(text)),
    scan: Effect.asVoid(cache.scan({ allowRemoval: true })),
    idOf,
    came: cameInto(cache, sourceNo, idOf),
    resolve: resolveIn({ cache, source, sourceNo, events, begin }),
    dies: Effect.asVoid(begin("incremental")),
    told: Effect.gen(function* () {
      const rows = yield* cache.inLibraryDb((database) =>
        database.prepare("select survivor_id, track_id, reason from duplicates").values()
      )
      const at = pathOf(yield* cache.likeness.places(rows.flatMap(([survivor, other]) => [String(survivor), String(other)])))
      return rows.map(([survivor, other, reason]) => `${at(String(survivor))} < ${at(String(other))} ${reason}`).sort()
    })
  }
  return world
})

/** Runs a test in a world of its own; ids are written into tags. */
export const inResolution = (
  body: (world: ResolutionWorld) => Effect.Effect<void, unknown, Files>,
  identity: "tags" | "fingerprint" = "tags"
): Promise<void> => {
  const databases = mkdtempSync(join(tmpdir(), "deadwax-resolution-"))
  const whole = Effect.gen(function* () {
    const files = yield* Files
    yield* files.makeDirectory("/music")
    const library = yield* initLibrary({ root: "/music", identity, layout: "nested", registered: [] })
    const opened = { library, cachePath: join(databases, "cache.db"), libraryPath: join(databases, "library.db") }
    yield* Effect.provide(Effect.flatMap(make, body), layer(opened), { local: true })
  })
  return Effect.runPromise(Effect.provide(whole, Layer.mergeAll(runtimeLayer, simulated, layerTagWriter))).finally(() =>
    rmSync(databases, { recursive: true, force: true })
  )
}
