/**
 * Writes ids into two files of one kind, a small one and a large one, and prints as JSON what became of the large one and how much
 * higher the peak of this process's memory was, in MiB. Arguments: the small file, the large one.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TagWriter, writeIds } from "../src/index.ts"
import { layer as runtimeLayer } from "./runtime.ts"
import { itemFor } from "./writing-items.ts"

const [small = "", large = ""] = process.argv.slice(2)

const write = (path: string) => {
  const { ids, expected } = itemFor(path, { track: "a-track", release: "a-release" })
  return writeIds(path, ids, expected)
}

/** Bun says bytes where Node says kibibytes: the larger of two readings of the same thing tells which. */
const peakMiB = (): number => {
  const { maxRSS } = process.resourceUsage()
  return maxRSS / (maxRSS > 16 * 1024 * 1024 ? 1024 * 1024 : 1024)
}

const program = Effect.gen(function* () {
  yield* write(small)
  const before = peakMiB()
  const outcome = yield* write(large)
  return { outcome, growthMiB: Math.round(peakMiB() - before), baselineMiB: Math.round(before) }
})

console.log(JSON.stringify(await Effect.runPromise(Effect.provide(program, Layer.merge(runtimeLayer, TagWriter.layer())))))
