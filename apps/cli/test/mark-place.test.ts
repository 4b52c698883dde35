import { describe, expect, test } from "vitest"
import { markPlace } from "../src/print/mark-place.ts"
import { widthOf } from "../src/print/width.ts"

describe("[R8] [X1] a mark stands below the place in a text", () => {
  test.each([
    ["genre:dub foo:bar", 10, 3, 80, ["  genre:dub foo:bar", "            ^^^"]],
    ["title:", 6, 0, 80, ["  title:", "        ^"]],
    ["", 0, 0, 80, ["  ", "  ^"]],
    ["東京 x:y", 3, 1, 80, ["  東京 x:y", "       ^"]],
    ["x:y 東京", 4, 2, 80, ["  x:y 東京", "      ^^^^"]],
    ["a\n\u001b[2J (", 7, 1, 80, ["  a\\n\\x1B[2J (", `  ${" ".repeat(11)}^`]],
    [`${"a".repeat(40)}(${"b".repeat(40)}`, 40, 1, 26, [`  …${"a".repeat(21)}(…`, `  ${" ".repeat(22)}^`]],
    [`(${"b".repeat(40)}`, 0, 1, 26, [`  (${"b".repeat(21)}…`, "  ^"]],
    [`"${"b".repeat(40)}`, 0, 41, 26, [`  "${"b".repeat(21)}…`, `  ${"^".repeat(22)}`]]
  ] as const)("%j at %d, %d long, in %d columns", (text, position, length, columns, lines) => {
    expect(markPlace({ text, position, length }, columns)).toEqual([...lines])
  })

  test("both lines fit the terminal, whatever the text", () => {
    for (const text of ["😀".repeat(2000), "e\u0301".repeat(500), "\ud800".repeat(100), "東".repeat(300)])
      for (let position = 0; position <= text.length; position += 97)
        for (const columns of [1, 20, 80])
          for (const line of markPlace({ text, position, length: 3 }, columns))
            expect(widthOf(line)).toBeLessThanOrEqual(Math.max(columns, 20))
  })
})
