import { expect, test } from "vitest"
import { racyWindowUs, type Stamp, selectRacy } from "../src/scan/racy.ts"

const at = (modifiedAtUs: number): Stamp => ({ path: "x", sizeBytes: 1, modifiedAtUs })
const since = 1_700_000_001_500_000

test("[U2] racy is what was written less than 20 ms before, or after; two seconds where times are as coarse as FAT's", () => {
  const fine = [at(since - 21_000), at(since - 19_000), at(since + 5)]
  expect(selectRacy(fine, since)).toEqual(fine.slice(1))
  const coarse = [at(1_700_000_000_000_000), at(1_699_999_990_000_000)]
  expect(selectRacy(coarse, since)).toEqual(coarse.slice(0, 1))
  expect(racyWindowUs([])).toBe(20_000)
})
