/**
 * Ids that a scan writes change a file that a sync may have agreed on with its source. So that this is not taken for the user's own change,
 * library.db keeps how the file was before and after.
 *
 * Written in the transaction that records the ids, after the files: a crash between leaves a change that nobody explains, and a sync then
 * keeps both versions, as it does of any change.
 */
import type { Database } from "@deadwax/core-async"
import type { FileRead } from "./release-work.ts"

/** What lies here of a source, what is being fetched, and while something is moved any file at all. */
const mayBeAgreed = `exists (select 1 from catalog where local_path = ?) or exists (select 1 from downloads where path = ?)
  or exists (select 1 from catalog where lease_job is not null)`

/** Notes the files into which ids were written. In a transaction of the caller's. */
export const noteWrittenIds = (library: Database, files: ReadonlyArray<FileRead>): void => {
  const noting = library.prepare(
    `insert into written_ids (path, track_id, before_size_bytes, before_modified_us, after_size_bytes, after_modified_us)
    select ?, ?, ?, ?, ?, ? where ${mayBeAgreed}`
  )
  for (const { path, trackId, before, sizeBytes, modifiedAtUs } of files) {
    if (before === null) continue
    noting.run(path, trackId, before.sizeBytes, before.modifiedAtUs, sizeBytes, modifiedAtUs, path, path)
  }
}
