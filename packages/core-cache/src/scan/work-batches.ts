/** Planned work in batches for the workers, and how many of those there are. */
import type { Inputs } from "@deadwax/core-async"
import type { CachedRelease } from "./cached-state.ts"
import type { PlannedRelease } from "./plan-work.ts"
import {
  type KnownState,
  packWork,
  type ReadBatchInput,
  type ReadBatchOutput,
  type ReleaseWork,
  unpackReleases
} from "./release-work.ts"
import type { ScanRun } from "./scan-run.ts"
import type { Result } from "./take-results.ts"

// A batch is worth its message, and small enough that progress moves and a cancelled scan ends soon.
const batchFiles = 200
const batchReleases = 100

// In process, few releases are done before a worker has started.
const parallelFrom = 50
// More workers than this only take memory: readers have the disk busy long before.
const mostWorkers = 64

/** How many workers read so many releases; 0: it is done in process. */
export const countWorkers = (
  releases: number,
  wanted: number | undefined,
  { maxWorkers }: { readonly maxWorkers: number }
): number => Math.min(wanted ?? (releases < parallelFrom ? 0 : maxWorkers), mostWorkers)

/** Batches as workers ask for them: each is packed then, and not before. */
export interface WorkBatches extends Inputs<ReadBatchInput> {
  /** What a batch read, side by side with its work. */
  readonly resultsOf: (batch: number, output: ReadBatchOutput) => ReadonlyArray<Result>
}

/** Cuts work into batches by the number of files and releases, and so that every worker (0: in process) has some of it. */
export const cutBatches = (run: ScanRun, planned: ReadonlyArray<PlannedRelease>, workers: number): WorkBatches => {
  const works = planned.map(({ work, difference }) => ({ ...work, knownState: knownStateOf(run, work, difference.cached) }))
  const starts = startsOf(works, workers)
  const { root } = run.library
  return {
    length: starts.length,
    at: (batch) => ({
      root,
      nowMs: run.nowMs,
      isQuick: run.isQuick,
      packed: packWork(works.slice(starts[batch], starts[batch + 1]))
    }),
    resultsOf: (batch, output) =>
      unpackReleases(output).map((read, i) => ({
        planned: planned[starts[batch]! + i]!,
        read,
        startedMs: output.startedMs
      }))
  }
}

/** The index of each batch's first release. */
const startsOf = (works: ReadonlyArray<ReleaseWork>, workers: number): ReadonlyArray<number> => {
  const most = Math.min(batchReleases, Math.ceil(works.length / Math.max(workers, 1)))
  const starts: Array<number> = []
  let files = 0
  for (const [i, work] of works.entries()) {
    const first = starts.at(-1)
    if (first === undefined || files + work.files.length > batchFiles || i - first >= most) {
      starts.push(i)
      files = 0
    }
    files += work.files.length
  }
  return starts
}

// A directory that lost its datafile, or files that were moved without it, keep what the user had said of the release.
const knownStateOf = (run: ScanRun, work: ReleaseWork, cached: CachedRelease | undefined): KnownState | null => {
  if (work.identity !== "tags" || work.datafilePath !== null) return null
  const id = work.embedId ?? run.adopting.get(work.directory) ?? cached?.duplicateOf ?? cached?.id
  if (id === undefined) return null
  const row = run.store.cache.prepare("select is_new, added_at from releases where id = ?").get(id)
  return row === undefined ? null : { id, isNew: row["is_new"] === 1, addedAt: row["added_at"] as string | null }
}
