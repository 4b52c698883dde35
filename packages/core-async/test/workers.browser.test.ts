import { testContractsInWorker } from "./harness/worker-contract.ts"

await testContractsInWorker("Web Workers", new Worker(new URL("./workers.worker.ts", import.meta.url), { type: "module" }))
