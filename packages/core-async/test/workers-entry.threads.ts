/** A worker thread that serves the contract's batches. */
import { layer } from "#runtime"
import { serveBatches } from "../src/workers/serve-threads.ts"
import { makeContractBatches } from "../src/workers/workers.contract.ts"

serveBatches(
  makeContractBatches(() => process.exit(3)),
  layer
)
