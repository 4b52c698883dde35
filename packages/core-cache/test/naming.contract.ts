/** Renaming from templates on real files, on every runtime (`rename_source_files`). */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { defaultNaming, type Naming } from "../src/index.ts"
import { directories, idsByTitle, isSettled, paths, scanNaming, square, start } from "./naming-world.ts"
import { datafiles, dump, noChange, places, put, putTrack, removeAll, scan, type World, withLibrary } from "./world.ts"

const twoDiscs = Effect.gen(function* () {
  const tags = { ...square, album: "Box" }
  yield* putTrack("Some Box/disc 1/x.mp3", { ...tags, title: "One", track: "1", disc: "1" })
  yield* putTrack("Some Box/disc 2/deep/y.mp3", { ...tags, title: "Two", track: "1", disc: "2", artist: "BLACKPINK feat. CL" })
  yield* put("Some Box/disc 2/scan.png", new Uint8Array([1]))
  yield* put("Some Box/cover.jpg", new Uint8Array([1]))
  yield* put("Some Box/disc 1/x.lrc", new Uint8Array([2]))
})

const leavesItsName = (where: string, naming: Partial<Naming>): ContractCase<World> => ({
  title: `[U8] a name that a directory leaves is taken by the next that has a number for it${where}`,
  run: Effect.gen(function* () {
    yield* start()
    for (const i of [0, 1, 2]) yield* putTrack(`${i}/1.mp3`, { ...square, title: "Same", track: "1" }, 20 + i)
    yield* scanNaming(naming)
    const [first, second, third] = yield* directories
    assert.isTrue(third?.endsWith(" [3]"))
    // By their bytes the cut name with a number may come before the whole one.
    yield* removeAll([first, second].find((name) => !name?.endsWith(" [2]"))!)
    yield* scanNaming(naming)
    assert.lengthOf(yield* directories, 2)
    assert.isEmpty((yield* directories).filter((name) => name.endsWith(" [3]")))
    const settled = yield* paths
    yield* withLibrary((cache) => cache.scan({ force: true }), {}, { ...defaultNaming, ...naming })
    assert.deepEqual(yield* paths, settled)
  })
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
    title: "[U8] [U4] what looks like a copy in progress is not renamed by what stood there before",
    run: Effect.gen(function* () {
      yield* start("nested")
      yield* putTrack("Box/1.mp3", { ...square, title: "One", track: "1" })
      yield* scan()
      for (const path of yield* datafiles) yield* removeAll(path)
      yield* putTrack("Box/1.mp3", { ...square, title: "Another", track: "2", trackId: "theirs", releaseId: "also-theirs" })
      yield* scanNaming()
      assert.deepEqual(yield* paths, ["Box/1.mp3"])
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
    title: "[U8] two releases whose directories changed places get their names back in one scan, without numbers",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* start()
      for (const [i, album] of ["Ash", "Birch"].entries()) {
        yield* putTrack(`${album}/1.mp3`, { ...square, album, title: album, track: "1" }, 20 + i)
      }
      yield* scanNaming()
      const before = yield* paths
      const [one = "", two = ""] = yield* directories
      yield* files.rename(`${root}/${one}`, `${root}/x`)
      yield* files.rename(`${root}/${two}`, `${root}/${one}`)
      yield* files.rename(`${root}/x`, `${root}/${two}`)
      yield* scanNaming()
      assert.deepEqual(yield* paths, before)
      yield* isSettled
    })
  },
  leavesItsName("", {}),
  leavesItsName(", also where names are cut", { maxFilenameBytes: 15 }),
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
      yield* put(".deadwaxignore", new TextEncoder().encode("Secret*\n"))
      yield* putTrack("D/1.mp3", { album: "Secret Songs", title: "z", track: "1" })
      const naming = { ...defaultNaming, templates: { release: "{title}", track: "{title}" } }
      const report = yield* withLibrary((cache) => cache.scan(), {}, naming)
      assert.deepEqual(yield* paths, [".._.._up/.._x.mp3", "B/1.mp3", "C/_.mp3", "D/z.mp3"])
      assert.deepEqual(
        report.failed.map((failure) => failure.path),
        [`${root}/B`, `${root}/B/1.mp3`, `${root}/D`]
      )
      assert.include(report.failed[0]?.message, '"!playlists"')
      assert.equal((yield* dump).length, 4)
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
  },
  {
    title: "[U8] the preview is what happens, and changes nothing",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* start()
      for (const [i, name] of ["A", "B", "C", "BLACKPINK - 2016. SQUARE ONE [NEW] [2]"].entries()) {
        yield* putTrack(`${name}/x/1.mp3`, { ...square, title: "Two", track: "1" }, 20 + i)
        yield* putTrack(`${name}/2.mp3`, { ...square, title: "One", track: i < 2 ? "1" : "2" }, 30 + i)
      }
      yield* putTrack("D/01. Same.mp3", { ...square, album: "D", title: "Same", track: "1" })
      yield* twoDiscs
      yield* scan()
      const before = yield* files.walk(root)
      const preview = yield* withLibrary((cache) => cache.previewNames(defaultNaming, 100))
      const short = yield* withLibrary((cache) => cache.previewNames(defaultNaming, 2))
      assert.deepEqual(yield* files.walk(root), before)
      assert.deepEqual(short, { releases: preview.releases.slice(0, 2), more: true })
      assert.isFalse(preview.more)
      const byId = new Map((yield* dump).map((release) => [release.id, release]))
      yield* scanNaming()
      const moved = (yield* dump).filter((release) => release.sourcePath !== byId.get(release.id)?.sourcePath)
      assert.deepEqual(
        preview.releases
          .filter(({ from, to }) => from !== to)
          .map(({ id, to }) => [id, to])
          .sort(),
        moved.map((release) => [release.id, release.sourcePath]).sort()
      )
      for (const { files: renamed } of preview.releases) {
        for (const { to } of renamed) assert.isDefined(yield* files.stat(to), to)
      }
      const after = yield* withLibrary((cache) => cache.previewNames(defaultNaming, 100))
      assert.deepEqual(after, { releases: [], more: false })
    })
  }
]
