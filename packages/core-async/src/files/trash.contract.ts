/** What the trash keeps to on every driver of `Files`. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { bytes, type FilesCase, failsWith, filesCase, text } from "./contract-case.ts"
import { Files } from "./files.ts"
import { listTrash, moveToTrash, removeFromTrash, restoreFromTrash, trashDirectory } from "./trash.ts"

export const trashContract: ReadonlyArray<FilesCase> = [
  filesCase(
    "[I4] a deleted file goes to the trash under the suffix .trashed, and comes back with content and time",
    ({ files, directory }) =>
      Effect.gen(function* () {
        yield* files.makeDirectory(`${directory}/Album`)
        const path = `${directory}/Album/01 é.mp3`
        const written = yield* files.writeAtomic(path, bytes("music"))
        const entry = yield* moveToTrash(directory, path)
        assert.deepEqual([entry.path, entry.kind, entry.files], ["Album/01 é.mp3", "file", 1])
        assert.isUndefined(yield* files.stat(path))
        const inTrash = (yield* files.walk(`${directory}/${trashDirectory}`)).paths.filter((one) => !one.endsWith("record.json"))
        assert.strictEqual(inTrash.length, 1)
        assert.isTrue(inTrash[0]?.endsWith(".trashed"))
        assert.deepEqual((yield* listTrash(directory)).entries, [entry])
        yield* files.remove(`${directory}/Album`)
        assert.strictEqual(yield* restoreFromTrash(directory, entry.id), path)
        assert.deepEqual(yield* files.stat(path), written)
        assert.deepEqual(yield* listTrash(directory), { entries: [], unreadable: [], empty: [] })
      }).pipe(Effect.provideService(Files, files))
  ),
  filesCase(
    "[I4] a deleted directory comes back whole, with files that were named .trashed before, and with the longest names",
    ({ files, directory }) =>
      Effect.gen(function* () {
        const names = [
          "a",
          "a.trashed",
          "a.trashed.trashed",
          "CD 1/01.flac",
          `CD 1/${"é".repeat(127)}`,
          `CD 1/${"é".repeat(126)}xy`
        ]
        yield* files.makeDirectory(`${directory}/Album/CD 1/empty`)
        for (const name of names) yield* files.writeAtomic(`${directory}/Album/${name}`, bytes(name))
        const before = yield* files.walk(`${directory}/Album`)
        const entry = yield* moveToTrash(`${directory}/`, `${directory}/Album/`)
        assert.deepEqual([entry.path, entry.kind, entry.files], ["Album", "directory", names.length])
        const inTrash = (yield* files.walk(`${directory}/${trashDirectory}/${entry.id}/content`)).paths
        assert.strictEqual(inTrash.length, names.length)
        for (const path of inTrash) assert.isTrue(path.endsWith(".trashed"), path)
        yield* restoreFromTrash(directory, entry.id)
        const after = yield* files.walk(`${directory}/Album`)
        assert.deepEqual([...after.paths].sort(), [...before.paths].sort())
        assert.deepEqual([...after.directories].sort(), [...before.directories].sort())
        for (const name of names) assert.strictEqual(text(yield* files.readFile(`${directory}/Album/${name}`)), name)
      }).pipe(Effect.provideService(Files, files))
  ),
  filesCase(
    "[I4] links that lead nowhere, or to themselves, go along with their directory",
    ({ files, directory, fixtures: { links } }) =>
      Effect.gen(function* () {
        if (links === undefined) return
        yield* files.makeDirectory(`${directory}/Album`)
        yield* files.writeAtomic(`${directory}/Album/1.mp3`, bytes("music"))
        for (const name of ["loop", "dangling"])
          yield* links.symbolic(name === "loop" ? name : "nothing", `${directory}/Album/${name}`)
        const reasons = (yield* files.walk(`${directory}/Album`)).problems.map(({ path, reason }) => `${path} ${reason}`)
        assert.deepEqual([...reasons].sort(), ["dangling vanished", "loop vanished"])
        const { id } = yield* moveToTrash(directory, `${directory}/Album`)
        assert.isUndefined(yield* files.stat(`${directory}/Album`))
        yield* restoreFromTrash(directory, id)
        assert.strictEqual(text(yield* files.readFile(`${directory}/Album/1.mp3`)), "music")
        assert.strictEqual((yield* files.walk(`${directory}/Album`)).problems.length, 2)
      }).pipe(Effect.provideService(Files, files))
  ),
  filesCase("[I4] restoring replaces nothing, and can go elsewhere", ({ files, directory }) =>
    Effect.gen(function* () {
      yield* files.writeAtomic(`${directory}/a`, bytes("old"))
      const entry = yield* moveToTrash(directory, `${directory}/a`)
      yield* files.writeAtomic(`${directory}/a`, bytes("new"))
      yield* failsWith(restoreFromTrash(directory, entry.id).pipe(Effect.provideService(Files, files)), "exists")
      assert.deepEqual((yield* listTrash(directory)).entries, [entry])
      yield* restoreFromTrash(directory, entry.id, `${directory}/b/c`)
      assert.deepEqual(
        [text(yield* files.readFile(`${directory}/a`)), text(yield* files.readFile(`${directory}/b/c`))],
        ["new", "old"]
      )
    }).pipe(Effect.provideService(Files, files))
  ),
  filesCase("[I4] the root, what lies outside it, and the trash itself are not put into the trash", ({ files, directory }) =>
    Effect.gen(function* () {
      yield* files.makeDirectory(`${directory}/library`)
      yield* files.makeDirectory(`${directory}/library-2`)
      yield* files.writeAtomic(`${directory}/library/a`, bytes("a"))
      const { id } = yield* moveToTrash(`${directory}/library`, `${directory}/library/a`)
      const refused = [`${directory}/library`, `${directory}/library-2`, `${directory}/library/${trashDirectory}/${id}`]
      for (const path of refused) {
        yield* failsWith(moveToTrash(`${directory}/library`, path).pipe(Effect.provideService(Files, files)), "name")
      }
      yield* failsWith(moveToTrash(directory, `${directory}/missing`).pipe(Effect.provideService(Files, files)), "not-found")
      yield* failsWith(restoreFromTrash(directory, "../escape").pipe(Effect.provideService(Files, files)), "name")
      yield* failsWith(restoreFromTrash(directory, "unknown").pipe(Effect.provideService(Files, files)), "not-found")
    }).pipe(Effect.provideService(Files, files))
  ),
  filesCase("[I4] a damaged record is shown and left alone", ({ files, directory, fixtures }) =>
    Effect.gen(function* () {
      yield* files.writeAtomic(`${directory}/a`, bytes("a"))
      yield* files.writeAtomic(`${directory}/b`, bytes("b"))
      const damaged = yield* moveToTrash(directory, `${directory}/a`)
      const good = yield* moveToTrash(directory, `${directory}/b`)
      yield* fixtures.overwrite(`${directory}/${trashDirectory}/${damaged.id}/record.json`, bytes("{"))
      assert.deepEqual(yield* listTrash(directory), { entries: [good], unreadable: [damaged.id], empty: [] })
      yield* failsWith(restoreFromTrash(directory, damaged.id).pipe(Effect.provideService(Files, files)), "io")
    }).pipe(Effect.provideService(Files, files))
  ),
  filesCase(
    "[I4] what a crash began before anything was moved is neither an entry nor damaged, and can be removed by its id",
    ({ files, directory }) =>
      Effect.gen(function* () {
        yield* files.writeAtomic(`${directory}/a`, bytes("a"))
        const kept = yield* moveToTrash(directory, `${directory}/a`)
        const begun = `${directory}/${trashDirectory}/000000000-00000000`
        yield* files.makeDirectory(begun)
        yield* files.writeAtomic(`${begun}/.record.json.deadwax-tmp`, bytes("{"))
        assert.deepEqual(yield* listTrash(directory), { entries: [kept], unreadable: [], empty: ["000000000-00000000"] })
        yield* removeFromTrash(directory, "000000000-00000000")
        assert.deepEqual(yield* listTrash(directory), { entries: [kept], unreadable: [], empty: [] })
        assert.isUndefined(yield* files.stat(begun))
      }).pipe(Effect.provideService(Files, files))
  ),
  filesCase("[I6] a directory in which a path would be too long in the trash stays where it is, whole", ({ files, directory }) =>
    Effect.gen(function* () {
      let deep = `${directory}/Album`
      while (deep.length < 4050) deep += `/${"x".repeat(Math.min(200, 4060 - deep.length))}`
      yield* files.makeDirectory(`${directory}/Album`)
      yield* files.makeDirectory(deep)
      yield* files.writeAtomic(`${deep}/1.mp3`, bytes("a"))
      const error = yield* failsWith(
        moveToTrash(directory, `${directory}/Album`).pipe(Effect.provideService(Files, files)),
        "name"
      )
      assert.strictEqual(error.path, `${deep}/1.mp3`)
      assert.strictEqual(text(yield* files.readFile(`${deep}/1.mp3`)), "a")
      const { entries, unreadable } = yield* listTrash(directory).pipe(Effect.provideService(Files, files))
      assert.deepEqual([entries, unreadable], [[], []])
    })
  ),
  filesCase(
    "[I6] a directory with a name that is not UTF-8 is not put into the trash by halves",
    ({ files, directory, fixtures: { makeNamed } }) =>
      Effect.gen(function* () {
        if (makeNamed === undefined) return
        yield* files.makeDirectory(`${directory}/Album`)
        yield* files.writeAtomic(`${directory}/Album/a`, bytes("a"))
        yield* makeNamed(`${directory}/Album`, Uint8Array.of(0xe9))
        yield* failsWith(moveToTrash(directory, `${directory}/Album`).pipe(Effect.provideService(Files, files)), "name")
        assert.strictEqual(text(yield* files.readFile(`${directory}/Album/a`)), "a")
        assert.isUndefined(yield* files.stat(`${directory}/.deadwax`))
      }).pipe(Effect.provideService(Files, files))
  )
]
