/** Everything a core package needs, acted out: files in memory with faults, and whatever clock and randomness Effect is given. */
import * as Layer from "effect/Layer"
import { layer as files } from "./files/memory.ts"
import { layer as processes } from "./processes/single.ts"

export const runtime = "simulated"

export { crash, SimulatedCrash, SimulatedDisk, type WriteStep } from "./files/memory-disk.ts"

export const layer = Layer.mergeAll(files, processes("simulated"))
