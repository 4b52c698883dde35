/** Runs steps in order and tells of each: a header before it, its time and result after it, its output when it failed. */
import type { Context } from "./context.ts"
import { addTotals, defect, failed, type Outcome, type Totals } from "./outcome.ts"
import type { Step } from "./steps.ts"

export interface StepReport {
  readonly name: string
  readonly outcome: Outcome
  readonly durationMs: number
}

const seconds = (durationMs: number): string => `${(durationMs / 1000).toFixed(1)} s`

const attempt = async (step: Step, context: Context): Promise<Outcome> => {
  try {
    return await step.run(context)
  } catch (cause) {
    return defect(cause)
  }
}

const show = (report: StepReport, print: (line: string) => void): void => {
  const { outcome } = report
  const verdict = outcome.failed === 0 ? "ok" : "FAILED"
  print(`   ${verdict}, ${seconds(report.durationMs)}${outcome.summary === "" ? "" : `: ${outcome.summary}`}`)
  for (const note of outcome.notes) print(`   ${note}`)
  if (outcome.failed > 0 && outcome.output.trim() !== "") {
    for (const line of outcome.output.trimEnd().split("\n")) print(`   | ${line}`)
  }
}

/** Steps that an essential one kept from running count as failed: nothing that was not seen to pass has passed. */
export const runSteps = async (
  steps: ReadonlyArray<Step>,
  context: Context,
  print: (line: string) => void
): Promise<ReadonlyArray<StepReport>> => {
  const reports: Array<StepReport> = []
  let stoppedBy: string | undefined
  for (const step of steps) {
    print(`── ${step.name}`)
    const start = performance.now()
    const outcome = stoppedBy === undefined ? await attempt(step, context) : failed(`not run, because ${stoppedBy} failed`)
    const report = { name: step.name, outcome, durationMs: outcome.durationMs ?? performance.now() - start }
    show(report, print)
    reports.push(report)
    if (step.essential === true && outcome.failed > 0) stoppedBy ??= step.name
  }
  return reports
}

export const totalsOf = (reports: ReadonlyArray<StepReport>): Totals =>
  reports.reduce<Totals>((sum, report) => addTotals(sum, report.outcome), { passed: 0, failed: 0 })
