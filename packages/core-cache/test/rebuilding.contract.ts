/** A cache that is built anew (D8): for which reasons, wholly or not at all, and without a word of the user's being lost. */
import { type Database, Sqlite, SqliteError, type Statement } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { readerVersion } from "../src/open/content.ts"
import { dump, forget, init, places, putTrack, scanClean, trackIds, type World, withLibrary } from "./world.ts"

const inDatabase = <A>(which: "cache" | "library", use: (database: Database) => A) =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const { cachePath, libraryPath } = yield* places
      return use(yield* sqlite.open(which === "cache" ? cachePath : libraryPath))
    })
  )

const change = (which: "cache" | "library", sql: string) => inDatabase(which, (database) => database.exec(sql))

const otherRules = { coverArtStems: ["sleeve"] }

const open = (rules: Parameters<typeof withLibrary>[1] = {}) =>
  withLibrary((cache) => Effect.succeed({ needsScan: cache.needsScan, notices: cache.notices.length }), rules)

const setReader = (version: number) =>
  change("cache", `update meta set value = json_replace(value, '$.readerVersion', ${version}) where key = 'content'`)

/** Why a cache is built anew: how it comes to that, and by which rules it is opened then. */
const causes: ReadonlyArray<readonly [why: string, make: Effect.Effect<unknown, unknown, World>, rules?: typeof otherRules]> = [
  ["another schema", change("cache", "update meta set value = 'another' where key = 'schema'")],
  ["an older reader", setReader(readerVersion - 1)],
  ["other rules", Effect.void, otherRules],
  ["the cache is lost", forget("cache")],
  ["the cache was damaged", change("library", "update library set is_cache_damaged = 1")]
]

const someMusic = Effect.gen(function* () {
  yield* init("fingerprint", "nested")
  for (const no of [1, 2, 3])
    yield* putTrack(`Velvet/0${no}.mp3`, { title: `Song ${no}`, album: "Velvet", track: `${no}`, sound: no })
  yield* scanClean()
})

/** What a sync, a person and another program leave in library.db. */
const fill = `
insert into sources (no, name, kind, address, settings, policy, added_us) values (1, 'NAS', 'directory', '/nas', '{}', '{}', 1);
insert into sync_jobs (no, source_no, fingerprint, requested, kind, status, started_us, ended_us) values (1, 1, 'f', 'full', 'full', 'completed', 1, 2);
insert into cursors (source_no, fingerprint, cursor, job_no) values (1, 'f', 'c', 1);
insert into catalog (no, source_no, remote_id, path, revision, is_music, added_job, seen_job, seen_in_source_us, priority, status, attempts, retry_after_us, last_error)
  values (1, 1, 'a', 'a.mp3', '1', 1, 1, 1, 1, 0, 'failed', 3, 99, 'x'), (2, 1, 'b', 'b.mp3', '1', 1, 1, 1, 1, 0, 'missing', 0, null, null);
insert into work_items (job_no, catalog_no, action, priority) values (1, 1, 'fetch', 0);
insert into downloads (path, source, remote_id, revision, size_bytes, kept_bytes, kept_algorithm, kept_digest, changed_us, modified_us, validator)
  values ('a.mp3', 'f', 'a', '1', 9, 1, 'sha256', '', 1, 5, '"1"');
insert into placing_tags (catalog_no, revision, reader) values (2, '1', 1);
insert into smart_playlists values ('Loud', 'genre is Metal', 'title', null, 1);
insert into locks (name, fence, purpose) values ('sync:1', 7, 'a sync')`

/** All rows but those by which programs take turns and keep track of each other. */
const rowsOfUser = inDatabase("library", (database) => {
  const tables = database
    .prepare("select name from sqlite_schema where type = 'table' and name not in ('scans', 'feed', 'library') order by name")
    .values()
    .flat()
  const of = (table: string) =>
    database.prepare(`select * from ${table}${table === "locks" ? " where name = 'sync:1'" : ""}`).values()
  return tables.map((table) => [table, of(String(table))] as const)
})

/** A database that fails at its n-th change. */
const failingAt = (database: Database, no: number): Database => {
  let changes = 0
  const step = <A>(call: () => A): A => {
    if (++changes === no)
      throw new SqliteError({ reason: "io", message: "the disk fails", code: 10, statement: undefined, cause: undefined })
    return call()
  }
  const prepare = (sql: string): Statement => {
    const statement = database.prepare(sql)
    return { ...statement, run: (...given) => step(() => statement.run(...given)) }
  }
  return { ...database, path: database.path, prepare, exec: (sql) => step(() => database.exec(sql)) }
}

const identityOf = inDatabase("cache", (database) => ({
  meta: database.prepare("select key, value from meta where key in ('generation', 'content', 'schema') order by key").values(),
  tracks: database.prepare("select id, source_path from tracks order by id").values(),
  tables: database.prepare("select name from sqlite_schema order by name").values()
}))

export const rebuildingContract: ReadonlyArray<ContractCase<World>> = [
  ...causes.map(
    ([why, make, rules]): ContractCase<World> => ({
      title: `[D8] ${why}: the cache is built anew, and nothing in library.db is touched`,
      run: Effect.gen(function* () {
        yield* someMusic
        const ids = yield* trackIds
        const [id = ""] = Object.values(ids)
        yield* withLibrary((cache) =>
          Effect.gen(function* () {
            yield* cache.updateTrack(id, { isFavorite: true, rating: 4 })
            yield* cache.recordTrackPlay(id, { key: "k" })
          })
        )
        yield* change("library", fill)
        const before = yield* rowsOfUser
        assert.deepEqual(yield* open(), { needsScan: false, notices: 0 })
        yield* make
        assert.deepEqual(yield* open(rules), { needsScan: true, notices: 1 })
        assert.deepEqual(yield* rowsOfUser, before)
        yield* withLibrary((cache) => cache.scan(), rules)
        for (const [at, rows] of (yield* rowsOfUser).entries()) assert.deepEqual(rows, before[at])
        assert.deepEqual(yield* open(rules), { needsScan: false, notices: 0 })
        const track = yield* withLibrary((cache) => cache.getTrack(id), rules)
        assert.deepInclude(track, { isFavorite: true, rating: 4, playCount: 1 })
      })
    })
  ),
  {
    title: "[D8] a cache is built anew wholly or not at all, at whichever change that fails",
    run: Effect.gen(function* () {
      yield* someMusic
      const music = yield* dump
      const before = yield* identityOf
      const { cachePath } = yield* places
      const sqlite = yield* Sqlite
      for (let no = 1; ; no++) {
        const failing = Sqlite.of({
          ...sqlite,
          open: (path, options) =>
            Effect.map(sqlite.open(path, options), (database) => (path === cachePath ? failingAt(database, no) : database))
        })
        const exit = yield* Effect.exit(Effect.provideService(open(otherRules), Sqlite, failing))
        const now = yield* identityOf
        if (now.meta.join() !== before.meta.join()) {
          assert.isAbove(no, 30)
          assert.deepEqual([now.tracks, now.tables], [[], before.tables])
          break
        }
        assert.isTrue(Exit.isFailure(exit), `change ${no}`)
        assert.deepEqual(now, before, `change ${no}`)
      }
      yield* withLibrary((cache) => cache.scan(), otherRules)
      assert.deepEqual(
        yield* withLibrary(
          (cache) => Effect.map(cache.listReleases({ all: true, tracks: true }), ({ items }) => items),
          otherRules
        ),
        music
      )
    })
  }
]
