/**
 * Tells listeners that the library changed, also when another program changed it. Nobody listening: nothing is asked, and what was seen last
 * is kept. A listener that comes is told of all that changed since: what they had read before the next look would be old and stay so.
 */
import { LibraryCache, type LibraryCacheShape } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { AppPorts } from "../ports.ts"
import type { EventHub } from "./event-hub.ts"

const every = "2 seconds"

/** Looks again and again until it is interrupted; a library that cannot be read just now is looked at again. */
export const watchChanges = (ports: AppPorts, events: EventHub): Effect.Effect<never> => {
  let last: { readonly library: LibraryCacheShape; readonly stamp: string } | undefined
  const state = Effect.flatMap(LibraryCache, (library) => Effect.map(library.stamp(), (stamp) => ({ library, stamp })))
  const look = Effect.gen(function* () {
    const exit = yield* Effect.promise(() => ports.run(state))
    const now = Exit.isSuccess(exit) ? exit.value : last
    // The stamps of two openings say nothing to each other.
    const isOther = now?.library !== last?.library || now?.stamp !== last?.stamp
    if (last !== undefined && isOther) events.publish({ event: "library-changed", data: {}, isReplaceable: false })
    last = now
  })
  const lookIfHeard = Effect.suspend(() => (events.listeners() > 0 || last === undefined ? look : Effect.void))
  return Effect.forever(Effect.andThen(lookIfHeard, Effect.sleep(every)))
}
