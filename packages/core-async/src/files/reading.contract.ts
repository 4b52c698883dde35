/** The contract of `Files`: stat, readFile, readEach. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type ContractCase, ContractRoot } from "../contract.ts"
import { FileError, Files } from "./files.ts"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export const readingContract: ReadonlyArray<ContractCase<Files | ContractRoot>> = [
  {
    title: "[T1] a file that was written is read back, whole and by ranges, also past its end",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { directory } = yield* ContractRoot
      const path = `${directory}/a.bin`
      yield* files.writeAtomic(path, bytes("0123456789"))
      assert.deepEqual(yield* files.readFile(path), bytes("0123456789"))
      const [answer] = yield* files.readEach([path], (file) => {
        const target = new Uint8Array(4)
        const counts = [file.read(target, 8), file.read(target, 10), file.read(target, 1_000_000), file.read(target, 3)]
        return { counts, last: Array.from(target), size: file.sizeBytes }
      })
      assert.deepEqual(answer && Result.getOrUndefined(answer), {
        counts: [2, 0, 0, 4],
        last: Array.from(bytes("3456")),
        size: 10
      })
    })
  }
]
export { FileError }
