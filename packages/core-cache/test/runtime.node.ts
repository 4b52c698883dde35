/** Everything a case of this package needs, on Node. */
import { fileURLToPath, pathToFileURL } from "node:url"
import { layerWorkers, layer as ports } from "@deadwax/core-async/node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { bundledProgram } from "../../core-async/test/harness/bundled-program.ts"
import { layerTagWriter } from "../../core-tags/test/shared-tag-writer.ts"

export { runtime } from "@deadwax/core-async/node"

const worker = fileURLToPath(new URL("./scan-worker.node.ts", import.meta.url))
const workers = Layer.unwrap(
  Effect.map(
    Effect.promise(() => bundledProgram(worker)),
    (path) => layerWorkers({ entry: pathToFileURL(path) })
  )
)

export const layer = Layer.mergeAll(Layer.provideMerge(workers, ports), layerTagWriter)
