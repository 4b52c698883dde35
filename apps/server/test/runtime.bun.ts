/** Everything a test of this app needs, on Bun. */
import { layerWorkers, layer as ports } from "@deadwax/core-async/bun"
import { TagWriter } from "@deadwax/core-tags"
import * as Layer from "effect/Layer"

export { runtime } from "@deadwax/core-async/bun"

export const layer = Layer.mergeAll(
  Layer.provideMerge(layerWorkers({ entry: new URL("./scan-worker.bun.ts", import.meta.url) }), ports),
  TagWriter.layer()
)

export { listener } from "../src/runtime.bun.ts"
