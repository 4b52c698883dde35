import { parallelCollectionsContract } from "./parallel-collections.contract.ts"
import { testPart } from "./part-posix.ts"
import { suites } from "./suites.ts"

// 50 runs when whole, a tenth of that in an ordinary run.
const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")

testPart([...suites.collections, { name: "parallel collections", cases: parallelCollectionsContract(Math.ceil(50 * scale)) }])
