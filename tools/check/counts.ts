/** Reads what a test runner reported: Bun's JUnit file, Vitest's JSON file. */

export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Files that the runner really loaded; paths as the runner wrote them. */
  readonly files: ReadonlyArray<string>
}

const attribute = (tag: string, name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? ""

/** Throws when the text is no JUnit report. */
export const readJunit = (xml: string): TestCounts => {
  const root = /<testsuites\b[^>]*>/.exec(xml)?.[0]
  if (root === undefined) throw new Error("the JUnit report has no <testsuites>")
  const total = Number(attribute(root, "tests"))
  const failedTests = Number(attribute(root, "failures")) + Number(attribute(root, "errors"))
  const skipped = Number(attribute(root, "skipped"))
  const files = new Set([...xml.matchAll(/<testsuite\b[^>]*>/g)].map((match) => attribute(match[0], "file")))
  files.delete("")
  return { passed: total - failedTests - skipped, failed: failedTests, skipped, files: [...files] }
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: ReadonlyArray<{ readonly name: string; readonly assertionResults: ReadonlyArray<unknown> }>
}

/** Throws when the text is no report of Vitest's. A file that could not be loaded has no results and is left out of `files`. */
export const readVitest = (json: string): TestCounts => {
  const report = JSON.parse(json) as VitestReport
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    files: report.testResults.filter((file) => file.assertionResults.length > 0).map((file) => file.name)
  }
}
