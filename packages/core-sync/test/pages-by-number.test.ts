/** What goes through the catalog some rows at a time must not look at all of them for each: that is a cost that grows with the square. */
import type { Database } from "@deadwax/core-async"
import { expect, test } from "vitest"
import { listUnseen, listUntagged, listUntaggedHere } from "../src/catalog/metadata.ts"
import { listNew } from "../src/catalog/renamed-items.ts"
import { placedAfter } from "../src/resolution/catalog-facts.ts"
import { makeSource, withDatabase } from "./catalog/catalog-world.ts"

/** How SQLite goes about each statement that `work` prepares. */
const plansOf = (database: Database, work: (database: Database) => unknown): ReadonlyArray<string> => {
  const texts: Array<string> = []
  const prepare: Database["prepare"] = (sql) => {
    texts.push(sql)
    return database.prepare(sql)
  }
  work({ ...database, prepare })
  return texts.flatMap((sql) => {
    const unknown = Array.from({ length: sql.split("?").length - 1 }, () => null)
    const rows = database.prepare(`explain query plan ${sql}`).values(...unknown)
    return rows.map((row) => String(row[3]))
  })
}

test.each([
  ["what a full listing did not hold", (database: Database, no: number) => listUnseen(database, no, new Set())],
  ["tags that were not read", (database: Database, no: number) => listUntagged(database, no, { after: 0, limit: 9 })],
  ["tags that a scan read", (database: Database, no: number) => listUntaggedHere(database, no, { after: 0, limit: 9 })],
  ["items of which nothing was here", (database: Database, no: number) => listNew(database, no, () => true)],
  ["tracks that are files of a source", (database: Database, no: number) => placedAfter(database, no, { after: 0, limit: 9 })]
])("[P9] %s: each page is found in the order of numbers, and none by sorting all", (_, read) =>
  withDatabase((database) => {
    const { no } = makeSource(database)
    const plans = plansOf(database, (watched) => read(watched, no))
    expect(plans.length).toBeGreaterThan(0)
    // Sources are few.
    expect(plans.filter((plan) => plan.includes("TEMP B-TREE") || /^SCAN (?!sources)/.test(plan))).toEqual([])
  })
)
