/** How fast bytes may come, for all that share a limit together. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** Called after so many bytes have come; waits as long as the limit wants. */
export type ByteLimit = (bytes: number) => Effect.Effect<void>

/**
 * A limit that all who share it keep together. Each takes its turn behind the bytes of those before, so that the average holds whoever comes;
 * what was not used is not saved up. Time is measured by the clock that nobody sets.
 */
export const makeByteLimit = (bytesPerSecond: number): ByteLimit => {
  let freeAtMs = 0
  return (bytes) =>
    Effect.flatMap(Clock.monotonicTimeNanos, (nowNs) => {
      const nowMs = Number(nowNs) / 1_000_000
      freeAtMs = Math.max(freeAtMs, nowMs) + (bytes / bytesPerSecond) * 1000
      return Effect.sleep(freeAtMs - nowMs)
    })
}
