/** What is not there is undefined or false, and never a failure; a disk or database that fails is a failure, and never false (A3, A4). */
import { Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { LibraryCache } from "../src/index.ts"
import { everyCall, type Failed, picture } from "./every-call.ts"
import { everyList } from "./every-list.ts"
import { bytesOf, dump, init, places, put, scanClean, trackIds, twoReleases, type World, withLibrary } from "./world.ts"

const aLibrary = Effect.gen(function* () {
  yield* init("tags", "nested")
  yield* twoReleases
  yield* scanClean()
})

/** What nothing is called by, though some of it was somebody's idea of a name. */
const strangeIds: ReadonlyArray<string> = [
  "0192f7a0-0000-7000-8000-000000000000",
  "0",
  "",
  " ",
  "null",
  "../../etc/passwd",
  "/",
  "/nowhere/at all.mp3",
  "' or 1 = 1 --",
  "%_*",
  "🎧".repeat(50),
  "a".repeat(10_240),
  "zero\0inside",
  "half \ud800 of a pair"
]

const nowhere = {
  releases: new Map<string, never>(),
  favorites: new Map<string, number>(),
  collage: "None",
  collageIds: [],
  playlist: "None",
  playlistIds: [],
  smartPlaylist: "None"
}

/** Drops every table, as nobody ever should: whatever reads or writes has to fail. */
const dropTables = (path: string): Effect.Effect<void, unknown, World> =>
  Effect.scoped(
    Effect.map(
      Effect.flatMap(Sqlite, (sqlite) => sqlite.open(path)),
      (database) => {
        database.exec("pragma foreign_keys = off")
        const tables =
          "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by sql like 'create virtual%' desc"
        for (const [name] of database.prepare(tables).values()) database.exec(`drop table if exists [${name}]`)
      }
    )
  )

export const absenceContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[A3] a name with a way out of the directory of lists names no list, whatever file lies there",
    run: Effect.gen(function* () {
      yield* aLibrary
      const text = new TextEncoder().encode("")
      const paths = ["outside.toml", "!collages/below/inside.toml"]
      for (const path of paths) yield* put(path, text)
      const before = yield* trackIds
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          const [release = ""] = (yield* cache.listReleases()).items.map(({ id }) => id)
          for (const lists of [cache.collages, cache.playlists])
            for (const name of ["../outside", "below/inside", "./../outside", "../!collages/../outside"]) {
              const ids = lists === cache.collages ? [release] : Object.values(before)
              assert.isUndefined(yield* lists.edit(name, { kind: "add", ids }), name)
              assert.isFalse(yield* lists.rename(name, "Mine"), name)
              assert.isFalse(yield* lists.remove(name), name)
              assert.isFalse(yield* cache.playlists.setCover(name, picture), name)
              assert.isFalse(yield* cache.playlists.removeCover(name), name)
            }
        })
      )
      for (const path of paths) assert.deepEqual(yield* bytesOf(path), text, path)
    })
  },
  {
    title: "[A3] [A4] every read and edit of one thing answers undefined or false for what is not there, and changes nothing",
    run: Effect.gen(function* () {
      yield* aLibrary
      const before = yield* dump
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          const calls = everyCall(cache).filter(({ isOfOne }) => isOfOne)
          assert.isAtLeast(calls.length, 95)
          for (const { name, ask } of calls)
            for (const id of strangeIds) {
              const answer = yield* ask(id)
              assert.isTrue(answer === undefined || answer === false, `${name} ${JSON.stringify(id.slice(0, 40))}: ${answer}`)
            }
          assert.equal((yield* cache.listTrash()).total, 0)
          assert.lengthOf((yield* cache.exportState()).trim().split("\n"), 1, "there is more than the library's own line")
        })
      )
      assert.deepEqual(yield* dump, before)
    })
  },
  {
    title: "[A1] [A3] a page of what is in a thing that is not there is undefined",
    run: Effect.gen(function* () {
      yield* aLibrary
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          const inside = everyList(cache, nowhere).filter(({ name }) =>
            /members$|\.tracks$|^get(?:Collage|Playlist|SmartPlaylist)/.test(name)
          )
          assert.lengthOf(inside, 6)
          for (const { name, ask } of inside)
            assert.isUndefined(yield* Effect.provideService(ask({ limit: 3 }), LibraryCache, cache), name)
        })
      )
    })
  }
]

/** Where two may have a database open at once: not in a browser. */
export const failingContract: ReadonlyArray<ContractCase<World>> = [
  {
    title:
      "[A4] every read, list and edit of a library whose databases fail says so as a typed error, and never false or nothing",
    run: Effect.gen(function* () {
      yield* aLibrary
      const { cachePath, libraryPath } = yield* places
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          yield* dropTables(cachePath)
          yield* dropTables(libraryPath)
          const asked = [
            ...everyCall(cache).map(({ name, ask }) => ({ name, ask: () => ask("0192f7a0-0000-7000-8000-000000000000") })),
            // The trash is on the disk alone, which works.
            ...everyList(cache, nowhere).filter(({ name }) => !name.endsWith("listTrash"))
          ]
          for (const { name, ask } of asked) {
            const failed = (yield* Effect.flip(ask())) as Failed
            assert.equal(failed._tag, "CacheError", name)
            assert.include(["storage", "damaged"], failed.reason, name)
            assert.isNotEmpty(failed.message, name)
            assert.isNotEmpty(failed.remedy, name)
          }
        })
      )
    })
  }
]
