/**
 * Asks again where that may help. A stream is asked again until its first element; one that has begun is not, since its consumer has taken a
 * part of it. Bytes that end early are their reader's to resume.
 */
import * as Effect from "effect/Effect"
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

/** The source, asked again after failures that may pass: with growing, scattered waits, and not before it wants to be. */
export const retrying = (source: Source, policy: RetryPolicy = usualRetries): Source =>
  wrapSource(source, {
    call: (_, effect) => retryCall(policy, effect),
    stream: (_, stream) => retryStream(policy, stream)
  })
