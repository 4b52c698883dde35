/** Everything a test of this app needs, on Node. */
import { layerWorkers, layer as ports } from "@deadwax/core-async/node"
import { TagWriter } from "@deadwax/core-tags"
import * as Layer from "effect/Layer"

export { runtime } from "@deadwax/core-async/node"

export const layer = Layer.mergeAll(
  Layer.provideMerge(layerWorkers({ entry: new URL("./scan-worker.node.ts", import.meta.url) }), ports),
  TagWriter.layer()
)

export { listener } from "../src/runtime.node.ts"
