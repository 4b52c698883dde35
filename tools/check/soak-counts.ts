/** The half of a soak that runs the long counts whole, all files or those that were named, and keeps the report as each of them ends. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Context, run } from "./context.ts"
import { type LongRun, mergeLongRuns, parseLongRuns, printLongRuns } from "./long-runs.ts"
import { addTotals, failed, type Outcome, type Totals } from "./outcome.ts"
import { roundDuration, soakLine } from "./soak.ts"
import type { Runtime } from "./test-files.ts"
import { allRuns, startTests } from "./test-pool.ts"
import type { TestRun } from "./test-runs.ts"

/** Which files: those on one of `runtimes` whose path holds one of `parts`; of an empty list, all. */
export interface Choice {
  readonly runtimes: ReadonlyArray<string>
  readonly parts: ReadonlyArray<string>
}

/** `--on=bun,node`, and any other word is a part of paths. */
export const parseChoice = (words: ReadonlyArray<string>): Choice => ({
  runtimes: words.flatMap((word) => (word.startsWith("--on=") ? word.slice("--on=".length).split(",") : [])),
  parts: words.filter((word) => !word.startsWith("--"))
})

export const isChosen = ({ runtimes, parts }: Choice, { runtime, files }: Pick<TestRun, "runtime" | "files">): boolean =>
  (runtimes.length === 0 || runtimes.includes(runtime)) &&
  (parts.length === 0 || files.some((file) => parts.some((part) => file.includes(part))))

const commitOf = async (context: Context): Promise<string> => {
  const head = await run(context, "git", ["rev-parse", "--short=10", "HEAD"])
  const changes = await run(context, "git", ["status", "--porcelain", "--", ".", ":!docs/soak.md"])
  return `${head.output.trim()}${changes.output.trim() === "" ? "" : "+"}`
}

const longRun = (runtime: Runtime, file: string, outcome: Outcome, commit: string): LongRun => ({
  file,
  runtime,
  passed: outcome.passed,
  failed: outcome.failed,
  about: roundDuration(outcome.durationMs ?? 0),
  commit,
  said: [...(outcome.transcript ?? "").matchAll(soakLine)].map(([, text = ""]) => text.slice("soak: ".length).trim())
})

/** Runs them; the report at `path` is written again whenever one has ended. */
export const soakCounts =
  (choice: Choice, path: string, title: string, about: string) =>
  async (context: Context): Promise<Outcome> => {
    const all = allRuns(context)
    const chosen = all.filter((testRun) => isChosen(choice, testRun))
    if (chosen.length === 0) return failed("no test file was named")
    const commit = await commitOf(context)
    const report = join(context.root, path)
    const before = existsSync(report) ? parseLongRuns(readFileSync(report, "utf8")) : []
    const isLong = ({ file, runtime }: LongRun) => all.some((one) => one.runtime === runtime && one.files.includes(file))
    const seen: Array<LongRun> = []
    const outcomes = startTests(context, chosen, (testRun, outcome) => {
      for (const file of testRun.files) seen.push(longRun(testRun.runtime, file, outcome, commit))
      writeFileSync(report, printLongRuns(title, about, mergeLongRuns(before, seen, isLong)))
    })
    const ended = await Promise.all(outcomes.values())
    const sums = ended.reduce<Totals>(addTotals, { passed: 0, failed: 0 })
    return { ...sums, summary: `${chosen.length} files`, output: ended.map(({ output }) => output).join("\n"), notes: [] }
  }
