/** Every contract of this package. A suite named here runs on Bun, Node and Chromium; those of `filesSuites` in simulation too. */

import { bodiesContract } from "../src/bodies/bodies.contract.ts"
import type { Bodies } from "../src/bodies/bodies.ts"
import type { ContractRoot } from "../src/contract.ts"
import { digestsContract } from "../src/digests/digests.contract.ts"
import type { Digests } from "../src/digests/digests.ts"
import { filesContract } from "../src/files/files.contract.ts"
import type { Files } from "../src/files/files.ts"
import { partsContract } from "../src/parts/parts.contract.ts"
import type { Parts } from "../src/parts/parts.ts"
import { sqliteContract } from "../src/sqlite/sqlite.contract.ts"
import type { Sqlite } from "../src/sqlite/sqlite.ts"
import type { Suite } from "./harness/run-contract.ts"

export const filesSuites: ReadonlyArray<Suite<Digests | Files | Parts | ContractRoot>> = [
  { name: "files", cases: filesContract },
  { name: "parts", cases: partsContract },
  { name: "digests", cases: digestsContract }
]

export const suites: ReadonlyArray<Suite<Bodies | Digests | Files | Parts | Sqlite | ContractRoot>> = [
  ...filesSuites,
  { name: "bodies", cases: bodiesContract },
  { name: "sqlite", cases: sqliteContract }
]
