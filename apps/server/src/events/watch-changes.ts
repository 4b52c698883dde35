/** Tells listeners that the library changed, also when another program changed it. Nobody listening: nothing is asked. */
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
  const forget = Effect.sync(() => {
    last = undefined
  })
  const lookIfHeard = Effect.suspend(() => (events.listeners() > 0 ? look : forget))
  return Effect.forever(Effect.andThen(lookIfHeard, Effect.sleep(every)))
}
