/** What a step answers, and how outcomes are counted and shown. */

export interface Outcome {
  readonly passed: number
  readonly failed: number
  /** Shown beside the step's time. */
  readonly summary: string
  /** Shown in full when something failed. */
  readonly output: string
  /** Shown always, one line each. */
  readonly notes: ReadonlyArray<string>
  /** Everything a test runner printed, also when all passed. */
  readonly transcript?: string
  /** How long the work took, where that is not how long its step waited for it. */
  readonly durationMs?: number
}

export interface Totals {
  readonly passed: number
  readonly failed: number
}

export const passed = (summary: string, notes: ReadonlyArray<string> = []): Outcome => ({
  passed: 1,
  failed: 0,
  summary,
  output: "",
  notes
})

export const failed = (summary: string, output = ""): Outcome => ({ passed: 0, failed: 1, summary, output, notes: [] })

/** What a step that threw answers. */
export const defect = (cause: unknown): Outcome =>
  failed("stopped by a defect", cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))

/** A step without tests counts as one. */
export const fromResult = (result: { readonly code: number | undefined; readonly output: string }, summary = ""): Outcome =>
  result.code === 0
    ? passed(summary)
    : failed(result.code === undefined ? "did not finish" : `exit code ${result.code}`, result.output)

export const addTotals = (left: Totals, right: Totals): Totals => ({
  passed: left.passed + right.passed,
  failed: left.failed + right.failed
})

/** The last line of a run, and the only one of its form. */
export const totalsLine = (totals: Totals): string => `${totals.passed} passed, ${totals.failed} failed`
