/**
 * One run of the tests per runtime. A run fails when a test fails or is skipped, when a file that belongs to the runtime was not
 * loaded, when no test ran at all, and when the runner itself says so.
 */
import { readFileSync, rmSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { bunPath, type Context, nodePath, run } from "./context.ts"
import { readJunit, readVitest, type TestCounts } from "./counts.ts"
import { coverageDirectory } from "./coverage.ts"
import { failed, type Outcome } from "./outcome.ts"
import { corpusFiles, longTestFiles, type Runtime, testFiles } from "./test-files.ts"

export interface TestRun {
  readonly runtime: Runtime
  readonly files: ReadonlyArray<string>
  readonly report: string
  readonly program: string
  readonly args: ReadonlyArray<string>
  readonly read: (text: string) => TestCounts
}

const minutes = 60_000

const bunArgs = (files: ReadonlyArray<string>, report: string, coverage?: string): ReadonlyArray<string> => [
  "test",
  "--conditions=source",
  "--timeout=120000",
  "--reporter=junit",
  `--reporter-outfile=${report}`,
  ...(coverage === undefined ? [] : ["--coverage", "--coverage-reporter=lcov", `--coverage-dir=${coverage}`]),
  ...files.map((file) => `./${file}`)
]

const vitestArgs = (report: string, selection: ReadonlyArray<string>): ReadonlyArray<string> => [
  "node_modules/vitest/vitest.mjs",
  "run",
  ...selection,
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`
]

const bunRun = (context: Context, files: ReadonlyArray<string>, name: string, coverage?: string): TestRun => {
  const report = join(context.reports, `${name}.xml`)
  return { runtime: "bun", files, report, program: bunPath(context), args: bunArgs(files, report, coverage), read: readJunit }
}

const vitestRun = (
  context: Context,
  options: {
    readonly runtime: Runtime
    readonly files: ReadonlyArray<string>
    readonly name: string
    readonly selection: ReadonlyArray<string>
  }
): TestRun => {
  const report = join(context.reports, `${options.name}.json`)
  return {
    runtime: options.runtime,
    files: options.files,
    report,
    program: nodePath(context),
    args: vitestArgs(report, options.selection),
    read: readVitest
  }
}

/** A soak runs the files with long counts alone: the check runs them all. */
const filesFor = (context: Context, runtime: Runtime): ReadonlyArray<string> =>
  context.scale === 1 ? longTestFiles(context.root, runtime) : testFiles(context.root, runtime)

/** `files` in so many parts, none of them empty: neighbours, which often cost alike, come into different ones. */
const inParts = (files: ReadonlyArray<string>, parts: number): ReadonlyArray<ReadonlyArray<string>> =>
  Array.from({ length: Math.min(parts, files.length) }, (_, part) => files.filter((_file, index) => index % parts === part))

/** Each process loads everything once: two of them, so that neither is what all wait for in the end. */
const nodeParts = 2

/** In a soak a single file may take as long as all others. */
export const nodeRuns = (context: Context): ReadonlyArray<TestRun> => {
  const all = filesFor(context, "node")
  return inParts(all, context.scale === 1 ? all.length : nodeParts).map((files, part) => {
    const selection = ["--project", "node", "--maxWorkers=1", ...files]
    return vitestRun(context, { runtime: "node", files, name: `node-${part + 1}`, selection })
  })
}

/** A Chromium with a profile on disk runs one file after the other: three of them, so that none is what all wait for in the end. */
const browserParts = 3

export const browserRuns = (context: Context): ReadonlyArray<TestRun> =>
  inParts(filesFor(context, "browser"), context.scale === 1 ? Number.POSITIVE_INFINITY : browserParts).map((files, part) => {
    const selection = ["--project", "browser", ...files]
    return vitestRun(context, { runtime: "browser", files, name: `browser-${part + 1}`, selection })
  })

/** Bun runs one file after the other. In so many parts all cores have work until the end: what runs alone then is short. */
const bunParts = 16

/** Takes four minutes by itself: it begins before the others. */
const longestOfBun = "apps/web/test/browser-library.bun.test.ts"

const longestApart = (files: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> => {
  const longest = files.filter((file) => file === longestOfBun)
  const others = files.filter((file) => file !== longestOfBun)
  return [...inParts(longest, 1), ...inParts(others, bunParts)]
}

export const bunRuns = (context: Context): ReadonlyArray<TestRun> => {
  const files = filesFor(context, "bun")
  const parts = context.scale === 1 ? inParts(files, files.length) : longestApart(files)
  return parts.map((part, index) => {
    const name = `bun-${index + 1}`
    return bunRun(context, part, name, join(coverageDirectory(context), name))
  })
}

export const corpusRun = (context: Context, runtime: "bun" | "node"): TestRun => {
  const files = corpusFiles(context.root)
  return runtime === "bun"
    ? bunRun(context, files, "corpus-bun")
    : vitestRun(context, { runtime, files, name: "corpus-node", selection: ["--config", "tools/check/corpus-vitest.ts"] })
}

/** What is wrong with a run whose tests may all have passed. */
export const complaints = (
  counts: TestCounts,
  expected: ReadonlyArray<string>,
  result: { readonly root: string; readonly code: number | undefined }
): ReadonlyArray<string> => {
  const loaded = new Set(counts.files.map((file) => relative(result.root, resolve(result.root, file)).replaceAll("\\", "/")))
  const found: Array<string> = []
  if (counts.passed + counts.failed === 0) found.push("no test ran")
  if (counts.skipped > 0) found.push(`${counts.skipped} tests were skipped`)
  for (const file of expected) if (!loaded.has(file)) found.push(`not loaded: ${file}`)
  if (result.code !== 0 && counts.failed === 0 && found.length === 0) {
    found.push(result.code === undefined ? "the runner did not finish" : `the runner ended with exit code ${result.code}`)
  }
  return found
}

const readReport = (testRun: TestRun): TestCounts | undefined => {
  try {
    return testRun.read(readFileSync(testRun.report, "utf8"))
  } catch {
    return undefined
  }
}

export const runTests = async (context: Context, testRun: TestRun): Promise<Outcome> => {
  // Without a path `bun test` would look for tests by itself, and find others.
  if (testRun.files.length === 0) return failed("no test file was found")
  rmSync(testRun.report, { force: true })
  const timeoutMs = (context.scale === 1 ? 240 : 30) * minutes
  const result = await run(context, testRun.program, testRun.args, { timeoutMs })
  const counts = readReport(testRun)
  if (counts === undefined) {
    return { passed: 0, failed: 1, summary: "no report", output: result.output, notes: [], transcript: result.output }
  }
  const wrong = complaints(counts, testRun.files, { root: context.root, code: result.code })
  return {
    passed: counts.passed,
    failed: counts.failed + wrong.length,
    summary: `${counts.passed} of ${counts.passed + counts.failed + counts.skipped} tests, ${testRun.files.length} files`,
    output: `${result.output}\n${wrong.join("\n")}`,
    notes: [],
    transcript: result.output
  }
}
