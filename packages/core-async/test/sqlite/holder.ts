/** `holder.ts PATH`: holds an uncommitted write on a database until it is killed. Says "held" when it does. */
import * as Effect from "effect/Effect"
import { layer } from "#runtime"
import { Sqlite } from "../../src/sqlite/sqlite.ts"

const hold = Effect.gen(function* () {
  const { open } = yield* Sqlite
  const database = yield* open(process.argv[2] ?? "")
  database.exec("begin immediate; insert into t values (5000, 'not committed')")
  // Nothing else refers to it, and what is collected is closed.
  Object.assign(globalThis, { database })
  process.stdout.write("held\n")
  return yield* Effect.never
})

// A timer keeps the process alive: waiting for ever alone does not.
const alive = setInterval(() => undefined, 1_000_000)
Effect.runPromise(Effect.provide(Effect.scoped(hold), layer)).finally(() => clearInterval(alive))
