/**
 * Writes packages/core-cache/src/open/schema.gen.ts from the .sql files beside it, so that the core needs no file access to know its
 * schema and still keeps it as plain SQL. `bun tools/embed-sql.ts`; a test fails when the generated file is out of step.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "../packages/core-cache")

/** The text of the generated module, for the state of the .sql files. */
export const renderSchema = (): string => {
  const steps = readdirSync(join(root, "sql/library"))
    .filter((name) => name.endsWith(".sql"))
    .sort()
  const cache = readFileSync(join(root, "sql/cache/schema.sql"), "utf8")
  const library = steps.map((name) => {
    const sql = readFileSync(join(root, "sql/library", name), "utf8")
    return `  { name: ${JSON.stringify(name)}, sql: ${JSON.stringify(sql)} }`
  })
  return [
    "// Made by tools/embed-sql.ts from ../../sql: edit those files and run it.",
    `export const cacheSchema = ${JSON.stringify(cache)}`,
    "export const libraryMigrations: ReadonlyArray<{ readonly name: string; readonly sql: string }> = [",
    `${library.join(",\n")}`,
    "]",
    ""
  ].join("\n")
}

export const schemaPath = join(root, "src/open/schema.gen.ts")

if (import.meta.main) writeFileSync(schemaPath, renderSchema())
