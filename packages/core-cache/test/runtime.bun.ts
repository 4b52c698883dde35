/** Everything a case of this package needs, on Bun. */
import { layerWorkers, layer as ports } from "@deadwax/core-async/bun"
import * as Layer from "effect/Layer"
import { layerTagWriter } from "../../core-tags/test/shared-tag-writer.ts"

export { runtime } from "@deadwax/core-async/bun"

export const layer = Layer.mergeAll(
  Layer.provideMerge(layerWorkers({ entry: new URL("./scan-worker.bun.ts", import.meta.url) }), ports),
  layerTagWriter
)
