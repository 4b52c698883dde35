/** The contract of `Files`: writeAtomic with spliced content, and callbacks that answer effects. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { bytes, type FilesCase, failsWith, filesCase, type Given, text } from "./contract-case.ts"
import { FileError, type FileRange, type OpenFile, type Spliced } from "./files.ts"

const mebibyte = 1024 * 1024

/** Bytes that differ from one another everywhere, so that a wrong place shows. */
const pattern = (length: number): Uint8Array => {
  const content = new Uint8Array(length)
  for (let i = 0, state = 12345; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    content[i] = state >>> 24
  }
  return content
}

const splicedOf = (sizeBytes: number, pieces: ReadonlyArray<Uint8Array | FileRange>): Spliced => ({
  sizeBytes,
  pieces: () => pieces
})

const joined = (parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const wholeOf = (file: OpenFile): Uint8Array => {
  const content = new Uint8Array(file.sizeBytes)
  file.read(content, 0)
  return content
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((value, i) => value === b[i])

const namesIn = ({ files, directory }: Given) => Effect.map(files.walk(directory), (walk) => [...walk.paths].sort())

export const splicingContract: ReadonlyArray<FilesCase> = [
  filesCase("[I3] new bytes and ranges of the old file become the new one, in their order; `verify` sees both files", (given) =>
    Effect.gen(function* () {
      const { files, directory } = given
      const path = `${directory}/a.flac`
      const old = pattern(3 * mebibyte + 17)
      const before = yield* files.writeAtomic(path, old)
      const pieces = [bytes("head"), { from: 5, to: old.length }, bytes("middle"), { from: 0, to: 2 }, { from: 7, to: 7 }]
      const wanted = joined([bytes("head"), old.subarray(5), bytes("middle"), old.subarray(0, 2)])
      const seen: Array<boolean> = []
      const verify = (file: OpenFile, original: OpenFile | undefined) => {
        seen.push(isEqual(wholeOf(file), wanted), original !== undefined && isEqual(wholeOf(original), old))
        return true
      }
      const after = yield* files.writeAtomic(path, splicedOf(wanted.length, pieces), { expected: before, verify })
      assert.deepEqual(seen, [true, true])
      assert.strictEqual(after.sizeBytes, wanted.length)
      assert.isAbove(after.modifiedAtUs, before.modifiedAtUs)
      assert.isTrue(isEqual(yield* files.readFile(path), wanted))
      assert.deepEqual(yield* namesIn(given), ["a.flac"])
    })
  ),
  filesCase("[I3] pieces may be made from the old file while they are written, in memory that is used again", (given) =>
    Effect.gen(function* () {
      const { files, directory } = given
      const path = `${directory}/a`
      yield* files.writeAtomic(path, bytes("abcdefgh"))
      const window = new Uint8Array(2)
      const pieces = function* (original: OpenFile) {
        for (let at = 6; at >= 0; at -= 2) {
          original.read(window, at)
          yield window
        }
      }
      yield* files.writeAtomic(path, { sizeBytes: 8, pieces })
      assert.strictEqual(text(yield* files.readFile(path)), "ghefcdab")
    })
  ),
  filesCase(
    "[I3] where pieces fail, are refused, lie behind the end or do not add up, the old file stands and nothing is beside it",
    (given) =>
      Effect.gen(function* () {
        const { files, directory } = given
        const path = `${directory}/a`
        const before = yield* files.writeAtomic(path, bytes("old"))
        const broken = function* (): Generator<Uint8Array> {
          yield bytes("half")
          throw new FileError({ reason: "refused", operation: "write", path })
        }
        yield* failsWith(files.writeAtomic(path, { sizeBytes: 9, pieces: broken }), "refused")
        yield* failsWith(files.writeAtomic(path, splicedOf(3, [bytes("new")]), { verify: () => false }), "refused")
        yield* failsWith(
          files.writeAtomic(path, splicedOf(3, [bytes("new")]), { expected: { ...before, sizeBytes: 4 } }),
          "changed"
        )
        yield* failsWith(files.writeAtomic(path, splicedOf(3, [{ from: 1, to: 4 }])), "changed")
        yield* failsWith(files.writeAtomic(`${directory}/gone`, splicedOf(0, [])), "not-found")
        const wrongSum = yield* Effect.exit(files.writeAtomic(path, splicedOf(4, [bytes("new")])))
        assert.strictEqual(wrongSum._tag, "Failure")
        assert.strictEqual(text(yield* files.readFile(path)), "old")
        assert.deepEqual(yield* files.stat(path), before)
        assert.deepEqual(yield* namesIn(given), ["a"])
      })
  ),
  filesCase("[A4] [I3] a new file may be a copy of another, which stays as it is; nothing that is there is replaced", (given) =>
    Effect.gen(function* () {
      const { files, directory } = given
      const [from, to] = [`${directory}/from.flac`, `${directory}/to.flac`]
      const content = pattern(2 * mebibyte + 5)
      yield* files.writeAtomic(from, content)
      const before = yield* files.stat(from)
      const copy: Spliced = { of: from, sizeBytes: content.length, pieces: (file) => [{ from: 0, to: file.sizeBytes }] }
      const seen: Array<boolean> = []
      const verify = (file: OpenFile, original: OpenFile | undefined) => {
        seen.push(original !== undefined && isEqual(wholeOf(file), wholeOf(original)))
        return true
      }
      yield* failsWith(files.writeAtomic(to, copy, { expected: null, verify: () => false }), "refused")
      yield* files.writeAtomic(to, copy, { expected: null, verify })
      assert.deepEqual(seen, [true])
      assert.isTrue(isEqual(yield* files.readFile(to), content))
      assert.deepEqual(yield* files.stat(from), before)
      yield* failsWith(files.writeAtomic(to, copy, { expected: null }), "exists")
      yield* failsWith(
        files.writeAtomic(`${directory}/new`, { ...copy, of: `${directory}/gone` }, { expected: null }),
        "not-found"
      )
      assert.deepEqual(yield* namesIn(given), ["from.flac", "to.flac"])
    })
  ),
  filesCase("[I3] a file that changes while its pieces are written is not replaced", (given) =>
    Effect.gen(function* () {
      const { files, directory, fixtures } = given
      const path = `${directory}/a`
      const before = yield* files.writeAtomic(path, bytes("first"))
      const content = splicedOf(6, [bytes("x"), { from: 0, to: 5 }])
      // Where an open file cannot be changed at all (OPFS), the meddler fails and the write is right to go on.
      let isMeddled = false
      const verify = () =>
        Effect.map(Effect.exit(fixtures.overwrite(path, bytes("someone else's"))), (exit) => {
          isMeddled = exit._tag === "Success"
          return true
        })
      const written = yield* Effect.result(files.writeAtomic(path, content, { expected: before, verify }))
      const outcome = written._tag === "Failure" ? written.failure.reason : "written"
      const expected = isMeddled ? ["changed", "someone else's"] : ["written", "xfirst"]
      assert.deepEqual([outcome, text(yield* files.readFile(path))], expected)
      assert.deepEqual(yield* namesIn(given), ["a"])
    })
  ),
  filesCase("[I3] an effect as the answer of `verify` or `use` is awaited, and can be interrupted", (given) =>
    Effect.gen(function* () {
      const { files, directory } = given
      const path = `${directory}/a`
      yield* files.writeAtomic(path, bytes("old"))
      const [read, failed] = yield* files.readEach([path, path], (file, index) =>
        index === 0
          ? Effect.map(Effect.yieldNow, () => text(wholeOf(file)))
          : Effect.fail(new FileError({ reason: "io", operation: "read", path }))
      )
      assert.deepEqual([read?._tag, failed?._tag], ["Success", "Failure"])
      const verifying = Promise.withResolvers<void>()
      const verify = () =>
        Effect.andThen(
          Effect.sync(() => verifying.resolve()),
          Effect.never
        )
      const fiber = yield* Effect.forkChild(files.writeAtomic(path, splicedOf(3, [bytes("new")]), { verify }))
      yield* Effect.promise(() => verifying.promise)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(text(yield* files.readFile(path)), "old")
      assert.deepEqual(yield* namesIn(given), ["a"])
      yield* files.writeAtomic(path, splicedOf(3, [bytes("new")]), { verify: () => Effect.succeed(true) })
      assert.strictEqual(text(yield* files.readFile(path)), "new")
    })
  )
]
