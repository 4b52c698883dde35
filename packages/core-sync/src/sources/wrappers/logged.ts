/** Logs what fails, and at the debug level what is asked. No more than an error tells: which source, doing what, about which entry. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Source } from "../source.ts"
import type { SourceError, SourceOperation } from "../source-error.ts"
import { wrapSource } from "./wrap.ts"

const logFailure = (operation: SourceOperation, error: SourceError): Effect.Effect<void> =>
  Effect.annotateLogs(error.isRetryable ? Effect.logInfo(error.message) : Effect.logWarning(error.message), {
    operation,
    reason: error.reason,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs })
  })

/** The source, with its failures in the log. */
export const logged = (source: Source): Source => {
  const asked = (operation: SourceOperation): Effect.Effect<void> =>
    Effect.annotateLogs(Effect.logDebug(`${source.name}: ${operation}`), { operation })
  return wrapSource(source, {
    call: (operation, effect) =>
      Effect.andThen(
        asked(operation),
        Effect.tapError(effect, (error) => logFailure(operation, error))
      ),
    stream: (operation, stream) =>
      Stream.concat(
        Stream.drain(Stream.fromEffect(asked(operation))),
        Stream.tapError(stream, (error) => logFailure(operation, error))
      )
  })
}
