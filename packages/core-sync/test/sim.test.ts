/**
 * Simulated lives: a library, two sources and programs that die, on a machine that is acted out. Whatever happens to both sides and to the program
 * while it syncs, in calm weather all comes together, nothing is lost, and then nothing is done.
 *
 * `DEADWAX_SEED` is the first seed and `DEADWAX_LIVES` how many there are.
 */
import { afterAll, expect, test } from "vitest"
import { countScaleAnywhere } from "../../core-async/test/harness/count-scale.ts"
import { type Lived, live } from "./sim/live.ts"
import type { Mistakes } from "./sim/mistakes.ts"
import { type Life, lifeOf } from "./sim/operations.ts"
import { pinnedLives } from "./sim/pinned.ts"
import { shrink } from "./sim/shrink.ts"
import { closeMachine } from "./sim/sim-world.ts"

const firstSeed = Number(process.env["DEADWAX_SEED"] ?? "1")
const lives = Number(process.env["DEADWAX_LIVES"] ?? Math.ceil(1000 * countScaleAnywhere))

afterAll(closeMachine)

const isFailing = (life: Life) => live(life).then(({ trouble }) => trouble !== undefined)

const told = (what: string, life: Life, { trouble, log }: Lived): string =>
  [what, JSON.stringify(life.settings), ...log, trouble, "", "as a life to be pinned:", JSON.stringify(life)].join("\n")

test(
  `[Y17] [Y7] [Y11] [Y15] [Y10] [C10] [I4] R6, R7: ${lives} simulated lives: both sides change, requests fail, programs die, and it comes together with nothing lost or doubled`,
  async () => {
    for (let seed = firstSeed; seed < firstSeed + lives; seed++) {
      const life = lifeOf(seed)
      const lived = await live(life)
      if (lived.trouble === undefined) continue
      const least = await shrink(life, isFailing)
      throw new Error(`${told(`seed ${seed}`, life, lived)}\n\nand shrunk:\n${told("shrunk", least, await live(least))}`)
    }
    console.log(`soak: ${lives} simulated lives of a synced library, seed ${firstSeed}`)
  },
  30_000 + lives * 3000
)

test.each(pinnedLives.map(([shows, life]) => ({ shows, life })))(
  "[Y17] a life that once went wrong: $shows",
  async ({ life }) => {
    const lived = await live(life)
    if (lived.trouble !== undefined) throw new Error(told("pinned", life, lived))
  }
)

test("[Y17] a seed makes the same life again, to the last step", async () => {
  for (const seed of [firstSeed, firstSeed + 1, firstSeed + 2]) {
    const [one, other] = [await live(lifeOf(seed)), await live(lifeOf(seed))]
    expect(other).toEqual(one)
    expect(one.log.length).toBeGreaterThan(10)
  }
})

/** Rules that a sync must keep. Each is broken on purpose, and some life must show it. */
const broken: ReadonlyArray<readonly [what: string, mistakes: Mistakes, shows: RegExp]> = [
  ["saves its cursor before what it stands for", { savesCursorEarly: true }, /./],
  ["deletes by a listing that was cut off", { believesShortListings: true }, /./],
  ["names a file before it has come and was verified", { namesBeforeVerifying: true }, /./]
]

test.each(broken)(
  "[Y17] a program that %s is found out, and the life that shows it is made small",
  async (_, mistakes, shows) => {
    const mostSeeds = 100
    for (let seed = 1; seed <= mostSeeds; seed++) {
      const life = lifeOf(seed)
      const { trouble } = await live(life, mistakes)
      if (trouble === undefined) continue
      expect(trouble).toMatch(shows)
      const isFound = (one: Life) => live(one, mistakes).then((lived) => lived.trouble !== undefined)
      const least = await shrink(life, isFound)
      expect(least.operations.length).toBeLessThan(life.operations.length)
      expect(await isFound(least)).toBe(true)
      expect(await isFailing(least)).toBe(false)
      return
    }
    throw new Error(`${mostSeeds} lives did not show it`)
  },
  600_000
)
