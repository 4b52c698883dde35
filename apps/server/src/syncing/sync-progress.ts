/** How far one sync is, told from its events: pure but for the clock that it is given. */
import { estimate, type Sample, withSample } from "@deadwax/core-cache"
import { problemText, type SyncEvent } from "@deadwax/core-sync"
import type { SyncProgress } from "../events/app-event.ts"

/** One that has been asked for and has not begun. */
export const waiting = (source: string): SyncProgress => ({
  source,
  phase: "wait",
  done: 0,
  total: 0,
  failed: 0,
  perSecond: null,
  leftMs: null,
  problems: []
})

const mostProblems = 5

type Counts = Pick<SyncProgress, "phase" | "done" | "total">

/** Where a sync is after an event; undefined: where it was. */
const countsAfter = (event: SyncEvent): Counts | undefined => {
  switch (event.kind) {
    case "started":
      return { phase: "look", done: 0, total: 0 }
    case "discovering":
      return { phase: "look", done: event.entries, total: 0 }
    case "queued":
      return { phase: event.items === 0 ? "finish" : "fetch", done: 0, total: event.items }
    case "item":
      return { phase: event.done === event.items ? "finish" : "fetch", done: event.done, total: event.items }
    default:
      return undefined
  }
}

/** What went wrong in an event, with the path at the source. */
const problemIn = (event: SyncEvent): SyncProgress["problems"][number] | undefined => {
  if (event.kind === "problem") return { path: event.problem.path, message: problemText(event.problem) }
  if (event.kind !== "item" || event.outcome !== "failed") return undefined
  return { path: event.path, message: event.reason ?? "failed" }
}

// A directory tells thousands of entries a second: what is kept to estimate from need not be as dense.
const betweenSamplesMs = 100

/** Takes in one event after the other; answers where the sync is then, undefined where that is as it was. */
export const followSync = (source: string, nowMs: () => number): ((event: SyncEvent) => SyncProgress | undefined) => {
  let progress = waiting(source)
  let samples: ReadonlyArray<Sample> = []
  const rateOf = ({ phase, done, total }: Counts) => {
    const now = { atMs: nowMs(), done }
    const isSame = phase === progress.phase
    const withNow = withSample(isSame ? samples : [], now)
    const last = samples.at(-1)
    if (!isSame || last === undefined || now.atMs - last.atMs >= betweenSamplesMs) samples = withNow
    return estimate(withNow, total)
  }
  return (event) => {
    // A second went by: the rate is another.
    const counts = event.kind === "progress" ? progress : countsAfter(event)
    const problem = problemIn(event)
    if (counts === undefined && problem === undefined) return undefined
    progress = {
      ...progress,
      ...(counts !== undefined && { ...counts, ...rateOf(counts) }),
      ...(problem !== undefined && { problems: [...progress.problems, problem].slice(-mostProblems) }),
      failed: progress.failed + (event.kind === "item" && event.outcome === "failed" ? 1 : 0)
    }
    return progress
  }
}
