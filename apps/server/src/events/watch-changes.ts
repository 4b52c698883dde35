/** Tells listeners that the library changed, also when another program changed it. Nobody listening: nothing is asked. */
import { LibraryCache } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { AppPorts } from "../ports.ts"
import type { EventHub } from "./event-hub.ts"

const every = "2 seconds"

/** Looks again and again until it is interrupted; a library that cannot be read just now is looked at again. */
export const watchChanges = (ports: AppPorts, events: EventHub): Effect.Effect<never> => {
  let last: string | undefined
  const stamp = Effect.flatMap(LibraryCache, (library) => library.stamp())
  const look = Effect.gen(function* () {
    const exit = yield* Effect.promise(() => ports.run(stamp))
    const now = Exit.isSuccess(exit) ? exit.value : last
    if (last !== undefined && now !== last) events.publish({ event: "library-changed", data: {}, isReplaceable: false })
    last = now
  })
  const forget = Effect.sync(() => {
    last = undefined
  })
  const lookIfHeard = Effect.suspend(() => (events.listeners() > 0 ? look : forget))
  return Effect.forever(Effect.andThen(lookIfHeard, Effect.sleep(every)))
}
