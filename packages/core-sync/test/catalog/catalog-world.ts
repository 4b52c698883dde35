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
import type { LocalFile, LocalFiles } from "../../src/catalog/reconcile.ts"
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

export const makeSource = (database: Database, name = "NAS", policy: SourceRow["policy"] = {}): SourceRow => {
  const source = addSource(database, { name, kind: "simulated", address: `simulated:${name}`, settings: {}, policy }, 0)
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

/** These files, to be looked up. */
export const filesIn = (files: ReadonlyArray<LocalFile>): LocalFiles => {
  const [byPath, byTrack] = [new Map(files.map((file) => [file.path, file])), new Map(files.map((file) => [file.trackId, file]))]
  return { at: (path) => byPath.get(path), of: (trackId) => byTrack.get(trackId) }
}

/** What one look after another saw of the library's files, as the record of a cache remembers it. */
export class FileHistory {
  readonly #looks: Array<ReadonlyMap<string, string>> = []

  /** Takes in what a look sees now; answers the version of that, which is the one of before where nothing moved. */
  see(files: ReadonlyArray<LocalFile>): string {
    const now = new Map(files.map(({ trackId, path }) => [trackId, path]))
    const last = this.#looks.at(-1)
    if (last === undefined || movedBetween(last, now).length > 0) this.#looks.push(now)
    return String(this.#looks.length)
  }

  /** Ids of the tracks that came, moved or went after a version, also those that are where they were again. */
  movedSince(version: string | undefined): ReadonlyArray<string> | undefined {
    const since = Number(version)
    if (version === undefined || !(since >= 1 && since <= this.#looks.length)) return undefined
    const looks = this.#looks.slice(since - 1)
    return [...new Set(looks.slice(1).flatMap((now, at) => movedBetween(looks[at] ?? now, now)))]
  }
}

const movedBetween = (old: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): ReadonlyArray<string> =>
  [...new Set([...old.keys(), ...now.keys()])].filter((trackId) => old.get(trackId) !== now.get(trackId))
