/** Tries changes of every target, two at a time, and says what came of them. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { seeded } from "../bench/random.ts"
import type { Context } from "../check/context.ts"
import { type Mutant, mutantsOf } from "./mutants.ts"
import { reportOf, type TargetResult } from "./report.ts"
import { type Group, type Target, targets } from "./targets.ts"
import { runUnchanged, type Trial, tryMutant } from "./trial.ts"

/** So many trials at a time: one for each of the cores that a machine is taken to have. */
const together = 2

export interface Selection {
  /** Only files whose path has one of these in it; none: all. */
  readonly parts: ReadonlyArray<string>
  /** So many changes, each as likely as any other; undefined: all. */
  readonly sample: { readonly count: number; readonly seed: number } | undefined
}

/** One change and the tests that should notice it. */
interface Task {
  readonly mutant: Mutant
  readonly group: Group
}

export const mutate = async (context: Context, selection: Selection, print: (line: string) => void) => {
  const results: Array<TargetResult> = []
  for (const target of targets) {
    const all = tasksOf(context, target, selection.parts)
    const tasks = drawn(all, selection.sample)
    if (tasks.length === 0) continue
    const drawnBy = selection.sample === undefined ? "" : ` drawn from ${all.length} by seed ${selection.sample.seed}`
    print(`${target.name}: ${tasks.length} changes${drawnBy}`)
    results.push({ target, trials: await tryAll(context, tasks), of: all.length })
  }
  return reportOf(results)
}

const tasksOf = (context: Context, { groups }: Target, parts: Selection["parts"]): ReadonlyArray<Task> => {
  const textOf = (path: string): string => readFileSync(join(context.root, path), "utf8")
  const isMeant = (path: string): boolean => parts.length === 0 || parts.some((part) => path.includes(part))
  return groups.flatMap((group) =>
    group.files.filter(isMeant).flatMap((path) => mutantsOf(path, textOf(path)).map((mutant) => ({ mutant, group })))
  )
}

/** So many of them, in the order in which they were drawn. */
export const drawn = <A>(all: ReadonlyArray<A>, sample: Selection["sample"]): ReadonlyArray<A> => {
  if (sample === undefined) return all
  const random = seeded(sample.seed)
  const left = [...all]
  return Array.from({ length: Math.min(sample.count, all.length) }, () => left.splice(random.below(left.length), 1)).flat()
}

const tryAll = async (context: Context, tasks: ReadonlyArray<Task>): Promise<ReadonlyArray<Trial>> => {
  for (const group of new Set(tasks.map((task) => task.group))) await runUnchanged(context, group)
  const trials: Array<Trial> = []
  const left = tasks.entries()
  const work = async (): Promise<void> => {
    for (const [index, { mutant, group }] of left) trials[index] = await tryMutant(context, group, mutant)
  }
  await Promise.all(Array.from({ length: together }, work))
  return trials
}
