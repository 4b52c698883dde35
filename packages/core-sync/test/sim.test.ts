/** Simulated worlds: whatever happens to both sides and to the program while it syncs, in calm weather all comes together. */
import { Sqlite } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { test } from "vitest"
import { layer } from "#runtime"
import { countScaleAnywhere } from "../../core-async/test/harness/count-scale.ts"
import { libraryMigrations } from "../../core-cache/src/open/schema.gen.ts"
import { type LifeMistakes, liveThrough } from "./sim/sim-life.ts"
import { SimWorld } from "./sim/sim-world.ts"

const firstSeed = Number(process.env["DEADWAX_SEED"] ?? "1")
const seeds = Math.ceil(200 * countScaleAnywhere)

/** Capabilities by turns: ids that are paths or not, hashes or none, a feed or none. */
const capabilitiesOf = (seed: number) =>
  ({
    stableIds: seed % 2 === 0,
    hashes: seed % 3 === 0,
    changes: seed % 5 !== 0,
    revisions: seed % 7 === 0 ? "hash" : "etag"
  }) as const

/** Lives through a seed; answers what went wrong, with all that happened, or nothing. */
const trial = (seed: number, mistakes?: LifeMistakes): Promise<string | undefined> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const sqlite = yield* Sqlite
        const database = yield* sqlite.open(":memory:")
        for (const { sql } of libraryMigrations) database.exec(sql)
        const world = new SimWorld(database, seed, capabilitiesOf(seed))
        return yield* liveThrough(world, mistakes).pipe(
          Effect.as(undefined),
          Effect.catchCause((cause) => Effect.succeed([`seed ${seed}`, ...world.log, String(cause)].join("\n")))
        )
      })
    ).pipe(Effect.provide([layer, TestClock.layer()]))
  )

test(
  `[Y17] [Y7] [Y11] [Y15] ${seeds} simulated worlds: both sides change, requests fail, programs die, and it comes together with nothing lost`,
  async () => {
    for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
      const trouble = await trial(seed)
      if (trouble !== undefined) throw new Error(trouble)
    }
    if (countScaleAnywhere > 0.1) console.log(`soak: ${seeds} simulated worlds of a sync, seed ${firstSeed}`)
  },
  60_000 * Math.max(1, countScaleAnywhere * 10)
)

/** Mistakes that a sync must not make. Each is made on purpose, and some world must show it. */
test.each([
  ["takes what it could not read whole for whole", { skipsVerify: true }],
  ["deletes by a listing that was cut off", { believesShort: true }],
  ["saves its cursor before what it stands for", { savesEarly: true }]
] as const)(
  "[Y17] a program that %s is found out",
  async (_, mistakes) => {
    const mostSeeds = 60
    for (let seed = 1; seed <= mostSeeds; seed++) if ((await trial(seed, mistakes)) !== undefined) return
    throw new Error(`${mostSeeds} worlds did not show it`)
  },
  60_000
)
