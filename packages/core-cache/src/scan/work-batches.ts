/** Planned work in batches for the workers, and how many of those there are. */
import type { Inputs } from "@deadwax/core-async"
import type { CachedRelease } from "./cached-state.ts"
import type { ReleaseDifference } from "./diff.ts"
import type { PlannedRelease } from "./plan-work.ts"
import {
  type KnownState,
  packWork,
  type ReadBatchInput,
  type ReadBatchOutput,
  type ReleaseRead,
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

/** The work of one round of reading, release by release. */
export interface Plans {
  readonly length: number
  /** How many files a release's work has. */
  readonly filesOf: (release: number) => number
  /** A release's plan; asked for once. */
  readonly at: (release: number) => PlannedRelease
}

/** Plans that were all made before the first is read: they look at what reading changes. */
export const plansMade = (run: ScanRun, planned: ReadonlyArray<PlannedRelease>): Plans => {
  const whole = planned.map((one) => withKnownState(run, one))
  return { length: whole.length, filesOf: (release) => whole[release]!.work.files.length, at: (release) => whole[release]! }
}

/** Plans that are made one by one, so that those of a large library never exist all at once. */
export const plansOnDemand = (
  run: ScanRun,
  changed: ReadonlyArray<ReleaseDifference>,
  plan: (release: ReleaseDifference) => PlannedRelease
): Plans => ({
  length: changed.length,
  filesOf: (release) => changed[release]!.read.length,
  at: (release) => withKnownState(run, plan(changed[release]!))
})

/** Cuts work into batches by the number of files and releases, and so that every worker (0: in process) has some of it. */
export const cutBatches = (run: ScanRun, plans: Plans, workers: number): WorkBatches => {
  const starts = startsOf(plans, workers)
  const { root } = run.library
  // What a worker has, until its results are taken.
  const underWay = new Map<number, ReadonlyArray<PlannedRelease>>()
  return {
    length: starts.length,
    at: (batch) => {
      const [first, end] = [starts[batch]!, starts[batch + 1] ?? plans.length]
      const planned = Array.from({ length: end - first }, (_, i) => plans.at(first + i))
      underWay.set(batch, planned)
      return { root, nowMs: run.nowMs, isQuick: run.isQuick, packed: packWork(planned.map(({ work }) => work)) }
    },
    resultsOf: (batch, output) => {
      const planned = underWay.get(batch)!
      underWay.delete(batch)
      return unpackReleases(output).map((read, i) => {
        takePaths(planned[i]!.work, read)
        return { planned: planned[i]!, read, startedMs: output.startedMs }
      })
    }
  }
}

/** Puts the walk's own texts in the place of equal ones: what a scan notes of a file by its path then holds no second copy of it. */
const takePaths = ({ files }: ReleaseWork, read: ReleaseRead): void => {
  let at = 0
  for (const file of read.files as ReadonlyArray<{ path: string }>) {
    while (at < files.length && files[at]!.path !== file.path) at++
    if (at < files.length) file.path = files[at]!.path
  }
}

/** The index of each batch's first release. */
const startsOf = (plans: Plans, workers: number): ReadonlyArray<number> => {
  const most = Math.min(batchReleases, Math.ceil(plans.length / Math.max(workers, 1)))
  const starts: Array<number> = []
  let files = 0
  for (let i = 0; i < plans.length; i++) {
    const first = starts.at(-1)
    if (first === undefined || files + plans.filesOf(i) > batchFiles || i - first >= most) {
      starts.push(i)
      files = 0
    }
    files += plans.filesOf(i)
  }
  return starts
}

const withKnownState = (run: ScanRun, planned: PlannedRelease): PlannedRelease => {
  const knownState = knownStateOf(run, planned.work, planned.difference.cached)
  return knownState === null ? planned : { ...planned, work: { ...planned.work, knownState } }
}

// A directory that lost its datafile, or files that were moved without it, keep what the user had said of the release.
const knownStateOf = (run: ScanRun, work: ReleaseWork, cached: CachedRelease | undefined): KnownState | null => {
  if (work.identity !== "tags" || work.datafilePath !== null) return null
  const id = work.embedId ?? run.adopting.get(work.directory) ?? cached?.duplicateOf ?? cached?.id
  if (id === undefined) return null
  const row = run.store.cache.prepare("select is_new, added_at from releases where id = ?").get(id)
  return row === undefined ? null : { id, isNew: row["is_new"] === 1, addedAt: row["added_at"] as string | null }
}
