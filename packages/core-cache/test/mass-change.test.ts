import { expect, test } from "vitest"
import { isMassChange } from "../src/scan/mass-change.ts"

test.each([
  [0, 0, false],
  [0, 5, false],
  [1, 1, true],
  [4, 5, false],
  [5, 5, true],
  [10, 11, false],
  [11, 12, true],
  [11, 55, false],
  [11, 54, true],
  [40_000, 200_000, false],
  [40_001, 200_000, true]
])("[I5] %i of %i tracks are a mass change: %s", (dropped, total, expected) => {
  expect(isMassChange(dropped, total)).toBe(expected)
})
