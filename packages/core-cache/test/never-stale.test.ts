import { neverStaleContract } from "./never-stale.contract.ts"
import { testPart } from "./part-posix.ts"

// 1,000,000 operations on Bun and 100,000 on Node when whole; an ordinary run does some hundredths of it.
const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const isWhole = scale >= 1
const count = process.versions.bun !== undefined && isWhole ? 1_000_000 : isWhole ? 100_000 : 6_000
testPart([{ name: "never stale", cases: neverStaleContract(count, isWhole ? 100 : 4) }])
