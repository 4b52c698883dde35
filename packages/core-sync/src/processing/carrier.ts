/** Who carries out the work of a job: the seam between the coordinator, which counts and leases, and what touches files. */
import type { Database } from "@deadwax/core-async"
import type { CacheError } from "@deadwax/core-cache"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { PlacedFile } from "../catalog/item-work.ts"
import type { WorkItem, WorkOutcome, WorkOutline } from "../catalog/work-items.ts"
import type { SourceError } from "../sources/source-error.ts"
import type { SyncError } from "../sync-error.ts"

/** What came of one item. */
export interface ItemResult {
  readonly outcome: Exclude<WorkOutcome, "failed">
  /**
   * What both sides agree on now; `nothing`: nothing of the source's lies here any more, it was taken away or let go of; `unchanged`: all is
   * as it was.
   */
  readonly now: PlacedFile | "nothing" | "unchanged"
  /** Why nothing was done, for people. */
  readonly reason?: string
  /** Written in the transaction that writes down the result, or not at all. Plain and synchronous. */
  readonly alongside?: (database: Database) => void
}

/** Work on one item failed; others go on. */
export class ItemFailed extends Data.TaggedError("ItemFailed")<{
  /** One word to group by: a `SourceErrorReason`, or the reason of a failure here. */
  readonly errorClass: string
  /** One sentence: what happened, to which file where that is another than the item's own at the source, without a secret. */
  readonly message: string
  /** What a person can do, where there is something. */
  readonly remedy?: string
  /** How long the source asked to be left alone, milliseconds. */
  readonly retryAfterMs?: number
  /** All other items would fail as this one did: the job ends, and none is held to have failed. */
  readonly stopsJob: boolean
  readonly cause?: unknown
}> {}

/** Work of one job, planned. */
export interface Prepared {
  /** Numbers of catalog items, in the order in which they are to be started. What is left out needs nothing, and is skipped. */
  readonly order: ReadonlyArray<number>
  /**
   * Does what was planned for an item, which is leased to the job by then. Called concurrently, once for each item. Can be interrupted, and
   * then leaves no torn file and what it fetched so far for the next try. The item is as the catalog has it now: where that is not what
   * the plan was made upon, nothing is done.
   */
  readonly carryOut: (work: WorkItem) => Effect.Effect<ItemResult, ItemFailed>
}

/** One transaction of a job, which does nothing once the job is over. */
export type WriteInJob = <A>(work: (database: Database) => A) => Effect.Effect<A, CacheError | SyncError>

/** The port. */
export interface Carrier {
  /**
   * What earlier jobs were doing to files when they were cut off is brought to its end, or found not to have been done, and written down. To be
   * called while no other sync runs, before anything is looked at. Idempotent. Fails as `offline` while the library's disk is not there.
   */
  readonly recover: (write: WriteInJob) => Effect.Effect<void, CacheError | SyncError>
  /**
   * The work of a job in parts, by the items' numbers, each of which can be planned once those before it were carried out; each item is in one. A
   * part is small enough to be held in memory with all that its plan takes, unless its items must be planned together. Changes nothing.
   */
  readonly divide: (work: ReadonlyArray<WorkOutline>) => Effect.Effect<ReadonlyArray<ReadonlyArray<number>>>
  /**
   * Plans one part, upon what lies then at the places of this work. Changes no file and no item. The source is asked where it says what is to lie
   * where, and what it said is kept for the next try; it fails as that does.
   */
  readonly prepare: (work: ReadonlyArray<WorkItem>) => Effect.Effect<Prepared, CacheError | SourceError>
}

/** All work is one part: for a carrier that plans nothing. */
export const inOnePart: Carrier["divide"] = (work) => Effect.succeed(work.length === 0 ? [] : [work.map(({ no }) => no)])
