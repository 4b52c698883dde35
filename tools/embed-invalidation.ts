/** Prints which answers go cold with which change into docs/query-cache.md: `bun --conditions=source tools/embed-invalidation.ts`. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { withInvalidation } from "../packages/core-cache/test/invalidation-table.ts"

const path = join(import.meta.dirname, "../docs/query-cache.md")
writeFileSync(path, withInvalidation(readFileSync(path, "utf8")))
