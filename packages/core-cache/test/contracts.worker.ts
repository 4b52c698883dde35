/** The dedicated worker of contracts.browser.test.ts. */
import { layer, layerWorkers } from "@deadwax/core-async/browser"
import { TagWriter } from "@deadwax/core-tags"
import * as Layer from "effect/Layer"
import { layer as root } from "../../core-async/test/harness/root-opfs.ts"
import { serveContracts } from "../../core-async/test/harness/serve-contracts.ts"
import { layer as sample } from "./sample-web.ts"
import { suites } from "./suites.ts"

const workers = layerWorkers({ start: () => new Worker(new URL("./scan-worker.web.ts", import.meta.url), { type: "module" }) })
const ports = Layer.provideMerge(workers, layer({ databases: { directory: "/scan-databases", capacity: 24 } }))
serveContracts(suites, Layer.mergeAll(ports, TagWriter.layer(), root, sample))
