/** What a look at the library costs: so much for each row, and none for each item that a job finishes (C7). Counts, not times. */
import type { Database } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { SqliteCount } from "../../core-async/test/harness/counted-sqlite.ts"
import { executeSync } from "../src/coordinator.ts"
import type { LocalLibrary } from "../src/local/local-library.ts"
import { withDatabase } from "./catalog/catalog-world.ts"
import { reconcileAll, stockDownloaded } from "./catalog/downloaded.ts"
import { inWorld, requestFor } from "./coordinator/one-run.ts"

/** Statements and rows of a look that finds every tenth file gone, in a catalog of so many, and of one that finds all as it was. */
const costOf = async (items: number) => {
  const count = new SqliteCount()
  const asked: Array<readonly [statements: number, rows: number]> = []
  await withDatabase((database) => {
    stockDownloaded(database, items)
    for (const look of [0, 1]) {
      count.reset()
      const { vanished } = reconcileAll(count.counted(database, "library"), items, `${look}`)
      expect(vanished).toBe(look === 0 ? items / 10 : 0)
      const { statements, rows } = count.of("library")
      asked.push([statements, rows])
    }
  })
  return asked
}

test("[C7] a look at 10,000 rows costs what ten looks at 1,000 do, less what does not depend on rows", async () => {
  const [small, twice, large] = [await costOf(1000), await costOf(2000), await costOf(10_000)]
  for (const look of [0, 1])
    for (const kind of [0, 1]) {
      const [one = 0, two = 0, ten = 0] = [small, twice, large].map((asked) => asked[look]?.[kind] ?? 0)
      // A straight line through the first two holds the third.
      expect([look, kind, ten]).toEqual([look, kind, one + 9 * (two - one)])
    }
  // Where nothing happened a row is read, and nothing else is asked for it but whether it is in doubt.
  expect(large[1]?.[0]).toBeLessThan(100)
})

/** Statements that go through all rows that are, or were, here. */
const isFullLook = (sql: string): boolean => /from catalog\s+where lease_job is null/.test(sql) && sql.includes("and no > ?")

const looksOf = async (items: number) => {
  const asked = { looks: 0, fullLooks: 0 }
  await inWorld(items, (world) =>
    Effect.gen(function* () {
      const request = requestFor(world)
      const count = new SqliteCount()
      const inLibraryDb: typeof request.library.inLibraryDb = (work) =>
        request.library.inLibraryDb((database: Database) => work(count.counted(database, "library")))
      const local: LocalLibrary = {
        ...request.local,
        look: (step, paths) =>
          Effect.suspend(() => {
            asked.looks++
            return request.local.look(step, paths)
          })
      }
      const { stats } = yield* executeSync({ ...request, local, library: { ...request.library, inLibraryDb } })
      expect(stats).toMatchObject({ items, added: items })
      asked.fullLooks = [...count.of("library").texts].reduce((sum, [sql, times]) => sum + (isFullLook(sql) ? times : 0), 0)
    })
  )
  return asked
}

test("[C7] a job looks at the library when it begins and when its work is done, however many items it finishes", async () => {
  const few = await looksOf(3)
  expect(few.looks).toBe(2)
  expect(await looksOf(300)).toEqual(few)
})
