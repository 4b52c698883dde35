/** `deadwax doctor`: examines the library, and with `--fix` mends what needs nothing but consent. */
import { examineLibrary, type Finding, LibraryCache, type Mended } from "@deadwax/core-cache"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { someFailed } from "../errors/some-failed.ts"
import { locateLibrary, withLocated } from "../library/open-library.ts"
import { outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { findingColumns, findingLines, summaryOf } from "../print/finding.ts"
import { printLines, printRows } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { toggleOption } from "./page-options.ts"

const mend = Effect.flatMap(LibraryCache, (cache) => cache.mend())

const printMended = Effect.fnUntraced(function* (mended: ReadonlyArray<Mended>) {
  const screen = yield* Screen
  if (screen.manner.quiet) return
  for (const { path, message } of mended) yield* screen.note(`${visible(`${message} ${path}`)}\n`)
})

const printFindings = Effect.fnUntraced(function* (findings: ReadonlyArray<Finding>) {
  const { outIsTerminal, manner, outStyle } = yield* Screen
  if (!outIsTerminal) return yield* printRows(findingColumns, findings)
  const lines = findings.flatMap((finding) => findingLines(finding, outStyle))
  if (lines.length > 0) yield* printLines(lines)
  if (!manner.quiet) yield* printLines([summaryOf(findings)])
})

/** Mends only where there is something to mend: a library that is away, or that nothing is amiss with, is not even opened. */
const doctor = Effect.fnUntraced(function* (isFixing: boolean) {
  const located = yield* locateLibrary()
  const examine = examineLibrary(located.options)
  const before = yield* examine
  const isMending = isFixing && before.some(({ fixable }) => fixable)
  const mended = isMending ? yield* withLocated(located, mend) : []
  const findings = isMending ? yield* examine : before
  const { manner } = yield* Screen
  if (manner.json) yield* printJson({ findings, mended })
  else {
    yield* printMended(mended)
    yield* printFindings(findings)
  }
  if (findings.some(({ severity }) => severity === "problem")) yield* someFailed
})

export const doctorCommand = Command.make("doctor", { fix: toggleOption("doctor", "fix") }, ({ fix }) => doctor(fix)).pipe(
  Command.withDescription(outlineOf("doctor").summary)
)
