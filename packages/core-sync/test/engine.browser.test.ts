import { inject } from "vitest"
import { testContractsInWorker } from "../../core-async/test/harness/worker-contract.ts"

const name = inject("davServer")
await testContractsInWorker("OPFS", new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module", name }))
