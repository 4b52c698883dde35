/** Leaves a whole source alone once it has asked for that, and never has more reads open at a time than it should. */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { Source } from "../source.ts"
import type { SourceError } from "../source-error.ts"
import { Pause } from "./pause.ts"
import { wrapSource } from "./wrap.ts"

/** The source, with at most `reads` bodies open at a time, and silent while it asked to be left alone. */
export const pausing = (source: Source, reads: number): Source => {
  const pause = new Pause()
  const permits = Semaphore.makeUnsafe(reads)
  const heed = (error: SourceError): Effect.Effect<void> =>
    error.retryAfterMs === undefined ? Effect.void : pause.begin(error.retryAfterMs)
  const wrapped = wrapSource(source, {
    call: (_, effect) => Effect.tapError(Effect.andThen(pause.over, effect), heed),
    stream: (_, stream) => Stream.tapError(Stream.concat(Stream.drain(Stream.fromEffect(pause.over)), stream), heed)
  })
  return { ...wrapped, read: (request) => Effect.andThen(Semaphore.takeScoped(permits, 1), wrapped.read(request)) }
}
