/** What is wrong with one release or one file is told by its path, the rest goes on, and nothing is lost. */
import { Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import {
  bytesOf,
  datafiles,
  dump,
  equalsRebuild,
  init,
  places,
  put,
  putTrack,
  scan,
  scanClean,
  trackIds,
  twoReleases,
  type World,
  withLibrary
} from "./world.ts"

const text = (content: string): Uint8Array => new TextEncoder().encode(content)

const datafileCase: ContractCase<World> = {
  title:
    "[U15] [U3] a datafile that is no TOML, or whose keys are of another type, is named and left as it is; mended, it counts",
  run: Effect.gen(function* () {
    const { root } = yield* places
    yield* init("tags", "nested")
    yield* twoReleases
    yield* scanClean()
    const ids = yield* trackIds
    const [path = ""] = (yield* datafiles).filter((name) => name.startsWith("Velvet/"))
    for (const broken of ["new = [[", 'new = "yes"\n', "added_at = 5\n", "\u0000"]) {
      yield* put(path, text(broken))
      yield* putTrack("Harbour/2.mp3", { album: "Harbour", artist: "Ana Łuk", title: broken, track: "2" })
      const report = yield* scan({ force: true })
      assert.deepEqual(
        report.failed.map((failure) => failure.path),
        [`${root}/${path}`],
        broken
      )
      assert.include(report.failed[0]?.message, "TOML")
      assert.equal(new TextDecoder().decode(yield* bytesOf(path)), broken)
      const { "Harbour/2.mp3": _new, ...others } = yield* trackIds
      assert.deepEqual(others, ids)
      yield* equalsRebuild
    }
    yield* put(path, text('new = false\nadded_at = "2020-01-02T03:04:05+00:00"\n'))
    yield* scanClean()
    const velvet = (yield* dump).find(({ title }) => title === "Velvet")
    assert.deepEqual([velvet?.isNew, velvet?.addedAt], [false, "2020-01-02T03:04:05+00:00"])
  })
}

const coverCase: ContractCase<World> = {
  title: "[U19] [U15] a cover that is replaced is noticed also where the release's datafile cannot be read",
  run: Effect.gen(function* () {
    yield* init("tags", "nested")
    yield* twoReleases
    yield* put("Velvet/cover.jpg", text("one"))
    yield* scanClean()
    const [path = ""] = (yield* datafiles).filter((name) => name.startsWith("Velvet/"))
    yield* put(path, text("new = [["))
    yield* scan()
    const updatedByScan = Effect.map(scan(), ({ releases }) => releases.updated)
    assert.equal(yield* updatedByScan, 0)
    yield* put("Velvet/cover.jpg", text("two"))
    assert.equal(yield* updatedByScan, 1)
    assert.equal(yield* updatedByScan, 0)
  })
}

const permissionCase: ContractCase<World> = {
  title:
    "[U15] permission denied on one release: it is named and keeps its tracks and ids, the others are scanned, and it is back",
  run: Effect.gen(function* () {
    const { root } = yield* places
    const { fixtures } = yield* ContractRoot
    yield* init("fingerprint", "flat")
    yield* twoReleases
    yield* scanClean()
    const before = yield* trackIds
    const makeUnreadable = fixtures.attributes!.makeUnreadable
    yield* putTrack("Third/1.mp3", { album: "Third", artist: "x", title: "New" })
    yield* Effect.scoped(
      Effect.gen(function* () {
        yield* makeUnreadable(`${root}/Velvet`)
        const report = yield* scan({ allowRemoval: true })
        assert.deepEqual(
          report.failed.map((failure) => failure.path),
          [`${root}/Velvet`]
        )
        assert.equal(report.tracks.removed, 0)
        const { "Third/1.mp3": added, ...others } = yield* trackIds
        assert.isString(added)
        assert.deepEqual(others, before)
      })
    )
    yield* scanClean()
    const { "Third/1.mp3": _added, ...others } = yield* trackIds
    assert.deepEqual(others, before)
    yield* equalsRebuild
  })
}

/** Does something to cache.db while the library is closed. */
const toCache = (sql: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const cache = yield* sqlite.open((yield* places).cachePath)
      cache.exec(sql)
    })
  )

const releases = 6

/** Every release anew, two tracks each; which round it was is in its date and titles. */
const putRound = (round: number) =>
  Effect.forEach(Array.from({ length: releases * 2 }), (_, i) => {
    const [release, track] = [i >> 1, `${(i & 1) + 1}`]
    const title = `${round}/${release}/${track}`
    const tags = { album: `Album ${release}`, artist: "x", date: `${2000 + round}`, track, title, genres: [`G${round}`] }
    return putTrack(`${release}/${track}.mp3`, { ...tags, sound: i + 1 })
  })

/** Each release's round by its date, its genres and its tracks' titles, as it is in the cache. */
const roundsOf = Effect.map(dump, (all) =>
  Object.fromEntries(
    all.map(({ genres, releaseDate, title, tracks = [] }) => [
      title,
      [String(Number(releaseDate) - 2000), genres.join(";").slice(1), ...tracks.map((track) => track.title.split("/")[0])]
    ])
  )
)

const oneFailsCase: ContractCase<World> = {
  title:
    "[S10] [U15] a release that the database does not take is wholly as it was, and named; the others are done, and it is, later",
  run: Effect.gen(function* () {
    const { root } = yield* places
    yield* init("fingerprint", "nested")
    yield* putRound(0)
    yield* scanClean()
    const ids = yield* trackIds
    const all = (round: number) =>
      Array.from({ length: releases }, (_, i) => [`Album ${i}`, Array.from({ length: 4 }, () => `${round}`)])
    for (const [round, workers] of [
      [1, 0],
      [2, 2]
    ] as const) {
      yield* putRound(round)
      // Its last track: all else of it is written by then.
      yield* toCache(
        `create trigger refuses before update on tracks when new.title = '${round}/5/2' begin select raise(abort, 'not this one'); end`
      )
      const report = yield* scan({ workers })
      assert.deepEqual(
        report.failed.map(({ path }) => path),
        [`${root}/5`]
      )
      assert.match(report.failed[0]!.message, /not this one.*the others were/)
      const half = { ...Object.fromEntries(all(round)), "Album 5": Array.from({ length: 4 }, () => `${round - 1}`) }
      assert.deepEqual(yield* roundsOf, half)
      yield* toCache("drop trigger refuses")
      yield* scanClean({ workers })
      assert.deepEqual(yield* roundsOf, Object.fromEntries(all(round)))
      assert.deepEqual(yield* trackIds, ids)
    }
    yield* equalsRebuild
  })
}

const fillingFailsCase: ContractCase<World> = {
  title:
    "[S10] [U15] a release that the database does not take while an empty cache is filled is named; the others are done, and it is, later",
  run: Effect.gen(function* () {
    const { root } = yield* places
    yield* init("fingerprint", "nested")
    yield* putRound(0)
    yield* withLibrary(() => Effect.void)
    yield* toCache(
      "create trigger refuses before insert on tracks when new.title = '0/3/2' begin select raise(abort, 'not this one'); end"
    )
    const report = yield* scan({ workers: 0 })
    assert.deepEqual(
      report.failed.map(({ path }) => path),
      [`${root}/3`]
    )
    assert.deepEqual([report.releases.added, report.tracks.added], [releases - 1, 2 * (releases - 1)])
    assert.deepEqual(Object.keys(yield* roundsOf).sort(), ["Album 0", "Album 1", "Album 2", "Album 4", "Album 5"])
    yield* toCache("drop trigger refuses")
    yield* scanClean()
    assert.lengthOf(Object.keys(yield* roundsOf), releases)
    yield* equalsRebuild
  })
}

const albumFailsCase: ContractCase<World> = {
  title: "[S10] [U15] an album beside others in its directory that the database does not take is wholly as it was, too",
  run: Effect.gen(function* () {
    const { root } = yield* places
    yield* init("fingerprint", "nested")
    const putAlbum = (round: number) =>
      Effect.forEach([1, 2, 3], (track) =>
        putTrack(`Both/${track}.mp3`, { album: "A", artist: "x", title: `${round}/${track}`, track: `${track}`, sound: track })
      )
    yield* putAlbum(0)
    yield* putTrack("Both/9.mp3", { album: "B", artist: "x", title: "b" })
    yield* scanClean()
    const [ids, before] = [yield* trackIds, yield* dump]
    yield* putAlbum(1)
    yield* toCache(
      "create trigger refuses before update on tracks when new.title = '1/3' begin select raise(abort, 'not this one'); end"
    )
    const report = yield* scan()
    assert.deepEqual(
      report.failed.map(({ path }) => path),
      [`${root}/Both/1.mp3`]
    )
    assert.deepEqual(yield* dump, before)
    yield* toCache("drop trigger refuses")
    yield* scanClean()
    assert.deepEqual(yield* trackIds, ids)
    assert.sameMembers(
      (yield* dump).flatMap(({ tracks = [] }) => tracks.map(({ title }) => title)),
      ["1/1", "1/2", "1/3", "b"]
    )
    yield* equalsRebuild
  })
}

export const badInputContract: ReadonlyArray<ContractCase<World>> = [
  datafileCase,
  coverCase,
  oneFailsCase,
  fillingFailsCase,
  albumFailsCase
]

/** For the simulated disk: on a real one an administrator, as whom tests may run, would lose the databases as well. */
export const permissionContract: ReadonlyArray<ContractCase<World>> = [permissionCase]
