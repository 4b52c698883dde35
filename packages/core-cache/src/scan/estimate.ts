/**
 * How fast work goes and how long it will go on, from the times at which it was at which count. The rate is that of the last seconds,
 * so that a slow start (a cold disk) does not spoil the estimate for good.
 */

/** How much was done at a time, which is of any clock: milliseconds. */
export interface Sample {
  readonly atMs: number
  readonly done: number
}

/** Items a second over the samples, and milliseconds left; null while it cannot be told. */
export interface Estimate {
  readonly perSecond: number | null
  readonly leftMs: number | null
}

export const windowMs = 10_000

/** The samples with the new one, without those that have left the window; the last one before the window stays as its start. */
export const withSample = (samples: ReadonlyArray<Sample>, next: Sample): ReadonlyArray<Sample> => {
  const inside = samples.findIndex(({ atMs }) => atMs > next.atMs - windowMs)
  return [...samples.slice(Math.max(0, inside < 0 ? samples.length - 1 : inside - 1)), next]
}

/** What the samples, the oldest first, tell of work that is done at `total`; 0 where that is not known. */
export const estimate = (samples: ReadonlyArray<Sample>, total: number): Estimate => {
  const first = samples[0]
  const last = samples.at(-1)
  if (first === undefined || last === undefined) return { perSecond: null, leftMs: null }
  const elapsedMs = last.atMs - first.atMs
  const done = last.done - first.done
  if (elapsedMs < 500 || done <= 0) return { perSecond: null, leftMs: null }
  const perSecond = (done * 1000) / elapsedMs
  return { perSecond, leftMs: total > last.done ? ((total - last.done) * 1000) / perSecond : null }
}
