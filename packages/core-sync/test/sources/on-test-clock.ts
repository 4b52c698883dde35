import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as TestClock from "effect/testing/TestClock"

/** Runs on the test clock, which goes on by itself until the effect has ended; answers when that was. */
export const onTestClock = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.exit(effect))
      while (fiber.pollUnsafe() === undefined) yield* Effect.andThen(TestClock.adjust("250 millis"), Effect.yieldNow)
      const exit = yield* Fiber.join(fiber)
      return {
        value: yield* Effect.flip(exit).pipe(Effect.catch((value) => Effect.succeed(value))),
        atMs: yield* Clock.currentTimeMillis
      }
    }).pipe(Effect.provide(TestClock.layer()), Random.withSeed("wrappers"))
  )
