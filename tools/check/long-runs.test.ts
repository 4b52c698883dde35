/** The half of a soak that can be run file by file. */
import { existsSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { describe, expect, test } from "vitest"
import { makeContext } from "./context.ts"
import { type LongRun, mergeLongRuns, parseLongRuns, printLongRuns } from "./long-runs.ts"
import { failed } from "./outcome.ts"
import { isChosen, parseChoice, soakCounts } from "./soak-counts.ts"

describe("long counts", () => {
  const seen: LongRun = {
    file: "a/b.test.ts",
    runtime: "bun",
    passed: 3,
    failed: 0,
    about: "5 s",
    commit: "abc",
    said: ["7 kills, seed 1"]
  }
  const other: LongRun = { ...seen, runtime: "browser", said: [] }

  test("a report is read back as it was written", () => {
    expect(parseLongRuns(printLongRuns("The last soak", "All.", [seen, other]))).toEqual([seen, other])
    expect(parseLongRuns("# Another text\n\n| file | on |\n")).toEqual([])
  })

  test("what was seen now takes the place of what was seen before; a file that is no long one any more has no row", () => {
    const again = { ...seen, failed: 1, commit: "def" }
    const gone = { ...seen, file: "a/gone.test.ts" }
    expect(mergeLongRuns([seen, other, gone], [again], ({ file }) => file !== gone.file)).toEqual([again, other])
  })

  test("files are named by their runtime and by parts of their path; without a name, all", () => {
    const file = { runtime: "bun", files: ["packages/core-cache/test/scan-kill.test.ts"] } as const
    const isNamed = (...words: ReadonlyArray<string>) => isChosen(parseChoice(words), file)
    expect([isNamed(), isNamed("kill"), isNamed("--on=bun,node", "core-cache"), isNamed("--on=node"), isNamed("lives")]).toEqual([
      true,
      true,
      true,
      false,
      false
    ])
  })

  test("what names no file is a failure, and writes no report", async () => {
    const report = join(tmpdir(), `deadwax-no-soak-${process.pid}.md`)
    const context = makeContext({ soak: true })
    expect(await soakCounts(parseChoice(["no such file"]), relative(context.root, report), "T", "A")(context)).toEqual(
      failed("no test file was named")
    )
    expect(existsSync(report)).toBe(false)
  })
})
