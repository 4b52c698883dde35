import { testContractsInWorker } from "../harness/worker-contract.ts"

await testContractsInWorker("OPFS", new Worker(new URL("./pool.worker.ts", import.meta.url), { type: "module" }))
