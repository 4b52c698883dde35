/** Every contract of this package. A suite named here runs on Bun, Node, Chromium and the simulated runtime. */
import type { ContractRoot } from "../src/contract.ts"
import { filesContract } from "../src/files/files.contract.ts"
import type { Files } from "../src/files/files.ts"
import type { Suite } from "./harness/run-contract.ts"

export const suites: ReadonlyArray<Suite<Files | ContractRoot>> = [{ name: "files", cases: filesContract }]
