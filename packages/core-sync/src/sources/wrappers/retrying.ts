/**
 * Asks again where that may help. A stream is asked again until its first element; one that has begun is not, since its consumer has taken a
 * part of it. Bytes that end early are their reader's to resume.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Source } from "../source.ts"
import type { SourceError } from "../source-error.ts"
import { decideWaitMs, type RetryPolicy, usualRetries } from "./backoff.ts"
import { wrapSource } from "./wrap.ts"

/** Waits before the next attempt, or fails with what the last one failed with. */
const waitAfter = (policy: RetryPolicy, failed: number, error: SourceError): Effect.Effect<void, SourceError> =>
  error.isRetryable
    ? Effect.flatMap(decideWaitMs(policy, failed, error.retryAfterMs), (waitMs) =>
        waitMs === undefined ? Effect.fail(error) : Effect.sleep(waitMs)
      )
    : Effect.fail(error)

const retryCall = <A, R>(
  policy: RetryPolicy,
  effect: Effect.Effect<A, SourceError, R>,
  failed = 0
): Effect.Effect<A, SourceError, R> =>
  Effect.catch(effect, (error) =>
    Effect.andThen(
      waitAfter(policy, failed + 1, error),
      Effect.suspend(() => retryCall(policy, effect, failed + 1))
    )
  )

const retryStream = <A>(policy: RetryPolicy, stream: Stream.Stream<A, SourceError>, failed = 0): Stream.Stream<A, SourceError> =>
  Stream.suspend(() => {
    let hasBegun = false
    const begun = Stream.map(stream, (element) => {
      hasBegun = true
      return element
    })
    return Stream.catch(begun, (error) =>
      hasBegun
        ? Stream.fail(error)
        : Stream.unwrap(Effect.as(waitAfter(policy, failed + 1, error), retryStream(policy, stream, failed + 1)))
    )
  })

/**
 * What an attempt holds is let go of when it fails, not when whoever asked has ended: several of a few attempts each would hold every turn to read
 * that there is, and wait for one another for ever.
 */
const heldIfGood = <A, E, R>(attempt: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | Scope.Scope> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const own = yield* Scope.fork(yield* Effect.scope)
      return yield* Effect.onExit(restore(Scope.provide(attempt, own)), (exit) =>
        Exit.isSuccess(exit) ? Effect.void : Scope.close(own, exit)
      )
    })
  )

/** The source, asked again after failures that may pass: with growing, scattered waits, and not before it wants to be. */
export const retrying = (source: Source, policy: RetryPolicy = usualRetries): Source => ({
  ...wrapSource(source, {
    call: (_, effect) => retryCall(policy, effect),
    stream: (_, stream) => retryStream(policy, stream)
  }),
  read: (request) => retryCall(policy, heldIfGood(source.read(request)))
})
