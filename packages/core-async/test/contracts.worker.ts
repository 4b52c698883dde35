/** The dedicated worker of contracts.browser.test.ts. */
import * as Layer from "effect/Layer"
import { layer } from "../src/browser.ts"
import { layer as root } from "./harness/root-opfs.ts"
import { serveContracts } from "./harness/serve-contracts.ts"
import { suites } from "./suites.ts"

serveContracts(suites, Layer.merge(layer({ databases: { directory: "/contract-databases" } }), root))
