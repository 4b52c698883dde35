/** Every contract of this package. A suite named here runs on Bun, Node and Chromium; those of `filesSuites` in simulation too. */

import { bodiesContract } from "../src/bodies/bodies.contract.ts"
import type { Bodies } from "../src/bodies/bodies.ts"
import type { ContractRoot } from "../src/contract.ts"
import { filesContract } from "../src/files/files.contract.ts"
import type { Files } from "../src/files/files.ts"
import { sqliteContract } from "../src/sqlite/sqlite.contract.ts"
import type { Sqlite } from "../src/sqlite/sqlite.ts"
import type { Suite } from "./harness/run-contract.ts"

export const filesSuites: ReadonlyArray<Suite<Files | ContractRoot>> = [{ name: "files", cases: filesContract }]

export const suites: ReadonlyArray<Suite<Bodies | Files | Sqlite | ContractRoot>> = [
  ...filesSuites,
  { name: "bodies", cases: bodiesContract },
  { name: "sqlite", cases: sqliteContract }
]
