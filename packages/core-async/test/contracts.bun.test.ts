import * as Layer from "effect/Layer"
import { expect, test } from "vitest"
import { layer, runtime } from "#runtime"
import { layer as root } from "./harness/root-posix.ts"
import { testContracts } from "./harness/run-contract.ts"
import { suites } from "./suites.ts"

test("[T1] this is Bun, with Bun's drivers", () => {
  expect(process.versions.bun).toMatch(/^1\./)
  expect(runtime).toBe("bun")
})

testContracts("Bun", suites, Layer.merge(layer, root))
