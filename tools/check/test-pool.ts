/**
 * The runs of all runtimes' tests share the cores. One runtime after the other left a third of two cores' time unused: tests wait for programs,
 * pages and kills, and whichever part ended last had the machine for itself.
 */
import type { Context } from "./context.ts"
import { forgetCoverage } from "./coverage.ts"
import { addTotals, defect, failed, type Outcome, type Totals } from "./outcome.ts"
import type { Runtime } from "./test-files.ts"
import { browserRuns, bunRuns, nodeRuns, runTests, type TestRun } from "./test-runs.ts"

/** More than twice the two cores that a machine is taken to have: runs wait for programs, pages and kills for a third of their time. */
const atATime = 5

interface Done {
  readonly outcome: Outcome
  readonly beganMs: number
  readonly endedMs: number
}

/** What a runtime's runs came to, as one. */
const together = (testRuns: ReadonlyArray<TestRun>, done: ReadonlyArray<Done>): Outcome => {
  const outcomes = done.map(({ outcome }) => outcome)
  const sums = outcomes.reduce<Totals>(addTotals, { passed: 0, failed: 0 })
  return {
    ...sums,
    summary: `${sums.passed} of ${sums.passed + sums.failed} tests, ${testRuns.flatMap(({ files }) => files).length} files`,
    // What ran beside it and passed is no help.
    output: outcomes.flatMap(({ failed: count, output }) => (count > 0 ? [output] : [])).join("\n"),
    notes: outcomes.flatMap(({ notes }) => notes),
    transcript: outcomes.map(({ transcript = "" }) => transcript).join("\n"),
    durationMs: Math.max(...done.map(({ endedMs }) => endedMs)) - Math.min(...done.map(({ beganMs }) => beganMs))
  }
}

const runOne = async (context: Context, testRun: TestRun): Promise<Done> => {
  const beganMs = performance.now()
  const outcome = await runTests(context, testRun).catch(defect)
  return { outcome, beganMs, endedMs: performance.now() }
}

/**
 * Starts them in the order given, a few at a time; each runtime has its outcome when the last of its runs has ended. `onEnd` hears of each run.
 */
export const startTests = (
  context: Context,
  testRuns: ReadonlyArray<TestRun>,
  onEnd: (testRun: TestRun, outcome: Outcome) => void = () => {}
): ReadonlyMap<Runtime, Promise<Outcome>> => {
  const waiting = testRuns.map((testRun) => ({ testRun, ...Promise.withResolvers<Done>() }))
  const left = waiting.values()
  const work = async (): Promise<void> => {
    for (const { testRun, resolve } of left) {
      const done = await runOne(context, testRun)
      onEnd(testRun, { ...done.outcome, durationMs: done.endedMs - done.beganMs })
      resolve(done)
    }
  }
  for (let worker = 0; worker < atATime; worker++) void work()
  const outcomeOf = async (runtime: Runtime): Promise<Outcome> => {
    const own = waiting.filter(({ testRun }) => testRun.runtime === runtime)
    return together(
      own.map(({ testRun }) => testRun),
      await Promise.all(own.map(({ promise }) => promise))
    )
  }
  return new Map([...new Set(testRuns.map(({ runtime }) => runtime))].map((runtime) => [runtime, outcomeOf(runtime)]))
}

/** The longest first: one of these that began last would run alone in the end. */
export const allRuns = (context: Context): ReadonlyArray<TestRun> => [
  ...browserRuns(context),
  ...bunRuns(context).slice(0, 1),
  ...nodeRuns(context),
  ...bunRuns(context).slice(1)
]

const started = new WeakMap<Context, ReadonlyMap<Runtime, Promise<Outcome>>>()

const startAll = (context: Context): ReadonlyMap<Runtime, Promise<Outcome>> => {
  forgetCoverage(context)
  const outcomes = startTests(context, allRuns(context))
  started.set(context, outcomes)
  return outcomes
}

/** The outcome on one runtime. Whoever asks first starts the tests on all of them. */
export const testsOn =
  (runtime: Runtime) =>
  (context: Context): Promise<Outcome> => {
    const outcomes = started.get(context) ?? startAll(context)
    return outcomes.get(runtime) ?? Promise.resolve(failed("no test file was found"))
  }
