/** A source that asked to be left alone is, by everyone who uses it. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** By a time that only goes forward: who sets the clock on the wall neither prolongs a pause nor ends it. */
const passedMs = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / 1_000_000n))

/** Until when nothing is asked. One for each source, shared by all its callers. */
export class Pause {
  #untilMs = 0

  /** Waits until it is over, however often it is prolonged meanwhile. */
  readonly over: Effect.Effect<void> = Effect.suspend(() =>
    Effect.flatMap(passedMs, (nowMs) =>
      nowMs >= this.#untilMs ? Effect.void : Effect.flatMap(Effect.sleep(this.#untilMs - nowMs), () => this.over)
    )
  )

  /** Begins now; one that lasts longer already stays. */
  readonly begin = (lengthMs: number): Effect.Effect<void> =>
    Effect.map(passedMs, (nowMs) => {
      this.#untilMs = Math.max(this.#untilMs, nowMs + lengthMs)
    })
}
