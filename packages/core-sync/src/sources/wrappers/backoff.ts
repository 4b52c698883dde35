/** How long is waited before something is asked again, and when it is not. */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

/** When a failed request is made again. */
export interface RetryPolicy {
  /** How often, after the first time. */
  readonly times: number
  /** The first wait; each further one may be twice as long, milliseconds. */
  readonly baseMs: number
  /** No wait that nobody asked for is longer, milliseconds. */
  readonly longestMs: number
  /** A server that wants to be left alone for longer is, and nobody waits for it: the failure is told instead, milliseconds. */
  readonly longestAskedMs: number
}

/** Four more times within about eight seconds. */
export const usualRetries: RetryPolicy = { times: 4, baseMs: 500, longestMs: 10_000, longestAskedMs: 60_000 }

/** Is that how long nobody waits, though a server asked for it? */
export const isTooLong = ({ longestAskedMs }: RetryPolicy, askedMs: number): boolean => askedMs > longestAskedMs

/**
 * The wait before the next attempt, in milliseconds; undefined: there is none. `failed`: attempts so far. Between half and the whole of what the
 * power of two gives, so that many who failed together do not come back together; never less than the server asked for.
 */
export const decideWaitMs = (
  policy: RetryPolicy,
  failed: number,
  askedMs: number | undefined
): Effect.Effect<number | undefined> => {
  if (failed > policy.times || isTooLong(policy, askedMs ?? 0)) return Effect.succeed(undefined)
  const most = Math.min(policy.longestMs, policy.baseMs * 2 ** (failed - 1))
  return Effect.map(Random.next, (share) => Math.max(askedMs ?? 0, Math.round((most * (1 + share)) / 2)))
}
