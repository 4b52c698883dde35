/** Everything a core package needs, in a dedicated worker of a browser. */
import * as Layer from "effect/Layer"
import { layer as files } from "./files/opfs.ts"
import { layer as processes } from "./processes/single.ts"

export const runtime = "browser"

export const layer = Layer.mergeAll(files, processes(crypto.randomUUID()))
