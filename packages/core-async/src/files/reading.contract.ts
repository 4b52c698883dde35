/** The contract of `Files`: stat, readFile, readEach. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { bytes, type FilesCase, failsWith, filesCase, text } from "./contract-case.ts"
import { FileError, type OpenFile } from "./files.ts"

const wholeText = (file: OpenFile): string => {
  const content = new Uint8Array(file.sizeBytes)
  assert.strictEqual(file.read(content, 0), content.length)
  return text(content)
}

const reasonOf = <A>(result: Result.Result<A, FileError> | undefined): string | undefined =>
  result !== undefined && Result.isFailure(result) ? result.failure.reason : undefined

const successOf = <A>(result: Result.Result<A, FileError> | undefined): A | undefined =>
  result === undefined ? undefined : Result.getOrUndefined(result)

export const readingContract: ReadonlyArray<FilesCase> = [
  filesCase(
    "[T1] what differs between drivers is said in capabilities, and the harness has the means to show it",
    ({ files, fixtures }) =>
      Effect.sync(() => {
        const { links, attributes, byteNames, times } = files.capabilities
        assert.strictEqual(fixtures.links !== undefined, links)
        assert.strictEqual(fixtures.attributes !== undefined, attributes)
        assert.strictEqual(fixtures.makeNamed !== undefined, byteNames)
        assert.strictEqual(fixtures.setModifiedAt !== undefined, times)
      })
  ),
  filesCase(
    "[I1] a directory's file system is named by one text, also through a link or twice, and another directory by another",
    (given) =>
      Effect.gen(function* () {
        const { files, directory, fixtures } = given
        yield* files.makeDirectory(`${directory}/music`)
        const device = yield* files.deviceOf(directory)
        assert.strictEqual(yield* files.deviceOf(`${directory}/`), device)
        if (device === undefined) return
        yield* files.writeAtomic(`${directory}/a.txt`, bytes("a"))
        assert.strictEqual(yield* files.deviceOf(directory), device)
        assert.notStrictEqual(yield* files.deviceOf(`${directory}/music`), device)
        yield* failsWith(files.deviceOf(`${directory}/a.txt`), "not-a-directory")
        yield* failsWith(files.deviceOf(`${directory}/nowhere`), "not-found")
        if (fixtures.links === undefined) return
        yield* fixtures.links.symbolic(`${directory}/music`, `${directory}/link`)
        assert.strictEqual(yield* files.deviceOf(`${directory}/link`), yield* files.deviceOf(`${directory}/music`))
      })
  ),
  filesCase("[T1] a file is read by ranges, up to its end and not past it", ({ files, directory }) =>
    Effect.gen(function* () {
      const path = `${directory}/a.bin`
      yield* files.writeAtomic(path, bytes("0123456789"))
      const [answer] = yield* files.readEach([path], (file) => {
        const target = new Uint8Array(4)
        const counts = [file.read(target, 8), file.read(target, 10), file.read(target, 1_000_000), file.read(target, 3)]
        return {
          counts,
          last: text(target),
          size: file.sizeBytes,
          path: file.path,
          linked: file.linked,
          none: file.read(new Uint8Array(), 0)
        }
      })
      assert.deepEqual(successOf(answer), { counts: [2, 0, 0, 4], last: "3456", size: 10, path, linked: false, none: 0 })
    })
  ),
  filesCase("[T1] a large file comes back byte for byte", ({ files, directory }) =>
    Effect.gen(function* () {
      const content = Uint8Array.from({ length: 3_000_001 }, (_, index) => (index * 31) % 251)
      yield* files.writeAtomic(`${directory}/large`, content)
      const back = yield* files.readFile(`${directory}/large`)
      assert.strictEqual(back.length, content.length)
      assert.isTrue(back.every((byte, index) => byte === content[index]))
    })
  ),
  filesCase("[T1] an empty file is a file", ({ files, directory }) =>
    Effect.gen(function* () {
      const path = `${directory}/empty`
      yield* files.writeAtomic(path, new Uint8Array())
      assert.strictEqual((yield* files.readFile(path)).length, 0)
      const [answer] = yield* files.readEach([path], (file) => [file.sizeBytes, file.read(new Uint8Array(8), 0)])
      assert.deepEqual(successOf(answer), [0, 0])
      assert.strictEqual((yield* files.stat(path))?.kind, "file")
    })
  ),
  filesCase("[U15] one file's failure is that file's result, and the others are read", ({ files, directory }) =>
    Effect.gen(function* () {
      yield* files.writeAtomic(`${directory}/a`, bytes("a"))
      yield* files.writeAtomic(`${directory}/d`, bytes("d"))
      yield* files.makeDirectory(`${directory}/folder`)
      const paths = [
        `${directory}/a`,
        `${directory}/missing`,
        `${directory}/folder`,
        `${directory}/a/below`,
        "not-absolute",
        `${directory}/d`
      ]
      const results = yield* files.readEach(paths, (file, index) => `${index}${wholeText(file)}`)
      assert.deepEqual([successOf(results[0]), successOf(results[5])], ["0a", "5d"])
      assert.deepEqual(results.slice(1, 5).map(reasonOf), ["not-found", "is-a-directory", "not-a-directory", "name"])
      assert.strictEqual(results.length, paths.length)
    })
  ),
  filesCase(
    "[U15] a FileError that `use` throws or rejects with is the file's result, anything else is a defect",
    ({ files, directory }) =>
      Effect.gen(function* () {
        const path = `${directory}/a`
        yield* files.writeAtomic(path, bytes("a"))
        const broken = new FileError({ reason: "io", operation: "parse", path })
        const thrown = yield* files.readEach([path, path], (_file, index): number => {
          if (index === 0) throw broken
          return index
        })
        assert.deepEqual([reasonOf(thrown[0]), successOf(thrown[1])], ["io", 1])
        const rejected = yield* files.readEach([path], () => Promise.reject<number>(broken))
        assert.strictEqual(reasonOf(rejected[0]), "io")
        const bug = new TypeError("a bug")
        const died = yield* Effect.exit(
          files.readEach([path], (): number => {
            throw bug
          })
        )
        assert.strictEqual(died._tag, "Failure")
        const rejectedBug = yield* Effect.exit(files.readEach([path], () => Promise.reject<number>(bug)))
        assert.strictEqual(rejectedBug._tag, "Failure")
        assert.strictEqual(text(yield* files.readFile(path)), "a")
      })
  ),
  filesCase(
    "[T1] a promise from `use` is awaited before the next file is opened, with the file still open",
    ({ files, directory }) =>
      Effect.gen(function* () {
        const paths = ["a", "b", "c"].map((name) => `${directory}/${name}`)
        for (const path of paths) yield* files.writeAtomic(path, bytes(path.slice(-1)))
        const events: Array<string> = []
        const results = yield* files.readEach(paths, (file) => {
          events.push(`open ${file.path.slice(-1)}`)
          return Promise.resolve().then(() => {
            events.push(`read ${wholeText(file)}`)
            return file.path.slice(-1)
          })
        })
        assert.deepEqual(results.map(successOf), ["a", "b", "c"])
        assert.deepEqual(events, ["open a", "read a", "open b", "read b", "open c", "read c"])
      })
  ),
  filesCase("[T1] a file kept beyond its callback refuses to read, whatever its descriptor has become", ({ files, directory }) =>
    Effect.gen(function* () {
      yield* files.writeAtomic(`${directory}/a`, bytes("a"))
      const kept: Array<OpenFile> = []
      yield* files.readEach([`${directory}/a`], (file) => kept.push(file))
      assert.throws(() => kept[0]?.read(new Uint8Array(1), 0), FileError)
    })
  ),
  filesCase("[U20] interrupting a read that waits closes the file", ({ files, directory }) =>
    Effect.gen(function* () {
      yield* files.writeAtomic(`${directory}/a`, bytes("a"))
      const opened = Promise.withResolvers<OpenFile>()
      const never = new Promise<number>(() => undefined)
      const fiber = yield* Effect.forkChild(
        files.readEach([`${directory}/a`], (file) => {
          opened.resolve(file)
          return never
        })
      )
      const file = yield* Effect.promise(() => opened.promise)
      assert.strictEqual(file.read(new Uint8Array(1), 0), 1)
      yield* Fiber.interrupt(fiber)
      assert.throws(() => file.read(new Uint8Array(1), 0), FileError)
    })
  ),
  filesCase("[T1] no files are read for no paths, and 1,100 keep their order", ({ files, directory }) =>
    Effect.gen(function* () {
      assert.deepEqual(yield* files.readEach([], () => 1), [])
      yield* files.writeAtomic(`${directory}/a`, bytes("a"))
      yield* files.writeAtomic(`${directory}/b`, bytes("bb"))
      const paths = Array.from({ length: 1_100 }, (_, index) => `${directory}/${index % 3 === 0 ? "b" : "a"}`)
      const results = yield* files.readEach(paths, (file, index) => index * 10 + file.sizeBytes)
      assert.deepEqual(
        results.map(successOf),
        paths.map((path, index) => index * 10 + (path.endsWith("b") ? 2 : 1))
      )
    })
  ),
  filesCase("[T1] stat tells kind, size and time; nothing there is undefined, also below a file", ({ files, directory }) =>
    Effect.gen(function* () {
      const written = yield* files.writeAtomic(`${directory}/a`, bytes("abc"))
      yield* files.makeDirectory(`${directory}/folder`)
      assert.deepEqual(yield* files.stat(`${directory}/a`), written)
      assert.deepEqual([written.kind, written.sizeBytes, written.linked], ["file", 3, false])
      assert.isTrue(Number.isSafeInteger(written.modifiedAtUs))
      const folder = yield* files.stat(`${directory}/folder`)
      assert.deepEqual([folder?.kind, folder?.linked], ["directory", false])
      assert.strictEqual((yield* files.stat(`${directory}/folder/`))?.kind, "directory")
      assert.isUndefined(yield* files.stat(`${directory}/missing`))
      assert.isUndefined(yield* files.stat(`${directory}/missing/below`))
      assert.isUndefined(yield* files.stat(`${directory}/a/below`))
    })
  ),
  filesCase("[T1] readFile and stat fail with the reason", ({ files, directory }) =>
    Effect.gen(function* () {
      yield* files.writeAtomic(`${directory}/a`, bytes("abc"))
      const missing = yield* failsWith(files.readFile(`${directory}/missing`), "not-found")
      assert.deepEqual([missing.operation, missing.path, missing.isRetryable], ["readFile", `${directory}/missing`, false])
      yield* failsWith(files.readFile(directory), "is-a-directory")
      yield* failsWith(files.readFile(`${directory}/a/below`), "not-a-directory")
      yield* failsWith(files.readFile("relative/path"), "name")
      yield* failsWith(files.readFile(`${directory}/nul\0`), "name")
      yield* failsWith(files.stat(`${directory}/\uD800`), "name")
      yield* failsWith(files.readFile(`${directory}/${"x".repeat(256)}`), "name")
    })
  ),
  filesCase(
    "[D13] times are whole microseconds, floored, before 1970 too, the same from stat, walk and an open file",
    ({ files, directory, fixtures }) =>
      Effect.gen(function* () {
        const path = `${directory}/a`
        yield* files.writeAtomic(path, bytes("a"))
        const wanted = fixtures.setModifiedAt === undefined ? [] : [1_700_000_000_123_456, 86_400_000_001, -1_500_000]
        for (const modifiedAtUs of [undefined, ...wanted]) {
          if (modifiedAtUs !== undefined) yield* fixtures.setModifiedAt?.(path, modifiedAtUs) ?? Effect.void
          const stat = yield* files.stat(path)
          const walk = yield* files.walk(directory)
          const [open] = yield* files.readEach([path], (file) => file.modifiedAtUs)
          assert.deepEqual([walk.modifiedAtUs[0], successOf(open)], [stat?.modifiedAtUs, stat?.modifiedAtUs])
          // The fixture's own call takes seconds as a floating-point number, good to a microsecond.
          if (modifiedAtUs !== undefined) assert.approximately(stat?.modifiedAtUs ?? 0, modifiedAtUs, 1)
          assert.isTrue(Number.isSafeInteger(stat?.modifiedAtUs))
        }
      })
  ),
  filesCase("[I3] links show as linked: hard ones, and symbolic ones followed", ({ files, directory, fixtures: { links } }) =>
    Effect.gen(function* () {
      if (links === undefined) return
      yield* files.writeAtomic(`${directory}/a`, bytes("abc"))
      yield* links.symbolic("a", `${directory}/soft`)
      yield* links.symbolic("nowhere", `${directory}/dangling`)
      const soft = yield* files.stat(`${directory}/soft`)
      assert.deepEqual([soft?.kind, soft?.sizeBytes, soft?.linked], ["file", 3, true])
      assert.deepEqual(
        [(yield* files.stat(`${directory}/dangling`))?.kind, (yield* files.stat(`${directory}/a`))?.linked],
        ["other", false]
      )
      const opened = yield* files.readEach([`${directory}/soft`, `${directory}/a`], (file) => [file.linked, wholeText(file)])
      assert.deepEqual(opened.map(successOf), [
        [true, "abc"],
        [false, "abc"]
      ])
      yield* links.hard(`${directory}/a`, `${directory}/hard`)
      assert.isTrue((yield* files.stat(`${directory}/a`))?.linked)
      const [hard] = yield* files.readEach([`${directory}/hard`], (file) => file.linked)
      assert.isTrue(successOf(hard))
      yield* failsWith(files.readFile(`${directory}/dangling`), "not-found")
    })
  ),
  filesCase("[T1] realPath resolves links and fails where nothing is", ({ files, directory, fixtures: { links } }) =>
    Effect.gen(function* () {
      yield* files.makeDirectory(`${directory}/folder`)
      yield* files.writeAtomic(`${directory}/folder/a`, bytes("a"))
      assert.strictEqual(yield* files.realPath(`${directory}/folder/a`), `${directory}/folder/a`)
      assert.strictEqual(yield* files.realPath(`${directory}/folder/`), `${directory}/folder`)
      yield* failsWith(files.realPath(`${directory}/missing`), "not-found")
      if (links === undefined) return
      yield* links.symbolic(`${directory}/folder`, `${directory}/alias`)
      assert.strictEqual(yield* files.realPath(`${directory}/alias/a`), `${directory}/folder/a`)
      yield* links.symbolic("loop", `${directory}/loop`)
      yield* failsWith(files.realPath(`${directory}/loop`), "linked")
    })
  )
]
