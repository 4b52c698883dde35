/** A Web Worker that serves the contract's batches. */
import { layer } from "../src/files/opfs.ts"
import { serveBatches } from "../src/workers/serve-web.ts"
import { makeContractBatches } from "../src/workers/workers.contract.ts"

serveBatches(
  makeContractBatches(() => globalThis.close()),
  layer
)
