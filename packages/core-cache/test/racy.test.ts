import { expect, test } from "vitest"
import { type Recent, racyWindowUs, selectRacy } from "../src/scan/racy.ts"

const readAtUs = 1_700_000_001_500_000
const at = (modifiedAtUs: number): Recent => ({
  path: "x",
  sizeBytes: 1,
  modifiedAtUs,
  readAtUs,
  isWritten: false,
  content: null
})

test("[U2] racy is what was written less than 20 ms before it was read, or after; two seconds where times are as coarse as FAT's", () => {
  const fine = [at(readAtUs - 21_000), at(readAtUs - 19_000), at(readAtUs + 5)]
  expect(selectRacy(fine)).toEqual(fine.slice(1))
  const coarse = [at(1_700_000_000_000_000), at(1_699_999_990_000_000)]
  expect(selectRacy(coarse)).toEqual(coarse.slice(0, 1))
  expect(racyWindowUs([])).toBe(20_000)
})
