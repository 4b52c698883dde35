/** Behaviours of the library format that no other suite is about (behaviours.test.ts lists all). */
import { Files, Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { putCollage, putPlaylist, tables, textOf } from "./collections.ts"
import {
  album,
  datafiles,
  dump,
  equalsRebuild,
  init,
  move,
  places,
  put,
  putTrack,
  releaseIds,
  removeAll,
  scanClean,
  trackIds,
  twoReleases,
  type World,
  withLibrary
} from "./world.ts"

const text = (content: string): Uint8Array => new TextEncoder().encode(content)

/** Does something to cache.db that nothing of ours would. */
const onCache = (sql: string): Effect.Effect<void, unknown, World> =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const { cachePath } = yield* places
      const cache = yield* sqlite.open(cachePath)
      cache.exec(sql)
    })
  ) as Effect.Effect<void, unknown, World>

const example = 'new = true\nadded_at = "2026-11-20T17:13:20+00:00"\n'

const begin = Effect.gen(function* () {
  yield* init("tags", "flat")
  yield* twoReleases
  yield* scanClean()
})

export const behavioursContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[U1] disk update repairs a wrong cached row: what the files say counts as soon as one of them is read again",
    run: Effect.gen(function* () {
      yield* begin
      const before = yield* dump
      yield* onCache("update tracks set title = 'wrong', modified_us = 0; update releases set title = 'wrong'")
      assert.notDeepEqual(yield* dump, before)
      yield* scanClean()
      assert.deepEqual(yield* dump, before)
    })
  },
  {
    title: "[U3] datafile change: whether a release is new, and when it was added, follow the file by hand",
    run: Effect.gen(function* () {
      yield* begin
      const [path = ""] = (yield* datafiles).filter((name) => name.startsWith("Velvet/"))
      yield* put(path, text('new = false\nadded_at = "2001-02-03T04:05:06+00:00"\n'))
      const report = yield* scanClean()
      assert.equal(report.releases.updated, 1)
      const found = (yield* dump).map(({ title, isNew, addedAt }) => [title, isNew, title === "Velvet" ? addedAt : ""])
      assert.deepEqual(found, [
        ["Harbour", true, ""],
        ["Velvet", false, "2001-02-03T04:05:06+00:00"]
      ])
      yield* equalsRebuild
    })
  },
  {
    title:
      "[U3] [U10] [U12] the library format's own examples: a datafile, and descriptions of a member that is there and of one that is missing",
    run: Effect.gen(function* () {
      yield* init("tags", "flat")
      const lists = (ids: Readonly<Record<string, string>>) =>
        Effect.all([
          putCollage("Road Trip", tables("releases", [ids["loved"]!])),
          putPlaylist("Shower", tables("tracks", [ids["violin"]!]))
        ])
      const loved = { album: "I Love NewJeans", albumArtist: "NewJeans", artist: "NewJeans", date: "1990-02-05", title: "ETA" }
      yield* putTrack("Loved/1.mp3", loved)
      yield* put("Loved/.rose.01a1fa01-5708-721a-9c0a-2d8aa16a2ad8.toml", text(example))
      yield* putTrack("Violins/1.mp3", { title: "Track 1", artist: "Violin Woman feat. Conductor Woman", date: "2019" })
      yield* scanClean()
      yield* lists({ loved: (yield* releaseIds)["Loved"]!, violin: (yield* trackIds)["Violins/1.mp3"]! })
      yield* scanClean()
      assert.deepInclude((yield* dump)[0], { title: "I Love NewJeans", isNew: true, addedAt: "2026-11-20T17:13:20+00:00" })
      assert.equal(yield* textOf("Loved/.rose.01a1fa01-5708-721a-9c0a-2d8aa16a2ad8.toml"), example)
      assert.include(yield* textOf("!playlists/Shower.toml"), '"[2019] Violin Woman (feat. Conductor Woman) - Track 1"')
      yield* removeAll("Loved")
      yield* scanClean()
      assert.include(yield* textOf("!collages/Road Trip.toml"), '"[1990-02-05] NewJeans - I Love NewJeans {MISSING}"')
    })
  },
  {
    title: "[U3] a datafile that got lost, in its place or on a move, is made again with what it said",
    run: Effect.gen(function* () {
      yield* begin
      const said = text('new = false\nadded_at = "2001-02-03T04:05:06+00:00"\n')
      for (const path of yield* datafiles) yield* put(path, said)
      yield* scanClean()
      const before = (yield* dump).map(({ id, isNew, addedAt }) => [id, isNew, addedAt])
      for (const path of yield* datafiles) yield* removeAll(path)
      yield* move("Harbour", "Harbour (Deluxe)")
      yield* scanClean({ force: true })
      assert.equal((yield* datafiles).length, 2)
      assert.sameDeepMembers(
        (yield* dump).map(({ id, isNew, addedAt }) => [id, isNew, addedAt]),
        before
      )
      yield* equalsRebuild
    })
  },
  {
    title: "[U18] empty directory skipped: without audio a directory is no release, gets no datafile and hinders nothing",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* init("tags", "flat")
      yield* files.makeDirectory(`${root}/Empty`)
      yield* put("Papers/cover.jpg", text("x"))
      yield* twoReleases
      yield* scanClean()
      assert.deepEqual(Object.keys(yield* releaseIds), ["Harbour", "Velvet"])
      assert.equal((yield* datafiles).length, 2)
    })
  },
  {
    title: "[U18] ignored directories: !collages, !playlists and what the configuration names are no releases",
    run: Effect.gen(function* () {
      yield* init("tags", "flat")
      yield* twoReleases
      for (const directory of ["!collages", "!playlists", "Lost"]) yield* putTrack(`${directory}/1.mp3`, { ...album, title: "x" })
      const rules = { ignoreReleaseDirectories: ["Lost"] }
      const names = withLibrary(
        (cache) => Effect.andThen(cache.scan({ allowRemoval: true }), cache.listReleases({ all: true })),
        rules
      ).pipe(Effect.map(({ items }) => items.map(({ title }) => title)))
      assert.deepEqual(yield* names, ["Harbour", "Velvet"])
      assert.equal((yield* datafiles).length, 2)
    })
  },
  {
    title:
      "[U4] partially written directory: skipped, with its datafile cached, gone, skipped again, by force its datafile is made again",
    run: Effect.gen(function* () {
      yield* init("tags", "flat")
      const write = putTrack("Copy/1.mp3", { ...album, title: "One", trackId: "track-1", releaseId: "release-1" })
      yield* write
      yield* scanClean()
      assert.deepEqual(yield* dump, [])
      yield* put("Copy/.rose.release-1.toml", new Uint8Array())
      yield* scanClean()
      assert.deepEqual([yield* releaseIds, yield* trackIds], [{ Copy: "release-1" }, { "Copy/1.mp3": "track-1" }])
      yield* removeAll("Copy")
      yield* scanClean({ allowRemoval: true })
      assert.deepEqual(yield* dump, [])
      yield* write
      yield* scanClean()
      assert.deepEqual([yield* dump, yield* datafiles], [[], []])
      yield* scanClean({ force: true })
      assert.deepEqual([yield* releaseIds, yield* datafiles], [{ Copy: "release-1" }, ["Copy/.rose.release-1.toml"]])
    })
  },
  {
    title: "[U3] new directory at the same path: another release there has ids of its own, and nothing of the old one",
    run: Effect.gen(function* () {
      yield* begin
      const before = { ...(yield* releaseIds), ...(yield* trackIds) }
      yield* removeAll("Velvet")
      yield* putTrack("Velvet/01.mp3", { album: "Other", artist: "Someone", title: "Else", trackId: "t", releaseId: "other" })
      yield* put("Velvet/.rose.other.toml", new Uint8Array())
      yield* scanClean({ allowRemoval: true })
      const [, other] = yield* dump
      assert.deepEqual([other?.title, other?.tracks?.map(({ title }) => title), other?.labels], ["Other", ["Else"], []])
      assert.deepEqual(
        [yield* releaseIds, yield* trackIds],
        [
          { Harbour: before["Harbour"]!, Velvet: "other" },
          { "Harbour/1.mp3": before["Harbour/1.mp3"]!, "Velvet/01.mp3": "t" }
        ]
      )
      yield* equalsRebuild
    })
  }
]
