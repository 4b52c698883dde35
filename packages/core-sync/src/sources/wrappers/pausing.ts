/**
 * Leaves a whole source alone once it has asked for that, and never has more reads open at a time than it should. What is asked meanwhile waits for
 * a short pause; during a long one it fails at once, since nobody waits for hours.
 */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { Source } from "../source.ts"
import { SourceError, type SourceOperation, spokenWait } from "../source-error.ts"
import { isTooLong, type RetryPolicy, usualRetries } from "./backoff.ts"
import { Pause } from "./pause.ts"
import { wrapSource } from "./wrap.ts"

/** Of one entry: a server that cannot give it for hours may well give all others. A limit counts who asks, whatever for. */
const isOfEntry = (operation: SourceOperation, { reason }: SourceError): boolean =>
  reason !== "rate-limited" && (operation === "read" || operation === "head")

/** The source, with at most `reads` bodies open at a time, and silent while it asked to be left alone. */
export const pausing = (source: Source, reads: number, policy: RetryPolicy = usualRetries): Source => {
  const pause = new Pause()
  const permits = Semaphore.makeUnsafe(reads)
  let last: SourceError | undefined
  const heed =
    (operation: SourceOperation) =>
    (error: SourceError): Effect.Effect<void> => {
      const { retryAfterMs } = error
      if (retryAfterMs === undefined || (isTooLong(policy, retryAfterMs) && isOfEntry(operation, error))) return Effect.void
      last = error
      return pause.begin(retryAfterMs)
    }
  const refusal = (operation: SourceOperation, leftMs: number): SourceError =>
    new SourceError({
      reason: last?.reason ?? "unavailable",
      operation,
      source: source.name,
      detail: `asked to be left alone, and is for another ${spokenWait(leftMs)}`,
      retryAfterMs: leftMs
    })
  const over = (operation: SourceOperation): Effect.Effect<void, SourceError> =>
    Effect.flatMap(pause.leftMs, (leftMs) => {
      if (leftMs === 0) return Effect.void
      if (isTooLong(policy, leftMs)) return Effect.fail(refusal(operation, leftMs))
      // Asked again afterwards: it may have been prolonged meanwhile.
      return Effect.andThen(
        Effect.sleep(leftMs),
        Effect.suspend(() => over(operation))
      )
    })
  // What fails since it is paused prolongs nothing.
  const wrapped = wrapSource(source, {
    call: (operation, effect) => Effect.andThen(over(operation), Effect.tapError(effect, heed(operation))),
    stream: (operation, stream) =>
      Stream.concat(Stream.drain(Stream.fromEffect(over(operation))), Stream.tapError(stream, heed(operation)))
  })
  return { ...wrapped, read: (request) => Effect.andThen(Semaphore.takeScoped(permits, 1), wrapped.read(request)) }
}
