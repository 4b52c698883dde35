/**
 * What a job does with an item: it takes a lease, works, and says what came of it. The lease is a row's own: a program that dies leaves
 * items that are free again when their time is over, or as soon as another job of the source knows that the one before it is gone.
 *
 * Every statement holds the transition that it makes (item-states.ts) in its condition, and the lease: who lost it changes nothing.
 */
import type { Database } from "@deadwax/core-async"
import type { ContentHash } from "../sources/source.ts"
import { hashText } from "./item.ts"
import { retryDelayUs, whereCan } from "./item-states.ts"

/** How long a lease may be believed without being renewed, microseconds. */
export const leaseUs = 60_000_000

/** The file that lies here now for an item. */
export interface PlacedFile {
  /** Relative to the library's root. */
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
  /** Which revision of the source it is. */
  readonly revision: string
  /** Of its content as it came; null: not known. */
  readonly hash: ContentHash | null
}

/** Why work on an item failed. */
export interface ItemFailure {
  /** A `SourceErrorReason`, or the reason of a failure here: one word, for people to group by. */
  readonly errorClass: string
  /** One sentence: what happened, to which file. */
  readonly message: string
  /** When the source asked to be left alone for longer than the schedule says, milliseconds. */
  readonly retryAfterMs?: number
}

/** Which job says it, and when. */
export interface JobAt {
  readonly jobNo: number
  readonly nowUs: number
}

const isOwn = "no = ? and lease_job = ?"
const noLease = "lease_job = null, lease_until_us = null"
const noFailure = "last_error = null, error_class = null, attempts = 0, retry_after_us = null"

/** Takes an item for a job; false when someone has it, it is not wanted, or it is to be left alone for a while. */
export const leaseItem = (database: Database, no: number, { jobNo, nowUs }: JobAt): boolean =>
  database
    .prepare(
      `update catalog set status = 'downloading', lease_job = ?, lease_until_us = ?
      where no = ? and ${whereCan("leased")} and (retry_after_us is null or retry_after_us <= ?)
        and (ignored_by is null or (ignored_by = 'policy' and deleted_us is not null))`
    )
    .run(jobNo, nowUs + leaseUs, no, nowUs) === 1

/** A job says that it lives: all its leases are good for another while. */
export const renewLeases = (database: Database, { jobNo, nowUs }: JobAt): void => {
  database.prepare("update catalog set lease_until_us = ? where lease_job = ?").run(nowUs + leaseUs, jobNo)
}

/** What the source has lies here. False: the lease was lost, and nothing was written. */
export const completeItem = (database: Database, no: number, file: PlacedFile, { jobNo, nowUs }: JobAt): boolean =>
  database
    .prepare(
      `update catalog set status = 'downloaded', local_path = ?, local_revision = ?, local_source_path = path, local_hash = ?, local_size_bytes = ?, local_modified_us = ?,
        seen_on_disk_us = ?, ${noFailure}, ${noLease}
      where ${isOwn} and ${whereCan("fetched")}`
    )
    .run(file.path, file.revision, hashText(file.hash), file.sizeBytes, file.modifiedAtUs, nowUs, no, jobNo) === 1

/** What lay here was taken away. Its track id is kept: should it come back, it is the same track. */
export const removeItem = (database: Database, no: number, { jobNo }: JobAt): boolean =>
  database
    .prepare(
      `update catalog set status = 'missing', local_path = null, seen_on_disk_us = null, ${noFailure}, ${noLease}
      where ${isOwn} and ${whereCan("removed")}`
    )
    .run(no, jobNo) === 1

/** The work failed; the item is left alone for as long as the schedule says, or as the source asked where that is longer. */
export const failItem = (database: Database, no: number, failure: ItemFailure, { jobNo, nowUs }: JobAt): boolean => {
  const row = database.prepare(`select attempts from catalog where ${isOwn} and ${whereCan("failed-absent")}`).get(no, jobNo)
  if (row === undefined) return false
  const attempts = Number(row["attempts"]) + 1
  const delayUs = Math.max(retryDelayUs(attempts), (failure.retryAfterMs ?? 0) * 1000)
  const changed = database
    .prepare(
      `update catalog set status = case when local_path is null then 'failed' else 'downloaded' end,
        last_error = ?, error_class = ?, attempts = ?, retry_after_us = ?, ${noLease} where ${isOwn}`
    )
    .run(failure.message, failure.errorClass, attempts, nowUs + delayUs, no, jobNo)
  return changed === 1
}

const returned = `update catalog set status = case when local_path is null then 'missing' else 'downloaded' end, ${noLease}
  where ${whereCan("returned-absent")}`

/** The job lets go of an item without a result: it is as it was, and may be taken at once. */
export const returnItem = (database: Database, no: number, jobNo: number): boolean =>
  database.prepare(`${returned} and ${isOwn}`).run(no, jobNo) === 1

/** Frees what a job held that is known to be over; answers how many items that were. */
export const returnItemsOf = (database: Database, jobNo: number): number =>
  database.prepare(`${returned} and lease_job = ?`).run(jobNo)

/** Frees all items whose lease is over: nobody said for so long that they are being worked on. */
export const expireLeases = (database: Database, nowUs: number): number =>
  database.prepare(`${returned} and lease_until_us <= ?`).run(nowUs)
