/** How many changes were noticed, and which were not. */
import { type Equivalent, equivalents } from "./equivalents.ts"
import type { Target } from "./targets.ts"
import type { Trial, Verdict } from "./trial.ts"

export interface TargetResult {
  readonly target: Target
  readonly trials: ReadonlyArray<Trial>
  /** How many changes there are, of which these were tried. */
  readonly of: number
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

const reportOfTarget = ({ target, trials, of }: TargetResult, noted: ReadonlyArray<Equivalent>): MutationReport => {
  const count = (verdict: Verdict): number => trials.filter((trial) => trial.verdict === verdict).length
  const isNoted = ({ mutant }: Trial) => noted.some((one) => matches(one, mutant))
  const survivors = trials.filter(({ verdict }) => verdict === "survived")
  const unnoticed = survivors.filter((trial) => !isNoted(trial))
  const wrong = trials.filter((trial) => trial.verdict !== "survived" && isNoted(trial))
  const endless = trials.filter(({ verdict }) => verdict === "timedOut")
  const told = ({ mutant }: Trial): string => `${mutant.path}:${mutant.line}  ${mutant.from}  →  ${mutant.to || "(nothing)"}`
  const share = 1 - survivors.length / trials.length
  return {
    lines: [
      ...unnoticed.map((trial) => `survived ${told(trial)}`),
      ...endless.map((trial) => `did not end ${told(trial)}`),
      ...wrong.map((trial) => `noted as equivalent, but a test noticed ${told(trial)}`),
      `soak: ${trials.length}${trials.length < of ? ` of ${of}` : ""} changes of the ${target.name}, one at a time: ${count("killed")} noticed by a failing test, ` +
        `${count("timedOut")} by tests that did not end, ${survivors.length} not (of which ${survivors.length - unnoticed.length} make no difference), ` +
        `score ${(100 * share).toFixed(1)} %`
    ],
    isEnough: share > target.least && wrong.length === 0
  }
}

const matches = (one: Equivalent, { path, lineBefore, lineAfter }: Trial["mutant"]): boolean =>
  one.path === path && one.line === lineBefore && one.changed === lineAfter
