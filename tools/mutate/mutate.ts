/** Tries every change of every target, two at a time, and says what came of it. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Context } from "../check/context.ts"
import { type Mutant, mutantsOf } from "./mutants.ts"
import { reportOf, type TargetResult } from "./report.ts"
import { type Target, targets } from "./targets.ts"
import { runUnchanged, type Trial, tryMutant } from "./trial.ts"

/** So many trials at a time: one for each of the cores that a machine is taken to have. */
const together = 2

export interface Selection {
  /** Only files whose path has one of these in it; none: all. */
  readonly parts: ReadonlyArray<string>
  /** One of so many changes is tried. */
  readonly every: number
}

export const mutate = async (context: Context, { parts, every }: Selection, print: (line: string) => void) => {
  const textOf = (path: string): string => readFileSync(join(context.root, path), "utf8")
  const results: Array<TargetResult> = []
  for (const target of targets) {
    const files = target.files.filter((path) => parts.length === 0 || parts.some((part) => path.includes(part)))
    const mutants = files.flatMap((path) => mutantsOf(path, textOf(path))).filter((_, i) => i % every === 0)
    if (mutants.length === 0) continue
    print(`${target.name}: ${mutants.length} changes of ${files.length} files`)
    results.push({ target, trials: await tryAll(context, target, mutants) })
  }
  return reportOf(results)
}

const tryAll = async (context: Context, target: Target, mutants: ReadonlyArray<Mutant>): Promise<ReadonlyArray<Trial>> => {
  const usualMs = await runUnchanged(context, target)
  const timeoutMs = 10_000 + 3 * usualMs
  const trials: Array<Trial> = []
  const left = mutants.entries()
  const work = async (): Promise<void> => {
    for (const [index, mutant] of left) trials[index] = await tryMutant(context, target, mutant, timeoutMs)
  }
  await Promise.all(Array.from({ length: together }, work))
  return trials
}
