import * as Layer from "effect/Layer"
import { expect, test } from "vitest"
import { layer, runtime } from "../src/simulated.ts"
import { layer as root } from "./harness/root-simulated.ts"
import { testContracts } from "./harness/run-contract.ts"
import { filesSuites } from "./suites.ts"

test("[T1] this is the simulated runtime", () => {
  expect(runtime).toBe("simulated")
})

testContracts("simulated", filesSuites, Layer.provideMerge(root, layer))
