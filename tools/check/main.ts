/**
 * The gate: `npx -y bun@1.4.5 run check` on a machine that may have nothing but Node and npm. Until the install step has run, only what
 * Bun itself brings can be imported, so this file and all that it imports keep to node:* modules.
 * The last line is the only one of the form "N passed, N failed"; the exit code is 0 when nothing failed.
 */
import { killOnSignals } from "./command.ts"
import { makeContext } from "./context.ts"
import { addTotals, type Totals, totalsLine } from "./outcome.ts"
import { runSteps, totalsOf } from "./run-steps.ts"
import { writeSoakReport } from "./soak.ts"
import { type Soak, soaks, steps } from "./steps.ts"

const context = makeContext({ soak: process.argv.includes("--soak") })
killOnSignals()

const runAll = async (): Promise<Totals> => totalsOf(await runSteps(steps, context, (line) => console.log(line)))

/** Each half writes its own report: they take hours, and can be run apart by their names. */
const soak = async (half: Soak): Promise<Totals> => {
  const reports = await runSteps(half.steps, context, (line) => console.log(line))
  writeSoakReport(context, half, reports)
  return totalsOf(reports)
}

const soakAll = async (): Promise<Totals> => {
  const named = soaks.filter(({ name }) => process.argv.includes(name))
  let totals: Totals = { passed: 0, failed: 0 }
  for (const half of named.length === 0 ? soaks : named) totals = addTotals(totals, await soak(half))
  return totals
}

const totals = context.scale === 1 ? await soakAll() : await runAll()
console.log(totalsLine(totals))
process.exitCode = totals.failed === 0 ? 0 : 1
