/**
 * Ids that a scan wrote into files, whenever and by whichever program: an agreement on how a file was before they were written is one on how it
 * was after. Without that the program's own writing would count as the user's change. A change by anybody else, before or after, breaks
 * the chain of states, and stays a change.
 */
import type { Database } from "@deadwax/core-async"
import type { LocalFiles } from "./reconcile.ts"

interface WrittenRow {
  readonly path: string
  readonly trackId: string
  readonly beforeSizeBytes: number
  readonly beforeModifiedUs: number
  readonly afterSizeBytes: number
  readonly afterModifiedUs: number
}

const rows = `select path, track_id as trackId, before_size_bytes as beforeSizeBytes, before_modified_us as beforeModifiedUs,
  after_size_bytes as afterSizeBytes, after_modified_us as afterModifiedUs from written_ids order by no`

/** While a job works on anything, a file may be noted under its new place before its item is; and so is what a crash left unsaid. */
const forgetting = `delete from written_ids where not exists (select 1 from catalog where lease_job is not null)
  and path not in (select path from downloads)`

const agreed = "local_size_bytes = ?, local_modified_us = ?"
const was = "local_size_bytes = ? and local_modified_us = ?"

/**
 * Takes each agreement on the state of a file before a scan wrote ids into it for one on the state after. An item whose file has left its path since
 * is told which track that is, by which it is found again. In a transaction of the caller's.
 */
export const agreeOnWritten = (database: Database, files: Pick<LocalFiles, "at">): void => {
  const written = database.prepare(rows).all() as unknown as ReadonlyArray<WrittenRow>
  if (written.length === 0) return
  const here = database.prepare(`update catalog set ${agreed} where local_path = ? and ${was}`)
  const left = database.prepare(`update catalog set ${agreed}, track_id = coalesce(track_id, ?) where local_path = ? and ${was}`)
  const elsewhere = database.prepare(`update catalog set ${agreed} where track_id = ? and ${was}`)
  for (const { path, trackId, beforeSizeBytes, beforeModifiedUs, afterSizeBytes, afterModifiedUs } of written) {
    const after = [afterSizeBytes, afterModifiedUs]
    const before = [beforeSizeBytes, beforeModifiedUs]
    const agreeing =
      files.at(path) === undefined ? left.run(...after, trackId, path, ...before) : here.run(...after, path, ...before)
    if (agreeing === 0) elsewhere.run(...after, trackId, ...before)
  }
  database.exec(forgetting)
}
