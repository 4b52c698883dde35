/** `deadwax scan [DIR…]`: one update of the cache. Exits 1 when some files could not be taken in. */
import type { ChangeCounts, ScanReport } from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { realPathOf } from "../config/choose-library.ts"
import { someFailed } from "../errors/some-failed.ts"
import { checkDirectories } from "../library/check-directories.ts"
import { withLibrary } from "../library/open-library.ts"
import { scanWithProgress } from "../library/scan-with-progress.ts"
import { outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { counted, grouped, tookText } from "../print/numbers.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { countOption, toggleOption } from "./page-options.ts"
import { pathOperand } from "./path-operand.ts"

const countsLine = (name: string, { added, updated, removed, unchanged }: ChangeCounts): string =>
  `${name.padEnd(9)} ${grouped(added)} added, ${grouped(updated)} updated, ${grouped(removed)} removed, ${grouped(unchanged)} unchanged`

const reportLines = (report: ScanReport): ReadonlyArray<string> => [
  countsLine("Releases:", report.releases),
  countsLine("Tracks:", report.tracks),
  ...(report.failedTotal > 0 ? [`Failed:   ${counted(report.failedTotal, "file", "files")}`] : []),
  `Took:     ${tookText(report.durationMs)}`
]

interface Request {
  readonly directories: ReadonlyArray<string>
  readonly force: boolean
  readonly allowRemoval: boolean
  readonly workers: number | undefined
}

const scan = Effect.fnUntraced(function* ({ directories, force, allowRemoval, workers }: Request) {
  yield* checkDirectories(directories)
  const report = yield* scanWithProgress({
    force,
    allowRemoval,
    ...(directories.length > 0 && { directories }),
    ...(workers !== undefined && { workers })
  })
  const { manner } = yield* Screen
  if (manner.json) yield* printJson(report)
  else if (!manner.quiet) yield* printLines(reportLines(report))
  if (report.failedTotal > 0) yield* someFailed
})

const outline = outlineOf("scan")

export const scanCommand = Command.make(
  "scan",
  {
    directories: Argument.variadic(pathOperand("DIR", "releases of the library; none: all of it")),
    force: toggleOption("scan", "force"),
    allowRemoval: toggleOption("scan", "allow-removal"),
    workers: countOption("scan", "workers")
  },
  Effect.fnUntraced(function* ({ directories, force, allowRemoval, workers }) {
    const paths = yield* Effect.forEach(directories, realPathOf)
    const request = { directories: paths, force, allowRemoval, workers: Option.getOrUndefined(workers) }
    yield* withLibrary(scan(request), paths[0])
  })
).pipe(Command.withDescription(outline.summary))
