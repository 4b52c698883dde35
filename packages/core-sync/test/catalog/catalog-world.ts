/** A catalog in a database of its own, with the real schema, for tests that call its synchronous functions. */
import { type Database, Sqlite } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { layer } from "#runtime"
import { libraryMigrations } from "../../../core-cache/src/open/schema.gen.ts"
import { listItems } from "../../src/catalog/catalog.ts"
import type { CatalogItem } from "../../src/catalog/item.ts"
import type { PlacedFile } from "../../src/catalog/item-work.ts"
import { type Job, startJob } from "../../src/catalog/jobs.ts"
import { type Look, upsertEntries } from "../../src/catalog/metadata.ts"
import { addSource, type SourceRow } from "../../src/catalog/source-rows.ts"
import type { Entry } from "../../src/sources/source.ts"

export const minuteUs = 60_000_000

/** Runs a test over an empty library.db in memory, which is gone afterwards. */
export const withDatabase = (body: (database: Database) => void): Promise<void> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const sqlite = yield* Sqlite
        const database = yield* sqlite.open(":memory:")
        for (const { sql } of libraryMigrations) database.exec(sql)
        body(database)
      })
    ).pipe(Effect.provide(layer))
  )

export const makeSource = (database: Database, name = "NAS"): SourceRow => {
  const source = addSource(database, { name, kind: "simulated", address: `simulated:${name}`, settings: {}, policy: {} }, 0)
  if (source === undefined) throw new Error(`there is a source named ${name}`)
  return source
}

export const beginJob = (database: Database, sourceNo: number, nowUs = 0): Job =>
  startJob(database, { sourceNo, fingerprint: "f", requested: "full", nowUs })

export const entry = (path: string, more: Partial<Entry> = {}): Entry => ({
  id: path,
  path,
  sizeBytes: 1000,
  modifiedAtUs: 1,
  revision: "1",
  hash: null,
  ...more
})

/** A look by a job that wants everything. */
export const lookOf = (job: Job, more: Partial<Look> = {}): Look => ({
  sourceNo: job.sourceNo,
  jobNo: job.no,
  nowUs: 0,
  priority: 0,
  wants: () => true,
  ...more
})

export const placed = (path: string, more: Partial<PlacedFile> = {}): PlacedFile => ({
  path,
  place: path,
  revision: "1",
  hash: null,
  state: { sizeBytes: 1000, modifiedAtUs: 5 },
  ...more
})

export const itemAt = (database: Database, sourceNo: number, path: string): CatalogItem => {
  const found = listItems(database, sourceNo).find((item) => item.path === path)
  if (found === undefined) throw new Error(`${path} is not in the catalog`)
  return found
}

/** A source, a job of it, and these files in the catalog. */
export const stocked = (database: Database, ...paths: ReadonlyArray<string>) => {
  const source = makeSource(database)
  const job = beginJob(database, source.no)
  upsertEntries(
    database,
    lookOf(job),
    paths.map((path) => entry(path))
  )
  return { source, job, worker: { jobNo: job.no, nowUs: 0 } }
}
