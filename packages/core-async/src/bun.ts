/** Everything a core package needs, on Bun. */
import * as Layer from "effect/Layer"
import { layer as bodies } from "./bodies/posix.ts"
import { layer as digests } from "./digests/native.ts"
import { layer as files } from "./files/bun.ts"
import { layer as garbage } from "./garbage/bun.ts"
import { layer as http } from "./http/fetch.ts"
import { layer as parts } from "./parts/posix.ts"
import { layer as processes } from "./processes/posix.ts"
import { layer as sqlite } from "./sqlite/bun.ts"
import { type ThreadsOptions, layer as threads } from "./workers/threads.ts"

export const runtime = "bun"

export const layer = Layer.mergeAll(
  files,
  parts,
  digests,
  bodies,
  garbage,
  http({ redirects: true, certificates: true, allHeaders: true }),
  processes,
  sqlite
)

/** Workers need a program's own entry module, which calls `serveBatches`; so their layer is made by each program. */
export { serveBatches } from "./workers/serve-threads.ts"
export const layerWorkers = (options: ThreadsOptions) => threads(options, { smol: true })
export type { ThreadsOptions }
