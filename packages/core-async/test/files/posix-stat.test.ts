import { expect, test } from "vitest"
import { toMicroseconds } from "../../src/files/posix-stat.ts"

test("[D13] nanoseconds become microseconds, floored on both sides of 1970", () => {
  const cases: ReadonlyArray<readonly [bigint, number]> = [
    [0n, 0],
    [999n, 0],
    [1_000n, 1],
    [1_795_203_685_830_000_999n, 1_795_203_685_830_000],
    [-1n, -1],
    [-1_000n, -1],
    [-1_001n, -2]
  ]
  for (const [nanoseconds, microseconds] of cases) expect(toMicroseconds(nanoseconds)).toBe(microseconds)
})
