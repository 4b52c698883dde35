/** The contract of `Parts`. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type ContractCase, ContractRoot } from "../contract.ts"
import { bytes, failsWith, text } from "../files/contract-case.ts"
import { Files } from "../files/files.ts"
import { nameOf } from "../files/path.ts"
import { Parts, partPathOf } from "./parts.ts"

interface Given {
  readonly parts: Parts["Service"]
  readonly files: Files["Service"]
  readonly directory: string
  readonly fixtures: ContractRoot["Service"]["fixtures"]
}

type PartsCase = ContractCase<Parts | Files | ContractRoot>

const partsCase = (title: string, body: (given: Given) => Effect.Effect<void, unknown, Scope.Scope>): PartsCase => ({
  title: `[C10] ${title}`,
  run: Effect.scoped(
    Effect.gen(function* () {
      const { directory, fixtures } = yield* ContractRoot
      yield* body({ parts: yield* Parts, files: yield* Files, directory, fixtures })
    })
  )
})

/** Opens, appends, flushes and closes. */
const grow = ({ parts }: Given, path: string, keepBytes: number, added: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const part = yield* parts.open(path, keepBytes)
      const kept = part.sizeBytes()
      yield* part.append(bytes(added))
      yield* part.flush()
      assert.strictEqual(part.sizeBytes(), kept + added.length)
      return kept
    })
  )

const textAt = ({ files }: Given, path: string) => Effect.map(files.readFile(path), text)

export const partsContract: ReadonlyArray<PartsCase> = [
  partsCase("a part is made, grows, and is a file like any other", (given) =>
    Effect.gen(function* () {
      const path = `${given.directory}/a.part`
      assert.strictEqual(yield* grow(given, path, 0, "one "), 0)
      assert.strictEqual(yield* grow(given, path, 1000, "two"), 4)
      assert.strictEqual(yield* textAt(given, path), "one two")
    })
  ),
  partsCase("what is not to be kept is cut", (given) =>
    Effect.gen(function* () {
      const path = `${given.directory}/a`
      yield* grow(given, path, 0, "one two")
      assert.strictEqual(yield* grow(given, path, 4, "2"), 4)
      assert.strictEqual(yield* textAt(given, path), "one 2")
      assert.strictEqual(yield* grow(given, path, 0, ""), 0)
      assert.strictEqual(yield* textAt(given, path), "")
    })
  ),
  partsCase("many pieces of any size come to be in their order, and their memory may be used again", (given) =>
    Effect.gen(function* () {
      const path = `${given.directory}/a`
      const window = new Uint8Array(5000)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const part = yield* given.parts.open(path, 0)
          for (let i = 0; i < 40; i++) {
            window.fill(i)
            yield* part.append(window.subarray(0, i * 100))
            if (i % 9 === 0) yield* part.flush()
          }
          window.fill(255)
          yield* part.flush()
          assert.strictEqual(part.sizeBytes(), 78_000)
        })
      )
      const wanted = Array.from({ length: 40 }, (_, i) => Array.from({ length: i * 100 }, () => i)).flat()
      assert.deepEqual(Array.from(yield* given.files.readFile(path)), wanted)
    })
  ),
  partsCase("one that is open is busy, and free again when its scope has closed, also by interruption", (given) =>
    Effect.gen(function* () {
      const { parts, directory } = given
      const path = `${directory}/a`
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* parts.open(path, 0)
          yield* failsWith(Effect.scoped(parts.open(path, 0)), "busy")
          yield* Effect.scoped(parts.open(`${directory}/b`, 0))
        })
      )
      const held = Effect.scoped(Effect.andThen(parts.open(path, 0), Effect.never))
      yield* Effect.timeoutOption(held, 1)
      assert.strictEqual(yield* grow(given, path, 0, "x"), 0)
    })
  ),
  partsCase(
    "a directory that is not there, or no directory, and a directory in its place, are failures",
    ({ parts, files, directory }) =>
      Effect.gen(function* () {
        yield* failsWith(Effect.scoped(parts.open(`${directory}/none/a`, 0)), "not-found")
        yield* files.makeDirectory(`${directory}/d`)
        yield* failsWith(Effect.scoped(parts.open(`${directory}/d`, 0)), "is-a-directory")
        yield* files.writeAtomic(`${directory}/f`, bytes("x"))
        yield* failsWith(Effect.scoped(parts.open(`${directory}/f/a`, 0)), "not-a-directory")
        yield* failsWith(Effect.scoped(parts.open(`${directory}/nul\0`, 0)), "name")
      })
  ),
  partsCase("links are not written through", (given) =>
    Effect.gen(function* () {
      const { parts, files, directory, fixtures } = given
      const { links } = fixtures
      if (links === undefined) return
      yield* files.writeAtomic(`${directory}/own`, bytes("mine"))
      yield* links.symbolic(`${directory}/own`, `${directory}/symbolic`)
      yield* links.hard(`${directory}/own`, `${directory}/hard`)
      yield* failsWith(Effect.scoped(parts.open(`${directory}/symbolic`, 0)), "linked")
      yield* failsWith(Effect.scoped(parts.open(`${directory}/hard`, 0)), "linked")
      assert.strictEqual(yield* textAt(given, `${directory}/own`), "mine")
    })
  ),
  partsCase("a part becomes a file by a rename that replaces nothing", (given) =>
    Effect.gen(function* () {
      const { files, directory } = given
      const path = `${directory}/Title.flac`
      yield* grow(given, partPathOf(path), 0, "sound")
      yield* files.rename(partPathOf(path), path)
      assert.deepEqual((yield* files.walk(directory)).paths, ["Title.flac"])
      yield* grow(given, partPathOf(path), 0, "other")
      yield* failsWith(files.rename(partPathOf(path), path), "exists")
      assert.strictEqual(yield* textAt(given, path), "sound")
    })
  ),
  partsCase("the name of a part is hidden, beside its file, and fits where that one's does", ({ directory }) =>
    Effect.sync(() => {
      assert.strictEqual(partPathOf(`${directory}/Title.flac`), `${directory}/.Title.flac.deadwax-part`)
      const long = nameOf(partPathOf(`${directory}/${"é".repeat(127)}`))
      assert.isAtMost(new TextEncoder().encode(long).length, 255)
      assert.match(long, /^\.é+~[0-9a-f]{8}\.deadwax-part$/)
    })
  ),
  partsCase("room on the disk is a number where the system tells", ({ parts, directory }) =>
    Effect.gen(function* () {
      const free = yield* parts.freeBytes(directory)
      assert.isTrue(free === undefined || (Number.isFinite(free) && free > 0), String(free))
      yield* failsWith(parts.freeBytes(`${directory}/none`), "not-found")
    })
  )
]
