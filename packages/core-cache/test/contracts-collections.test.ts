import { countScaleAnywhere } from "../../core-async/test/harness/count-scale.ts"
import { parallelCollectionsContract } from "./parallel-collections.contract.ts"
import { testPart } from "./part-posix.ts"
import { suites } from "./suites.ts"

// 50 cases of two runs when whole, a tenth of that in an ordinary run; that both ways of working agree is about what is decided.
const cases = Math.ceil(50 * countScaleAnywhere)

testPart([...suites.collections, { name: "parallel collections", cases: parallelCollectionsContract(cases) }])
