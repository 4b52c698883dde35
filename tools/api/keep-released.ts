/** Writes down what the HTTP API promises, at a release: `bun run released-api`. From then on it is held. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe } from "../../apps/server/src/openapi/describe.ts"
import { routeTable } from "../../apps/server/src/routes/route-table.ts"
import { promisesOf } from "./promises.ts"

const lines = promisesOf(describe(routeTable, ""))
writeFileSync(join(import.meta.dirname, "released.txt"), `${lines.join("\n")}\n`)
console.log(`${lines.length} lines`)
