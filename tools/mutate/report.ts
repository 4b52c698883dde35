/** How many changes were noticed, and which were not. */
import { type Equivalent, equivalents } from "./equivalents.ts"
import type { Target } from "./targets.ts"
import type { Trial, Verdict } from "./trial.ts"

export interface TargetResult {
  readonly target: Target
  readonly trials: ReadonlyArray<Trial>
}

export interface MutationReport {
  readonly lines: ReadonlyArray<string>
  /** Of each target as many were noticed as must be, and what is noted as making no difference makes none. */
  readonly isEnough: boolean
}

export const reportOf = (
  results: ReadonlyArray<TargetResult>,
  noted: ReadonlyArray<Equivalent> = equivalents
): MutationReport => {
  const reports = results.map((result) => reportOfTarget(result, noted))
  return { lines: reports.flatMap(({ lines }) => lines), isEnough: reports.every(({ isEnough }) => isEnough) }
}

const reportOfTarget = ({ target, trials }: TargetResult, noted: ReadonlyArray<Equivalent>): MutationReport => {
  const count = (verdict: Verdict): number => trials.filter((trial) => trial.verdict === verdict).length
  const isNoted = ({ mutant }: Trial) => noted.some((one) => matches(one, mutant))
  const survivors = trials.filter(({ verdict }) => verdict === "survived")
  const unnoticed = survivors.filter((trial) => !isNoted(trial))
  const wrong = trials.filter((trial) => trial.verdict !== "survived" && isNoted(trial))
  const share = 1 - survivors.length / trials.length
  return {
    lines: [
      ...unnoticed.map(({ mutant }) => `survived ${mutant.path}:${mutant.line}  ${mutant.from}  →  ${mutant.to || "(nothing)"}`),
      ...wrong.map(
        ({ mutant }) => `noted as equivalent, but a test noticed ${mutant.path}:${mutant.line}  ${mutant.from}  →  ${mutant.to}`
      ),
      `soak: ${trials.length} changes of the ${target.name}, one at a time: ${count("killed")} noticed by a failing test, ` +
        `${count("timedOut")} by tests that did not end, ${survivors.length} not (of which ${survivors.length - unnoticed.length} make no difference), ` +
        `score ${(100 * share).toFixed(1)} %`
    ],
    isEnough: share > target.least && wrong.length === 0
  }
}

const matches = (one: Equivalent, { path, lineBefore, lineAfter }: Trial["mutant"]): boolean =>
  one.path === path && one.line === lineBefore && one.changed === lineAfter
