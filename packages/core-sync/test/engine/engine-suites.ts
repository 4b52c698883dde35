/** The whole engine over each kind of source that every runtime can reach. `davServer`: the address of the tests' own WebDAV server. */
import type { Http } from "@deadwax/core-async"
import type { Suite } from "../../../core-async/test/harness/run-contract.ts"
import { layerDav } from "../sources/world-dav.ts"
import { layerSimulated } from "../sources/world-simulated.ts"
import { engineContract } from "./engine.contract.ts"
import type { EnginePorts } from "./engine-case.ts"

export const engineSuites = (davServer: string): ReadonlyArray<Suite<EnginePorts | Http>> => [
  { name: "the engine over a simulated source", cases: engineContract(layerSimulated()) },
  {
    name: "the engine over WebDAV with a feed",
    cases: engineContract(layerDav(davServer, { feed: true, authentication: "digest" }))
  },
  {
    name: "the engine over WebDAV whose folders tell",
    cases: engineContract(layerDav(davServer, { foldersTell: true, authentication: "basic" }))
  }
]
