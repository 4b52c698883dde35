/** One part of the contracts in a browser, in a dedicated worker over OPFS. */
import { inject } from "vitest"
import { testContractsInWorker } from "../../core-async/test/harness/worker-contract.ts"
import type { Part } from "./suites.ts"

declare module "vitest" {
  interface ProvidedContext {
    readonly countScale: number
  }
}

/** DEADWAX_COUNT_SCALE, which a page cannot read (see vitest.config.ts). */
export const countScale = inject("countScale")

/** To be awaited at the top level. The worker is told its part, and the scale, by its name. */
export const testPart = (part: Part): Promise<void> => {
  const name = `${part} ${countScale}`
  return testContractsInWorker("OPFS", new Worker(new URL("./contracts.worker.ts", import.meta.url), { type: "module", name }))
}
