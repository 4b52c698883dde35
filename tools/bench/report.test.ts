import { describe, expect, test } from "vitest"
import { judge } from "./aims.ts"
import { linesOf, Measures, takeTold } from "./measures.ts"
import { parseOptions } from "./options.ts"
import { findName } from "./peers/floors.ts"
import { json, markdown, withPart } from "./report.ts"
import { percentile, shownSpread, spreadOf } from "./spread.ts"

const find = `${findName}, nothing changed`

const measured = (): Measures => {
  const measures = new Measures()
  measures.add(find, "ms", 50, 100)
  measures.add("deadwax on bun, nothing changed", "ms", 100, 400)
  measures.add("deadwax on bun, nothing changed, peak", "MB", 90, 110)
  measures.add("pages over HTTP, bun", "ratio", 0.5)
  measures.add("search, letter by letter", "ms", ...Array.from({ length: 100 }, (_, i) => i / 10))
  return measures
}

describe("the figures of a benchmark", () => {
  test("a ratio is taken round by round, and the row is met by its median", () => {
    const [row] = judge(measured()).filter(({ what }) => what === "nothing changed ÷ find, bun")
    // Rounds 100 ÷ 50 and 400 ÷ 100.
    expect(row).toMatchObject({ id: "P2", target: 3, measured: { low: 2, high: 4 }, isMet: false })
  })

  test("a program that took part in fewer rounds is held against by its median", () => {
    const measures = measured()
    measures.add("mpd, nothing changed", "ms", 200)
    expect(judge(measures).find(({ what }) => what.includes("mpd's update, bun"))).toMatchObject({
      measured: { low: 0.5, high: 2 }
    })
  })

  test("a floor is met from above", () => {
    expect(judge(measured()).find(({ id }) => id === "P10")).toMatchObject({ isMet: false, ofTarget: 1.2 })
  })

  test("shares of many samples", () => {
    const shares = judge(measured()).filter(({ id }) => id === "P6")
    expect(shares.map(({ measured: { median }, isMet }) => [median, isMet])).toEqual([
      [5, false],
      [9.5, false]
    ])
  })

  test("what was not measured has no row", () => expect(judge(new Measures())).toEqual([]))

  test("measures survive being told in lines", () => {
    const told = new Measures()
    takeTold(told, linesOf(measured()))
    expect(told.entries()).toEqual(measured().entries())
  })

  test("the median of an even number is one of them", () => {
    expect(spreadOf([3, 1, 2, 4])).toEqual({ median: 3, low: 1, high: 4 })
    expect(percentile([], 0.5)).toBeNaN()
    expect(shownSpread({ median: 2, low: 1, high: 3 }, 1)).toBe("2.0 (1.0–3.0)")
  })
})

describe("what is written of it", () => {
  const setting = { takenAt: "2026-01-02", machine: "a machine", programs: ["Bun 1"], libraries: ["20 tracks"], rounds: 2 }

  test("Markdown with rows first, then programs", () => {
    const measures = measured()
    const text = markdown(setting, judge(measures), measures, find)
    expect(text).toContain("| P2 | nothing changed ÷ find, bun | ≤ 3.00 × | 4.00 × (2.00–4.00) | missed: 1.33 times as much |")
    expect(text).toContain(
      "| P10 | a page of 50 ÷ the same bytes from memory, bun | ≥ 0.600 × | 0.500 × | missed: 1.20 times as much |"
    )
    expect(text).toContain("| deadwax on bun, nothing changed | 400 (100–400) | 4.0 | – | 110 (90–110) |")
    expect(text).not.toContain("| search, letter by letter |")
  })

  test("a program is held against the floor of the library that it was run on", () => {
    const measures = measured()
    measures.add(`small: ${find}`, "ms", 10)
    for (const name of ["small: deadwax on bun, nothing changed", "large: deadwax on bun, nothing changed"]) {
      measures.add(name, "ms", 40)
      measures.add(`${name}, peak`, "MB", 1)
    }
    measures.add("a question, in process", "ms", 5)
    const text = markdown(setting, [], measures, find)
    expect(text).toContain("| small: deadwax on bun, nothing changed | 40 (40–40) | 4.0 |")
    expect(text).toContain("| large: deadwax on bun, nothing changed | 40 (40–40) | – |")
    expect(text).toContain("| a question, in process | 5 (5–5) | – |")
  })

  test("JSON leaves out samples by the thousand", () => {
    const measures = measured()
    const figures = JSON.parse(json(setting, judge(measures), measures)) as {
      rows: Array<object>
      measures: Record<string, object>
    }
    expect(figures.measures[find]).toMatchObject({ unit: "ms", n: 2, samples: [50, 100] })
    expect(figures.measures["search, letter by letter"]).toMatchObject({ n: 100, p95: 9.5 })
    expect(figures.measures["search, letter by letter"]).not.toHaveProperty("samples")
    expect(figures.rows[0]).toMatchObject({ id: "P2", isMet: false })
  })

  test("only the part between the markers is another one", () => {
    const document = "a\n<!-- bench: begin -->\nold\n<!-- bench: end -->\nb\n"
    expect(withPart(document, "new")).toBe("a\n<!-- bench: begin -->\nnew\n<!-- bench: end -->\nb\n")
    expect(() => withPart("nothing", "new")).toThrow("the document has no")
  })
})

describe("options", () => {
  test("all parts but the dear ones, five rounds", () => {
    expect(parseOptions([])).toMatchObject({
      parts: ["scans", "small", "queries", "cache", "http", "browser", "sync"],
      rounds: 5,
      releases: 2000,
      isWriting: true
    })
    expect(parseOptions(["--large", "--ids"]).parts).toHaveLength(9)
    expect(parseOptions(["--part", "http", "--large"]).parts).toEqual(["large", "http"])
  })

  test("another program is a name and a command", () => {
    expect(parseOptions(["--peer", "rosé=rose cache update --force=x"]).peers).toEqual([
      { name: "rosé", command: "rose cache update --force=x" }
    ])
    expect(() => parseOptions(["--peer", "rosé"])).toThrow("expected NAME=COMMAND")
  })

  test("the document is about one size", () => {
    expect(() => parseOptions(["--releases", "20"])).toThrow("--no-write")
    expect(parseOptions(["--releases", "20", "--no-write"]).releases).toBe(20)
  })

  test.each([["--rounds", "0"], ["--releases", "x"], ["--part", "none"], ["--what"]])("%s %s is refused", (...given) =>
    expect(() => parseOptions(given)).toThrow()
  )
})
