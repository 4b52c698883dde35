/** A catalog of which everything lies in the library, and looks at that. */
import type { Database } from "@deadwax/core-async"
import { upsertEntries } from "../../src/catalog/metadata.ts"
import { type LocalFile, type LocalFiles, type Reconciled, reconcile } from "../../src/catalog/reconcile.ts"
import { entry, filesIn, lookOf, stocked } from "./catalog-world.ts"

const pathOf = (no: number): string => `Album ${no % 100}/${no}.mp3`

/** So many items, all here, as tracks. */
export const stockDownloaded = (database: Database, items: number): void => {
  const { job } = stocked(database)
  upsertEntries(
    database,
    lookOf(job),
    Array.from({ length: items }, (_, no) => entry(pathOf(no)))
  )
  database.exec(`update catalog set status = 'downloaded', local_path = path, local_place = path, place_key = lower(path),
    local_source_path = path, local_revision = revision, local_size_bytes = 1, local_modified_us = 1, seen_on_disk_us = 1, track_id = 'track ' || no`)
}

/** The library's files of which every tenth is gone. */
export const filesLeft = (items: number): LocalFiles => {
  const files: Array<LocalFile> = []
  for (let no = 0; no < items; no++)
    if (no % 10 !== 0) files.push({ path: pathOf(no), trackId: `track ${no + 1}`, sizeBytes: 1, modifiedAtUs: 1 })
  return filesIn(files)
}

/** A look at all items. */
export const lookAtAll = (database: Database, files: LocalFiles, version: string): Reconciled =>
  reconcile(database, { version, moved: undefined, files, paths: undefined, present: new Set<string>() }, 1)

/** A look at all of them, which finds every tenth gone. */
export const reconcileAll = (database: Database, items: number, version: string): Reconciled =>
  lookAtAll(database, filesLeft(items), version)
