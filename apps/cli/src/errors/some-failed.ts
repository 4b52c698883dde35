/** The command did its work, but some items failed and were named: exit code 1, with nothing more to say. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

export class SomeFailed extends Data.TaggedError("SomeFailed")<Record<never, never>> {}

export const someFailed = Effect.fail(new SomeFailed())
