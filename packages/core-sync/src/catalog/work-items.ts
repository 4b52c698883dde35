/** The work of a job: what the catalog says is to be done, written down once so that it can be counted, and what came of each item. */
import type { Database } from "@deadwax/core-async"
import { type CatalogItem, itemColumns, itemOf } from "./item.ts"
import { type JobAt, leaseItem } from "./item-work.ts"
import { workStates, workTransitions } from "./job-states.ts"

/** `fetch`: it is not here. `update`: what is here is not what the source has, or not where. `remove`: it is here, and gone from the source. */
export type WorkAction = "fetch" | "update" | "remove"

/** What came of an item: it came, it is as the source has it, it was taken away, nothing was to be done, or it failed. */
export type WorkOutcome = "added" | "updated" | "deleted" | "skipped" | "failed"

/** One item that a job does something about, leased to it. */
export interface WorkItem {
  readonly action: WorkAction
  readonly item: CatalogItem
}

/** What came of a job's items. `pending` and the outcomes add up to `items`. */
export interface JobStats {
  readonly items: number
  readonly pending: number
  readonly added: number
  readonly updated: number
  readonly deleted: number
  readonly skipped: number
  readonly failed: number
}

const due = "(retry_after_us is null or retry_after_us <= ?)"

/** What is to be done, by action; each condition is that of an index of the catalog. */
const conditions: Readonly<Record<WorkAction, string>> = {
  fetch: `status in ('missing', 'failed') and ignored_by is null and deleted_us is null and ${due}`,
  update: `status = 'downloaded' and (local_revision is not revision or local_source_path is not path) and ignored_by is null and deleted_us is null and ${due}`,
  remove: `deleted_us is not null and local_path is not null and status = 'downloaded' and ignored_by is not 'user' and ${due}`
}

/** Writes down what the catalog says is to be done for a job's source (C5, C14); answers how many items that is. */
export const queueWork = (database: Database, sourceNo: number, { jobNo, nowUs }: JobAt): number => {
  let queued = 0
  for (const action of ["fetch", "update", "remove"] as const)
    queued += database
      .prepare(
        `insert or ignore into work_items (job_no, catalog_no, action, priority)
        select ?, no, ?, priority from catalog where source_no = ? and ${conditions[action]}`
      )
      .run(jobNo, action, sourceNo, nowUs)
  return queued
}

/** The states from which one may be reached, as the text of a condition. */
const whereBefore = (state: (typeof workStates)[number]): string =>
  `state in (${workStates
    .filter((before) => workTransitions[before].includes(state))
    .map((before) => `'${before}'`)
    .join(", ")})`

/**
 * Takes the most urgent work that is left, with a lease on its item; undefined when there is none. What nobody wants any more by now, or is
 * to be left alone, is skipped. In a transaction of the caller's.
 */
export const takeWork = (database: Database, worker: JobAt): WorkItem | undefined => {
  const next = database.prepare(
    `select catalog_no, action from work_items where job_no = ? and ${whereBefore("running")} order by priority desc, catalog_no limit 1`
  )
  const start = database.prepare("update work_items set state = 'running' where job_no = ? and catalog_no = ?")
  const read = database.prepare(`select ${itemColumns} from catalog where no = ?`)
  while (true) {
    const [row] = next.values(worker.jobNo)
    if (row === undefined) return undefined
    const no = Number(row[0])
    start.run(worker.jobNo, no)
    const found = read.get(no)
    if (found !== undefined && leaseItem(database, no, worker)) return { action: row[1] as WorkAction, item: itemOf(found) }
    finishWork(database, worker.jobNo, no, "skipped")
  }
}

/** Says what came of an item of a job; false when it was not being worked on. */
export const finishWork = (database: Database, jobNo: number, catalogNo: number, outcome: WorkOutcome): boolean =>
  database
    .prepare(`update work_items set state = 'done', outcome = ? where job_no = ? and catalog_no = ? and ${whereBefore("done")}`)
    .run(outcome, jobNo, catalogNo) === 1

/** Lets go of all work of a job that has no outcome; answers how many items that were. */
export const returnWork = (database: Database, jobNo: number): number =>
  database.prepare(`update work_items set state = 'pending' where job_no = ? and ${whereBefore("pending")}`).run(jobNo)

const outcomes = ["added", "updated", "deleted", "skipped", "failed"] as const

/** What came of a job's items so far. */
export const countOutcomes = (database: Database, jobNo: number): JobStats =>
  database
    .prepare(
      `select count(*) as items, count(*) filter (where outcome is null) as pending,
        ${outcomes.map((outcome) => `count(*) filter (where outcome = '${outcome}') as ${outcome}`).join(", ")}
      from work_items where job_no = ?`
    )
    .get(jobNo) as unknown as JobStats
