/**
 * The checks over a folder of real audio files that are not part of the project: `../shared/corpus`, or what DEADWAX_CORPUS names.
 * Run by .ci/run when the folder is there, after the check (which installs what this needs). Every check runs on Bun and on Node.
 * A check prints `corpus: N files`; fewer than the reference has lines is a failure.
 */
import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { killOnSignals } from "./command.ts"
import { type Context, makeContext } from "./context.ts"
import { failed, type Outcome, passed, totalsLine } from "./outcome.ts"
import { makeRamDirectory } from "./ram-disk.ts"
import { runSteps, totalsOf } from "./run-steps.ts"
import { ensureSystemPrograms } from "./system-programs.ts"
import { corpusRun, runTests } from "./test-runs.ts"

/** The largest N of the lines `corpus: N files`; 0 when there is none. */
export const filesRead = (transcript: string): number =>
  Math.max(0, ...[...transcript.matchAll(/^.*\bcorpus: (\d+) files\b/gm)].map((match) => Number(match[1])))

const referenceLines = (corpus: string): number =>
  readFileSync(join(corpus, "reference.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "").length

const enough = (seen: ReadonlyArray<number>, expected: number): Outcome => {
  const least = Math.min(...seen)
  const line = `corpus: ${least} files`
  return least >= expected
    ? passed(line)
    : failed(line, `the reference has ${expected} lines, read on each runtime: ${seen.join(", ")}`)
}

const once = <A>(make: () => A): (() => A) => {
  let made: A | undefined
  return () => {
    made ??= make()
    return made
  }
}

const runCorpus = async (context: Context, corpus: string): Promise<number> => {
  const seen: Array<number> = []
  const onRuntime = async (runtime: "bun" | "node"): Promise<Outcome> => {
    const outcome = await runTests(context, corpusRun(context, runtime))
    seen.push(filesRead(outcome.transcript ?? ""))
    return outcome
  }
  // Each is one process: both at once, so that two cores have work.
  const both = once(() => ({ bun: onRuntime("bun"), node: onRuntime("node") }))
  const steps = [
    { name: "system programs", run: ensureSystemPrograms },
    { name: "corpus on Bun", run: () => both().bun },
    { name: "corpus on Node", run: () => both().node },
    { name: "corpus, all files", run: async () => enough(seen, referenceLines(corpus)) }
  ]
  const reports = await runSteps(steps, context, (line) => console.log(line))
  console.log(`corpus: ${Math.min(...seen)} files`)
  const totals = totalsOf(reports)
  console.log(totalsLine(totals))
  return totals.failed === 0 ? 0 : 1
}

if (import.meta.main) {
  const soak = process.env.DEADWAX_COUNT_SCALE === "1"
  const context = makeContext({ soak, temporary: soak ? undefined : makeRamDirectory() })
  const corpus = resolve(context.root, context.env.DEADWAX_CORPUS ?? "../shared/corpus")
  killOnSignals()
  if (existsSync(corpus)) {
    context.env.DEADWAX_CORPUS = corpus
    process.exitCode = await runCorpus(context, corpus)
  } else {
    console.log(`There is no corpus at ${corpus}. Set DEADWAX_CORPUS to a folder of audio files with a reference.jsonl.`)
    process.exitCode = 2
  }
}
