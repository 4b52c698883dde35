/** A source that asked to be left alone is, by everyone who uses it. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** By a time that only goes forward: who sets the clock on the wall neither prolongs a pause nor ends it. */
const passedMs = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / 1_000_000n))

/** Pauses from this length on are told, milliseconds. */
const toldFromMs = 3000

/** So much later a pause has to end than it did before to be told again, milliseconds: many are told to wait in one moment. */
const newsMs = 1000

/** Until when nothing is asked. One for each source, shared by all its callers. */
export class Pause {
  #untilMs = 0
  readonly #onWait: ((lengthMs: number) => void) | undefined

  /** `onWait` hears of pauses that a person would notice. */
  constructor(onWait?: (lengthMs: number) => void) {
    this.#onWait = onWait
  }

  /** How long it lasts yet, milliseconds. */
  readonly leftMs: Effect.Effect<number> = Effect.suspend(() =>
    Effect.map(passedMs, (nowMs) => Math.max(0, this.#untilMs - nowMs))
  )

  /** Waits until it is over, however often it is prolonged meanwhile. */
  readonly over: Effect.Effect<void> = Effect.suspend(() =>
    Effect.flatMap(this.leftMs, (leftMs) => (leftMs === 0 ? Effect.void : Effect.flatMap(Effect.sleep(leftMs), () => this.over)))
  )

  /** Begins now; one that lasts longer already stays. */
  readonly begin = (lengthMs: number): Effect.Effect<void> =>
    Effect.map(passedMs, (nowMs) => {
      const isNews = lengthMs >= toldFromMs && nowMs + lengthMs >= this.#untilMs + newsMs
      this.#untilMs = Math.max(this.#untilMs, nowMs + lengthMs)
      if (isNews) this.#onWait?.(lengthMs)
    })
}
