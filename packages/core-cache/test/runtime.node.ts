/** Everything a case of this package needs, on Node. */
import { layerWorkers, layer as ports } from "@deadwax/core-async/node"
import * as Layer from "effect/Layer"
import { layerTagWriter } from "../../core-tags/test/shared-tag-writer.ts"

export { runtime } from "@deadwax/core-async/node"

export const layer = Layer.mergeAll(
  Layer.provideMerge(layerWorkers({ entry: new URL("./scan-worker.node.ts", import.meta.url) }), ports),
  layerTagWriter
)
