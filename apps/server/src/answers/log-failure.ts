/** What only the one who runs the server should read: an answer names no file of the server's, and sends people to its log for that. */
import { CacheError } from "@deadwax/core-cache"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { fromCacheError, isAskersOwn, Problem } from "./problem.ts"

/** A message that ends with what is wrong with a file is a sentence already. */
const sentence = (message: string): string => (message.endsWith(".") ? message : `${message}.`)

const warn = (error: CacheError): Effect.Effect<void> =>
  isAskersOwn(error) ? Effect.void : Effect.logWarning(`${sentence(error.message)} ${error.remedy}`)

/** A problem is the asker's own, and nothing to log. */
export const logFailure = (cause: Cause.Cause<Problem | CacheError>): Effect.Effect<void> => {
  const error = Cause.squash(cause)
  if (error instanceof Problem || Cause.hasInterruptsOnly(cause)) return Effect.void
  return error instanceof CacheError ? warn(error) : Effect.logError("a bug", cause)
}

/** A failure of the library as the asker's problem; logged here, for afterwards nobody can tell that it was one. */
export const failAsProblem = (error: Problem | CacheError): Effect.Effect<never, Problem> =>
  error instanceof Problem ? Effect.fail(error) : Effect.andThen(warn(error), Effect.fail(fromCacheError(error)))
