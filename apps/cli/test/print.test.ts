import { describe, expect, test } from "vitest"
import { jsonLine, shellWord, visible } from "../src/print/escape.ts"
import { fieldLines } from "../src/print/fields.ts"
import { counted, grouped, lengthOf, sizeOf, tookText } from "../src/print/numbers.ts"
import { progressBar, progressText } from "../src/print/progress.ts"
import { coloured, uncoloured } from "../src/print/style.ts"
import { type Column, plainLines, tableLines } from "../src/print/table.ts"
import { cut, fit, widthOf } from "../src/print/width.ts"

describe("what a terminal would act on is written out", () => {
  test.each([
    ["plain Ünïcödé 夜", "plain Ünïcödé 夜"],
    ["a\x1b[31mred", "a\\x1B[31mred"],
    ["two\nlines\tand\r", "two\\nlines\\tand\\r"],
    ["\x00\x7f\x9b", "\\x00\\x7F\\x9B"],
    ["abc\u202egnp.exe", "abc\\u{202E}gnp.exe"],
    ["\u2066x\u2069\u2028\u200f", "\\u{2066}x\\u{2069}\\u{2028}\\u{200F}"],
    ["lone \ud83d half", "lone \\u{D83D} half"],
    ["whole 🎵 pair", "whole 🎵 pair"],
    ["caf\\xE9", "caf\\xE9"]
  ])("%j", (text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  test("JSON keeps the value and shows no control character either", () => {
    const value = { name: "a\x1b\x9b\u202e\u2028\n\x7f", list: ["\u2066"] }
    const line = jsonLine(value)
    expect(line).toMatch(/^[\x20-\x7e]*$/)
    expect(JSON.parse(line)).toEqual(value)
  })
})

test.each([
  ["mine", "mine"],
  ["Björk/夜", "Björk/夜"],
  ["the second", "'the second'"],
  ["it's; $HOME", "'it'\\''s; $HOME'"],
  ["-x", "'-x'"],
  ["", "''"]
])("%j is one word of a command line as %s", (text, word) => expect(shellWord(text)).toBe(word))

describe("width on a terminal", () => {
  test.each([
    ["ascii", 5],
    ["夜に駆ける", 10],
    ["ｆｕｌｌ", 8],
    ["한국어", 6],
    ["e\u0301", 1],
    ["\u1112\u1161\u11ab", 2],
    ["🎵", 2],
    ["👩‍👩‍👧‍👦", 2],
    ["🇯🇵", 2],
    ["Ελλάδα", 6],
    ["", 0]
  ])("%s takes %i columns", (text, width) => {
    expect(widthOf(text)).toBe(width)
  })

  test("text is cut between characters, never inside one", () => {
    expect(cut("夜に駆ける", 10)).toBe("夜に駆ける")
    expect(cut("夜に駆ける", 9)).toBe("夜に駆け…")
    expect(cut("夜に駆ける", 8)).toBe("夜に駆…")
    expect(cut("e\u0301e\u0301e\u0301", 2)).toBe("e\u0301…")
    expect(cut("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 3)).toBe("👩‍👩‍👧‍👦…")
    expect(cut("abc", 1)).toBe("…")
    expect(cut("abc", 0)).toBe("")
  })

  test("filled text has exactly the width asked for", () => {
    for (const text of ["a", "夜", "夜に駆ける", "e\u0301", "👩‍👩‍👧‍👦 family", ""]) {
      for (let width = 1; width < 14; width++) {
        expect(widthOf(fit(text, width))).toBe(width)
        expect(widthOf(fit(text, width, "right"))).toBe(width)
      }
    }
  })
})

interface Row {
  readonly id: string
  readonly artist: string
  readonly title: string
  readonly count: number
}

const columns: ReadonlyArray<Column<Row>> = [
  { title: "ID", value: ({ id }) => id, leaves: 2, style: "dim" },
  { title: "Artist", value: ({ artist }) => artist, least: 8 },
  { title: "Title", value: ({ title }) => title, least: 8 },
  { title: "Count", value: ({ count }) => String(count), align: "right", leaves: 1 }
]
const rows: ReadonlyArray<Row> = [
  { id: "0192f7a0-0000-7000-8000-000000000001", artist: "夜に駆ける人たちの合唱団", title: "short", count: 7 },
  {
    id: "0192f7a0-0000-7000-8000-000000000002",
    artist: "A",
    title: "A very long title that will not fit anywhere 🎵🎵🎵",
    count: 12345
  },
  { id: "0192f7a0-0000-7000-8000-000000000003", artist: "evil\x1b[2J", title: "tab\there", count: 0 }
]

describe("[X1] tables", () => {
  test("no line is wider than the terminal, at any width", () => {
    for (let width = 1; width < 180; width++) {
      for (const line of tableLines(columns, rows, width, uncoloured)) expect(widthOf(line)).toBeLessThanOrEqual(width)
    }
  })

  test("columns that can be done without leave first, and everything is shown where there is room", () => {
    const header = (width: number): string => tableLines(columns, rows, width, uncoloured)[0]?.replace(/ +/g, " ") ?? ""
    expect(header(160)).toBe("ID Artist Title Count")
    expect(header(50)).toBe("Artist Title Count")
    expect(header(20)).toBe("Artist Title")
    expect(header(10)).toBe("Artist")
    expect(tableLines(columns, rows, 160, uncoloured)[2]).toContain("A very long title that will not fit anywhere 🎵🎵🎵")
  })

  test("colours change nothing but colours", () => {
    const plain = tableLines(columns, rows, 70, uncoloured)
    const styled = tableLines(columns, rows, 70, coloured)
    expect(styled.join("\n")).toContain("\x1b[")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours are what is taken away
    expect(styled.map((line) => line.replace(/\x1b\[\d+m/g, ""))).toEqual(plain)
  })

  test("in a pipe every column is whole, separated by tabs, one line an item", () => {
    const lines = plainLines(columns, rows)
    expect(lines).toHaveLength(3)
    expect(lines[2]).toBe("0192f7a0-0000-7000-8000-000000000003\tevil\\x1B[2J\ttab\\there\t0")
  })
})

describe("lines of one thing", () => {
  test("what is absent or empty is left out", () => {
    const lines = fieldLines(
      [
        ["Title", "x"],
        ["Labels", []],
        ["Edition", null],
        ["Genres", ["a", "b"]],
        ["New", false],
        ["Discs", 2]
      ],
      uncoloured
    )
    expect(lines).toEqual(["Title:  x", "Genres: a; b", "New:    no", "Discs:  2"])
    expect(fieldLines([], uncoloured)).toEqual([])
  })
})

describe("numbers", () => {
  test.each([
    [0, "0"],
    [999, "999"],
    [1000, "1,000"],
    [1234567, "1,234,567"]
  ])("%i", (count, text) => {
    expect(grouped(count)).toBe(text)
  })
  test("lengths, sizes, counts", () => {
    expect(lengthOf(null)).toBe("")
    expect(lengthOf(7)).toBe("0:07")
    expect(lengthOf(3599)).toBe("59:59")
    expect(lengthOf(3723)).toBe("1:02:03")
    expect(sizeOf(0)).toBe("0 bytes")
    expect(sizeOf(1023)).toBe("1023 bytes")
    expect(sizeOf(8_500_000)).toBe("8.1 MiB")
    expect(counted(1, "file", "files")).toBe("1 file")
    expect(counted(2000, "file", "files")).toBe("2,000 files")
    expect(tookText(420)).toBe("0.4 s")
    expect(tookText(59_999)).toBe("1:00 min")
    expect(tookText(187_000)).toBe("3:07 min")
    expect(tookText(3_723_000)).toBe("1:02:03 h")
  })
})

describe("[U20] the line of progress", () => {
  test("the line says phase, count, rate, time left and failures, and fits", () => {
    const counts = { phase: "read", found: 21_000, done: 1500, total: 20_000, failed: 2, written: 0 } as const
    const progress = { ...counts, perSecond: 812.4, leftMs: 22_700 }
    expect(progressText(progress)).toBe("Reading 1,500 of 20,000, 812/s, 0:23 left, 2 failures")
    expect(progressText({ ...progress, written: 1200 })).toBe(
      "Reading 1,500 of 20,000, 1,200 written, 812/s, 0:23 left, 2 failures"
    )
    expect(progressText({ ...counts, phase: "find", done: 1234, total: 0, failed: 0, perSecond: 900, leftMs: null })).toBe(
      "Finding files 1,234, 900/s"
    )
    for (let width = 10; width < 120; width++) expect(widthOf(progressBar(progress, width))).toBeLessThan(width)
    expect(progressBar(progress, 120)).toMatch(/^\[#{2}-{28}\] Reading/)
  })
})
