/** Renaming when it goes wrong: no permission, a full disk, a name taken in the last moment, the program killed. */
import { FileError, Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import { defaultNaming } from "../src/index.ts"
import { idsByTitle, isSettled, paths, type Strike, scanNaming, scanNamingWith, square, start, striking } from "./naming-world.ts"
import {
  bytesOf,
  forget,
  mp3,
  places,
  putTrack,
  releaseIds,
  removeAll,
  scan,
  trackIds,
  type World,
  withLibrary
} from "./world.ts"

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

export const namingFaultsContract: ReadonlyArray<ContractCase<World>> = [
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
    title: "[U8] [I2] cut off before, inside or after any single rename, the next scan completes it and every id is kept",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { fixtures } = yield* ContractRoot
      for (let at = 0; ; at++) {
        const before = yield* crossedRelease
        let isStruck = false
        const die = Effect.suspend(() => {
          isStruck = true
          return Effect.die("the program is killed")
        })
        // Where there are links, a file has both names in the midst of its move.
        const half = Effect.fnUntraced(function* (from: string, to: string) {
          const isFile = (yield* files.stat(from))?.kind === "file"
          if (isFile && fixtures.links !== undefined) yield* fixtures.links.hard(from, to)
          return yield* die
        })
        const strikes: ReadonlyArray<Strike> = [() => die, half, (_from, _to, rename) => Effect.andThen(rename, die)]
        yield* Effect.exit(scanNamingWith(striking(Math.floor(at / 3), strikes[at % 3]!)))
        yield* withLibrary((cache) => cache.scan(), {}, defaultNaming)
        assert.deepEqual(yield* idsByTitle, before, `struck ${at}`)
        assert.deepEqual(yield* paths, [
          "BLACKPINK - 2016. SQUARE ONE [NEW]/01. One.mp3",
          "BLACKPINK - 2016. SQUARE ONE [NEW]/01. Two.mp3",
          "BLACKPINK - 2016. SQUARE ONE [NEW]/03. Three.mp3",
          ...(fixtures.links === undefined ? [] : ["x.bak"])
        ])
        // Five moves, each met before, inside and after.
        if (!isStruck) return assert.isAtLeast(at, 15)
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
  }
]
