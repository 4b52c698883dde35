/** One part of the contracts in a browser, in a dedicated worker over OPFS. */
import { testContractsInWorker } from "../../core-async/test/harness/worker-contract.ts"
import type { Part } from "./suites.ts"

/** To be awaited at the top level. The worker is told its part by its name. */
export const testPart = (part: Part): Promise<void> =>
  testContractsInWorker("OPFS", new Worker(new URL("./contracts.worker.ts", import.meta.url), { type: "module", name: part }))
