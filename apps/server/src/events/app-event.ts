/** What happens in a running app that listeners are told. */
import type { ScanProgress, ScanReport } from "@deadwax/core-cache"
import type { SyncJob } from "@deadwax/core-sync"
import type { ProblemBody } from "../answers/problem.ts"

/** The state in which a listener finds the app: the scan under way, if there is one. */
export interface Hello {
  readonly scan: ScanProgress | null
  /** The syncs that this app runs. */
  readonly syncs: ReadonlyArray<SyncProgress>
}

/**
 * How far a sync is: `wait`: others come first, or its source has not answered yet; `look` counts what its source has told so far, `fetch` files that were worked on, of `total`;
 * in `finish` all of them were, and what came is taken in.
 */
export interface SyncProgress {
  readonly source: string
  readonly phase: "wait" | "look" | "fetch" | "finish"
  readonly done: number
  /** 0 while it is not known. */
  readonly total: number
  /** How many of `done` failed. */
  readonly failed: number
  /** Of the last seconds; null while it cannot be told. */
  readonly perSecond: number | null
  readonly leftMs: number | null
  /** The last few things that went wrong, with their paths at the source. */
  readonly problems: ReadonlyArray<{ readonly path: string; readonly message: string }>
}

/** Why a source's sync was not completed. */
export interface SyncProblem extends ProblemBody {
  readonly source: string
}

/**
 * - `hello`: the first one on every stream
 * - `scan-progress`: how far the scan is
 * - `scan-finished`: a scan ended; what it did
 * - `scan-problem`: a scan ended before it was done
 * - `sync-progress`, `sync-finished`, `sync-problem`: the same of the sync of one source
 * - `library-changed`: what the library answers may differ from before, whoever changed it
 *
 * The stream of one scan or sync, for who asked for it, has its own three, of the same content: `progress`, `report`, `problem`.
 */
export type AppEvent =
  | { readonly event: "hello"; readonly data: Hello; readonly isReplaceable: false }
  | { readonly event: "scan-progress" | "progress"; readonly data: ScanProgress; readonly isReplaceable: true }
  | { readonly event: "sync-progress" | "progress"; readonly data: SyncProgress; readonly isReplaceable: true }
  | { readonly event: "sync-finished"; readonly data: SyncJob; readonly isReplaceable: false }
  | { readonly event: "report"; readonly data: { readonly jobs: ReadonlyArray<SyncJob> }; readonly isReplaceable: false }
  | { readonly event: "scan-finished" | "report"; readonly data: ScanReport; readonly isReplaceable: false }
  | { readonly event: "scan-problem" | "problem"; readonly data: ProblemBody; readonly isReplaceable: false }
  | { readonly event: "sync-problem"; readonly data: SyncProblem; readonly isReplaceable: false }
  | { readonly event: "library-changed"; readonly data: Record<string, never>; readonly isReplaceable: false }
