/** Which jobs came to the end of looking for duplicates: after one that did not, nobody knows any more what it touched. */
import type { Database } from "@deadwax/core-async"
import type { SyncRun } from "../sync-run.ts"

/** Did the job of this source before this one look for duplicates of all that it touched? False when there was none. */
export const hasResolvedLast = (database: Database, { sourceNo, jobNo }: Pick<SyncRun, "sourceNo" | "jobNo">): boolean =>
  database
    .prepare("select is_resolved from sync_jobs where source_no = ? and no < ? order by no desc limit 1")
    .get(sourceNo, jobNo)?.["is_resolved"] === 1

/** This job did. In a transaction of the caller's. */
export const noteResolved = (database: Database, jobNo: number): void => {
  database.prepare("update sync_jobs set is_resolved = 1 where no = ?").run(jobNo)
}
