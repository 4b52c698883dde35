/**
 * What an incremental sync costs is what it finds, not what there is (P12): the same changes in a catalog of 1,000 and of 10,000 run the same
 * statements, which read the same rows, and no statement walks a table. The look at the disk, which is the scan's, is left out.
 */
import { type Database, Files, Sqlite } from "@deadwax/core-async"
import { layer as simulated } from "@deadwax/core-async/simulated"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { expect, test } from "vitest"
import { layer } from "#runtime"
import { SqliteCount } from "../../core-async/test/harness/counted-sqlite.ts"
import { attempt } from "../../core-cache/src/cache-error.ts"
import { cacheSchema, libraryMigrations } from "../../core-cache/src/open/schema.gen.ts"
import { makeStore } from "../../core-cache/src/store/store.ts"
import { trackFileLookup, trackFilesVersion, tracksMovedSince } from "../../core-cache/src/tracks/track-files.ts"
import { type Stored, storeOne } from "../../core-cache/test/stored-library.ts"
import { addSource } from "../src/catalog/source-rows.ts"
import { executeSync, type SyncRequest } from "../src/coordinator.ts"
import type { LocalLibrary } from "../src/local/local-library.ts"
import { defaultSyncPolicy } from "../src/planning/policy.ts"
import { inOnePart } from "../src/processing/carrier.ts"
import { libraryCarrier } from "../src/processing/library-carrier.ts"
import { SimulatedRemote } from "../src/sources/simulated/remote.ts"
import { simulatedSource } from "../src/sources/simulated/simulated-source.ts"

const perRelease = 10
const text = (value: string) => new TextEncoder().encode(value)
const directoryOf = (no: number): string => `Artist ${Math.floor(no / 100)}/Album ${Math.floor(no / perRelease)}`
const pathOf = (no: number): string => `${directoryOf(no)}/${no}.mp3`

/** Both databases, in memory and counted. */
const openBoth = Effect.fnUntraced(function* (count: SqliteCount) {
  const sqlite = yield* Sqlite
  const library = yield* sqlite.open(":memory:")
  for (const { sql } of libraryMigrations) library.exec(sql)
  const cache = yield* sqlite.open(":memory:")
  cache.exec(cacheSchema)
  cache.exec("insert into meta (key, value) values ('generation', 'g'), ('sequence', '0')")
  return { userDb: count.counted(library, "library"), cache: count.counted(cache, "cache") }
})

/** Tracks in their releases, as a scan stores them. */
const store = (stored: Stored, first: number, tracks: ReadonlyArray<number>): void => {
  const directory = directoryOf(first)
  storeOne(stored, {
    id: `release ${directory}`,
    path: directory,
    tracks: tracks.map((no) => ({ id: `track ${no}`, path: pathOf(no) }))
  })
}

/** A look that finds on the disk what it is told: where something was placed, its release is stored anew. */
const lookingAt = ({ cache, userDb }: Stored): LocalLibrary => ({
  look: (step, paths) =>
    attempt(() => {
      // One writer a look, as a scan has.
      const stored = { cache, userDb, store: makeStore(cache, () => true) }
      for (const path of paths ?? [])
        store(stored, Number(path.replace(/^.*\/|\.mp3$/g, "")), [Number(path.replace(/^.*\/|\.mp3$/g, ""))])
      const version = trackFilesVersion(cache)
      const moved = step === undefined ? undefined : tracksMovedSince(cache, step)
      return { version, moved, files: trackFileLookup(cache, () => false), paths }
    }),
  present: () => Effect.succeed(new Set<string>()),
  tags: (trackIds) => Effect.succeed(new Map(trackIds.map((id) => [id, songTags])))
})

const songTags = { title: "Song", artist: "Reds", album: "Velvet", albumArtist: null, durationMs: 1 }

/** Every item is here. */
const allHere = `update catalog set status = 'downloaded', local_path = path, local_place = path, place_key = lower(path),
  local_source_path = path, local_revision = revision, local_size_bytes = 5, local_modified_us = 0, seen_on_disk_us = 1`

/** Statements that walk a whole table of the catalog or of the tracks, for all that SQLite plans. */
const walks = (database: Database, texts: Iterable<readonly [sql: string, times: number]>): ReadonlyArray<string> =>
  [...texts].flatMap(([sql]) => {
    if (!/^\s*(select|insert|update|delete|with)/i.test(sql) || / limit 1$/.test(sql)) return []
    const unknown = Array.from({ length: sql.split("?").length - 1 }, () => null)
    const steps = database
      .prepare(`explain query plan ${sql}`)
      .values(...unknown)
      .map((row) => String(row[3]))
    // An index of those rows alone that are to be found is no walk.
    const walked = steps.filter(
      (step) =>
        /^SCAN (catalog|tracks|releases)\b/.test(step) && !/catalog_(unmet|unkeyed|gone|leased|queue|outdated)$/.test(step)
    )
    return walked.map((step) => `${step}: ${sql}`)
  })

const changes = 30

/** A catalog of so many items in step, then a sync of the changes, each in a release of its own; answers what that one asked. */
const costOf = (items: number) =>
  Effect.gen(function* () {
    const files = yield* Files
    const count = new SqliteCount()
    const both = yield* openBoth(count)
    const stored: Stored = { ...both, store: makeStore(both.cache, () => true) }
    const remote = new SimulatedRemote({ capabilities: { stableIds: true, hashes: true } })
    for (let no = 0; no < items; no++) remote.put(pathOf(no), text(`${no}`.padStart(5, "0")))
    for (let no = 0; no < items; no += perRelease)
      store(
        stored,
        no,
        Array.from({ length: perRelease }, (_, i) => no + i)
      )
    const source = simulatedSource(remote, { name: "NAS" })
    const added = { name: "NAS", kind: "simulated", address: "simulated:", settings: {}, policy: {} }
    const sourceNo = addSource(both.userDb, added, 0)?.no ?? 0
    const inLibraryDb = <A>(work: (database: Database) => A) => attempt(() => work(both.userDb))
    const policy = { ...defaultSyncPolicy, removed: "mirror" as const }
    const request: SyncRequest = {
      library: { inLibraryDb, withLock: (_name, _purpose, effect) => effect },
      local: lookingAt(stored),
      source,
      sourceNo,
      kind: "incremental",
      carrier: yield* libraryCarrier({ source, sourceNo, policy, root: "/music", inLibraryDb, checkOnline: () => Effect.void }),
      concurrency: 1,
      wants: () => true
    }
    const idle = {
      recover: () => Effect.void,
      divide: inOnePart,
      prepare: () => Effect.succeed({ order: [], carryOut: () => Effect.die("not asked") })
    }
    yield* executeSync({ ...request, kind: "full", carrier: idle })
    // What changes lies on the disk; the rest is not looked at.
    const changed = Array.from({ length: changes }, (_, i) => i * (items / changes) - ((i * (items / changes)) % perRelease))
    both.userDb.exec(allHere)
    for (const no of changed) {
      yield* files.makeDirectory(`/music/${directoryOf(no)}`)
      const { modifiedAtUs } = yield* files.writeAtomic(`/music/${pathOf(no)}`, text("other"))
      both.userDb.prepare("update catalog set local_modified_us = ? where path = ?").run(modifiedAtUs, pathOf(no))
    }
    yield* executeSync(request)
    for (const [at, no] of changed.entries()) {
      if (at % 3 === 0) remote.put(pathOf(no), text("new"))
      else if (at % 3 === 1) remote.remove(pathOf(no))
      else remote.put(`${directoryOf(no)}/${items + at}.mp3`, text("more"))
    }
    count.reset()
    const { stats } = yield* executeSync(request)
    const asked = (["library", "cache"] as const).map((name) => {
      const { statements, rows, texts } = count.of(name)
      return { name, statements, rows, texts: [...texts].sort() }
    })
    const walked = [...walks(both.userDb, asked[0]?.texts ?? []), ...walks(both.cache, asked[1]?.texts ?? [])]
    return { stats, asked, walked }
  }).pipe(Effect.scoped, Effect.provide(Layer.mergeAll(layer, simulated, TestClock.layer()), { local: true }))

test(
  "[P12] the same changes cost the same statements and rows in a catalog of 1,000 and of 10,000, and no statement walks a table",
  () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const small = yield* costOf(1000)
        expect(small.stats).toMatchObject({ items: changes, added: 10, updated: 10, deleted: 10, failed: 0 })
        expect(small.walked).toEqual([])
        const large = yield* costOf(10_000)
        expect(large).toEqual(small)
      })
    ),
  120_000
)
