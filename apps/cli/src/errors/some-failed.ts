/** The command did what it could, and what failed was named: an exit code, with nothing more to say. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { ExitCode } from "./exit-code.ts"

export class SomeFailed extends Data.TaggedError("SomeFailed")<{ readonly exitCode: ExitCode }> {}

export const someFailed = Effect.fail(new SomeFailed({ exitCode: 1 }))

/** All that was refused was refused as busy, and the rest was done. */
export const someBusy = Effect.fail(new SomeFailed({ exitCode: 4 }))
