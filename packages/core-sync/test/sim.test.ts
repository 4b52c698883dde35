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

/** For a machine that is busy with much else: a life takes a third of a second of a core. */
const longestMs = 900_000 + lives * 10_000

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
  longestMs
)

test.each(pinnedLives.map(([shows, life]) => ({ shows, life })))(
  "[Y17] a life that once went wrong: $shows",
  async ({ life }) => {
    const lived = await live(life)
    if (lived.trouble !== undefined) throw new Error(told("pinned", life, lived))
  },
  longestMs
)

test(
  "[Y17] a seed makes the same life again, to the last step",
  async () => {
    for (const seed of [firstSeed, firstSeed + 1, firstSeed + 2]) {
      const [one, other] = [await live(lifeOf(seed)), await live(lifeOf(seed))]
      expect(other).toEqual(one)
      expect(one.log.length).toBeGreaterThan(5)
    }
  },
  longestMs
)

/**
 * Rules that a sync must keep. Each is broken on purpose, and some life must show it. `from`: the first seed that does, to spare the check those before;
 * when operations are made otherwise, another one soon after it will.
 */
const broken: ReadonlyArray<readonly [what: string, mistakes: Mistakes, from: number]> = [
  ["saves its cursor before what it stands for", { savesCursorEarly: true }, 3],
  ["deletes by a listing that was cut off", { believesShortListings: true }, 1],
  ["names a file before it has come and was verified", { namesBeforeVerifying: true }, 21]
]

const mostSeeds = 300

/** The first life in which these mistakes do harm. */
const findLife = async (mistakes: Mistakes, from: number): Promise<Life> => {
  for (let seed = from; seed < from + mostSeeds; seed++) {
    const { trouble } = await live(lifeOf(seed), mistakes)
    if (trouble !== undefined) return lifeOf(seed)
  }
  throw new Error(`${mostSeeds} lives did not show it`)
}

test.each(broken)(
  "[Y17] a program that %s is found out, by a life that a right one survives",
  async (_, mistakes, from) => {
    expect(await isFailing(await findLife(mistakes, from))).toBe(false)
  },
  longestMs
)

test(
  "[Y17] a life that fails is made smaller for as long as it still fails",
  async () => {
    const mistakes: Mistakes = { savesCursorEarly: true }
    const isFound = (one: Life) => live(one, mistakes).then(({ trouble }) => trouble !== undefined)
    const life = await findLife(mistakes, 3)
    const least = await shrink(life, isFound)
    expect(least.operations.length).toBeLessThan(life.operations.length)
    expect(await isFound(least)).toBe(true)
  },
  longestMs
)
