/** Names that some program or disk has trouble with: scanned, given ids, renamed and edited like others, or named in a failure (I6). */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import { defaultNaming } from "../src/index.ts"
import { paths, scanNaming, square } from "./naming-world.ts"
import {
  datafiles,
  dump,
  equalsRebuild,
  init,
  noChange,
  places,
  putTrack,
  releaseIds,
  scanClean,
  trackIds,
  type World,
  withLibrary
} from "./world.ts"

const oddNames = [
  "CON",
  "aux.mp3.d",
  "nul",
  "ends in a dot.",
  "a'b\"c",
  "emoji 🎛️",
  "عربي",
  "-rf",
  "~",
  "%20",
  "$(x)",
  "\u200Fmark"
]

/** 255 bytes in UTF-8, ending in `.mp3`. */
const longest = `${"é".repeat(125)}x.mp3`

export const oddNamesContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[I6] names that differ in case or Unicode form alone are different releases and tracks, each with its own ids",
    run: Effect.gen(function* () {
      yield* init("tags", "flat")
      for (const [i, name] of ["Velvet", "velvet", "Caf\u00e9", "Cafe\u0301"].entries()) {
        yield* putTrack(`${name}/track.mp3`, { title: "a", album: name }, 10 + i)
        yield* putTrack(`${name}/TRACK.mp3`, { title: "b", album: name }, 20 + i)
        yield* putTrack(`${name}/\u00e9.mp3`, { title: "c", album: name }, 30 + i)
        yield* putTrack(`${name}/e\u0301.mp3`, { title: "d", album: name }, 40 + i)
      }
      yield* scanClean()
      assert.equal(new Set(Object.values(yield* releaseIds)).size, 4)
      assert.equal(new Set(Object.values(yield* trackIds)).size, 16)
      assert.deepEqual((yield* scanClean()).tracks, { ...noChange, unchanged: 16 })
      yield* equalsRebuild
      // By templates their names become different for every disk.
      yield* scanNaming({ templates: { release: "{title}", track: "{track:2}. x" } })
      const names = (yield* paths).map((path) => path.split("/"))
      assert.equal(new Set(names.map(([release, track]) => `${release}/${track?.normalize("NFC").toLowerCase()}`)).size, 16)
      assert.deepEqual([...new Set(names.map(([release]) => release))].sort(), ["Cafe", "Cafe [2]", "Velvet", "velvet"])
    })
  },
  {
    title: "[I6] reserved, odd and longest names are scanned, get ids and datafiles, and are renamed and edited",
    run: Effect.gen(function* () {
      yield* init("tags", "flat")
      for (const [i, name] of oddNames.entries())
        yield* putTrack(`${name}/${name}.mp3`, { ...square, album: `Odd ${i}`, title: name }, 9 + i)
      yield* putTrack(`${"d".repeat(255)}/${longest}`, { ...square, album: "Longest", title: "long" })
      yield* scanClean()
      assert.equal((yield* datafiles).length, oddNames.length + 1)
      yield* equalsRebuild
      const ids = Object.values(yield* trackIds).sort()
      yield* scanNaming({ templates: { release: "{title}", track: "{title}" } })
      assert.deepEqual(Object.values(yield* trackIds).sort(), ids)
      const names = (yield* paths).map((path) => path.split("/")[1])
      for (const name of ["CON_.mp3", "nul_.mp3", "ends in a dot..mp3", "a'b_c.mp3", "-rf.mp3", "long.mp3"])
        assert.include(names, name)
      yield* putTrack("Longest 2/x.mp3", { ...square, album: "Longest 2", title: "y".repeat(4000) })
      yield* scanNaming({ maxFilenameBytes: 255, templates: { release: "{title}", track: "{title}" } })
      assert.include(yield* paths, `Longest 2/${"y".repeat(251)}.mp3`)
      for (const id of Object.values(yield* releaseIds)) assert.isTrue(yield* withLibrary((cache) => cache.deleteRelease(id)))
      assert.deepEqual(yield* paths, [])
      const trashed = yield* withLibrary((cache) => cache.listTrash({ all: true }))
      for (const { id } of trashed.items) assert.isString(yield* withLibrary((cache) => cache.restoreTrash(id)))
      assert.deepEqual(Object.values(yield* trackIds).length, ids.length + 1)
    })
  },
  {
    title: "[I6] a path of 4,000 characters is scanned, or named in a failure; the rest goes on",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* init("tags", "nested")
      yield* putTrack("A/1.mp3", { ...square, title: "One" })
      const name = "n".repeat(200)
      let deep = ""
      while (root.length + deep.length + 2 * 201 < 4000) deep += deep === "" ? name : `/${name}`
      deep += `/${"m".repeat(4000 - root.length - deep.length - 8)}`
      const isMade = yield* Effect.isSuccess(putTrack(`${deep}/1.mp3`, { ...square, album: "Deep", title: "Deep" }))
      const report = yield* withLibrary((cache) => cache.scan(), {}, defaultNaming)
      const found = (yield* dump).map((release) => release.title).sort()
      if (isMade && report.failed.length === 0) assert.deepEqual(found, ["Deep", "SQUARE ONE"])
      else assert.include(found, "SQUARE ONE")
      for (const failure of report.failed) assert.include(failure.path, name)
      assert.isDefined(yield* files.stat(`${root}/BLACKPINK - 2016. SQUARE ONE [NEW]`))
    })
  },
  {
    title: "[I6] a name that is not UTF-8 is told and not indexed; its release is renamed around it, and nothing of it is lost",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { fixtures } = yield* ContractRoot
      const { root } = yield* places
      if (fixtures.makeNamed === undefined) return
      yield* init("tags", "flat")
      yield* putTrack("A/x/1.mp3", { ...square, title: "One", track: "1" })
      yield* fixtures.makeNamed(`${root}/A/x`, new Uint8Array([0xe9, 0x2e, 0x6d, 0x70, 0x33]))
      const report = yield* withLibrary((cache) => cache.scan(), {}, defaultNaming)
      const directory = `${root}/BLACKPINK - 2016. SQUARE ONE [NEW]`
      assert.deepEqual(
        report.failed.map((failure) => [failure.path, failure.reason]),
        [[`${directory}/x/\\xE9.mp3`, "name-not-utf8"]]
      )
      assert.deepEqual(Object.keys(yield* trackIds), ["BLACKPINK - 2016. SQUARE ONE [NEW]/01. One.mp3"])
      assert.deepEqual(
        (yield* files.walk(directory)).problems.map((problem) => problem.path),
        ["x/\\xE9.mp3"]
      )
    })
  },
  {
    title: "[I6] hard links are renamed by their name alone; a release with a symbolic link in it keeps its names",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { fixtures } = yield* ContractRoot
      const { root } = yield* places
      if (fixtures.links === undefined) return
      yield* init("tags", "flat")
      yield* putTrack("A/1.mp3", { ...square, title: "One", track: "1" })
      yield* fixtures.links.hard(`${root}/A/1.mp3`, `${root}/other name.bin`)
      yield* putTrack("loose.mp3", { title: "x" })
      yield* putTrack("D/1.mp3", { ...square, album: "D", title: "z", track: "1" })
      yield* putTrack("C/1.mp3", { ...square, album: "C", title: "y", track: "1" })
      yield* fixtures.links.symbolic("../loose.mp3", `${root}/C/2.mp3`)
      yield* fixtures.links.symbolic("../gone.mp3", `${root}/D/2.mp3`)
      yield* withLibrary((cache) => cache.scan(), {}, defaultNaming)
      const now = yield* paths
      assert.include(now, "BLACKPINK - 2016. SQUARE ONE [NEW]/01. One.mp3")
      assert.include(now, "other name.bin")
      for (const path of ["C/1.mp3", "C/2.mp3", "D/1.mp3"]) assert.include(now, path)
      assert.isTrue((yield* files.stat(`${root}/BLACKPINK - 2016. SQUARE ONE [NEW]/01. One.mp3`))?.linked)
    })
  }
]
