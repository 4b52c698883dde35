/** The least and the most that conditions can ask for. */
import type { Moment } from "./filter.ts"

export const largestRating = 5
/** Nobody has played a track more often. */
export const largestCount = 999_999_999

/** Microseconds are exact from 1684 to 2255; what lies beyond counts as the end of that. */
export const withinReach = (us: number): number =>
  Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Math.trunc(us)))

/** Does a stretch of time end before it begins? What counts back does so to the minute. */
export const isBackwards = (from: Moment | null, to: Moment | null): boolean => {
  if (from === null || to === null) return false
  if ("atUs" in from) return "atUs" in to && from.atUs > to.atUs
  return "agoSeconds" in to && to.agoSeconds - from.agoSeconds > 60
}

/** Two moments, both in a stretch; null leaves an end open. */
export interface Stretch {
  readonly from: Moment | null
  readonly to: Moment | null
}
