/**
 * Writes down what comes one by one in small groups, on the way. To write each by itself would cost a flush of the disk for each; to write all at the
 * end would lose all with a program that is killed, and one that is killed often would never come further.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** So many are written together at most: what a kill can cost. */
export const groupItems = 32

/** From a slow source as many as came in this time: what a kill costs then is no more than that to read again, and a second four writes. */
const groupMs = 250

/**
 * Runs a stream to its end, and hands its elements to `write` in groups, in their order. What came before a failure or an interruption is written as
 * well, if it can be. Nothing waits for a group to be full: who makes the elements makes others meanwhile.
 */
export const runInGroups = <A, E, R, E2, R2>(
  stream: Stream.Stream<A, E, R>,
  write: (group: ReadonlyArray<A>) => Effect.Effect<void, E2, R2>
): Effect.Effect<void, E | E2, R | R2> =>
  Effect.suspend(() => {
    let group: Array<A> = []
    let firstMs = 0
    const writeGroup = Effect.suspend(() => {
      const taken = group
      group = []
      return taken.length === 0 ? Effect.void : write(taken)
    })
    const take = (element: A, nowMs: number): boolean => {
      if (group.push(element) === 1) firstMs = nowMs
      return group.length >= groupItems || nowMs - firstMs >= groupMs
    }
    const each = (element: A) =>
      Effect.flatMap(Clock.currentTimeMillis, (nowMs) => (take(element, nowMs) ? writeGroup : Effect.void))
    return Stream.runForEach(stream, each).pipe(
      Effect.andThen(writeGroup),
      Effect.onError(() => Effect.ignore(writeGroup))
    )
  })
