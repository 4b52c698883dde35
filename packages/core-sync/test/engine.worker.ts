/** The dedicated worker of engine.browser.test.ts, over OPFS; its name is the address of the tests' WebDAV server. */
import { layer } from "@deadwax/core-async/browser"
import { TagWriter } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ContractRoot } from "../../core-async/src/contract.ts"
import { layer as workers } from "../../core-async/src/workers/in-process.ts"
import { layer as root } from "../../core-async/test/harness/root-opfs.ts"
import { serveContracts } from "../../core-async/test/harness/serve-contracts.ts"
import { engineSuites } from "./engine/engine-suites.ts"

// Databases of its own for each case, which go with its directory.
const runtime = Layer.unwrap(
  Effect.map(ContractRoot, ({ directory }) => layer({ databases: { directory: `${directory}/pool` } }))
)

serveContracts(engineSuites(self.name), Layer.mergeAll(Layer.provideMerge(runtime, root), workers, TagWriter.layer()))
