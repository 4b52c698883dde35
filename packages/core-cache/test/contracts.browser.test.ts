import { testContractsInWorker } from "../../core-async/test/harness/worker-contract.ts"

await testContractsInWorker("OPFS", new Worker(new URL("./contracts.worker.ts", import.meta.url), { type: "module" }))
