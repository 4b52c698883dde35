/** What the check does, in order. Steps run one after the other: each may use both of the two cores that a machine is taken to have. */
import { join } from "node:path"
import { requirementsReport } from "../style/requirements.ts"
import { bunPath, type Context, run } from "./context.ts"
import { reportCoverage } from "./coverage.ts"
import { fromResult, type Outcome, passed } from "./outcome.ts"
import { checkPackages } from "./packages.ts"
import { checkRuntimes } from "./runtimes.ts"
import { ensureSystemPrograms } from "./system-programs.ts"
import { bunRuns, ordinaryRun, runTests, runTestsTogether } from "./test-runs.ts"

export interface Step {
  readonly name: string
  /** Nothing after this step can run when it fails. */
  readonly essential?: boolean
  readonly run: (context: Context) => Promise<Outcome>
}

/** A step that is one of the project's own tools. */
const tool =
  (name: string, args: ReadonlyArray<string>) =>
  async (context: Context): Promise<Outcome> =>
    fromResult(await run(context, join(context.root, "node_modules/.bin", name), args))

/** The Bun that runs this file: before the first install there is no other. */
const install = async (context: Context): Promise<Outcome> =>
  fromResult(await run(context, process.execPath, ["install", "--frozen-lockfile"], { timeoutMs: 900_000 }))

/** The rows proved and open; that they are marked rightly is a test. */
const requirements = async (context: Context): Promise<Outcome> => passed("", requirementsReport(context.root))

export const steps: ReadonlyArray<Step> = [
  { name: "install", essential: true, run: install },
  { name: "runtimes", essential: true, run: checkRuntimes },
  { name: "system programs", run: ensureSystemPrograms },
  {
    name: "format and lint",
    run: tool("biome", ["ci", "--error-on-warnings", "--diagnostic-level=warn", "--max-diagnostics=100", "--colors=off", "."])
  },
  { name: "types", run: tool("turbo", ["run", "typecheck", "--continue", "--ui=stream", "--output-logs=errors-only"]) },
  { name: "build", run: tool("turbo", ["run", "build", "--ui=stream", "--output-logs=errors-only"]) },
  { name: "packages", run: checkPackages },
  { name: "unused code", run: tool("knip", ["--no-progress"]) },
  { name: "tests on Bun", run: (context) => runTestsTogether(context, bunRuns(context)) },
  { name: "lines run on Bun", run: reportCoverage },
  { name: "tests on Node", run: (context) => runTests(context, ordinaryRun(context, "node")) },
  { name: "tests in Chromium", run: (context) => runTests(context, ordinaryRun(context, "browser")) },
  { name: "requirements", run: requirements }
]

/** Changes what matters in small ways, and counts what no test notices: a program of its own, since it needs what the install brings. */
const mutations = async (context: Context): Promise<Outcome> => {
  const result = await run(context, bunPath(context), ["tools/mutate/main.ts"], { timeoutMs: 4 * 3_600_000 })
  return { ...fromResult(result), transcript: result.output }
}

/** What a soak does after all that: it takes too long for a check. */
export const soakSteps: ReadonlyArray<Step> = [{ name: "changes that tests notice", run: mutations }]
