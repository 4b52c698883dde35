/** Everything a test of this app needs, on Bun. */
import { layerWorkers, layer as ports } from "@deadwax/core-async/bun"
import * as Layer from "effect/Layer"
import { layerBundled } from "../../../packages/core-async/test/harness/bundled-program.ts"
import { layerTagWriter } from "../../../packages/core-tags/test/shared-tag-writer.ts"

export { runtime } from "@deadwax/core-async/bun"

const workers = layerBundled(new URL("./scan-worker.bun.ts", import.meta.url), layerWorkers)

export const layer = Layer.mergeAll(Layer.provideMerge(workers, ports), layerTagWriter)

export { listener } from "../src/runtime.bun.ts"
