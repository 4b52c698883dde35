import * as Layer from "effect/Layer"
import { expect, test } from "vitest"
import { layer, runtime } from "#runtime"
import { layer as root } from "./harness/root-posix.ts"
import { testContracts } from "./harness/run-contract.ts"
import { suites } from "./suites.ts"

test("[T1] this is Node 24, with Node's drivers", () => {
  expect(process.versions.bun).toBeUndefined()
  expect(process.versions.node).toMatch(/^24\./)
  expect(runtime).toBe("node")
})

testContracts("Node", suites, Layer.merge(layer, root))
