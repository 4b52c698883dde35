/** What a sync tells while it runs: one `started`, then what it does, and one end (Y11). */

import type { JobStatus } from "./catalog/job-states.ts"
import type { Escalation, JobKind } from "./catalog/jobs.ts"
import type { JobStats, WorkAction, WorkOutcome } from "./catalog/work-items.ts"
import type { Resolved } from "./resolution/resolve.ts"
import type { EntryProblem } from "./sources/source.ts"

/** What a look at the source found: entries that were not known, are others than they were, are gone, and are as they were. */
export interface Discovered {
  readonly added: number
  readonly changed: number
  readonly removed: number
  readonly unchanged: number
}

/** One thing that a sync tells. `jobNo` says of which run. */
export type SyncEvent =
  | { readonly kind: "started"; readonly jobNo: number; readonly source: string; readonly requested: JobKind }
  /** It lists everything instead of reading what changed; people are warned once of this. */
  | { readonly kind: "escalated"; readonly jobNo: number; readonly reason: Escalation }
  /** Entries that the source told so far. */
  | { readonly kind: "discovering"; readonly jobNo: number; readonly entries: number }
  /** Something at the source that can be no item. */
  | { readonly kind: "problem"; readonly jobNo: number; readonly problem: EntryProblem }
  | ({ readonly kind: "discovered"; readonly jobNo: number } & Discovered)
  /** The catalog is in step with both sides, and this much is to be done (C14). */
  | { readonly kind: "queued"; readonly jobNo: number; readonly items: number }
  | {
      readonly kind: "item"
      readonly jobNo: number
      readonly path: string
      readonly action: WorkAction
      readonly outcome: WorkOutcome
      /** Why it failed or nothing was done. */
      readonly reason: string | undefined
      /** Items of this job that have an outcome, of all. */
      readonly done: number
      readonly items: number
    }
  /** Told every second, whatever takes long, between all others: how far the job is. `items` is 0 until its work is known (Y6). */
  | { readonly kind: "progress"; readonly jobNo: number; readonly done: number; readonly items: number }
  /** The source asked to be left alone for so long, and is; what is asked of it waits. Undefined: it is being opened, and there is no job yet. */
  | { readonly kind: "waiting"; readonly jobNo: number | undefined; readonly waitMs: number }
  /** Duplicates that are news, and what became of the entries of playlists; silent when nothing did. */
  | ({ readonly kind: "resolved"; readonly jobNo: number } & Resolved)
  /** The tags of so many items that are not here were read. */
  | { readonly kind: "tagged"; readonly jobNo: number; readonly items: number }
  | {
      readonly kind: "ended"
      readonly jobNo: number
      readonly status: Exclude<JobStatus, "running">
      readonly stats: JobStats
      /** Of a job that failed: why, in one sentence. */
      readonly error: string | undefined
    }
