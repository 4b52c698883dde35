/** library.db of every version there was, with a row in each of its tables, brought up to date: no row is lost, and none says anything else (D8). */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Database, Sqlite } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { openLibraryDb } from "../src/open/library-db.ts"
import { libraryMigrations } from "../src/open/schema.gen.ts"

const directory = mkdtempSync(join(tmpdir(), "deadwax-migrations-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const run = <A>(effect: Effect.Effect<A, unknown, Sqlite>): Promise<A> => Effect.runPromise(Effect.provide(effect, runtimeLayer))

const tablesOf = (database: Database): ReadonlyArray<string> =>
  database
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name")
    .values()
    .flat()
    .map(String)

/** What a column holds that takes no other text, or must be empty beside others. */
const legal: Readonly<Record<string, string>> = {
  "begun_changes.from_path": "null",
  "begun_changes.kind": "'place'",
  "catalog.ignored_by": "'user'",
  "catalog.lease_job": "null",
  "catalog.lease_until_us": "null",
  "catalog.local_path": "null",
  "catalog.status": "'failed'",
  "duplicates.reason": "'same-content'",
  "library.id": "'me'",
  "sync_jobs.kind": "'full'",
  "sync_jobs.requested": "'full'",
  "sync_jobs.status": "'completed'",
  "work_items.action": "'fetch'",
  "work_items.outcome": "'added'",
  "work_items.state": "'done'"
}

/** One row in each table: numbers are 1, texts say whose they are. */
const fill = (database: Database): void => {
  database.exec("pragma foreign_keys = off")
  for (const table of tablesOf(database)) {
    const columns = database.prepare(`select name, type from pragma_table_info('${table}')`).values()
    const values = columns.map(([name, type]) => legal[`${table}.${name}`] ?? (type === "INTEGER" ? "1" : `'${table}.${name}'`))
    database.exec(`insert into ${table} (${columns.map(([name]) => name).join(", ")}) values (${values.join(", ")})`)
  }
  database.exec("pragma foreign_keys = on")
}

/** What stands in these columns; of all tables and columns that there are, where none are named. */
const rowsOf = (database: Database, asked?: ReadonlyArray<readonly [table: string, columns: string]>) => {
  const columnsOf = (table: string) =>
    database
      .prepare(`select name from pragma_table_info('${table}')`)
      .values()
      .flat()
      .map((name) => `[${name}]`)
      .join(", ")
  const all = asked ?? tablesOf(database).map((table) => [table, columnsOf(table)] as const)
  return all.map(([table, columns]) => [[table, columns], database.prepare(`select ${columns} from ${table}`).values()] as const)
}

test.each(libraryMigrations.slice(1).map((_, index) => index + 1))(
  "[D8] [S3] a library.db of version %i keeps every row when it is brought up to date, and a copy of before",
  async (version) => {
    const path = join(directory, `${version}.db`)
    const steps = libraryMigrations.slice(0, version)
    const before = await run(
      Effect.scoped(
        Effect.map(openLibraryDb(path, "me", steps), (database) => {
          fill(database)
          return rowsOf(database)
        })
      )
    )
    const asked = before.map(([columns]) => columns)
    expect(asked.length).toBeGreaterThan(4)
    expect(before.every(([, rows]) => rows.length === 1)).toBe(true)
    const now = await run(Effect.scoped(Effect.map(openLibraryDb(path, "me"), (database) => rowsOf(database, asked))))
    expect(now).toEqual(before)
    const copied = Effect.flatMap(Sqlite, (sqlite) =>
      sqlite.open(`${path}.before-${libraryMigrations.length}`, { mustExist: true })
    )
    expect(await run(Effect.scoped(Effect.map(copied, (database) => rowsOf(database))))).toEqual(before)
  }
)
