import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { renderSchema, schemaPath } from "../../../tools/embed-sql.ts"
import { cacheSchema, libraryMigrations } from "../src/open/schema.gen.ts"

test("the embedded SQL is that of sql/ (run `bun tools/embed-sql.ts`)", () => {
  expect(readFileSync(schemaPath, "utf8")).toBe(renderSchema())
})

test("[S1] every ordinary table is STRICT, and every table of library.db has a primary key", () => {
  const tables = [cacheSchema, ...libraryMigrations.map((step) => step.sql)].join("\n").match(/create table \w+[\s\S]*?;/g) ?? []
  expect(tables.length).toBeGreaterThan(15)
  for (const table of tables) expect(table).toMatch(/\) strict\b/)
  for (const table of libraryMigrations.flatMap((step) => step.sql.match(/create table \w+[\s\S]*?;/g) ?? [])) {
    expect(table).toMatch(/primary key/)
  }
})
