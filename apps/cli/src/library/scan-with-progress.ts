/** Runs a scan with its progress on standard error, and names the files that could not be taken in. */
import { failureRemedies, type ItemFailure, LibraryCache, type ScanOptions, type ScanReport } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { visible } from "../print/escape.ts"
import { counted } from "../print/numbers.ts"
import { withProgress } from "../print/progress.ts"
import { Screen } from "../print/screen.ts"

/** One file, and why it was not taken in. */
const failureLine = ({ path, reason, message }: ItemFailure): string => `${visible(path)}: ${visible(message)} (${reason})`

// Of these the messages say what is wrong with a file, and not always what to do; the others' do both.
const remedied: ReadonlyArray<ItemFailure["reason"]> = ["corrupt", "not-audio", "unreadable", "vanished"]

/** Each of these failures on a line, and behind them what to do, once for each sort of them. */
export const failureLines = (failures: ReadonlyArray<ItemFailure>): ReadonlyArray<string> => {
  const reasons = new Set(failures.map(({ reason }) => reason))
  const remedies = remedied.filter((reason) => reasons.has(reason)).map((reason) => `${reason}: ${failureRemedies[reason]}`)
  return [...failures.map(failureLine), ...remedies]
}

// A file that is linked or too large may be in the library as well, or not: those stand for themselves.
const unwritten: ReadonlySet<ItemFailure["reason"]> = new Set(["read-only", "refused"])

/** Every failure the report holds, and how many more there are. Shown also with --quiet: a failure is not chatter. */
export const printFailures = Effect.fnUntraced(function* (report: ScanReport) {
  const screen = yield* Screen
  if (report.failedTotal === 0 || screen.manner.json) return
  yield* screen.note(
    failureLines(report.failed)
      .map((line) => `${line}\n`)
      .join("")
  )
  const more = report.failedTotal - report.failed.length
  if (more > 0) yield* screen.note(`and ${counted(more, "more file", "more files")}\n`)
  if (report.failed.some(({ reason }) => unwritten.has(reason)))
    yield* screen.note("What only could not be written is told once. deadwax doctor names it, and what can be done.\n")
})

export const scanWithProgress = Effect.fnUntraced(function* (options: Omit<ScanOptions, "onProgress">) {
  const cache = yield* LibraryCache
  const report = yield* withProgress((onProgress) => cache.scan({ ...options, onProgress }))
  yield* printFailures(report)
  return report
})
