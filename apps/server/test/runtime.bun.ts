/** Everything a test of this app needs, on Bun. */
import { layerWorkers, layer as ports } from "@deadwax/core-async/bun"
import * as Layer from "effect/Layer"
import { layerTagWriter } from "../../../packages/core-tags/test/shared-tag-writer.ts"

export { runtime } from "@deadwax/core-async/bun"

export const layer = Layer.mergeAll(
  Layer.provideMerge(layerWorkers({ entry: new URL("./scan-worker.bun.ts", import.meta.url) }), ports),
  layerTagWriter
)

export { listener } from "../src/runtime.bun.ts"
