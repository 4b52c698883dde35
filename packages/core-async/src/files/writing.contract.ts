/** The contract of `Files`: writeAtomic. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { bytes, type FilesCase, failsWith, filesCase, type Given, text } from "./contract-case.ts"
import { FileError } from "./files.ts"

/** Every name in the case's directory, so that a temporary file left behind shows. */
const namesIn = ({ files, directory }: Given) =>
  Effect.map(files.walk(directory), (walk) => [...walk.paths, ...walk.directories].sort())

export const writingContract: ReadonlyArray<FilesCase> = [
  filesCase("[I3] a file is made, then replaced; the time moves forward each time, and nothing else is left", (given) =>
    Effect.gen(function* () {
      const { files, directory } = given
      const path = `${directory}/a.flac`
      let last = yield* files.writeAtomic(path, bytes("0"), { expected: null })
      for (let round = 1; round <= 10; round++) {
        const next = yield* files.writeAtomic(path, bytes(`${round}`), { expected: last })
        assert.isAbove(next.modifiedAtUs, last.modifiedAtUs)
        assert.deepEqual(yield* files.stat(path), next)
        last = next
      }
      assert.strictEqual(text(yield* files.readFile(path)), "10")
      assert.deepEqual(yield* namesIn(given), ["a.flac"])
    })
  ),
  filesCase("[I3] a time from the future still moves forward", ({ files, directory, fixtures }) =>
    Effect.gen(function* () {
      if (fixtures.setModifiedAt === undefined) return
      const path = `${directory}/a`
      yield* files.writeAtomic(path, bytes("1"))
      yield* fixtures.setModifiedAt(path, 4_000_000_000_000_000)
      const before = yield* files.stat(path)
      const after = yield* files.writeAtomic(path, bytes("2"))
      assert.isAbove(after.modifiedAtUs, before?.modifiedAtUs ?? Number.POSITIVE_INFINITY)
    })
  ),
  filesCase(
    "[I3] `verify` sees the new content under the file's own name while the old one still stands",
    ({ files, directory }) =>
      Effect.gen(function* () {
        const path = `${directory}/a`
        yield* files.writeAtomic(path, bytes("old"))
        const seen: Array<string> = []
        const look = (file: {
          readonly path: string
          readonly sizeBytes: number
          readonly read: (target: Uint8Array, at: number) => number
        }) => {
          const content = new Uint8Array(file.sizeBytes)
          file.read(content, 0)
          seen.push(`${file.path.slice(-2)} ${text(content)}`)
          return Effect.runPromise(files.readFile(path)).then((old) => {
            seen.push(text(old))
            return true
          })
        }
        yield* files.writeAtomic(path, bytes("new content"), { verify: look })
        yield* files.writeAtomic(path, bytes("newer"), { verify: () => true })
        assert.deepEqual(seen, ["/a new content", "old"])
        assert.strictEqual(text(yield* files.readFile(path)), "newer")
      })
  ),
  filesCase("[I3] a refused, failed or dying `verify` leaves the old file, its time, and nothing beside it", (given) =>
    Effect.gen(function* () {
      const { files, directory } = given
      const path = `${directory}/a`
      const before = yield* files.writeAtomic(path, bytes("old"))
      const error = new FileError({ reason: "io", operation: "read", path })
      yield* failsWith(files.writeAtomic(path, bytes("new"), { verify: () => false }), "refused")
      yield* failsWith(files.writeAtomic(path, bytes("new"), { verify: () => Promise.resolve(false) }), "refused")
      yield* failsWith(files.writeAtomic(path, bytes("new"), { verify: () => Promise.reject<boolean>(error) }), "io")
      const died = yield* Effect.exit(
        files.writeAtomic(path, bytes("new"), { verify: () => Promise.reject<boolean>(new TypeError("a bug")) })
      )
      assert.strictEqual(died._tag, "Failure")
      yield* failsWith(files.writeAtomic(`${directory}/fresh`, bytes("new"), { verify: () => false }), "refused")
      assert.deepEqual(yield* files.stat(path), before)
      assert.strictEqual(text(yield* files.readFile(path)), "old")
      assert.deepEqual(yield* namesIn(given), ["a"])
    })
  ),
  filesCase("[I3] an interrupted write leaves the old file and nothing beside it", (given) =>
    Effect.gen(function* () {
      const { files, directory } = given
      const path = `${directory}/a`
      yield* files.writeAtomic(path, bytes("old"))
      const verifying = Promise.withResolvers<void>()
      const fiber = yield* Effect.forkChild(
        files.writeAtomic(path, bytes("new"), {
          verify: () => {
            verifying.resolve()
            return new Promise<boolean>(() => undefined)
          }
        })
      )
      yield* Effect.promise(() => verifying.promise)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(text(yield* files.readFile(path)), "old")
      assert.deepEqual(yield* namesIn(given), ["a"])
      yield* files.writeAtomic(path, bytes("new"))
      assert.strictEqual(text(yield* files.readFile(path)), "new")
    })
  ),
  filesCase(
    "[I3] a file that is not the one that was read is not replaced: before the write, and while it is under way",
    (given) =>
      Effect.gen(function* () {
        const { files, directory, fixtures } = given
        const path = `${directory}/a`
        const first = yield* files.writeAtomic(path, bytes("first"))
        yield* failsWith(files.writeAtomic(path, bytes("x"), { expected: null }), "exists")
        yield* failsWith(files.writeAtomic(path, bytes("x"), { expected: { ...first, sizeBytes: 4 } }), "changed")
        yield* failsWith(
          files.writeAtomic(path, bytes("x"), { expected: { ...first, modifiedAtUs: first.modifiedAtUs - 1 } }),
          "changed"
        )
        yield* failsWith(files.writeAtomic(`${directory}/gone`, bytes("x"), { expected: first }), "changed")
        const meddle = (target: string) => () =>
          Effect.runPromise(fixtures.overwrite(target, bytes("someone else's"))).then(() => true)
        yield* failsWith(files.writeAtomic(path, bytes("x"), { expected: first, verify: meddle(path) }), "changed")
        yield* failsWith(files.writeAtomic(`${directory}/b`, bytes("x"), { verify: meddle(`${directory}/b`) }), "exists")
        assert.strictEqual(text(yield* files.readFile(path)), "someone else's")
        assert.strictEqual(text(yield* files.readFile(`${directory}/b`)), "someone else's")
        assert.deepEqual(yield* namesIn(given), ["a", "b"])
      })
  ),
  filesCase("[I3] what a killed write left behind is replaced, and of two writes at once one is `busy`", (given) =>
    Effect.gen(function* () {
      const { files, directory, fixtures } = given
      const path = `${directory}/a`
      yield* files.writeAtomic(path, bytes("old"))
      yield* fixtures.overwrite(`${directory}/.a.deadwax-tmp`, bytes("half a fi"))
      const inner: Array<string> = []
      yield* files.writeAtomic(path, bytes("new"), {
        verify: () =>
          Effect.runPromise(Effect.flip(files.writeAtomic(path, bytes("other")))).then((error) => {
            inner.push(`${error.reason} ${error.isRetryable}`)
            return true
          })
      })
      assert.deepEqual(inner, ["busy true"])
      assert.strictEqual(text(yield* files.readFile(path)), "new")
      assert.deepEqual(yield* namesIn(given), ["a"])
    })
  ),
  filesCase("[I6] names up to 255 bytes are written, longer ones refused, and the temporary name is cut to fit", (given) =>
    Effect.gen(function* () {
      const { files, directory } = given
      const longest = [`${"x".repeat(255)}`, `${"音".repeat(85)}`]
      for (const name of longest) {
        yield* files.writeAtomic(`${directory}/${name}`, bytes("1"))
        yield* files.writeAtomic(`${directory}/${name}`, bytes(name), { verify: (file) => file.sizeBytes === 255 })
        assert.strictEqual(text(yield* files.readFile(`${directory}/${name}`)), name)
      }
      yield* failsWith(files.writeAtomic(`${directory}/${"x".repeat(256)}`, bytes("1")), "name")
      yield* failsWith(files.writeAtomic(`${directory}/${"音".repeat(86)}`, bytes("1")), "name")
      assert.deepEqual(yield* namesIn(given), longest.sort())
    })
  ),
  filesCase("[I3] directories are not written, and parents are not made", (given) =>
    Effect.gen(function* () {
      const { files, directory } = given
      yield* files.makeDirectory(`${directory}/folder`)
      yield* files.writeAtomic(`${directory}/a`, bytes("a"))
      yield* failsWith(files.writeAtomic(`${directory}/folder`, bytes("x")), "is-a-directory")
      yield* failsWith(files.writeAtomic(`${directory}/missing/x`, bytes("x")), "not-found")
      yield* failsWith(files.writeAtomic(`${directory}/a/x`, bytes("x")), "not-a-directory")
      yield* failsWith(files.writeAtomic("x", bytes("x")), "name")
      assert.deepEqual(yield* namesIn(given), ["a", "folder"])
    })
  ),
  filesCase("[I3] links are refused, and what they lead to stays", (given) =>
    Effect.gen(function* () {
      const { files, directory, fixtures } = given
      if (fixtures.links === undefined) return
      yield* files.writeAtomic(`${directory}/a`, bytes("a"))
      yield* files.writeAtomic(`${directory}/b`, bytes("b"))
      yield* fixtures.links.symbolic("a", `${directory}/soft`)
      yield* fixtures.links.hard(`${directory}/b`, `${directory}/hard`)
      for (const name of ["soft", "hard", "b"]) yield* failsWith(files.writeAtomic(`${directory}/${name}`, bytes("x")), "linked")
      assert.deepEqual([text(yield* files.readFile(`${directory}/a`)), text(yield* files.readFile(`${directory}/b`))], ["a", "b"])
      assert.deepEqual(yield* namesIn(given), ["a", "b", "hard", "soft"])
    })
  ),
  filesCase("[I3] mode and extended attributes are kept; a file that nobody may write is read-only", (given) =>
    Effect.gen(function* () {
      const { files, directory, fixtures } = given
      const { attributes } = fixtures
      if (attributes === undefined) return
      const path = `${directory}/it's -n a.mp3`
      yield* files.writeAtomic(path, bytes("old"))
      yield* attributes.setMode(path, 0o640)
      yield* attributes.setExtended(path, "user.deadwax.test", "kept")
      yield* attributes.setExtended(path, "user.empty", "")
      yield* files.writeAtomic(path, bytes("new"))
      assert.strictEqual(yield* attributes.mode(path), 0o640)
      assert.deepEqual(
        [yield* attributes.extended(path, "user.deadwax.test"), yield* attributes.extended(path, "user.empty")],
        ["kept", ""]
      )
      yield* attributes.setMode(path, 0o444)
      yield* failsWith(files.writeAtomic(path, bytes("x")), "read-only")
      assert.strictEqual(text(yield* files.readFile(path)), "new")
      assert.deepEqual(yield* namesIn(given), ["it's -n a.mp3"])
    })
  ),
  filesCase("[T1] writes to different paths at once do not disturb each other", (given) =>
    Effect.gen(function* () {
      const { files, directory } = given
      const names = Array.from({ length: 50 }, (_, index) => `${index}`)
      const write = (name: string) =>
        files.writeAtomic(`${directory}/${name}`, bytes(name), { verify: () => Promise.resolve(true) })
      yield* Effect.forEach(names, write, { concurrency: "unbounded", discard: true })
      for (const name of names) assert.strictEqual(text(yield* files.readFile(`${directory}/${name}`)), name)
      assert.strictEqual((yield* namesIn(given)).length, names.length)
    })
  )
]
