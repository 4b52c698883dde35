/**
 * A hint to the runtime that much was made and let go of. Some runtimes let garbage grow with what they hold, so that a loop over a hundred
 * thousand rows takes several times the memory that it needs.
 */
import * as Context from "effect/Context"

/**
 * Told where little is held and much was let go of, never more often than each thousand files or ten thousand rows. May take as long as a look
 * at all that is held takes, or do nothing, which is what it does where the runtime takes no hints. Synchronous; cannot fail.
 */
export const CollectGarbage = Context.Reference<() => void>("@deadwax/core-async/CollectGarbage", {
  defaultValue: () => () => undefined
})
