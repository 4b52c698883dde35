/**
 * The gate: `npx -y bun@1.4.5 run check` on a machine that may have nothing but Node and npm. Until the install step has run, only what
 * Bun itself brings can be imported, so this file and all that it imports keep to node:* modules.
 * The last line is the only one of the form "N passed, N failed"; the exit code is 0 when nothing failed.
 */
import { killOnSignals } from "./command.ts"
import { makeContext } from "./context.ts"
import { totalsLine } from "./outcome.ts"
import { runSteps, totalsOf } from "./run-steps.ts"
import { writeSoakReport } from "./soak.ts"
import { soakSteps, steps } from "./steps.ts"

const soak = process.argv.includes("--soak")
const context = makeContext({ soak })
killOnSignals()
const reports = await runSteps(soak ? [...steps, ...soakSteps] : steps, context, (line) => console.log(line))
if (soak) writeSoakReport(context, reports)
const totals = totalsOf(reports)
console.log(totalsLine(totals))
process.exitCode = totals.failed === 0 ? 0 : 1
