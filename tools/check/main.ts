/**
 * The gate: `npx -y bun@1.4.5 run check` on a machine that may have nothing but Node and npm. Until the install step has run, only what
 * Bun itself brings can be imported, so this file and all that it imports keep to node:* modules.
 * The last line is the only one of the form "N passed, N failed"; the exit code is 0 when nothing failed.
 */
import { killOnSignals } from "./command.ts"
import { makeContext } from "./context.ts"
import { addTotals, type Totals, totalsLine } from "./outcome.ts"
import { makeRamDirectory } from "./ram-disk.ts"
import { runSteps, totalsOf } from "./run-steps.ts"
import { writeSoakReport } from "./soak.ts"
import { countingSteps, mutatingSoak, steps } from "./steps.ts"

const soak = process.argv.includes("--soak")
const context = makeContext({ soak, temporary: soak ? undefined : makeRamDirectory() })
killOnSignals()

const print = (line: string): void => console.log(line)

const runAll = async (): Promise<Totals> => totalsOf(await runSteps(steps, context, print))

/** Two halves, each with its own report: `soak counts [--on=bun,node] [part of a path…]`, `soak mutations`, or `soak` for both whole. */
const soakAll = async (): Promise<Totals> => {
  const words = process.argv.slice(2).filter((word) => word !== "--soak")
  let totals: Totals = { passed: 0, failed: 0 }
  if (words[0] !== "mutations") {
    const named = words.slice(words[0] === "counts" ? 1 : 0)
    totals = addTotals(totals, totalsOf(await runSteps(countingSteps(named), context, print)))
  }
  if (words.length === 0 || words[0] === "mutations") {
    const reports = await runSteps(mutatingSoak.steps, context, print)
    writeSoakReport(context, mutatingSoak, reports)
    totals = addTotals(totals, totalsOf(reports))
  }
  return totals
}

const totals = context.scale === 1 ? await soakAll() : await runAll()
console.log(totalsLine(totals))
process.exitCode = totals.failed === 0 ? 0 : 1
