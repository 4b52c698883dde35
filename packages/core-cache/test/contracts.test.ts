import * as Layer from "effect/Layer"
import { expect, test } from "vitest"
import { layer, runtime } from "#runtime"
import { layer as root } from "../../core-async/test/harness/root-posix.ts"
import { testContracts } from "../../core-async/test/harness/run-contract.ts"
import { sharedListsContract } from "./lists.contract.ts"
import { parallelCollectionsContract } from "./parallel-collections.contract.ts"
import { racyCase } from "./racy.contract.ts"
import { randomContract, wideRandomContract } from "./random.contract.ts"
import { layer as sample } from "./sample-posix.ts"
import { suites } from "./suites.ts"
import { vanishingContract } from "./vanishing.contract.ts"

test("[T1] this is Bun with Bun's drivers, or Node with Node's", () => {
  expect(runtime).toBe(process.versions.bun === undefined ? "node" : "bun")
})

const world = Layer.mergeAll(layer, root, sample)
testContracts(runtime, suites, world)

testContracts(
  runtime,
  [
    { name: "racy files", cases: [racyCase] },
    { name: "shared lists", cases: sharedListsContract },
    { name: "vanishing storage", cases: vanishingContract }
  ],
  world
)

// 60 lives of each kind when whole, a tenth of that in an ordinary run; most lives are on the simulated runtime.
const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
testContracts(runtime, [{ name: "parallel collections", cases: parallelCollectionsContract(Math.ceil(50 * scale)) }], world)
testContracts(
  runtime,
  [
    { name: "random lives", cases: randomContract(Math.ceil(60 * scale)) },
    { name: "random lives", cases: wideRandomContract(Math.ceil(60 * scale), 1) }
  ],
  world
)
