/**
 * Jobs: one row for each run of a sync. At most one of a source is running, which the database itself sees to. A job that lost its row, because
 * another program took it for dead, can write nothing more: every write of it goes through `inJob`.
 */
import { type Database, type SqlRow, transaction } from "@deadwax/core-async"
import type { SyncLoss, SyncMoves } from "../sync-error.ts"
import { returnItemsOf } from "./item-work.ts"
import { countLeft, type ItemsLeft } from "./items-left.ts"
import type { JobStatus } from "./job-states.ts"
import { countOutcomes, type JobStats, returnWork } from "./work-items.ts"

/** `full`: everything is listed. `incremental`: the source tells what happened since the last completed job. */
export type JobKind = "full" | "incremental"

/** Why a job that was to read a change feed lists everything instead. */
export type Escalation = "no-feed" | "no-cursor" | "other-place" | "cursor-expired"

/** One run of a sync. Times are microseconds since 1970. */
export interface Job {
  readonly no: number
  readonly sourceNo: number
  readonly fingerprint: string
  readonly requested: JobKind
  readonly kind: JobKind
  readonly escalation: Escalation | null
  readonly status: JobStatus
  readonly startedAtUs: number
  readonly endedAtUs: number | null
  readonly candidateCursor: string | null
  /** When all that the source had to say was in the catalog; null: it is not. */
  readonly discoveredAtUs: number | null
  /** How many items it found gone. */
  readonly removals: number
  /** What came of its items; of a running one, so far. */
  readonly stats: JobStats
  /** What of its source was not here when it ended; null: it has not, or nobody counted that then. */
  readonly left: ItemsLeft | null
  readonly errorReason: string | null
  readonly errorText: string | null
  /** What a person can do about it. */
  readonly errorRemedy: string | null
  /** What it would have taken for gone. */
  readonly errorLoss: SyncLoss | null
  /** What it would have moved in playlists. */
  readonly errorMoves: SyncMoves | null
}

const columns = `no, source_no as sourceNo, fingerprint, requested, kind, escalation, status, started_us as startedAtUs,
  ended_us as endedAtUs, candidate_cursor as candidateCursor, discovered_us as discoveredAtUs, removals, stats,
  error_reason as errorReason, error_text as errorText, error_remedy as errorRemedy, error_loss as errorLoss,
  error_moves as errorMoves`

const jobOf = (database: Database, row: SqlRow): Job => {
  const { stats, errorLoss, errorMoves, ...job } = row as unknown as Omit<Job, "stats" | "left" | "errorLoss" | "errorMoves"> & {
    readonly stats: string | null
    readonly errorLoss: string | null
    readonly errorMoves: string | null
  }
  return {
    ...job,
    ...(stats === null ? { stats: countOutcomes(database, job.no), left: null } : parseEnding(stats)),
    errorLoss: errorLoss === null ? null : (JSON.parse(errorLoss) as SyncLoss),
    errorMoves: errorMoves === null ? null : (JSON.parse(errorMoves) as SyncMoves)
  }
}

/** What an end of a job wrote down in one text. */
const parseEnding = (text: string): Pick<Job, "stats" | "left"> => {
  const { left = null, ...stats } = JSON.parse(text) as JobStats & { readonly left?: ItemsLeft | null }
  return { stats, left }
}

/** What is left once a job's items are free; null: its source was removed meanwhile, and the job with it. */
const leftAfter = (database: Database, no: number, nowUs: number): ItemsLeft | null => {
  const of = database.prepare("select source_no from sync_jobs where no = ?").values(no)[0]
  return of === undefined ? null : countLeft(database, nowUs, Number(of[0]))
}

/** The jobs of a source that are still known, the newest first. */
export const listJobs = (database: Database, sourceNo: number): ReadonlyArray<Job> =>
  database
    .prepare(`select ${columns} from sync_jobs where source_no = ? order by no desc`)
    .all(sourceNo)
    .map((row) => jobOf(database, row))

/** One job; undefined when it is not known any more. */
export const readJob = (database: Database, no: number): Job | undefined => {
  const row = database.prepare(`select ${columns} from sync_jobs where no = ?`).get(no)
  return row === undefined ? undefined : jobOf(database, row)
}

/** What a job is begun with. */
export interface NewJob {
  readonly sourceNo: number
  readonly fingerprint: string
  readonly requested: JobKind
  readonly nowUs: number
}

/** How many ended jobs of a source are kept. */
const keptJobs = 20

/**
 * Begins a job. The caller holds the source's lock: a job that is marked as running has died then; it is marked as interrupted, and what it
 * held is free. What jobs before the last few came to is let go of.
 */
export const startJob = (database: Database, { sourceNo, fingerprint, requested, nowUs }: NewJob): Job =>
  transaction(database, () => {
    const dead = database.prepare("select no from sync_jobs where source_no = ? and status = 'running'").values(sourceNo)
    for (const [no] of dead) endJob(database, Number(no), "interrupted", nowUs)
    database.prepare("delete from work_items where job_no in (select no from sync_jobs where source_no = ?)").run(sourceNo)
    database
      .prepare(
        `delete from sync_jobs where source_no = ? and no not in
          (select no from sync_jobs where source_no = ? order by no desc limit ?)`
      )
      .run(sourceNo, sourceNo, keptJobs - 1)
    const row = database
      .prepare(
        `insert into sync_jobs (source_no, fingerprint, requested, kind, status, started_us) values (?, ?, ?, ?, 'running', ?)
        returning ${columns}`
      )
      .get(sourceNo, fingerprint, requested, requested, nowUs)
    if (row === undefined) throw new Error("an inserted row was not returned")
    return jobOf(database, row)
  })

/** The job lists everything after all, and why. In a transaction of the caller's. */
export const escalateJob = (database: Database, no: number, escalation: Escalation): void => {
  database.prepare("update sync_jobs set kind = 'full', escalation = ? where no = ?").run(escalation, no)
}

/**
 * All that the source had to say is in the catalog. The cursor is a candidate until the job is completed (D4). In the transaction that holds
 * the last of it.
 */
export const noteDiscovered = (
  database: Database,
  no: number,
  found: { readonly cursor: string | undefined; readonly removals: number; readonly nowUs: number }
): void => {
  database
    .prepare("update sync_jobs set candidate_cursor = ?, removals = ?, discovered_us = ? where no = ?")
    .run(found.cursor ?? null, found.removals, found.nowUs, no)
}

/** Work of a job in one transaction, if the job is still running; undefined, and nothing is done, when it was ended by someone else. */
export const inJob = <A>(database: Database, no: number, work: () => A): { readonly value: A } | undefined =>
  transaction(database, () => {
    const isRunning = database.prepare("select 1 as one from sync_jobs where no = ? and status = 'running'").get(no)
    return isRunning === undefined ? undefined : { value: work() }
  })

/** Asks the running job of a source to end, whichever program runs it; false when none is running. */
export const requestCancel = (database: Database, sourceNo: number): boolean =>
  database.prepare("update sync_jobs set is_cancelled = 1 where source_no = ? and status = 'running'").run(sourceNo) === 1

/** Does someone want this job to end? */
export const isCancelRequested = (database: Database, no: number): boolean =>
  database.prepare("select 1 as one from sync_jobs where no = ? and is_cancelled = 1").get(no) !== undefined

/** What ended a job that was not completed. */
export interface JobFailure {
  readonly reason: string
  readonly text: string
  readonly remedy?: string
  readonly loss?: SyncLoss
  readonly moves?: SyncMoves
}

const ending = `update sync_jobs set status = ?, ended_us = ?, stats = ?, error_reason = ?, error_text = ?, error_remedy = ?, error_loss = ?,
    error_moves = ?
  where no = ? and status = 'running'`

const jsonOf = (value: SyncLoss | SyncMoves | undefined): string | null => (value === undefined ? null : JSON.stringify(value))

const failureColumns = ({ reason, text, remedy, loss, moves }: Partial<JobFailure> = {}) =>
  [reason ?? null, text ?? null, remedy ?? null, jsonOf(loss), jsonOf(moves)] as const

/**
 * Ends a job, in one transaction with all that its end means: what it still held is free, its outcomes are written down, and when it is completed
 * its candidate cursor becomes the source's (D4). False: it had ended before, and nothing was changed.
 */
export const endJob = (
  database: Database,
  no: number,
  status: Exclude<JobStatus, "running">,
  nowUs: number,
  failure?: JobFailure
): boolean =>
  transaction(database, () => {
    returnItemsOf(database, no)
    returnWork(database, no)
    const stats = JSON.stringify({ ...countOutcomes(database, no), left: leftAfter(database, no, nowUs) })
    const isEnded = database.prepare(ending).run(status, nowUs, stats, ...failureColumns(failure), no) === 1
    if (isEnded && status === "completed") promoteCursor(database, no)
    return isEnded
  })

/** A source without a feed has no cursor, and keeps none of a time when it had one. */
const promoteCursor = (database: Database, no: number): void => {
  database.prepare("delete from cursors where source_no = (select source_no from sync_jobs where no = ?)").run(no)
  database
    .prepare(
      `insert into cursors (source_no, fingerprint, cursor, job_no)
      select source_no, fingerprint, candidate_cursor, no from sync_jobs where no = ? and candidate_cursor is not null`
    )
    .run(no)
}

/** From where a source's next incremental job reads on; undefined when no job that is completed was told a cursor. */
export const readCursor = (
  database: Database,
  sourceNo: number
): { readonly fingerprint: string; readonly cursor: string } | undefined =>
  database.prepare("select fingerprint, cursor from cursors where source_no = ?").get(sourceNo) as
    | { readonly fingerprint: string; readonly cursor: string }
    | undefined
