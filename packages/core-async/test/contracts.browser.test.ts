import { expect, test } from "vitest"
import { testContractsInWorker } from "./harness/worker-contract.ts"

test("[T1] this is Chromium", () => {
  expect(navigator.userAgent).toMatch(/Chrome\/\d+/)
  expect(globalThis.isSecureContext).toBe(true)
})

await testContractsInWorker("OPFS", new Worker(new URL("./contracts.worker.ts", import.meta.url), { type: "module" }))
