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

const testArgs = (tests: ReadonlyArray<string>): ReadonlyArray<string> => [
  "test",
  "--conditions=source",
  "--bail=1",
  "--preload=./tools/mutate/preload.ts",
  ...tests.map((test) => `./${test}`)
]

/** In a directory of its own, which goes with it: tests that are ended leave theirs behind. */
const runTests = async (
  context: Context,
  tests: ReadonlyArray<string>,
  timeoutMs: number,
  more: Readonly<Record<string, string>>
) => {
  const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), "deadwax-mutant-"))
  try {
    const env = { ...context.env, TMPDIR: folder, DEADWAX_COUNT_SCALE: "0.1", ...more }
    return await run({ ...context, env }, bunPath(context), testArgs(tests), { timeoutMs })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs the tests over what is there. Answers how long they take; throws when they do not pass. */
export const runUnchanged = async (context: Context, { tests }: Group): Promise<number> => {
  const start = performance.now()
  const { code, output } = await runTests(context, tests, 300_000, {})
  if (code !== 0) throw new Error(`${tests.join(", ")} fail without any change:\n${output}`)
  return performance.now() - start
}

/** Tries one change. */
export const tryMutant = async (
  context: Context,
  { tests }: Group,
  { mutant, timeoutMs }: { readonly mutant: Mutant; readonly timeoutMs: number }
): Promise<Trial> => {
  const path = join(context.root, mutant.path)
  const env = { DEADWAX_MUTANT_PATH: path, DEADWAX_MUTANT_TEXT: applyEdit(readFileSync(path, "utf8"), mutant.edit) }
  const start = performance.now()
  const { code } = await runTests(context, tests, timeoutMs, env)
  const verdict = code === 0 ? "survived" : code === undefined ? "timedOut" : "killed"
  return { mutant, verdict, durationMs: performance.now() - start }
}
