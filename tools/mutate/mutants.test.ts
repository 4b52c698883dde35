/** The changes themselves, and what is said of them. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { equivalents } from "./equivalents.ts"
import { applyEdit, mutantsOf } from "./mutants.ts"
import { drawn } from "./mutate.ts"
import { reportOf } from "./report.ts"
import { type Target, targets } from "./targets.ts"
import type { Trial, Verdict } from "./trial.ts"

const textsOf = (text: string): Array<string> => mutantsOf("a.ts", text).map(({ edit }) => applyEdit(text, edit))

describe("changes of a program", () => {
  test("conditions, boundaries, and what joins them", () => {
    expect(textsOf("if (a < b && !c) f()")).toEqual([
      "if (true) f()",
      "if (false) f()",
      "if (a <= b && !c) f()",
      "if (a >= b && !c) f()",
      "if (a < b || !c) f()",
      "if (a < b && c) f()",
      "if (a < b && !c) ;"
    ])
    expect(textsOf("x = a === b ? c : d").slice(1)).toEqual(["x = true ? c : d", "x = false ? c : d", "x = a !== b ? c : d"])
  })

  test("constants, elements, properties", () => {
    expect(textsOf('const a = [1, "x"]')).toEqual(['const a = [2, "x"]', 'const a = ["x"]', "const a = [1]", 'const a = [1, ""]'])
    expect(textsOf("const a = { b: true, c }")).toEqual(["const a = { c }", "const a = { b: false, c }", "const a = { b: true }"])
    expect(textsOf("const a = b ?? ``")).toEqual(["const a = b", "const a = ``"])
  })

  test("statements, bodies, calls that may be missing", () => {
    expect(textsOf("function f() { g?.(); return 1 }").sort()).toEqual(
      [
        "function f() {}",
        "function f() { ; return 1 }",
        "function f() { g(); return 1 }",
        "function f() { g?.(); ; }",
        "function f() { g?.(); return 2 }"
      ].sort()
    )
    expect(textsOf("const f = (a) => a.b?.[c]")).toEqual(["const f = (a) => undefined", "const f = (a) => a.b[c]"])
  })

  test("methods that stand for each other, and those that leave what they are called on", () => {
    expect(textsOf("const a = b.some(c)")).toEqual(["const a = b.every(c)"])
    expect(textsOf("const a = b.filter(c)")).toEqual(["const a = b"])
  })

  test("types, imports and names of properties stay as they are", () => {
    expect(textsOf('import { a } from "b"\ntype C = "d" | { readonly e: 1 }\nconst f = (g: "h") => ({ "i j": g }) as C')).toEqual(
      [
        'import { a } from "b"\ntype C = "d" | { readonly e: 1 }\nconst f = (g: "h") => undefined',
        'import { a } from "b"\ntype C = "d" | { readonly e: 1 }\nconst f = (g: "h") => ({  }) as C'
      ]
    )
  })

  test("each knows its line; a text that is no program is refused", () => {
    expect(mutantsOf("a.ts", "f()\n\ng()").map(({ line }) => line)).toEqual([1, 3])
    expect(() => mutantsOf("a.ts", "const = (")).toThrow("a.ts: ")
  })
})

describe("changes that make no difference", () => {
  test("each that is noted is one change of a file that is tried, and has a reason", () => {
    const root = join(import.meta.dirname, "../..")
    const files = new Set(targets.flatMap(({ groups }) => groups.flatMap((group) => group.files)))
    for (const { path, line, changed, reason } of equivalents) {
      expect(files.has(path), path).toBe(true)
      const mutants = mutantsOf(path, readFileSync(join(root, path), "utf8"))
      const meant = mutants.filter((one) => one.lineBefore === line && one.lineAfter === changed)
      expect(meant.length, `${path}: ${line}  →  ${changed}`).toBe(1)
      expect(reason).not.toBe("")
    }
  })
})

describe("a sample of changes", () => {
  test("each of them once, the same by the same seed, all of them when there are no more", () => {
    const all = Array.from({ length: 20 }, (_, i) => i)
    const some = drawn(all, { count: 8, seed: 3 })
    expect(new Set(some).size).toBe(8)
    expect(drawn(all, { count: 8, seed: 3 })).toEqual(some)
    expect(drawn(all, { count: 8, seed: 4 })).not.toEqual(some)
    expect(drawn(all, { count: 99, seed: 3 }).toSorted((a, b) => a - b)).toEqual(all)
    expect(drawn(all, undefined)).toBe(all)
  })
})

describe("the report of changes", () => {
  const text = "if (a) b()"
  const target: Target = { name: "example", groups: [], least: 0.6 }
  const trials = (...verdicts: ReadonlyArray<Verdict>): ReadonlyArray<Trial> =>
    mutantsOf("a.ts", text).map((mutant, i) => ({ mutant, verdict: verdicts[i] ?? "killed", durationMs: 1 }))
  const noted = { path: "a.ts", line: text, changed: "if (true) b()", reason: "" }
  const report = (verdicts: ReadonlyArray<Verdict>, equivalents: ReadonlyArray<typeof noted> = []) =>
    reportOf([{ target, trials: trials(...verdicts), of: 3 }], equivalents)

  test("what survived is told with its place, and counts against the score", () => {
    const { lines, isEnough } = report(["survived", "timedOut"])
    expect(lines.slice(0, 2)).toEqual(["survived a.ts:1  a  →  true", "did not end a.ts:1  a  →  false"])
    expect(lines.at(-1)).toContain(
      "3 changes of the example, one at a time: 1 noticed by a failing test, 1 by tests that did not end, 1 not"
    )
    expect(lines.at(-1)).toContain("score 66.7 %")
    expect(isEnough).toBe(true)
    expect(report(["survived", "survived"]).isEnough).toBe(false)
  })

  test("what is noted as making no difference is not told of, and must make none", () => {
    expect(report(["survived"], [noted])).toMatchObject({ isEnough: true, lines: { length: 1 } })
    expect(report(["killed"], [noted]).isEnough).toBe(false)
    expect(report(["survived"], [{ ...noted, line: "gone" }]).lines[0]).toBe("survived a.ts:1  a  →  true")
  })
})
