/**
 * What a job does with an item: it takes a lease, works, and says what came of it. The lease is a row's own: a program that dies leaves
 * items that are free again when their time is over, or as soon as another job of the source knows that the one before it is gone.
 *
 * Every statement holds the transition that it makes (item-states.ts) in its condition, and the lease: who lost it changes nothing.
 */
import type { Database } from "@deadwax/core-async"
import { foldName } from "@deadwax/core-cache"
import type { ContentHash } from "../sources/source.ts"
import { hashText } from "./item.ts"
import { type ItemEvent, isDue, longestRetryUs, retryDelayUs, whereCan } from "./item-states.ts"

/** How long a lease may be believed without being renewed, microseconds. */
export const leaseUs = 60_000_000

/** The file that lies here now for an item: what both sides agree on. */
export interface PlacedFile {
  /** Relative to the library's root. */
  readonly path: string
  /** Where it was placed; elsewhere than `path` when it was moved here. */
  readonly place: string
  /** The revision that was taken, or was seen and left. */
  readonly revision: string
  /** Of its content as it came; null: not known. */
  readonly hash: ContentHash | null
  /** Of the file while it holds what the source has; null: it never did, both were kept as they are. */
  readonly state: { readonly sizeBytes: number; readonly modifiedAtUs: number } | null
}

/** The same, with the item's path at the source when both agreed on it. */
export interface AgreedFile extends PlacedFile {
  readonly sourcePath: string
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
/** Nothing lies here, and nothing did that both sides agreed about. */
export const noAgreement = `local_path = null, track_id = null, local_revision = null, local_source_path = null, local_place = null, place_key = null,
  local_hash = null, local_size_bytes = null, local_modified_us = null, seen_on_disk_us = null, wanted_back = 0`
/** No attempt has failed since the last that did not. */
export const noFailure = "last_error = null, error_class = null, attempts = 0, retry_after_us = null"

/** Takes an item for a job; false when someone has it, it is not wanted, or it is to be left alone for a while. */
export const leaseItem = (database: Database, no: number, { jobNo, nowUs }: JobAt): boolean =>
  database
    .prepare(
      `update catalog set status = 'downloading', lease_job = ?, lease_until_us = ?
      where no = ? and ${whereCan("leased")} and ${isDue}
        and (ignored_by is null or (ignored_by = 'policy' and deleted_us is not null))`
    )
    .run(jobNo, nowUs + leaseUs, no, nowUs) === 1

/** A job says that it lives: all its leases are good for another while. */
export const renewLeases = (database: Database, { jobNo, nowUs }: JobAt): void => {
  database.prepare("update catalog set lease_until_us = ? where lease_job = ?").run(nowUs + leaseUs, jobNo)
}

/** What the source has lies here; the next look at the library says which track it is, and the library what its tags say. False: the lease was lost, nothing was written. */
export const completeItem = (database: Database, no: number, file: PlacedFile, { jobNo, nowUs }: JobAt): boolean => {
  const { path, place, revision, hash, state } = file
  const written = [path, place, foldName(place), revision, hashText(hash), state?.sizeBytes ?? null, state?.modifiedAtUs ?? null]
  const changed = database
    .prepare(
      `update catalog set status = 'downloaded', local_path = ?, local_place = ?, place_key = ?, local_revision = ?, local_hash = ?,
        local_size_bytes = ?, local_modified_us = ?, local_source_path = path, track_id = null, tags_revision = null, seen_on_disk_us = ?,
        wanted_back = 0,
        ${noFailure}, ${noLease}
      where ${isOwn} and ${whereCan("fetched")}`
    )
    .run(...written, nowUs, no, jobNo)
  if (changed === 1) takePath(database, no, path)
  return changed === 1
}

/** Where this item's file lies no other's does: the user had taken that one away, perhaps a moment ago, or nothing could have been placed there. */
const takePath = (database: Database, no: number, path: string): void => {
  database
    .prepare(
      `update catalog set status = 'missing', local_path = null, seen_on_disk_us = null, ${noFailure}
      where local_path = ? and no <> ? and ${whereCan("vanished")}`
    )
    .run(path, no)
}

/** Nothing of the source's lies here any more: the file was taken away, or let go of, and nothing is agreed about it. */
export const removeItem = (database: Database, no: number, { jobNo }: JobAt): boolean =>
  database
    .prepare(
      `update catalog set status = 'missing', ${noAgreement}, ${noFailure}, ${noLease}
      where ${isOwn} and ${whereCan("removed")}`
    )
    .run(no, jobNo) === 1

/** Whoever holds an item, or nobody: what a change of its file came to is so. */
const whereSettled = (...events: ReadonlyArray<ItemEvent>): string => `no = ? and (${events.map(whereCan).join(" or ")})`

/**
 * What a change of an item's file that was begun before (`begun-changes.ts`) came to: this is what both sides agree on. The item is free then,
 * unless the job that holds it goes on with it.
 */
export const noteAgreement = (database: Database, no: number, file: AgreedFile, { nowUs, keepsLease }: Settling): void => {
  const { path, place, sourcePath, revision, hash, state } = file
  const at = [path, place, foldName(place), sourcePath]
  const written = [...at, revision, hashText(hash), state?.sizeBytes ?? null, state?.modifiedAtUs ?? null]
  database
    .prepare(
      `update catalog set local_path = ?, local_place = ?, place_key = ?, local_source_path = ?, local_revision = ?, local_hash = ?,
        local_size_bytes = ?, local_modified_us = ?, track_id = null, seen_on_disk_us = ?, wanted_back = 0${keepsLease ? "" : `, status = 'downloaded', ${noFailure}, ${noLease}`}
      where ${whereSettled("fetched", "found")}`
    )
    .run(...written, nowUs, no)
  takePath(database, no, path)
}

/** The same, of a file that was taken away: nothing is agreed about it any more. */
export const noteRemoval = (database: Database, no: number, { keepsLease }: Settling): void => {
  database
    .prepare(
      `update catalog set ${noAgreement}${keepsLease ? "" : `, status = 'missing', ${noFailure}, ${noLease}`}
      where ${whereSettled("removed", "vanished")}`
    )
    .run(no)
}

/** An item of which nothing lies here is called otherwise at its source: where it is to lie once it comes back, and of which revision it was. */
export const noteNames = (database: Database, no: number, { place, sourcePath, revision }: AgreedFile): void => {
  database
    .prepare(
      `update catalog set local_place = ?, place_key = ?, local_source_path = ?, local_revision = ? where no = ? and local_path is null`
    )
    .run(place, foldName(place), sourcePath, revision, no)
}

interface Settling {
  readonly nowUs: number
  readonly keepsLease: boolean
}

/** Another item's file took the place of this one's, which its source has no more. */
export const forgetItem = (database: Database, no: number): void => {
  database
    .prepare(
      `update catalog set status = 'missing', ${noAgreement}, ${noFailure} where no = ? and deleted_us is not null and ${whereCan("vanished")}`
    )
    .run(no)
}

/** The work failed; the item is left alone for as long as the schedule says, or as the source asked where that is longer. */
export const failItem = (database: Database, no: number, failure: ItemFailure, { jobNo, nowUs }: JobAt): boolean => {
  const row = database.prepare(`select attempts from catalog where ${isOwn} and ${whereCan("failed-absent")}`).get(no, jobNo)
  if (row === undefined) return false
  const attempts = Number(row["attempts"]) + 1
  const askedUs = Math.min((failure.retryAfterMs ?? 0) * 1000, longestRetryUs)
  const delayUs = Math.max(retryDelayUs(attempts), askedUs)
  const changed = database
    .prepare(
      `update catalog set status = case when local_path is null then 'failed' else 'downloaded' end,
        last_error = ?, error_class = ?, attempts = ?, retry_after_us = ?, ${noLease} where ${isOwn}`
    )
    .run(failure.message, failure.errorClass, attempts, nowUs + delayUs, no, jobNo)
  return changed === 1
}

const returned = `update catalog set ${noLease},
    status = case when local_path is not null then 'downloaded' when attempts > 0 then 'failed' else 'missing' end
  where ${whereCan("returned-absent")}`

/** The job lets go of an item without a result: it is as it was, and may be taken at once. */
export const returnItem = (database: Database, no: number, jobNo: number): boolean =>
  database.prepare(`${returned} and ${isOwn}`).run(no, jobNo) === 1

/** Frees what a job held that is known to be over; answers how many items that were. */
export const returnItemsOf = (database: Database, jobNo: number): number =>
  database.prepare(`${returned} and lease_job = ?`).run(jobNo)

/**
 * Frees the items of a source whose lease is over, since nobody said for so long that they are being worked on, or was given by a wrong clock; and those of any source whose job
 * has ended. What another source's running job holds is its own, or its next job's, to let go of.
 */
export const expireLeases = (database: Database, nowUs: number, sourceNo: number): number =>
  database
    .prepare(
      `${returned} and lease_job is not null and ((source_no = ? and lease_until_us - ? not between 1 and ${leaseUs})
        or lease_job not in (select no from sync_jobs where status = 'running'))`
    )
    .run(sourceNo, nowUs)
