/** The dedicated worker of contracts-PART.browser.test.ts; its name says which part, and the scale of long counts. */
import { layer, layerWorkers } from "@deadwax/core-async/browser"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ContractRoot } from "../../core-async/src/contract.ts"
import { layer as root } from "../../core-async/test/harness/root-opfs.ts"
import { serveContracts } from "../../core-async/test/harness/serve-contracts.ts"
import { layerTagWriter } from "../../core-tags/test/shared-tag-writer.ts"
import { layer as sample } from "./sample-web.ts"
import { isPart, suitesOf } from "./suites.ts"

const workers = layerWorkers({ start: () => new Worker(new URL("./scan-worker.web.ts", import.meta.url), { type: "module" }) })
// A pool only grows, and all its handles are opened for each case: so each has its own, which goes with the case's directory. It begins with what
// two databases need, since a handle costs some ten milliseconds; a pool of the default size is opened by the contracts of SQLite.
const capacity = 6
const databases = Layer.unwrap(
  Effect.map(ContractRoot, ({ directory }) => layer({ databases: { directory: `${directory}/pool`, capacity } }))
)
const ports = Layer.provideMerge(workers, Layer.provideMerge(databases, root))

const [part = "", scale] = self.name.split(" ")
if (!isPart(part)) throw new Error(`There is no part "${part}" of the contracts.`)
serveContracts(suitesOf(part, Number(scale)), Layer.mergeAll(ports, layerTagWriter, sample))
