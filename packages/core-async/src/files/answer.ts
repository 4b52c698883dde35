/** What a caller's own function gave back: a value, a promise of one, or an effect. The same for every driver. */
import * as Effect from "effect/Effect"
import { type Answer, FileError } from "./files.ts"

export const isPromiseLike = <A>(value: A | PromiseLike<A>): value is PromiseLike<A> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function"

export const isEffect = <A>(answer: Answer<A>): answer is Effect.Effect<A, FileError> => Effect.isEffect(answer)

/** The value, awaited where it is a promise or an effect. A rejection with a `FileError` is that failure, any other is a bug. */
export const awaitAnswer = <A>(answer: Answer<A>): Effect.Effect<A, FileError> => {
  if (isEffect(answer)) return answer
  if (!isPromiseLike(answer)) return Effect.succeed(answer)
  return Effect.tryPromise({ try: () => answer, catch: (cause) => cause }).pipe(
    Effect.catch((cause) => (cause instanceof FileError ? Effect.fail(cause) : Effect.die(cause)))
  )
}

/** Runs `f`; a `FileError` that it throws is a failure, anything else a defect. */
export const attemptFile = <A>(f: () => A): Effect.Effect<A, FileError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(f())
    } catch (cause) {
      if (cause instanceof FileError) return Effect.fail(cause)
      throw cause
    }
  })
