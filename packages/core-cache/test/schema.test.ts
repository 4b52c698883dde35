import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { renderSchema, schemaPath } from "../../../tools/embed-sql.ts"
import { cacheSchema, libraryMigrations } from "../src/open/schema.gen.ts"

test("the embedded SQL is that of sql/ (run `bun tools/embed-sql.ts`)", () => {
  expect(readFileSync(schemaPath, "utf8")).toBe(renderSchema())
})

const tablesIn = (sql: string): ReadonlyArray<string> => sql.replaceAll(/--[^\n]*/g, "").match(/create table \w+[^;]*;/g) ?? []

test("[S1] every ordinary table is STRICT, and every table of library.db has a primary key", () => {
  const ofLibrary = libraryMigrations.flatMap((step) => tablesIn(step.sql))
  const all = [...tablesIn(cacheSchema), ...ofLibrary]
  expect(all.length).toBeGreaterThan(15)
  for (const table of all) expect(table).toMatch(/\) strict\b/)
  for (const table of ofLibrary) expect(table).toMatch(/primary key/)
})
