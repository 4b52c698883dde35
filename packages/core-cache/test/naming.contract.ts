/** Renaming from templates on real files, on every runtime (`rename_source_files`). */
import { FileError, Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import { defaultNaming, type Library, type Naming } from "../src/index.ts"
import {
  bytesOf,
  datafiles,
  dump,
  forget,
  init,
  mp3,
  noChange,
  places,
  put,
  putTrack,
  releaseIds,
  removeAll,
  scan,
  type Tags,
  trackIds,
  type World,
  withLibrary
} from "./world.ts"

/** Scans with renaming on; insists that nothing failed. */
const scanNaming = (naming: Partial<Naming> = {}, directories?: ReadonlyArray<string>) =>
  Effect.tap(
    withLibrary((cache) => cache.scan(directories === undefined ? {} : { directories }), {}, { ...defaultNaming, ...naming }),
    (report) => Effect.sync(() => assert.deepEqual(report.failed, [], JSON.stringify(report.failed)))
  )

const scanNamingWith = (files: (files: Files["Service"]) => Files["Service"]) =>
  Effect.flatMap(Files, (own) =>
    withLibrary((cache) => cache.scan(), {}, defaultNaming).pipe(Effect.provideService(Files, files(own)))
  )

/** All audio, covers and lyrics below the root. */
const paths = Effect.gen(function* () {
  const files = yield* Files
  const { root } = yield* places
  const walk = yield* files.walk(root)
  return walk.paths.filter((path) => !/(?:^|\/)\.(?:deadwax|rose)/.test(path)).sort()
})

const directories = Effect.gen(function* () {
  const files = yield* Files
  const { root } = yield* places
  return (yield* files.walk(root)).directories.filter((path) => !path.startsWith(".deadwax")).sort()
})

const start = (layout: Library["layout"] = "flat", identity: Library["identity"] = "tags") => init(identity, layout)

const square: Tags = { album: "SQUARE ONE", albumArtist: "BLACKPINK", artist: "BLACKPINK", date: "2016" }

/** Ids by title: what must stay whatever the names are. */
const idsByTitle = Effect.map(dump, (releases) =>
  Object.fromEntries(
    releases.flatMap((release) => (release.tracks ?? []).map((track) => [`${release.id} ${track.title}`, track.id]))
  )
)

/** The cache after renaming is the one that a scan from nothing gives, and there is nothing left to do. */
const isSettled = Effect.gen(function* () {
  const again = yield* scanNaming()
  assert.deepEqual({ ...again.releases, unchanged: 0 }, { ...noChange, unchanged: 0 })
  const before = yield* paths
  const rows = yield* dump
  yield* forget("cache")
  yield* scanNaming()
  assert.deepEqual(yield* paths, before)
  assert.deepEqual(yield* dump, rows)
})

/** A `Files` whose renames go wrong: the `at`-th (from 0) as `strike` says. */
const striking =
  (at: number, strike: (from: string, rename: Effect.Effect<void, FileError>) => Effect.Effect<void, FileError>) =>
  (files: Files["Service"]): Files["Service"] => {
    let count = 0
    return { ...files, rename: (from, to) => (count++ === at ? strike(from, files.rename(from, to)) : files.rename(from, to)) }
  }

const twoDiscs = Effect.gen(function* () {
  const tags = { ...square, album: "Box" }
  yield* putTrack("Some Box/disc 1/x.mp3", { ...tags, title: "One", track: "1", disc: "1" })
  yield* putTrack("Some Box/disc 2/deep/y.mp3", { ...tags, title: "Two", track: "1", disc: "2", artist: "BLACKPINK feat. CL" })
  yield* put("Some Box/disc 2/scan.png", new Uint8Array([1]))
  yield* put("Some Box/cover.jpg", new Uint8Array([1]))
  yield* put("Some Box/disc 1/x.lrc", new Uint8Array([2]))
})

/** A fresh library with two files that want each other's names, and one whose id cannot be embedded where there are links. */
const crossedRelease = Effect.gen(function* () {
  const files = yield* Files
  const { fixtures } = yield* ContractRoot
  const { root } = yield* places
  if ((yield* files.stat(root)) !== undefined) yield* removeAll("")
  yield* forget("both")
  yield* start()
  yield* putTrack("A/01. Two.mp3", { ...square, title: "One", track: "1" }, 20)
  yield* putTrack("A/01. One.mp3", { ...square, title: "Two", track: "1" }, 21)
  yield* putTrack("A/CD2/x.mp3", { ...square, title: "Three", track: "3" }, 22)
  if (fixtures.links !== undefined) yield* fixtures.links.hard(`${root}/A/CD2/x.mp3`, `${root}/x.bak`)
  yield* scan()
  return yield* idsByTitle
})

export const namingContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[U8] rename source files: directory and files get the names of the default templates, the ids stay",
    run: Effect.gen(function* () {
      yield* start()
      yield* putTrack("Incoming/a.mp3", { ...square, title: "WHISTLE", track: "1" })
      yield* putTrack("Incoming/b.mp3", { ...square, title: "붐바야 / BOOMBAYAH", track: "2", artist: "BLACKPINK feat. A;B;C;D" })
      yield* scan()
      const before = yield* idsByTitle
      const report = yield* scanNaming()
      assert.deepEqual(yield* paths, [
        "BLACKPINK - 2016. SQUARE ONE [NEW]/01. WHISTLE.mp3",
        "BLACKPINK - 2016. SQUARE ONE [NEW]/02. 붐바야 _ BOOMBAYAH (feat. A et al.).mp3"
      ])
      assert.deepEqual(report.releases, { ...noChange, updated: 1, unchanged: 0 })
      assert.equal((yield* datafiles).length, 1)
      assert.deepEqual(yield* idsByTitle, before)
      yield* isSettled
      assert.deepEqual(yield* idsByTitle, before)
    })
  },
  {
    title: "[U8] rename with nested files: they move to the release root, emptied directories go, others and covers stay",
    run: Effect.gen(function* () {
      yield* start()
      yield* twoDiscs
      yield* scanNaming()
      assert.deepEqual(yield* paths, [
        "BLACKPINK - 2016. Box [NEW]/01-01. One.lrc",
        "BLACKPINK - 2016. Box [NEW]/01-01. One.mp3",
        "BLACKPINK - 2016. Box [NEW]/02-01. Two (feat. CL).mp3",
        "BLACKPINK - 2016. Box [NEW]/cover.jpg",
        "BLACKPINK - 2016. Box [NEW]/disc 2/scan.png"
      ])
      assert.deepEqual(yield* directories, ["BLACKPINK - 2016. Box [NEW]", "BLACKPINK - 2016. Box [NEW]/disc 2"])
      assert.match((yield* dump)[0]?.coverPath ?? "", /Box \[NEW\]\/cover\.jpg$/)
      yield* isSettled
    })
  },
  {
    title: "[U8] rename with nested files in the nested layout: the release stays where it is, discs become one directory",
    run: Effect.gen(function* () {
      yield* start("nested")
      yield* putTrack("B/Box/CD1/x.mp3", { ...square, title: "One", track: "1", disc: "1" })
      yield* putTrack("B/Box/CD2/y.mp3", { ...square, title: "Two", track: "1", disc: "2" })
      yield* putTrack("loose.mp3", { ...square, title: "Loose", track: "7" })
      yield* scanNaming()
      assert.deepEqual(yield* paths, [
        "B/BLACKPINK - 2016. SQUARE ONE [NEW]/01-01. One.mp3",
        "B/BLACKPINK - 2016. SQUARE ONE [NEW]/02-01. Two.mp3",
        "loose.mp3"
      ])
      yield* isSettled
    })
  },
  {
    title: "[U8] rename collisions: of directories and of files get [2], and a name that already is the candidate stays",
    run: Effect.gen(function* () {
      yield* start()
      for (const name of ["A", "B", "C"]) {
        yield* putTrack(`${name}/1.mp3`, { ...square, title: "Same", track: "1" }, name === "A" ? 20 : name === "B" ? 21 : 22)
        yield* putTrack(`${name}/2.mp3`, { ...square, title: "Same", track: "1" }, name === "A" ? 30 : name === "B" ? 31 : 32)
      }
      yield* scanNaming()
      const release = "BLACKPINK - 2016. SQUARE ONE [NEW]"
      assert.deepEqual(yield* directories, [release, `${release} [2]`, `${release} [3]`])
      assert.deepEqual((yield* paths).slice(0, 2), [`${release} [2]/01. Same [2].mp3`, `${release} [2]/01. Same.mp3`])
      const before = yield* paths
      yield* withLibrary((cache) => cache.scan({ force: true }), {}, defaultNaming)
      assert.deepEqual(yield* paths, before)
      yield* isSettled
    })
  },
  {
    title: "[U8] max length enforced: names are cut to the bytes wanted on a character boundary, also with a number",
    run: Effect.gen(function* () {
      yield* start()
      const tags = { ...square, date: "1990", album: "I Love Blackpink" }
      for (const name of ["a", "b"]) {
        yield* putTrack(`${name}/1.m4a.mp3`, { ...tags, title: "Track 1", track: "1" }, name === "a" ? 20 : 21)
        yield* putTrack(`${name}/2.mp3`, { ...tags, title: "Track 1", track: "1" }, name === "a" ? 22 : 23)
      }
      yield* putTrack("c/1.mp3", { ...tags, albumArtist: "日本語のバンド", title: "日本語のうた", track: "1" })
      yield* scanNaming({ maxFilenameBytes: 15 })
      assert.deepEqual(yield* paths, [
        "BLACKPINK - 199/01. Tra [2].mp3",
        "BLACKPINK - 199/01. Track 1.mp3",
        "BLACKPINK - [2]/01. Tra [2].mp3",
        "BLACKPINK - [2]/01. Track 1.mp3",
        "日本語のハ/01. 日本語.mp3"
      ])
    })
  },
  {
    title: "[U8] two files that want each other's names change places and keep their ids; a chain moves along",
    run: Effect.gen(function* () {
      yield* start()
      yield* putTrack("A/01. Two.mp3", { ...square, title: "One", track: "1" }, 20)
      yield* putTrack("A/01. One.mp3", { ...square, title: "Two", track: "1" }, 21)
      yield* putTrack("A/02. x.mp3", { ...square, title: "y", track: "2" }, 22)
      yield* putTrack("A/02. y.mp3", { ...square, title: "z", track: "2" }, 23)
      yield* scan()
      const before = yield* idsByTitle
      yield* scanNaming()
      assert.deepEqual(yield* idsByTitle, before)
      const rows = (yield* dump).flatMap((release) => release.tracks ?? [])
      for (const track of rows) assert.include(track.sourcePath, `. ${track.title}.mp3`)
      yield* isSettled
    })
  },
  {
    title: "[U8] what was retagged is renamed, what was not stays; switching it on or changing a template renames all",
    run: Effect.gen(function* () {
      yield* start()
      yield* putTrack("A/1.mp3", { ...square, title: "One", track: "1" })
      yield* putTrack("B/1.mp3", { ...square, album: "Two", title: "One", track: "1" })
      yield* scan()
      assert.deepEqual(yield* paths, ["A/1.mp3", "B/1.mp3"])
      yield* scanNaming()
      const named = ["BLACKPINK - 2016. SQUARE ONE [NEW]/01. One.mp3", "BLACKPINK - 2016. Two [NEW]/01. One.mp3"]
      assert.deepEqual(yield* paths, named)
      yield* putTrack(named[0]!, { ...square, title: "Uno", track: "1" }, 25)
      yield* scanNaming()
      assert.deepEqual(yield* paths, ["BLACKPINK - 2016. SQUARE ONE [NEW]/01. Uno.mp3", named[1]])
      const templates = { release: "{title}", track: "{title}" }
      yield* scanNaming({ templates })
      assert.deepEqual(yield* paths, ["SQUARE ONE/Uno.mp3", "Two/One.mp3"])
      // Off, a file is changed; on again, it is not forgotten.
      yield* scan()
      yield* putTrack("Two/One.mp3", { ...square, album: "Two", title: "Due", track: "1" }, 26)
      yield* scan()
      yield* scanNaming({ templates })
      assert.deepEqual(yield* paths, ["SQUARE ONE/Uno.mp3", "Two/Due.mp3"])
    })
  },
  {
    title: "[U8] a scan of some releases renames those alone, and answers for their new places",
    run: Effect.gen(function* () {
      const { root } = yield* places
      yield* start()
      yield* putTrack("A/1.mp3", { ...square, title: "One", track: "1" })
      yield* putTrack("B/1.mp3", { ...square, album: "Two", title: "One", track: "1" })
      yield* scanNaming({}, [`${root}/A`])
      assert.deepEqual(yield* paths, ["B/1.mp3", "BLACKPINK - 2016. SQUARE ONE [NEW]/01. One.mp3"])
      yield* scanNaming()
      assert.equal((yield* directories).length, 2)
      yield* isSettled
    })
  },
  {
    title: "[U8] no tag leads out of the release, hides a file or takes a name that a scan ignores",
    run: Effect.gen(function* () {
      const { root } = yield* places
      yield* start()
      yield* putTrack("A/1.mp3", { album: "../../up", title: "../x", track: "1" })
      yield* putTrack("B/1.mp3", { album: "!playlists", title: "._y", track: "1" })
      yield* putTrack("C/1.mp3", { album: "..", title: "/", track: "1" })
      const naming = { ...defaultNaming, templates: { release: "{title}", track: "{title}" } }
      const report = yield* withLibrary((cache) => cache.scan(), {}, naming)
      assert.deepEqual(yield* paths, [".._.._up/.._x.mp3", "B/1.mp3", "C/_.mp3"])
      assert.deepEqual(
        report.failed.map((failure) => failure.path),
        [`${root}/B`, `${root}/B/1.mp3`]
      )
      assert.include(report.failed[0]?.message, '"!playlists"')
      assert.equal((yield* dump).length, 3)
    })
  },
  {
    title: "[I1] fingerprint: a scan renames nothing",
    run: Effect.gen(function* () {
      yield* start("flat", "fingerprint")
      yield* putTrack("A/1.mp3", { ...square, title: "One", track: "1" })
      yield* scanNaming()
      assert.deepEqual(yield* paths, ["A/1.mp3"])
    })
  },
  {
    title: "[U8] a directory that another release lies in keeps its name, its files do not",
    run: Effect.gen(function* () {
      yield* start("nested")
      yield* putTrack("A/1.mp3", { ...square, title: "One", track: "1" })
      yield* putTrack("A/Bonus/1.mp3", { ...square, album: "Bonus", title: "One", track: "1" })
      yield* scanNaming()
      assert.deepEqual(yield* paths, ["A/01. One.mp3", "A/BLACKPINK - 2016. Bonus [NEW]/01. One.mp3"])
      yield* isSettled
    })
  },
  {
    title: "[U8] a file that cannot be renamed keeps its name and is told; the rest is renamed, and the next scan tries again",
    run: Effect.gen(function* () {
      const { root } = yield* places
      yield* start()
      for (const track of ["1", "2", "3"]) yield* putTrack(`A/${track}.mp3`, { ...square, title: `t${track}`, track })
      yield* putTrack("B/1.mp3", { ...square, album: "Two", title: "One", track: "1" })
      for (const reason of ["permission", "full"] as const) {
        const report = yield* scanNamingWith((files) => ({
          ...files,
          rename: (from, to) =>
            from.endsWith("/2.mp3")
              ? Effect.fail(new FileError({ reason, operation: "rename", path: from }))
              : files.rename(from, to)
        }))
        assert.deepEqual(
          report.failed.map((failure) => failure.path),
          [`${root}/BLACKPINK - 2016. SQUARE ONE [NEW]/2.mp3`]
        )
        assert.include(report.failed[0]?.message, "02. t2.mp3")
      }
      assert.deepEqual(yield* paths, [
        "BLACKPINK - 2016. SQUARE ONE [NEW]/01. t1.mp3",
        "BLACKPINK - 2016. SQUARE ONE [NEW]/03. t3.mp3",
        "BLACKPINK - 2016. SQUARE ONE [NEW]/2.mp3",
        "BLACKPINK - 2016. Two [NEW]/01. One.mp3"
      ])
      yield* scanNaming()
      assert.include(yield* paths, "BLACKPINK - 2016. SQUARE ONE [NEW]/02. t2.mp3")
      yield* isSettled
    })
  },
  {
    title: "[U8] [I2] cut off before or after any single rename, the next scan completes it and every id is kept",
    run: Effect.gen(function* () {
      const { fixtures } = yield* ContractRoot
      for (let at = 0; ; at++) {
        const before = yield* crossedRelease
        let isStruck = false
        const die = Effect.suspend(() => {
          isStruck = true
          return Effect.die("the program is killed")
        })
        const strike =
          at % 2 === 0 ? () => die : (_: string, rename: Effect.Effect<void, FileError>) => Effect.andThen(rename, die)
        yield* Effect.exit(scanNamingWith(striking(at >> 1, strike)))
        yield* withLibrary((cache) => cache.scan(), {}, defaultNaming)
        assert.deepEqual(yield* idsByTitle, before, `struck ${at}`)
        assert.deepEqual(yield* paths, [
          "BLACKPINK - 2016. SQUARE ONE [NEW]/01. One.mp3",
          "BLACKPINK - 2016. SQUARE ONE [NEW]/01. Two.mp3",
          "BLACKPINK - 2016. SQUARE ONE [NEW]/03. Three.mp3",
          ...(fixtures.links === undefined ? [] : ["x.bak"])
        ])
        // Five moves, each met before and after.
        if (!isStruck) return assert.isAtLeast(at, 10)
      }
    })
  },
  {
    title: "[I4] nothing is overwritten: a file that takes the name in the last moment stays, and is told",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* start()
      yield* putTrack("A/1.mp3", { ...square, title: "One", track: "1" })
      const foreign = mp3({ title: "foreign" }, 9)
      const exit = yield* Effect.exit(
        scanNamingWith((own) => ({
          ...own,
          rename: (from, to) =>
            from.endsWith("/1.mp3") ? Effect.andThen(files.writeAtomic(to, foreign), own.rename(from, to)) : own.rename(from, to)
        }))
      )
      assert.isTrue(Exit.isSuccess(exit))
      const directory = "BLACKPINK - 2016. SQUARE ONE [NEW]"
      assert.include(yield* paths, `${directory}/1.mp3`)
      assert.equal((yield* bytesOf(`${directory}/01. One.mp3`)).length > 9 * 417, true)
      yield* scanNaming()
      assert.equal((yield* files.walk(`${root}/${directory}`)).paths.filter((path) => path.endsWith(".mp3")).length, 2)
      assert.equal(Object.keys(yield* trackIds).length, 2)
      assert.equal(Object.keys(yield* releaseIds).length, 1)
    })
  },
  {
    title: "[U8] artists as the library format prints them, no year, a single that is not new, diacritics",
    run: Effect.gen(function* () {
      yield* start()
      yield* put("A/.rose.one.toml", new TextEncoder().encode("new = false\n"))
      yield* putTrack("A/1.mp3", { album: "Jóga", albumArtist: "Björk;X;Y feat. Z", title: "Jóga", track: "A1" })
      yield* scanNaming()
      assert.deepEqual(yield* paths, ["Bjork, X & Y (feat. Z) - Joga/A1. Joga.mp3"])
      assert.deepEqual(yield* datafiles, ["Bjork, X & Y (feat. Z) - Joga/.rose.one.toml"])
      assert.equal((yield* dump)[0]?.id, "one")
    })
  }
]
