import { describe, expect, test } from "vitest"
import { columnsFor, gridShape, gridStep, locate, pagesFor } from "../src/data/windows.ts"

describe("windows of long lists", () => {
  test("[X4] the pages asked for are those that the visible rows lie in", () => {
    expect(pagesFor({ first: 0, last: 20 }, 20_000)).toEqual([0])
    expect(pagesFor({ first: 95, last: 130 }, 20_000)).toEqual([0, 1])
    expect(pagesFor({ first: 19_990, last: 20_010 }, 20_000)).toEqual([199])
    expect(pagesFor({ first: 0, last: -1 }, 20_000)).toEqual([])
    expect(pagesFor({ first: 0, last: 10 }, 0)).toEqual([])
    for (let first = 0; first < 1000; first += 37) {
      const pages = pagesFor({ first, last: first + 40 }, 1000)
      for (let index = first; index <= Math.min(999, first + 40); index++) expect(pages).toContain(locate(index).page)
    }
  })

  test("[X4] covers fill the width exactly enough, from the smallest phone to a wall", () => {
    for (let width = 240; width <= 4000; width += 7) {
      const { columns, coverPx, gapPx, rowPx } = gridShape(width)
      const used = columns * coverPx + (columns - 1) * gapPx
      expect(used).toBeLessThanOrEqual(width)
      expect(width - used).toBeLessThan(columns)
      expect(columns).toBeGreaterThanOrEqual(2)
      expect(rowPx).toBeGreaterThan(coverPx)
    }
    expect(columnsFor(100, 168, 24, 2)).toBe(2)
  })

  test("[X4] arrow keys stay inside the grid", () => {
    expect(gridStep("ArrowRight", 3, 10, 4, 2)).toBe(4)
    expect(gridStep("ArrowDown", 3, 10, 4, 2)).toBe(7)
    expect(gridStep("ArrowDown", 7, 10, 4, 2)).toBe(7)
    expect(gridStep("ArrowUp", 2, 10, 4, 2)).toBe(2)
    expect(gridStep("PageDown", 3, 10, 4, 2)).toBe(9)
    expect(gridStep("End", 0, 10, 4, 2)).toBe(9)
    expect(gridStep("x", 0, 10, 4, 2)).toBeUndefined()
    expect(gridStep("End", 0, 0, 4, 2)).toBeUndefined()
  })
})
