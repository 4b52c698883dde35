/** How fast bytes may come, for all downloads of a source together. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** Called after so many bytes have come; waits as long as the limit wants. */
export type ByteLimit = (bytes: number) => Effect.Effect<void>

/** No limit. */
export const unlimited: ByteLimit = () => Effect.void

/**
 * A limit that all who share it keep together. Each takes its turn behind the bytes of those before, so that the average holds whoever comes;
 * what was not used is not saved up.
 */
export const makeByteLimit = (bytesPerSecond: number): ByteLimit => {
  let freeAtMs = 0
  return (bytes) =>
    Effect.flatMap(Clock.currentTimeMillis, (nowMs) => {
      freeAtMs = Math.max(freeAtMs, nowMs) + (bytes / bytesPerSecond) * 1000
      return freeAtMs > nowMs ? Effect.sleep(freeAtMs - nowMs) : Effect.void
    })
}
