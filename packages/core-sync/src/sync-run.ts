/** What all phases of one run of a sync share. */
import type { Database } from "@deadwax/core-async"
import type { CacheError } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import type { CatalogItem } from "./catalog/item.ts"
import { inJob, type JobKind } from "./catalog/jobs.ts"
import type { Entry, Source } from "./sources/source.ts"
import type { SourceError } from "./sources/source-error.ts"
import { SyncError } from "./sync-error.ts"
import type { SyncEvent } from "./sync-events.ts"

/** Synchronous work on library.db, as `LibraryCache.inLibraryDb` does it. */
export type InLibraryDb = <A>(work: (database: Database) => A) => Effect.Effect<A, CacheError>

/**
 * Does the file here of an item that its source has no more hold what the source has as this entry? False where that is not sure. Fails as the source does
 * when it cannot be asked at all, and as the library when that is not there.
 */
export type IsSame = (item: CatalogItem, entry: Entry) => Effect.Effect<boolean, SourceError | CacheError>

/** One run: its job, its source, and the ways in which it writes and tells. */
export interface SyncRun {
  readonly jobNo: number
  readonly sourceNo: number
  readonly source: Source
  readonly requested: JobKind
  readonly inDb: InLibraryDb
  /** Does the source's policy want it? Asked of what was not known. */
  readonly wants: (entry: Entry) => boolean
  /** Absent: nobody can look. */
  readonly isSame?: IsSame
  /** So many of the source's items may be gone, however large a part that is (I5). */
  readonly mostRemovals: number
  /** So many entries of playlists may move, however large a part that is. */
  readonly mostMoves: number
  /** How many of the job's items have an outcome, as it was told. */
  readonly far: { readonly done: number; readonly items: number }
  /** Told at once, in order; must not throw. */
  readonly emit: (event: SyncEvent) => void
}

/** The job is no longer the run's own. */
export const lost = (run: SyncRun): Effect.Effect<never, SyncError> =>
  Effect.fail(
    new SyncError({
      reason: "lost",
      source: run.source.name,
      detail: "this sync was ended by another program, or the source was removed"
    })
  )

/** One transaction of a run. Fails as `lost`, with nothing done, once the job is no longer the run's own. */
export const writeInJob = <A>(run: SyncRun, work: (database: Database) => A): Effect.Effect<A, CacheError | SyncError> =>
  Effect.flatMap(
    run.inDb((database) => inJob(database, run.jobNo, () => work(database))),
    (written) => (written === undefined ? lost(run) : Effect.succeed(written.value))
  )
