/**
 * What the check does, in order. Steps run one after the other: each may use both of the two cores that a machine is taken to have. The tests on
 * all runtimes run beside one another (test-pool.ts), and each step waits for those of one.
 */
import { join } from "node:path"
import { requirementsReport } from "../style/requirements.ts"
import { bunPath, type Context, run } from "./context.ts"
import { reportCoverage } from "./coverage.ts"
import { failed, fromResult, type Outcome, passed } from "./outcome.ts"
import { checkPackages } from "./packages.ts"
import { checkRuntimes } from "./runtimes.ts"
import { parseChoice, soakCounts } from "./soak-counts.ts"
import { ensureSystemPrograms } from "./system-programs.ts"
import { testsOn } from "./test-pool.ts"

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

const prepare: ReadonlyArray<Step> = [
  { name: "install", essential: true, run: install },
  { name: "runtimes", essential: true, run: checkRuntimes },
  { name: "system programs", run: ensureSystemPrograms }
]

/**
 * All but the web app as one program, which `turbo run typecheck` does package by package: each of them checks the sources that it imports
 * once more, which took twice as long. The web app has types of its own.
 */
const typeCheck = async (context: Context): Promise<Outcome> => {
  const check = (project: string) => tool("tsc", ["--noEmit", "-p", project])(context)
  const outcomes = await Promise.all(["tsconfig.check.json", "apps/web/tsconfig.json"].map(check))
  const wrong = outcomes.filter((outcome) => outcome.failed > 0)
  return wrong.length === 0 ? passed("") : failed("type errors", wrong.map(({ output }) => output).join("\n"))
}

const buildAll = tool("turbo", ["run", "build", "--ui=stream", "--output-logs=errors-only"])

/** Builds what tests of the shipped programs start. Those tests are told of it: else each file of them builds it again. */
const build: Step = {
  name: "build",
  run: async (context) => {
    const outcome = await buildAll(context)
    if (outcome.failed > 0) return outcome
    context.env.DEADWAX_WEB_BUILD = join(context.root, "apps/web/dist")
    context.env.DEADWAX_CLI_BUILD = join(context.root, "apps/cli/dist")
    return outcome
  }
}

const onBun: Step = { name: "tests on Bun", run: testsOn("bun") }
const onNode: Step = { name: "tests on Node", run: testsOn("node") }
const inChromium: Step = { name: "tests in Chromium", run: testsOn("browser") }

export const steps: ReadonlyArray<Step> = [
  ...prepare,
  {
    name: "format and lint",
    run: tool("biome", ["ci", "--error-on-warnings", "--diagnostic-level=warn", "--max-diagnostics=100", "--colors=off", "."])
  },
  { name: "types", run: typeCheck },
  build,
  { name: "packages", run: checkPackages },
  { name: "unused code", run: tool("knip", ["--no-progress"]) },
  onBun,
  { name: "lines run on Bun", run: reportCoverage },
  onNode,
  inChromium,
  { name: "requirements", run: requirements }
]

export interface Soak {
  /** Relative to the root. */
  readonly report: string
  readonly title: string
  readonly about: string
  readonly steps: ReadonlyArray<Step>
}

/** Changes what matters in small ways, and counts what no test notices: a program of its own, since it needs what the install brings. */
const mutations = async (context: Context): Promise<Outcome> => {
  const result = await run(context, bunPath(context), ["tools/mutate/main.ts"], { timeoutMs: 4 * 3_600_000 })
  return { ...fromResult(result), transcript: result.output }
}

/** The long counts, or those of them that were named; writes its report itself, as each file ends. */
export const countingSteps = (words: ReadonlyArray<string>): ReadonlyArray<Step> => [
  ...prepare,
  build,
  {
    name: "long counts",
    run: soakCounts(
      parseChoice(words),
      "docs/soak.md",
      "The last soak",
      "Written by `bun run soak counts`: the tests with kills, random lives and simulations, every count in full, and the commit that each ran at."
    )
  }
]

/** What tests notice of small changes to the sources. */
export const mutatingSoak: Soak = {
  report: "docs/soak-mutations.md",
  title: "The changes that tests notice",
  about: "Written by `bun run soak mutations`.",
  steps: [...prepare, { name: "changes that tests notice", run: mutations }]
}
