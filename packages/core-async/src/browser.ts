/** Everything a core package needs, in a dedicated worker of a browser. */
import * as Layer from "effect/Layer"
import { layer as bodies } from "./bodies/opfs.ts"
import { layer as digests } from "./digests/portable.ts"
import { layer as files } from "./files/opfs.ts"
import { layer as http } from "./http/fetch.ts"
import { layer as parts } from "./parts/opfs.ts"
import { layer as processes } from "./processes/single.ts"
import { layer as sqlite, type WasmOptions } from "./sqlite/wasm.ts"

export type { WasmOptions }

export const runtime = "browser"

/** What a page may ask of other machines, and see of their answers. */
export const layerHttp = http({ redirects: false, certificates: false, allHeaders: false })

/** `databases.directory`: where in the origin's private file system the databases live; one worker at a time can hold it. */
export const layer = (options: { readonly databases: WasmOptions }) =>
  Layer.mergeAll(files, parts, digests, bodies, layerHttp, processes(crypto.randomUUID()), sqlite(options.databases))

/** What a batch worker gets: files alone, since one worker at a time can hold the databases. */
export { layer as layerFiles } from "./files/opfs.ts"
/** Workers need a program's own entry module, which calls `serveBatches`; so their layer is made by each program. */
export { serveBatches } from "./workers/serve-web.ts"
export { layer as layerWorkers, type WebOptions } from "./workers/web.ts"
