/** The work of a job: what the catalog says is to be done, written down once so that it can be counted, and what came of each item. */
import type { Database } from "@deadwax/core-async"
import { readItem } from "./catalog.ts"
import { type CatalogItem, itemColumns, itemOf } from "./item.ts"
import { isDue } from "./item-states.ts"
import { type JobAt, leaseItem } from "./item-work.ts"
import { workStates, workTransitions } from "./job-states.ts"
import { isWanted } from "./wanted.ts"

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

/** What is to be done, by action; each condition is that of an index of the catalog. */
const conditions: Readonly<Record<WorkAction, string>> = {
  fetch: `status in ('missing', 'failed') and ${isWanted} and deleted_us is null and ${isDue}`,
  update: `status = 'downloaded' and (local_revision is not revision or local_source_path is not path) and ignored_by is null and deleted_us is null and ${isDue}`,
  remove: `deleted_us is not null and local_path is not null and status = 'downloaded' and ignored_by is not 'user' and ${isDue}`
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

/** Of an item that a job is to do something about, what tells with which others it has to be planned. */
export interface WorkOutline {
  readonly no: number
  /** 1: an incremental job heard of it (D5). */
  readonly urgency: number
  /** At the source. */
  readonly path: string
  /** Its source has it no more. */
  readonly isGone: boolean
  /** It had another path there when both sides agreed on it last. */
  readonly isRenamed: boolean
  /** Where it lies, and where it was placed, relative to the library's root. */
  readonly localPath: string | null
  readonly localPlace: string | null
  /** What it holds; of one that is gone: what it held here. Null: not known. */
  readonly content: string | null
}

const workAtOnce = 500

const openWork = `select urgency, no, path, deleted_us is not null, local_revision is not null and local_source_path is not path, local_path,
    local_place, case when deleted_us is null then hash else local_hash end
  from catalog
  join (select catalog_no, priority as urgency from work_items
    where job_no = ? and state <> 'done' and (priority < ? or (priority = ? and catalog_no > ?))
    order by priority desc, catalog_no limit ${workAtOnce}) on catalog_no = no
  order by urgency desc, no`

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null)

/** All work of a job that has no outcome, the most urgent first. Read some at a time: rows take more memory than what is made of them. */
export const listOpenWork = (database: Database, jobNo: number): ReadonlyArray<WorkOutline> => {
  const work: Array<WorkOutline> = []
  const reading = database.prepare(openWork)
  for (let [urgency, no] = [Number.MAX_SAFE_INTEGER, 0]; ; ) {
    const rows = reading.values(jobNo, urgency, urgency, no)
    for (const [urgent, number, path, isGone, isRenamed, localPath, localPlace, content] of rows)
      work.push({
        no: Number(number),
        urgency: Number(urgent),
        path: String(path),
        isGone: isGone === 1,
        isRenamed: isRenamed === 1,
        localPath: textOf(localPath),
        localPlace: textOf(localPlace),
        content: textOf(content)
      })
    const last = work.at(-1)
    if (rows.length === 0 || last === undefined) return work
    urgency = last.urgency
    no = last.no
  }
}

/** These items of a job, as they are now, in this order; those that have an outcome by now are left out. */
export const readWork = (database: Database, jobNo: number, nos: ReadonlyArray<number>): ReadonlyArray<WorkItem> => {
  const reading = database.prepare(
    `select action, ${itemColumns} from catalog
    join (select catalog_no, action from work_items where job_no = ? and catalog_no = ? and state <> 'done') on catalog_no = no`
  )
  return nos.flatMap((no) =>
    reading.all(jobNo, no).map(({ action, ...row }): WorkItem => ({ action: action as WorkAction, item: itemOf(row) }))
  )
}

/**
 * Takes work that was queued for a job, with a lease on its item; undefined when it was taken before, or when nobody wants it any more by now or
 * it is to be left alone, and then it is skipped. In a transaction of the caller's.
 */
export const takeWorkItem = (database: Database, no: number, at: JobAt): WorkItem | undefined => {
  const action = database.prepare("select action from work_items where job_no = ? and catalog_no = ?").get(at.jobNo, no)?.[
    "action"
  ]
  const isStarted = database
    .prepare(`update work_items set state = 'running' where job_no = ? and catalog_no = ? and ${whereBefore("running")}`)
    .run(at.jobNo, no)
  if (isStarted === 0) return undefined
  const item = leaseItem(database, no, at) ? readItem(database, no) : undefined
  if (item !== undefined) return { action: action as WorkAction, item }
  finishWork(database, at.jobNo, no, "skipped")
  return undefined
}

/** These items of a job need nothing. In a transaction of the caller's. */
export const skipWork = (database: Database, jobNo: number, nos: ReadonlyArray<number>): void => {
  const start = database.prepare(
    `update work_items set state = 'running' where job_no = ? and catalog_no = ? and ${whereBefore("running")}`
  )
  for (const no of nos) if (start.run(jobNo, no) === 1) finishWork(database, jobNo, no, "skipped")
}

/** Says what came of an item of a job; false when it was not being worked on. */
export const finishWork = (database: Database, jobNo: number, catalogNo: number, outcome: WorkOutcome): boolean =>
  database
    .prepare(`update work_items set state = 'done', outcome = ? where job_no = ? and catalog_no = ? and ${whereBefore("done")}`)
    .run(outcome, jobNo, catalogNo) === 1

/** Lets go of one item of a job without an outcome; false when it was not being worked on. */
export const returnWorkItem = (database: Database, jobNo: number, catalogNo: number): boolean =>
  database
    .prepare(`update work_items set state = 'pending' where job_no = ? and catalog_no = ? and ${whereBefore("pending")}`)
    .run(jobNo, catalogNo) === 1

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
