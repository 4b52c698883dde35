/** One part of the contracts on Bun or Node, over real directories. */
import * as Layer from "effect/Layer"
import { expect, test } from "vitest"
import { layer, runtime } from "#runtime"
import { layer as root } from "../../core-async/test/harness/root-posix.ts"
import { type Suite, testContracts } from "../../core-async/test/harness/run-contract.ts"
import type { SampleFiles } from "./sample.contract.ts"
import { layer as sample } from "./sample-posix.ts"
import type { World } from "./world.ts"

export const testPart = (suites: ReadonlyArray<Suite<World | SampleFiles>>): void => {
  test("[T1] this is Bun with Bun's drivers, or Node with Node's", () => {
    expect(runtime).toBe(process.versions.bun === undefined ? "node" : "bun")
  })
  testContracts(runtime, suites, Layer.mergeAll(layer, root, sample))
}
