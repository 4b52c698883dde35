/** Tells how far a scan is, with how fast it goes and how long it will still take (U20). */
import type * as Clock from "effect/Clock"
import type { ScanProgress } from "../model/model.ts"
import { estimate, type Sample, withSample } from "./estimate.ts"

/** Counts as the scan has them. */
export type Counts = Omit<ScanProgress, "perSecond" | "leftMs">
export type Teller = (counts: Counts) => void

export const nothingYet: Counts = { phase: "find", found: 0, done: 0, total: 0, failed: 0, written: 0 }

// A walk tells fifty times a second: what is kept to estimate from need not be as dense.
const betweenSamplesMs = 100

/** `onProgress` is called from inside loops: it must be quick. */
export const makeTeller = (clock: Clock.Clock, onProgress: ((progress: ScanProgress) => void) | undefined): Teller => {
  if (onProgress === undefined) return () => undefined
  let phase: ScanProgress["phase"] | undefined
  let samples: ReadonlyArray<Sample> = []
  return (counts) => {
    const now = { atMs: clock.currentTimeMillisUnsafe(), done: counts.done }
    const withNow = withSample(counts.phase === phase ? samples : [], now)
    const last = samples.at(-1)
    if (counts.phase !== phase || last === undefined || now.atMs - last.atMs >= betweenSamplesMs) samples = withNow
    phase = counts.phase
    onProgress({ ...counts, ...estimate(withNow, counts.total) })
  }
}
