/** The rows of docs/requirements.md and the titles of the tests say the same. */
import { describe, expect, test } from "vitest"
import { root, sourceFile } from "./project.ts"
import {
  holdsTests,
  idsOfTitle,
  quotedIds,
  readRequirements,
  readTrace,
  requirementsReport,
  traceProblems
} from "./requirements.ts"

/** How many rows each letter has: a row can change, and cannot get lost. */
const rowCounts = { D: 13, S: 10, U: 21, I: 6, R: 9, Q: 12, A: 10, T: 4, Y: 17, C: 17, X: 8, P: 12 }

describe("requirements", () => {
  const trace = readTrace(root)

  test("every row is there, in order", () => {
    const expected = Object.entries(rowCounts).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => `${letter}${index + 1}`)
    )
    expect(trace.rows.map((row) => row.id).sort()).toEqual(expected.sort())
  })

  test("a row is done only with a test, and no test quotes an id that is not there", () => {
    expect(traceProblems(trace.rows, trace.quoted)).toEqual([])
  })

  test("the report counts every row once", () => {
    const [proved, open] = [...(requirementsReport(root)[0] ?? "").matchAll(/\d+/g)].map((match) => Number(match[0]))
    expect((proved ?? 0) + (open ?? 0)).toBe(trace.rows.length)
  })

  test("a done row without a test, an unknown id, a third status and a double row are found", () => {
    const rows = readRequirements("| S1 | a \\| b | done |\n| S2 | c | open |\n| S3 | d | perhaps |\n| S2 | e | open |\n")
    const quoted = quotedIds(sourceFile("a.test.ts", 'test("[S2] c", f)\ntest("[S99] d", f)'))
    expect(traceProblems(rows, quoted)).toEqual([
      "S2 has two rows",
      'S3 is "perhaps", not open or done',
      "S1 is done, and no test's title begins with it",
      "a.test.ts:2 quotes S99, which is no requirement"
    ])
  })

  test("titles are first arguments and title keys, with one id or several", () => {
    const text =
      'test("[S1] a", f)\ntest.each(all)("[S2, S3] b", f)\nconst c = { title: `[S4] [S5] c` }\nexpect(d).toBe(1, "[S6] no title")\nconst e = "[S7] no title"'
    expect(quotedIds(sourceFile("a.test.ts", text)).map((item) => item.id)).toEqual(["S1", "S2", "S3", "S4", "S5"])
    expect(idsOfTitle("[1990-02-05] a")).toEqual([])
    expect(idsOfTitle("about [S1]")).toEqual([])
  })

  test("tests, corpus checks and contracts hold titles, sources do not", () => {
    expect(
      ["a/b.test.ts", "a/b.corpus.ts", "a/b.contract.ts", "packages/core-sync/sim/worlds.ts"].filter((path) => !holdsTests(path))
    ).toEqual([])
    expect(["packages/a/src/b.ts", "docs/b.md"].filter(holdsTests)).toEqual([])
  })
})
