/** Writes down what the HTTP API promises and what the packages export, at a release: `bun run released-api`. From then on it is held. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe } from "../../apps/server/src/openapi/describe.ts"
import { routeTable } from "../../apps/server/src/routes/route-table.ts"
import { readProject } from "../style/project.ts"
import { exportedNames } from "../style/public-exports.ts"
import { promisesOf } from "./promises.ts"

const keep = (name: string, lines: ReadonlyArray<string>): void => {
  writeFileSync(join(import.meta.dirname, name), `${lines.join("\n")}\n`)
  console.log(`${name}: ${lines.length} lines`)
}

keep("released.txt", promisesOf(describe(routeTable, "")))
keep("released-names.txt", exportedNames(readProject()))
