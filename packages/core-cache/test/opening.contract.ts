/** What opening a library promises: the cache can always be rebuilt, the user's database is never dropped, one scan at a time. */

import { Files, Processes, Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { initLibrary } from "../src/index.ts"
import { readerVersion } from "../src/open/content.ts"
import { libraryMigrations } from "../src/open/schema.gen.ts"
import { NotOwner } from "../src/store/not-owner.ts"
import { makeStore } from "../src/store/store.ts"
import {
  dump,
  forget,
  init,
  places,
  put,
  putTrack,
  releaseIds,
  removeAll,
  scan,
  scanClean,
  trackIds,
  type World,
  withLibrary
} from "./world.ts"

const reasonOf = (error: unknown): unknown => (error as { readonly reason?: unknown }).reason

const oneRelease = Effect.gen(function* () {
  yield* init("fingerprint", "nested")
  yield* putTrack("Velvet/01.mp3", { title: "One", artist: "Björk Ædal", album: "Velvet", track: "1" })
  yield* putTrack("Velvet/02.mp3", { title: "Two", artist: "東京事変隊", album: "Velvet", track: "2" })
})

/** Changes one of the two databases behind the library's back, while it is closed. */
const tamper = (which: "cache" | "library", sql: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const { cachePath, libraryPath } = yield* places
      const database = yield* sqlite.open(which === "cache" ? cachePath : libraryPath)
      database.exec(sql)
    })
  )

/** What one of the two databases answers, while it is closed. */
const rowsOf = (which: "cache" | "library", sql: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const { cachePath, libraryPath } = yield* places
      const database = yield* sqlite.open(which === "cache" ? cachePath : libraryPath)
      return database.prepare(sql).values()
    })
  )

const stateRows = "select release_id, is_new, added_at from release_state order by release_id"

/** All tables, indexes and full-text tables of a database, as SQLite describes them. */
const schemaOf = (which: "cache" | "library") =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const { cachePath, libraryPath } = yield* places
      const database = yield* sqlite.open(which === "cache" ? cachePath : libraryPath)
      return database.prepare("select type, name, sql from sqlite_schema order by type, name").all()
    })
  )

const look = withLibrary((cache) => Effect.succeed({ needsScan: cache.needsScan, notices: cache.notices }))

export const openingContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[S1] opening makes every table once; opening again changes nothing",
    run: Effect.gen(function* () {
      yield* oneRelease
      assert.deepEqual(yield* look, { needsScan: false, notices: [] })
      const schemas = [yield* schemaOf("cache"), yield* schemaOf("library")]
      assert.isAbove(schemas[0]!.length, 20)
      assert.isAbove(schemas[1]!.length, 4)
      yield* scanClean()
      yield* look
      assert.deepEqual([yield* schemaOf("cache"), yield* schemaOf("library")], schemas)
    })
  },
  {
    title: "[S2] [D8] settings that change the content rebuild the cache, with a notice; equal ones leave it untouched",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* put("Velvet/sleeve.png", new Uint8Array([1]))
      yield* scanClean()
      const ids = yield* trackIds
      assert.deepEqual(yield* look, { needsScan: false, notices: [] })
      const content = { coverArtStems: ["sleeve"] }
      const changed = yield* withLibrary((cache) => Effect.succeed([cache.needsScan, cache.notices.length]), content)
      assert.deepEqual(changed, [true, 1])
      const [release] = yield* withLibrary(
        (cache) =>
          Effect.andThen(
            cache.scan(),
            Effect.map(cache.listReleases(), (page) => page.items)
          ),
        content
      )
      assert.match(release!.coverPath ?? "", /sleeve\.png$/)
      assert.deepEqual(
        yield* withLibrary((cache) => Effect.map(cache.listTracks(), (page) => page.items.map((track) => track.id)), content),
        Object.values(ids)
      )
    })
  },
  {
    title: "[S2] another schema rebuilds the cache in place; another reader's tables are gone",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* scanClean()
      const before = yield* dump
      const schema = yield* schemaOf("cache")
      yield* tamper("cache", "create table stale (a); update meta set value = 'old' where key = 'schema'")
      assert.isTrue((yield* look).needsScan)
      yield* scanClean()
      assert.deepEqual(yield* dump, before)
      assert.deepEqual(yield* schemaOf("cache"), schema)
    })
  },
  {
    title: "[D8] a newer program's cache.db is refused, untouched",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* scanClean()
      yield* tamper("cache", "pragma user_version = 99")
      assert.equal(reasonOf(yield* Effect.flip(look)), "newer")
      yield* tamper("cache", "pragma user_version = 1")
      assert.equal((yield* dump).length, 1)
    })
  },
  {
    title: "[S3] a newer program's library.db is refused, untouched",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* scanClean()
      yield* tamper("library", "pragma user_version = 99")
      const refused = yield* Effect.flip(look)
      assert.equal(reasonOf(refused), "newer")
      assert.match((refused as { readonly remedy: string }).remedy, /nothing was changed/)
      yield* tamper("library", `pragma user_version = ${libraryMigrations.length}`)
      assert.equal((yield* dump).length, 1)
    })
  },
  {
    title: "[D8] a cache that is lost is made again with the same ids, and says so",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* scanClean()
      const before = yield* dump
      yield* forget("cache")
      const state = yield* look
      assert.isTrue(state.needsScan)
      assert.match(state.notices[0]!, /Nothing of yours is lost/)
      yield* scanClean()
      assert.deepEqual(yield* dump, before)
      assert.deepEqual(yield* look, { needsScan: false, notices: [] })
    })
  },
  {
    title: "[S4] a second scan at once fails as busy and names the first; afterwards it may run",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          const context = yield* Effect.context<World>()
          let second: Fiber.Fiber<unknown, unknown> | undefined
          yield* cache.scan({
            // The first scan holds the lock by now; the other one is tried in its midst, and the first waits for what becomes of it.
            onProgress: (progress) => {
              if (progress.phase === "find") second ??= Effect.runForkWith(context)(Effect.flip(cache.scan()))
            }
          })
          const refused = yield* Fiber.join(second!)
          assert.equal(reasonOf(refused), "busy")
          assert.match(
            (refused as { readonly message: string }).message,
            /process \d+ on .+ is working on this library \(a scan\)/
          )
        })
      )
      yield* scanClean()
    })
  },
  {
    title: "[S4] a dead holder's lock is taken over",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* look
      yield* tamper(
        "library",
        `insert into locks (name, fence, token, host, pid, started_at, purpose, expires_us)
        values ('scan', 7, 'someone', 'another host', 1, 'x', 'a scan', 1)`
      )
      yield* scanClean()
      yield* tamper("library", "update locks set token = 'someone', host = 'another host', expires_us = 9000000000000000")
      assert.equal(reasonOf(yield* Effect.flip(scan())), "busy")
    })
  },
  {
    title: "[D8] a cache of a newer reader is refused, untouched",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* scanClean()
      const setReader = (version: number) =>
        tamper("cache", `update meta set value = json_replace(value, '$.readerVersion', ${version}) where key = 'content'`)
      yield* setReader(readerVersion + 1)
      assert.equal(reasonOf(yield* Effect.flip(look)), "newer")
      yield* setReader(readerVersion)
      assert.deepEqual(yield* look, { needsScan: false, notices: [] })
      assert.equal((yield* dump).length, 1)
    })
  },
  {
    title: "[S3] another library's library.db is refused, untouched, and says whose it is",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* scanClean()
      const { libraryPath } = yield* places
      const { id } = yield* withLibrary((cache) => Effect.succeed(cache.library))
      yield* tamper("library", "update library set id = 'another', root = '/elsewhere'")
      const refused = yield* Effect.flip(look)
      assert.equal(reasonOf(refused), "usage")
      assert.include((refused as { readonly message: string }).message, libraryPath)
      assert.include((refused as { readonly message: string }).message, "/elsewhere")
      assert.deepEqual(yield* rowsOf("library", "select id, root from library"), [["another", "/elsewhere"]])
      yield* tamper("library", `update library set id = '${id}'`)
      assert.equal((yield* dump).length, 1)
    })
  },
  {
    title: "[I2] [D8] library.db lost: the cache's ids and state are recorded anew, before the cache is lost as well",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* putTrack("Loose.mp3", { title: "Alone" })
      yield* scanClean()
      const before = [yield* trackIds, yield* releaseIds]
      const states = yield* rowsOf("library", stateRows)
      const sqlite = yield* Sqlite
      yield* sqlite.remove((yield* places).libraryPath)
      yield* look
      assert.deepEqual(yield* rowsOf("library", stateRows), states)
      yield* forget("cache")
      yield* scanClean()
      assert.deepEqual([yield* trackIds, yield* releaseIds], before)
      assert.deepEqual(yield* rowsOf("library", stateRows), states)
    })
  },
  {
    title: "[I2] library.db older than the cache: what it does not know yet is recorded, and where ids are now",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* scanClean()
      const old = yield* rowsOf("library", "select id, kind, last_path, first_seen_us from ids where kind = 1 order by last_path")
      const fence = (yield* rowsOf("library", "select fence from locks where name = 'scan'"))[0]![0]!
      yield* putTrack("Harbour/1.mp3", { title: "New", album: "Harbour" })
      yield* scanClean()
      // Looked at from outside: an opening would note how far library.db is, as the scan itself must.
      const held = rowsOf(
        "cache",
        "select id, source_path from tracks union all select id, source_path from releases order by 2, 1"
      )
      const before = yield* held
      // As after restoring a copy of before the second scan, in which two files had each other's place.
      yield* tamper(
        "library",
        `delete from ids where last_path like 'Harbour%'; delete from release_state where release_id not in (select id from ids);
        update ids set last_path = 'Velvet/02.mp3' where id = '${old[0]![0]}';
        update ids set last_path = 'Velvet/01.mp3' where id = '${old[1]![0]}';
        update locks set fence = ${fence}`
      )
      yield* look
      yield* forget("cache")
      yield* scanClean()
      assert.deepEqual(yield* held, before)
    })
  },
  {
    title: "[I2] library.db older than the cache: what it alone knows of a track stays, its MusicBrainz ids and its former sound",
    run: Effect.gen(function* () {
      const { root } = yield* places
      yield* init("fingerprint", "nested")
      yield* putTrack("Velvet/01.mp3", { title: "One", sound: 1, recording: "recording", pressing: "pressing" })
      yield* putTrack("Velvet/02.mp3", { title: "Two", sound: 2 })
      yield* putTrack("Harbour/1.mp3", { title: "Three", sound: 3 })
      yield* scanClean()
      const known = rowsOf("library", "select track_id, essence, musicbrainz from traces order by track_id")
      const before = yield* known
      const fence = (yield* rowsOf("library", "select fence from locks where name = 'scan'"))[0]![0]!
      // A scan of this directory alone cannot tell a new encoding from another recording.
      yield* putTrack("Velvet/02.mp3", { title: "Two", sound: 22 })
      yield* scanClean({ directories: [`${root}/Velvet`] })
      yield* tamper("library", `update traces set title = 'old'; update locks set fence = ${fence}`)
      yield* look
      assert.deepEqual(yield* known, before)
      assert.sameMembers((yield* rowsOf("library", "select title from traces")).flat(), ["One", "Two", "Three"])
    })
  },
  {
    title: "[D8] a cache that no scan of the whole library has filled says so",
    run: Effect.gen(function* () {
      yield* oneRelease
      assert.deepEqual(yield* look, { needsScan: false, notices: [] })
      yield* scanClean({ directories: [`${(yield* places).root}/Velvet`] })
      yield* tamper("library", "delete from scans")
      const state = yield* look
      assert.isTrue(state.needsScan)
      assert.match(state.notices[0]!, /may lack some of your music/)
      yield* scanClean()
      assert.deepEqual(yield* look, { needsScan: false, notices: [] })
    })
  },
  {
    title: "[S4] a holder whose start nobody knows holds only until its lock expires",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* look
      const processes = yield* Processes
      const holder = { ...processes.self, startedAt: "" }
      const held = (expiresUs: number) =>
        tamper(
          "library",
          `delete from locks; insert into locks (name, fence, token, host, pid, started_at, purpose, expires_us)
          values ('scan', 1, 'someone', '${holder.host}', ${holder.pid}, '', 'a scan', ${expiresUs})`
        )
      yield* held(1)
      yield* scanClean()
      yield* held(9_000_000_000_000_000)
      const second = yield* Effect.result(scan())
      assert.equal(second._tag, processes.isAlive(holder) ? "Failure" : "Success")
    })
  },
  {
    title: "[S4] a writer of before the cache was rebuilt writes nothing",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* scanClean()
      const rebuilt = Effect.scoped(
        Effect.gen(function* () {
          const sqlite = yield* Sqlite
          const cache = yield* sqlite.open((yield* places).cachePath)
          const store = makeStore(cache, () => true)
          store.write(() => undefined)
          cache.exec("update meta set value = 'another' where key = 'generation'")
          assert.throws(() => store.write((tx) => tx.cache.exec("delete from tracks")), NotOwner)
        })
      )
      yield* rebuilt
      assert.equal(Object.keys(yield* trackIds).length, 2)
    })
  },
  {
    title: "[X1] init says what is wrong with a directory, and keeps the id of one that has a marker",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      const library = yield* init("tags")
      assert.equal(library.layout, "nested")
      const again = yield* initLibrary({ root, identity: "tags", registered: [] })
      assert.equal(again.id, library.id)
      const missing = yield* Effect.flip(initLibrary({ root: `${root}/nowhere`, identity: "tags", registered: [] }))
      assert.equal(missing.reason, "usage")
      assert.include(missing.message, `${root}/nowhere`)
      const inside = yield* Effect.flip(initLibrary({ root: `${root}/.deadwax`, identity: "tags", registered: [library] }))
      assert.match(inside.message, /inside each other/)
      yield* put("Some/.rose.x.toml", new Uint8Array(0))
      yield* putTrack("Some/1.mp3", { title: "a" })
      assert.equal((yield* initLibrary({ root, identity: "tags", registered: [] })).layout, "flat")
      yield* removeAll("Some")
      yield* files.makeDirectory(`${root}/!collages`)
      assert.equal((yield* initLibrary({ root, identity: "tags", registered: [] })).layout, "flat")
    })
  }
]
