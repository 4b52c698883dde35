/** The dedicated worker of workers.browser.test.ts; those that run batches are its children. */
import * as Layer from "effect/Layer"
import { layer as files } from "../src/files/opfs.ts"
import { layer as web } from "../src/workers/web.ts"
import { workersContract } from "../src/workers/workers.contract.ts"
import { layer as root } from "./harness/root-opfs.ts"
import { serveContracts } from "./harness/serve-contracts.ts"

const start = (): Worker => new Worker(new URL("./workers-entry.web.ts", import.meta.url), { type: "module" })

serveContracts([{ name: "workers", cases: workersContract }], Layer.merge(Layer.provideMerge(web({ start }), files), root))
