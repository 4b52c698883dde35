/** What opening promises where several programs can have a library open, and its databases are files that anything may happen to. */
import { Files, Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import type { CacheError } from "../src/index.ts"
import { openLibraryDb } from "../src/open/library-db.ts"
import { snapshot } from "../src/store/snapshot.ts"
import { dump, init, places, putTrack, scan, scanClean, trackIds, type World, withLibrary } from "./world.ts"

const otherRules = { coverArtStems: ["sleeve"] }

const someReleases = Effect.gen(function* () {
  yield* init("fingerprint", "nested")
  for (let i = 0; i < 4; i++) yield* putTrack(`Album ${i}/1.mp3`, { title: `Song ${i}`, album: `Album ${i}` })
  yield* scanClean()
})

/** Overwrites the pages of one table's root with what no page looks like, while the database is closed. */
const damageTable = (which: "cachePath" | "libraryPath", table: string) =>
  Effect.gen(function* () {
    const files = yield* Files
    const sqlite = yield* Sqlite
    const { fixtures } = yield* ContractRoot
    const path = (yield* places)[which]
    const rootOf = Effect.map(sqlite.open(path), (database) => {
      database.exec("pragma wal_checkpoint(truncate)")
      const size = Number(database.prepare("pragma page_size").get()!["page_size"])
      const page = Number(database.prepare("select rootpage from sqlite_schema where name = ?").get(table)!["rootpage"])
      return { size, page }
    })
    const { page, size } = yield* Effect.scoped(rootOf)
    const bytes = yield* files.readFile(path)
    bytes.fill(0xff, size * (page - 1), size * page)
    yield* fixtures.overwrite(path, bytes)
  })

const onDatabase = <A>(name: string, use: (path: string) => Effect.Effect<A, unknown, World>) =>
  Effect.flatMap(ContractRoot, ({ directory }) => use(`${directory}/${name}`))

const steps = [
  {
    name: "0001",
    sql: "create table library (one integer primary key, id text, root text); insert into library values (1, 'me', '/')"
  },
  { name: "0002", sql: "create table second (a integer primary key)" }
]

export const openingFilesContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[D8] [S4] an opening that would rebuild the cache in the middle of a scan is busy, and drops nothing",
    run: Effect.gen(function* () {
      yield* someReleases
      yield* putTrack("Album 4/1.mp3", { title: "Song 4", album: "Album 4" })
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          const context = yield* Effect.context<World>()
          let opening: Fiber.Fiber<CacheError, unknown> | undefined
          const other = Effect.flip(withLibrary(() => Effect.void, otherRules))
          const report = yield* cache.scan({
            onProgress: ({ phase }) => {
              if (phase === "read") opening ??= Effect.runForkWith(context)(other) as Fiber.Fiber<CacheError, unknown>
            }
          })
          const refused = yield* Fiber.join(opening!)
          assert.equal(refused.reason, "busy")
          assert.match(refused.message, /\(a scan\)/)
          assert.equal(report.tracks.added, 1)
        })
      )
      assert.equal((yield* dump).length, 5)
      assert.isTrue(yield* withLibrary((cache) => Effect.succeed(cache.needsScan), otherRules))
    })
  },
  {
    title: "[D8] a cache that is to be replaced is not taken away from a program that has it open",
    run: Effect.gen(function* () {
      yield* someReleases
      const sqlite = yield* Sqlite
      const { cachePath, libraryPath } = yield* places
      const mark = Effect.map(sqlite.open(libraryPath), (database) => database.exec("update library set is_cache_damaged = 1"))
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          yield* Effect.scoped(mark)
          const refused = yield* Effect.flip(withLibrary(() => Effect.void))
          assert.equal((refused as CacheError).reason, "busy")
          assert.isTrue(yield* sqlite.exists(cachePath))
          assert.equal((yield* cache.listReleases({ limit: 0 })).total, 4)
          assert.equal((yield* cache.listTracks({ all: true })).items.length, 4)
        })
      )
      assert.match((yield* withLibrary((cache) => Effect.succeed(cache.notices)))[0]!, /was damaged/)
      yield* scanClean()
      assert.equal((yield* dump).length, 4)
    })
  },
  {
    title: "[D8] a cache that another program rebuilt with other rules is not scanned by the rules of before",
    run: Effect.gen(function* () {
      yield* someReleases
      const before = yield* trackIds
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          yield* withLibrary((other) => other.scan(), otherRules)
          const refused = yield* Effect.flip(cache.scan({ force: true }))
          assert.equal(refused.reason, "usage")
          assert.match(refused.remedy, /Open the library again/)
        })
      )
      const state = withLibrary((cache) => Effect.map(cache.listTracks(), ({ total }) => [cache.needsScan, total]), otherRules)
      assert.deepEqual(yield* state, [false, Object.keys(before).length])
    })
  },
  {
    title: "[S3] a damaged library.db is named as such; cache.db stays as it is",
    run: Effect.gen(function* () {
      yield* someReleases
      const before = yield* dump
      yield* damageTable("libraryPath", "ids")
      const { libraryPath } = yield* places
      for (let round = 0; round < 2; round++) {
        yield* putTrack(`New ${round}/1.mp3`, { title: "New" })
        const failed = (yield* Effect.flip(scan())) as CacheError
        assert.equal(failed.reason, "storage")
        assert.include(failed.message, libraryPath)
        assert.match(failed.remedy, /restore it from a backup/)
        assert.deepEqual(yield* dump, before)
      }
    })
  },
  {
    title: "[D8] a cache.db that turns out to be damaged while it is used is named, and the next opening makes a new one",
    run: Effect.gen(function* () {
      yield* someReleases
      const before = yield* dump
      yield* damageTable("cachePath", "tracks")
      const failed = (yield* Effect.flip(withLibrary((cache) => cache.listTracks()))) as CacheError
      assert.equal(failed.reason, "damaged")
      const notices = yield* withLibrary((cache) => Effect.succeed(cache.notices))
      assert.match(notices[0]!, /was damaged/)
      yield* scanClean()
      assert.deepEqual(yield* dump, before)
    })
  },
  {
    title: "[S3] a backup goes beside what an interrupted migration left, and none is made when there is nothing to migrate",
    run: onDatabase("migrated.db", (path) =>
      Effect.gen(function* () {
        const files = yield* Files
        const left = new TextEncoder().encode("someone's only copy")
        yield* Effect.scoped(openLibraryDb(path, "me", steps.slice(0, 1)))
        yield* files.writeAtomic(`${path}.before-2`, left)
        for (let round = 0; round < 2; round++) yield* Effect.scoped(openLibraryDb(path, "me", steps))
        assert.deepEqual(yield* files.readFile(`${path}.before-2`), left)
        const sqlite = yield* Sqlite
        const tables = Effect.map(sqlite.open(`${path}.before-2-2`, { mustExist: true }), (copy) =>
          copy.prepare("select name from sqlite_schema").values()
        )
        assert.deepEqual(yield* Effect.scoped(tables), [["library"]])
        assert.isFalse(yield* sqlite.exists(`${path}.before-2-3`))
      })
    )
  },
  {
    title: "[S3] a migration that fails leaves the old schema, and the next one runs",
    run: onDatabase("failed.db", (path) =>
      Effect.gen(function* () {
        yield* Effect.scoped(openLibraryDb(path, "me", steps.slice(0, 1)))
        const broken = { name: "0002", sql: "create table second (a integer primary key); insert into nowhere values (1)" }
        const failed = yield* Effect.flip(Effect.scoped(openLibraryDb(path, "me", [steps[0]!, broken])))
        assert.equal(failed.reason, "storage")
        const tables = Effect.map(openLibraryDb(path, "me", steps), (database) =>
          database.prepare("select name from sqlite_schema order by name").values()
        )
        assert.deepEqual(yield* Effect.scoped(tables), [["library"], ["second"]])
      })
    )
  },
  {
    title: "[S3] library.db is opened so that what was committed survives a loss of power; cache.db need not",
    run: onDatabase("durable.db", (path) =>
      Effect.gen(function* () {
        const sqlite = yield* Sqlite
        const settings = (database: { readonly prepare: (sql: string) => { readonly values: () => unknown } }) =>
          database.prepare("pragma synchronous").values()
        assert.deepEqual(yield* Effect.scoped(Effect.map(openLibraryDb(path, "me", steps), settings)), [[2]])
        assert.deepEqual(yield* Effect.scoped(Effect.map(sqlite.open(path), settings)), [[1]])
      })
    )
  },
  {
    title: "[A1] what one answer reads is one state, whatever another program commits meanwhile",
    run: onDatabase("snapshot.db", (path) =>
      Effect.scoped(
        Effect.gen(function* () {
          const sqlite = yield* Sqlite
          const [reader, writer] = [yield* sqlite.open(path), yield* sqlite.open(path)]
          writer.exec("create table t (a integer primary key); insert into t values (1)")
          const count = () => reader.prepare("select count(*) from t").values()[0]![0]
          const counts = snapshot(reader, () => {
            const first = count()
            writer.exec("insert into t values (2)")
            return [first, count(), snapshot(reader, count)]
          })
          assert.deepEqual([...counts, count()], [1, 1, 1, 2])
          assert.throws(() => snapshot(reader, () => reader.prepare("select a from nowhere").all()), /nowhere/)
          assert.isFalse(reader.inTransaction())
        })
      )
    )
  }
]
