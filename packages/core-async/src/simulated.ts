/**
 * Everything a core package needs, acted out: files in memory with faults, batches in the one thread, and whatever clock and
 * randomness Effect is given. SQLite is the one of the runtime it runs on, since it is in-process everywhere: provide it beside this.
 */
import * as Layer from "effect/Layer"
import { layer as digests } from "./digests/portable.ts"
import { layer as files } from "./files/memory.ts"
import { layer as parts } from "./parts/memory.ts"
import { layer as processes } from "./processes/single.ts"
import { layer as workers } from "./workers/in-process.ts"

export const runtime = "simulated"

export { crash, SimulatedCrash, SimulatedDisk, type WriteStep } from "./files/memory-disk.ts"

export const layer = Layer.mergeAll(Layer.provideMerge(parts, files), digests, processes("simulated"), workers)

/** Whatever is asked over HTTP, answered by a function. */
export { type ActedServer, layer as layerHttp } from "./http/acted.ts"
