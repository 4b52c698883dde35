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
import { type Life, lifeOf, undisturbed } from "./sim/operations.ts"
import { pinnedLives } from "./sim/pinned.ts"
import { shrink } from "./sim/shrink.ts"
import { closeMachine } from "./sim/sim-world.ts"
import { StateLog, writersOfState } from "./sim/state-log.ts"

const firstSeed = Number(process.env["DEADWAX_SEED"] ?? "1")
const lives = Number(process.env["DEADWAX_LIVES"] ?? Math.ceil(1000 * countScaleAnywhere))

/** For a machine that is busy with much else: a life takes a third of a second of a core. */
const longestMs = 900_000 + lives * 10_000

afterAll(closeMachine)

const isFailing = (life: Life) => live(life).then(({ trouble }) => trouble !== undefined)

const told = (what: string, life: Life, { trouble, log }: Lived): string =>
  [what, JSON.stringify(life.settings), ...log, trouble, "", "as a life to be pinned:", JSON.stringify(life)].join("\n")

test(
  `[Y17] [Y7] [Y11] [Y15] [Y10] [C10] [C2] [I4] R6, R7: ${lives} simulated lives: both sides change, requests fail, programs die, and it comes together with nothing lost or doubled`,
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

/** A source is listed whole, and then again to its first page alone. */
const cutListing: Life = {
  settings: { ...lifeOf(1).settings, capabilities: { NAS: {}, Cloud: {} }, pageEntries: 1 },
  operations: [
    { at: "NAS", do: "put", path: "a/1.mp3", content: 1 },
    { at: "NAS", do: "put", path: "b/1.mp3", content: 2 },
    undisturbed("NAS", "full"),
    { ...undisturbed("NAS", "full"), faults: [{ from: 2, times: 9, fault: { kind: "end", after: 1 } }] }
  ]
}

/** Rules that a sync must keep. Each is broken on purpose; the life is one that shows it, of a seed where one of the first does. */
const broken: ReadonlyArray<readonly [what: string, mistakes: Mistakes, life: Life]> = [
  ["saves its cursor before what it stands for", { savesCursorEarly: true }, lifeOf(3)],
  ["deletes by a listing that was cut off", { believesShortListings: true }, cutListing],
  ["names a file before it has come and was verified", { namesBeforeVerifying: true }, lifeOf(21)]
]

test.each(broken)(
  "[Y17] a program that %s is found out, by a life that a right one survives",
  async (_, mistakes, life) => {
    expect((await live(life, mistakes)).trouble).toBeDefined()
    expect(await isFailing(life)).toBe(false)
  },
  longestMs
)

test(
  "[Y17] a life that fails is made smaller for as long as it still fails",
  async () => {
    const isFound = (one: Life) => live(one, { savesCursorEarly: true }).then(({ trouble }) => trouble !== undefined)
    const least = await shrink(lifeOf(3), isFound)
    expect(least.operations.length).toBeLessThan(lifeOf(3).operations.length)
    expect(await isFound(least)).toBe(true)
  },
  longestMs
)

/** Each change of a column of state is traced to the statement that made it. */
const tracedLives = Math.max(12, Math.ceil(100 * countScaleAnywhere))

test(
  `[C9] ${tracedLives} simulated lives: what changes a column of state is a worker, a look at the library, the end of a lease or a person; nothing else does`,
  async () => {
    const known = await writersOfState()
    const log = new StateLog()
    // Not by another first seed: these are known to let a lease end, too.
    for (let seed = 1; seed <= tracedLives; seed++) expect((await live(lifeOf(seed), {}, log.seen)).trouble).toBeUndefined()
    const strangers: Array<unknown> = []
    const inserts = new Set<string>()
    const who = new Set<string>()
    for (const [text, columns] of log.changed)
      if (/^insert into catalog\s/.test(text)) for (const state of columns) inserts.add(state)
      else if (known.has(text)) who.add(known.get(text) ?? "")
      else strangers.push([text, [...columns]])
    expect(strangers).toEqual([])
    expect([...inserts]).toEqual(["missing - - - - 0 - - -"])
    expect([...who].sort()).toEqual(["a look at the library", "a worker", "the end of a lease"])
    const touched = [...log.changed].filter(([text]) => known.has(text)).flatMap(([, columns]) => [...columns])
    for (const column of ["status", "local_path", "seen_on_disk_us", "lease_job", "lease_until_us"])
      expect(touched).toContain(column)
  },
  longestMs
)
