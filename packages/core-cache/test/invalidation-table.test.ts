import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { withInvalidation } from "./invalidation-table.ts"

test("[Q11] the table in the docs is what the code declares (run `bun --conditions=source tools/embed-invalidation.ts`)", () => {
  const document = readFileSync(join(import.meta.dirname, "../../../docs/query-cache.md"), "utf8")
  expect(document).toBe(withInvalidation(document))
})
