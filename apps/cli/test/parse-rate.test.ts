import { expect, test } from "vitest"
import { parseRate } from "../src/sources/parse-rate.ts"

test.each([
  ["1024", 1024],
  ["1K", 1024],
  ["500K", 512_000],
  ["2M", 2_097_152],
  ["2MB/s", 2_097_152],
  ["1G/s", 1_073_741_824],
  ["none", null],
  ["1023", undefined],
  ["0", undefined],
  ["", undefined],
  ["-2M", undefined],
  ["1.5M", undefined],
  ["2m", undefined],
  ["2 M", undefined],
  ["M", undefined],
  ["fast", undefined],
  ["999999999999G", undefined]
])("[C10] S11: %s as a rate is %s bytes a second", (text, expected) => {
  expect(parseRate(text)).toBe(expected)
})
