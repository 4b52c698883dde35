import { describe, expect, test } from "vitest"
import { coverageOutcome, isCounted, mergeLcov } from "./coverage.ts"

const report = (path: string, ...counts: ReadonlyArray<number>): string =>
  ["TN:", `SF:${path}`, ...counts.map((count, at) => `DA:${at + 1},${count}`), `LF:${counts.length}`, "end_of_record", ""].join(
    "\n"
  )

describe("[A10] lines that the tests run", () => {
  test("one that ran in any part of the run has run", () => {
    const lines = mergeLcov([report("packages/a/src/x.ts", 0, 3, 0), report("./packages/a/src/x.ts", 1, 0, 0)])
    expect([...(lines.get("packages/a/src/x.ts") ?? [])]).toEqual([
      [1, true],
      [2, true],
      [3, false]
    ])
  })

  test("are those of sources: no test, contract or generated file", () => {
    expect(isCounted("packages/core-cache/src/scan/scan.ts")).toBe(true)
    expect(isCounted("apps/server/src/create-app.ts")).toBe(true)
    for (const path of [
      "packages/core-cache/test/world.ts",
      "packages/core-async/src/files/files.contract.ts",
      "packages/core-async/src/contract.ts",
      "packages/core-cache/src/open/schema.gen.ts",
      "apps/cli/src/start.ts",
      "tools/bench/random.ts"
    ])
      expect([path, isCounted(path)]).toEqual([path, false])
  })

  test("are told by package, with the files that nothing loads; fewer than 95 % fail, and so does nothing at all", () => {
    const most = mergeLcov([report("packages/a/src/x.ts", ...Array.from({ length: 20 }, (_, at) => (at === 0 ? 0 : 1)))])
    const sources = ["packages/a/src/x.ts", "packages/a/src/y.ts", "packages/a/src/z.gen.ts"]
    const good = coverageOutcome(most, sources)
    expect([good.failed, good.summary]).toEqual([0, "95.0 % of 20 lines"])
    expect(good.notes[0]).toBe("packages/a: 95.0 %")
    expect(good.notes[1]).toMatch(/^1 files /)
    const less = mergeLcov([report("packages/a/src/x.ts", ...Array.from({ length: 200 }, (_, at) => (at < 11 ? 0 : 1)))])
    expect(coverageOutcome(less, sources)).toMatchObject({ failed: 1, summary: "94.5 % of 200 lines" })
    expect(coverageOutcome(mergeLcov([]), sources).failed).toBe(1)
  })
})
