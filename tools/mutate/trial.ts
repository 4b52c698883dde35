/** Runs the tests of a group over a file with one change: did they notice? */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { bunPath, type Context, run } from "../check/context.ts"
import { applyEdit, type Mutant } from "./mutants.ts"
import type { Group } from "./targets.ts"

/** `killed`: a test failed. `timedOut`: the tests did not end, which is noticed as well. */
export type Verdict = "killed" | "survived" | "timedOut"

export interface Trial {
  readonly mutant: Mutant
  readonly verdict: Verdict
  readonly durationMs: number
}

/** Tests work below here where it is there: it lies in memory, and they write thousands of small databases. */
const memory = "/dev/shm"

/**
 * Tests that use more of a core's time do not end. It is the time that they had, since others may use the machine as well: waiting for it is
 * no sign of anything, however long.
 */
const mostSeconds = 40
const longestWaitMs = 30 * 60_000

const testArgs = (tests: ReadonlyArray<string>): ReadonlyArray<string> => [
  "test",
  "--conditions=source",
  "--bail=1",
  "--timeout=60000",
  "--preload=./tools/mutate/preload.ts",
  ...tests.map((test) => `./${test}`)
]

/** In a directory of its own, which goes with it: tests that are ended leave theirs behind. */
const runTests = async (context: Context, tests: ReadonlyArray<string>, more: Readonly<Record<string, string>>) => {
  const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), "deadwax-mutant-"))
  try {
    const env = { ...context.env, TMPDIR: folder, DEADWAX_COUNT_SCALE: "0.1", ...more }
    const limited = ["-c", `ulimit -t ${mostSeconds} && exec "$0" "$@"`, bunPath(context), ...testArgs(tests)]
    return await run({ ...context, env }, "sh", limited, { timeoutMs: longestWaitMs })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs the tests over what is there. Throws when they do not pass. */
export const runUnchanged = async (context: Context, { tests }: Group): Promise<void> => {
  const { code, output } = await runTests(context, tests, {})
  if (code !== 0) throw new Error(`the tests ${tests.join(", ")} fail without any change:\n${output}`)
}

/** Tries one change. */
export const tryMutant = async (context: Context, { tests }: Group, mutant: Mutant): Promise<Trial> => {
  const path = join(context.root, mutant.path)
  const env = { DEADWAX_MUTANT_PATH: path, DEADWAX_MUTANT_TEXT: applyEdit(readFileSync(path, "utf8"), mutant.edit) }
  const start = performance.now()
  const { code } = await runTests(context, tests, env)
  const verdict = code === 0 ? "survived" : code === undefined ? "timedOut" : "killed"
  return { mutant, verdict, durationMs: performance.now() - start }
}
