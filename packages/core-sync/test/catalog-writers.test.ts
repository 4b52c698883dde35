/** Who writes which columns of the catalog, by the statements in the sources (C9). */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { stocked, withDatabase } from "./catalog/catalog-world.ts"
import { stateColumns } from "./sim/state-log.ts"

const source = join(import.meta.dirname, "../src")

/** The modules that may write them: what a worker says, a look at the library, a person; leases end where they were taken. */
const writers: Readonly<Record<string, string>> = {
  "catalog/choices.ts": "retry and ignore",
  "catalog/item-work.ts": "workers, and leases that expire",
  "catalog/reconcile.ts": "a look at the library",
  "catalog/relink.ts": "a look at the library that finds a file under its new name at the source"
}

/** What each statement of a module that writes rows of the catalog sets, or inserts. */
const settingsIn = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/\bupdate catalog set\b([\s\S]*?)\bwhere\b|\binsert into catalog\s*\(([^)]*\))/g)].map(
    ([, set = "", inserted = ""]) => `${set} ${inserted}`.replace(/\$\{noFailure\}/g, "attempts = 0")
  )

const isWritten = (settings: string, column: string): boolean => new RegExp(`\\b${column}\\s*[=,)]`).test(settings)

test("[C9] columns of state are written by workers, looks at the library, leases that end and a person's word; by the insert only as they are from the start", () => {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"))
  const found = files
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => {
      const settings = settingsIn(readFileSync(join(source, path), "utf8"))
      return settings.some((one) => stateColumns.some((column) => isWritten(one, column)))
    })
  expect(found.sort()).toEqual(Object.keys(writers))
  // The insert leaves them as the table has them for a new row: missing, here nowhere, never tried.
  const metadata = settingsIn(readFileSync(join(source, "catalog/metadata.ts"), "utf8"))
  expect(metadata.length).toBe(4)
  expect(metadata.flatMap((one) => stateColumns.filter((column) => isWritten(one, column)))).toEqual([])
})

test("[C9] the columns are there, and a new row has none of them filled", () =>
  withDatabase((database) => {
    const columns = database.prepare("select name from pragma_table_info('catalog')").values().flat()
    for (const column of [...stateColumns, "seen_in_source_us"]) expect(columns).toContain(column)
    stocked(database, "a.mp3")
    const row = database.prepare(`select ${stateColumns.join(", ")} from catalog`).values()
    expect(row).toEqual([["missing", null, null, null, null, 0, null, null, null]])
  }))
