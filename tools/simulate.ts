/**
 * `bun run simulate [LIVES] [FIRST_SEED]`: simulated lives of a synced library (docs/testing.md), 1,000 from seed 1 on if nothing is said, in as many
 * processes as there are cores. A life that fails is told with its seed and all that happened in it, made smaller; then the exit code is 1.
 */
import { availableParallelism } from "node:os"
import { join } from "node:path"

const root = join(import.meta.dirname, "..")

const numberAt = (index: number, otherwise: number): number => {
  const given = process.argv[index]
  if (given === undefined) return otherwise
  if (!/^[1-9]\d*$/.test(given))
    throw new Error(`"${given}" is no number of lives or seed: bun run simulate [LIVES] [FIRST_SEED]`)
  return Number(given)
}

const begin = (first: number, lives: number) =>
  Bun.spawn(
    [
      process.execPath,
      ...["test", "--conditions=source", "--timeout=86400000", "-t", "R6, R7: [0-9]+ simulated lives"],
      "./packages/core-sync/test/sim.test.ts"
    ],
    {
      cwd: root,
      env: { ...process.env, DEADWAX_SEED: String(first), DEADWAX_LIVES: String(lives) },
      stdout: "inherit",
      stderr: "inherit"
    }
  ).exited

const [lives, firstSeed] = [numberAt(2, 1000), numberAt(3, 1)]
const processes = Math.min(availableParallelism(), lives)
const started = performance.now()
const shares = Array.from({ length: processes }, (_, part) => {
  const [from, to] = [part, part + 1].map((bound) => Math.floor((lives * bound) / processes)) as [number, number]
  return begin(firstSeed + from, to - from)
})
const codes = await Promise.all(shares)
const seconds = Math.round((performance.now() - started) / 1000)
const isGood = codes.every((code) => code === 0)
console.log(`${lives} simulated lives from seed ${firstSeed} on in ${seconds} s: ${isGood ? "all came together" : "some failed"}`)
process.exitCode = isGood ? 0 : 1
