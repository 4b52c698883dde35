/**
 * Opens a library.db that is behind by some steps, until it is killed or has ended. Argument: the path. Says "." on standard output
 * when it has started, and "." before the backup.
 */
import "../../core-async/test/harness/keep-compiled.ts"
import { Sqlite } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layer as runtimeLayer } from "#runtime"
import { openLibraryDb } from "../src/open/library-db.ts"
import { laterSteps } from "./migration-kill.steps.ts"

const [path = ""] = process.argv.slice(2)

const telling = Layer.effect(
  Sqlite,
  Effect.map(Sqlite, (sqlite): Sqlite["Service"] => ({
    ...sqlite,
    backup: (...parameters) => {
      process.stdout.write(".")
      return sqlite.backup(...parameters)
    }
  }))
)

process.stdout.write(".")
await Effect.runPromise(
  Effect.scoped(openLibraryDb(path, "me", laterSteps)).pipe(Effect.provide(Layer.provide(telling, runtimeLayer)))
)
