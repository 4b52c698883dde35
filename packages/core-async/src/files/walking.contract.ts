/** The contract of `Files`: walk. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { bytes, type FilesCase, failsWith, filesCase } from "./contract-case.ts"
import type { Walk } from "./files.ts"

/** The files of a walk as rows, by path. */
const rowsOf = (walk: Walk) =>
  walk.paths
    .map((path, index) => ({
      path,
      size: walk.sizesBytes[index],
      modifiedAtUs: walk.modifiedAtUs[index],
      linked: walk.linked[index]
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))

const pathsOf = (walk: Walk): ReadonlyArray<string> => rowsOf(walk).map((row) => row.path)

export const walkingContract: ReadonlyArray<FilesCase> = [
  filesCase("[U20] a walk tells how many files it has listed, never more than there are and never fewer than before", (given) =>
    Effect.gen(function* () {
      const { files, directory } = given
      for (let i = 0; i < 6; i++) {
        yield* files.makeDirectory(`${directory}/${i}`)
        for (let j = 0; j < 5; j++) yield* files.writeAtomic(`${directory}/${i}/${j}.mp3`, bytes("a"))
      }
      const told: Array<number> = []
      const { paths } = yield* files.walk(directory, { onProgress: (count) => told.push(count) })
      assert.strictEqual(paths.length, 30)
      assert.deepEqual(
        told,
        told.toSorted((a, b) => a - b)
      )
      assert.isTrue(told.every((count) => count <= 30))
    })
  ),
  filesCase("[T1] a walk lists every file with size and time, and every directory below the root", ({ files, directory }) =>
    Effect.gen(function* () {
      yield* files.makeDirectory(`${directory}/Artist/Album/CD1`)
      yield* files.makeDirectory(`${directory}/empty`)
      for (const [path, size] of [
        ["loose.mp3", 1],
        ["Artist/Album/cover.jpg", 2],
        ["Artist/Album/CD1/01.flac", 3],
        [".hidden", 0]
      ] as const) {
        yield* files.writeAtomic(`${directory}/${path}`, new Uint8Array(size))
      }
      const walk = yield* files.walk(`${directory}/`)
      assert.strictEqual(walk.root, directory)
      assert.deepEqual(pathsOf(walk), [".hidden", "Artist/Album/CD1/01.flac", "Artist/Album/cover.jpg", "loose.mp3"])
      assert.deepEqual(
        rowsOf(walk).map((row) => [row.size, row.linked]),
        [
          [0, 0],
          [3, 0],
          [2, 0],
          [1, 0]
        ]
      )
      for (const row of rowsOf(walk))
        assert.strictEqual(row.modifiedAtUs, (yield* files.stat(`${directory}/${row.path}`))?.modifiedAtUs)
      assert.deepEqual([...walk.directories].sort(), ["Artist", "Artist/Album", "Artist/Album/CD1", "empty"])
      assert.deepEqual(walk.problems, [])
    })
  ),
  filesCase("[T1] `enter` and `wants` are asked with name and path, and what they refuse is left out", ({ files, directory }) =>
    Effect.gen(function* () {
      yield* files.makeDirectory(`${directory}/a/skipped/deep`)
      yield* files.writeAtomic(`${directory}/a/1.mp3`, bytes("1"))
      yield* files.writeAtomic(`${directory}/a/2.txt`, bytes("2"))
      yield* files.writeAtomic(`${directory}/a/skipped/deep/3.mp3`, bytes("3"))
      const asked: Array<string> = []
      const walk = yield* files.walk(directory, {
        enter: (name, path) => {
          asked.push(`enter ${name} ${path}`)
          return name !== "skipped"
        },
        wants: (name, path) => {
          asked.push(`wants ${name} ${path}`)
          return name.endsWith(".mp3")
        }
      })
      assert.deepEqual(pathsOf(walk), ["a/1.mp3"])
      assert.deepEqual(walk.directories, ["a"])
      assert.deepEqual(asked.sort(), ["enter a a", "enter skipped a/skipped", "wants 1.mp3 a/1.mp3", "wants 2.txt a/2.txt"])
    })
  ),
  filesCase("[T1] more than 1,000 files in one directory are all listed, once", ({ files, directory }) =>
    Effect.gen(function* () {
      const names = Array.from({ length: 1_100 }, (_, index) => `${String(index).padStart(4, "0")}.flac`)
      yield* Effect.forEach(names, (name) => files.writeAtomic(`${directory}/${name}`, bytes(name)), {
        concurrency: 8,
        discard: true
      })
      assert.deepEqual(pathsOf(yield* files.walk(directory)), names)
    })
  ),
  filesCase(
    "[I6] names of every script, in either Unicode form, with 255 bytes, or with odd characters come back as they are",
    ({ files, directory }) =>
      Effect.gen(function* () {
        // Both forms of "é" in one directory would be one name on some disks; in two they must stay what they are.
        const names = [
          "nfc/caf\u00E9.mp3",
          "nfd/cafe\u0301.mp3",
          "音楽.flac",
          "🎵 a.ogg",
          `${"é".repeat(125)}.flac`,
          "a:c*?.mp3",
          "  lead and trail  ",
          "\uFFFD.mp3",
          "%2F.mp3",
          "A.mp3"
        ]
        yield* files.makeDirectory(`${directory}/nfc`)
        yield* files.makeDirectory(`${directory}/nfd`)
        for (const name of names) yield* files.writeAtomic(`${directory}/${name}`, bytes(name))
        const walk = yield* files.walk(directory)
        assert.deepEqual([...walk.paths].sort(), [...names].sort())
        assert.deepEqual(walk.problems, [])
        for (const name of names) assert.deepEqual(yield* files.readFile(`${directory}/${name}`), bytes(name))
      })
  ),
  filesCase("[I6] a backslash in a name is kept where names are bytes, and refused where it cannot be", ({ files, directory }) =>
    Effect.gen(function* () {
      const written = yield* Effect.result(files.writeAtomic(`${directory}/a\\b.mp3`, bytes("1")))
      if (Result.isFailure(written)) {
        assert.deepEqual([files.capabilities.byteNames, written.failure.reason], [false, "name"])
      }
      assert.deepEqual((yield* files.walk(directory)).paths, Result.isSuccess(written) ? ["a\\b.mp3"] : [])
    })
  ),
  filesCase(
    "[I6] names that are not UTF-8 are problems with their exact bytes, and their neighbours are listed",
    ({ files, directory, fixtures: { makeNamed } }) =>
      Effect.gen(function* () {
        if (makeNamed === undefined) return
        yield* files.writeAtomic(`${directory}/good.mp3`, bytes("1"))
        yield* files.writeAtomic(`${directory}/\uFFFD.mp3`, bytes("2"))
        yield* makeNamed(directory, Uint8Array.of(0x63, 0xe9, 0x2e, 0x6d, 0x70, 0x33))
        yield* makeNamed(directory, Uint8Array.of(0xc3, 0xa9, 0xff, 0x2e, 0x6d, 0x70, 0x33))
        const walk = yield* files.walk(directory)
        assert.deepEqual(pathsOf(walk), ["good.mp3", "\uFFFD.mp3"])
        const problems = [...walk.problems].sort((a, b) => (a.path < b.path ? -1 : 1))
        assert.deepEqual(problems, [
          { path: "c\\xE9.mp3", reason: "name-not-utf8" },
          { path: "é\\xFF.mp3", reason: "name-not-utf8" }
        ])
        const filtered = yield* files.walk(directory, { wants: (name) => name.startsWith("good") })
        assert.deepEqual(filtered.problems, [])
      })
  ),
  filesCase("[U7] a root that is missing or no directory fails the walk", ({ files, directory }) =>
    Effect.gen(function* () {
      yield* files.writeAtomic(`${directory}/a`, bytes("a"))
      yield* failsWith(files.walk(`${directory}/missing`), "not-found")
      yield* failsWith(files.walk(`${directory}/a`), "not-a-directory")
      yield* failsWith(files.walk("relative"), "name")
    })
  ),
  filesCase(
    "[U15] a directory that cannot be read is a problem, and the rest is listed; as the root it fails",
    ({ files, directory, fixtures: { attributes } }) =>
      Effect.gen(function* () {
        if (attributes === undefined) return
        yield* files.makeDirectory(`${directory}/closed`)
        yield* files.writeAtomic(`${directory}/closed/1.mp3`, bytes("1"))
        yield* files.writeAtomic(`${directory}/2.mp3`, bytes("2"))
        yield* attributes.makeUnreadable(`${directory}/closed`)
        const walk = yield* files.walk(directory)
        assert.deepEqual([pathsOf(walk), walk.directories], [["2.mp3"], []])
        assert.deepEqual(walk.problems, [{ path: "closed", reason: "unreadable" }])
        yield* failsWith(files.walk(`${directory}/closed`), "permission")
      })
  ),
  filesCase(
    "[I3] links: a file's is listed as linked inside the root and a problem outside, a directory's is not followed",
    ({ files, directory, fixtures: { links } }) =>
      Effect.gen(function* () {
        if (links === undefined) return
        yield* files.makeDirectory(`${directory}/library/folder`)
        yield* files.makeDirectory(`${directory}/library-2`)
        yield* files.writeAtomic(`${directory}/library/folder/a`, bytes("a"))
        yield* files.writeAtomic(`${directory}/library/folder/b`, bytes("b"))
        yield* files.writeAtomic(`${directory}/library-2/out`, bytes("out"))
        yield* links.symbolic("folder/a", `${directory}/library/soft`)
        yield* links.hard(`${directory}/library/folder/b`, `${directory}/library/hard`)
        yield* links.symbolic("folder", `${directory}/library/alias`)
        yield* links.symbolic("../library-2/out", `${directory}/library/outside`)
        yield* links.symbolic("nowhere", `${directory}/library/dangling`)
        yield* links.symbolic("library", `${directory}/entry`)
        for (const root of [`${directory}/library`, `${directory}/entry`]) {
          const walk = yield* files.walk(root)
          assert.deepEqual(
            rowsOf(walk).map((row) => [row.path, row.size, row.linked]),
            [
              ["folder/a", 1, 0],
              ["folder/b", 1, 1],
              ["hard", 1, 1],
              ["soft", 1, 1]
            ]
          )
          assert.deepEqual(walk.directories, ["folder"])
          assert.deepEqual(
            [...walk.problems].sort((a, b) => (a.path < b.path ? -1 : 1)),
            [
              { path: "dangling", reason: "vanished" },
              { path: "outside", reason: "outside-root" }
            ]
          )
          const { problems } = yield* files.walk(root, { tellsLinkedDirectories: true })
          assert.deepEqual(
            problems.filter(({ reason }) => reason === "linked-directory"),
            [{ path: "alias", reason: "linked-directory" }]
          )
        }
      })
  ),
  filesCase(
    "[U15] a file that goes away between listing and stat is a problem, if it is listed at all",
    ({ files, directory, fixtures }) =>
      Effect.gen(function* () {
        yield* files.makeDirectory(`${directory}/z`)
        for (const name of ["a", "b", "z/c"]) yield* files.writeAtomic(`${directory}/${name}`, bytes(name))
        const removed: Array<Promise<unknown>> = []
        const walk = yield* files.walk(directory, {
          // Asked after the listing: the first question takes every file away.
          wants: () => {
            if (removed.length === 0)
              removed.push(Effect.runPromise(Effect.forEach(["a", "b"], (name) => fixtures.unlink(`${directory}/${name}`))))
            return true
          }
        })
        yield* Effect.promise(() => Promise.all(removed))
        assert.strictEqual(walk.paths.length + walk.problems.length, 3)
        for (const problem of walk.problems) assert.strictEqual(problem.reason, "vanished")
      })
  ),
  filesCase("[U20] a walk can be interrupted", ({ files, directory }) =>
    Effect.gen(function* () {
      yield* files.makeDirectory(`${directory}/a/b/c`)
      const fiber = yield* Effect.forkChild(files.walk(directory))
      yield* Fiber.interrupt(fiber)
      assert.deepEqual([...(yield* files.walk(directory)).directories].sort(), ["a", "a/b", "a/b/c"])
    })
  )
]
