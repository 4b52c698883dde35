/**
 * The clock of a simulated machine. Time passes only when somebody says so, and it is two times: one that only goes forward, by which programs
 * sleep, and the one on the wall, which somebody may set.
 */
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

interface Sleeper {
  readonly dueMs: number
  readonly wake: () => void
}

export class SimClock implements Clock.Clock {
  #passedMs = 0
  #offsetMs: number
  #latestMs: number
  /** Somebody set it back: what happened a minute ago may have happened in a year from now. */
  wasSetBack = false
  readonly #sleepers = new Set<Sleeper>()

  constructor(startMs: number) {
    this.#offsetMs = startMs
    this.#latestMs = startMs
  }

  currentTimeMillisUnsafe(): number {
    return this.#passedMs + this.#offsetMs
  }

  currentTimeNanosUnsafe(): bigint {
    return BigInt(this.currentTimeMillisUnsafe()) * 1_000_000n
  }

  monotonicTimeNanosUnsafe(): bigint {
    return BigInt(this.#passedMs) * 1_000_000n
  }

  readonly currentTimeMillis = Effect.sync(() => this.currentTimeMillisUnsafe())
  readonly currentTimeNanos = Effect.sync(() => this.currentTimeNanosUnsafe())
  readonly monotonicTimeNanos = Effect.sync(() => this.monotonicTimeNanosUnsafe())

  sleep(duration: Duration.Duration): Effect.Effect<void> {
    return Effect.callback<void>((resume) => {
      const sleeper = { dueMs: this.#passedMs + Math.ceil(Duration.toMillis(duration)), wake: () => resume(Effect.void) }
      this.#sleepers.add(sleeper)
      return Effect.sync(() => this.#sleepers.delete(sleeper))
    })
  }

  /** Time passes until whoever sleeps for the shortest time wakes; false: nobody sleeps. */
  wakeNext(): boolean {
    const dueMs = Math.min(...[...this.#sleepers].map((sleeper) => sleeper.dueMs))
    if (!Number.isFinite(dueMs)) return false
    this.pass(dueMs - this.#passedMs)
    return true
  }

  /** Time passes. Who is to wake meanwhile wakes at its end. */
  pass(lengthMs: number): void {
    this.#passedMs += lengthMs
    this.#latestMs = Math.max(this.#latestMs, this.currentTimeMillisUnsafe())
    for (const sleeper of [...this.#sleepers]) {
      if (sleeper.dueMs > this.#passedMs) continue
      this.#sleepers.delete(sleeper)
      sleeper.wake()
    }
  }

  /** Somebody sets the clock on the wall. Who sleeps sleeps on. */
  set(byMs: number): void {
    this.#offsetMs += byMs
    this.wasSetBack ||= byMs < 0
    this.pass(0)
  }

  /** The clock on the wall shows the latest time that it ever showed. */
  setRight(): void {
    this.set(this.#latestMs - this.currentTimeMillisUnsafe())
  }
}
