/**
 * Changes a library at the word of the program that started it. Arguments: the paths of cache.db and library.db, how many releases and
 * tracks there may be, a seed. Each message is a number: so many changes are made, and the number is sent back when they are committed.
 */
import * as Effect from "effect/Effect"
import { layer } from "#runtime"
import { seeded } from "../../../tools/bench/random.ts"
import { changeSomething, fill } from "./never-stale-trial.ts"
import { openStoredAt } from "./stored-library.ts"

const [cachePath = "", libraryPath = "", releases, tracks, seed] = process.argv.slice(2)
const sizes = { releases: Number(releases), tracks: Number(tracks) }
const random = seeded(Number(seed))

const changeWhenTold = Effect.gen(function* () {
  const stored = yield* openStoredAt({ cachePath, libraryPath })
  fill(stored, random, sizes)
  yield* Effect.callback<void>((resume) => {
    process.on("message", (count: number) => {
      for (let i = 0; i < count; i++) changeSomething(stored, random, sizes)
      process.send?.(count)
    })
    process.on("disconnect", () => resume(Effect.void))
    process.send?.(0)
  })
})
await Effect.runPromise(Effect.provide(Effect.scoped(changeWhenTold), layer))
