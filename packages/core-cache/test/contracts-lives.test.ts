import { countScale, countScaleAnywhere } from "../../core-async/test/harness/count-scale.ts"
import { copiedPartsContract } from "./copied-parts.contract.ts"
import { testPart } from "./part-posix.ts"
import { pinned, randomContract, wideRandomContract } from "./random.contract.ts"

// 60 lives of each kind when whole, a tenth of that in an ordinary run on Bun; most lives are on the simulated runtime, and those of the wide ones
// that once went wrong are there.
const isWhole = countScaleAnywhere === countScale
const lives = Math.ceil(60 * countScaleAnywhere)
const copying = Math.ceil(100 * countScaleAnywhere)

testPart([
  { name: "random lives", cases: randomContract(lives, isWhole ? pinned : []) },
  { name: "random lives", cases: wideRandomContract(lives, 1, []) },
  { name: "copies in parts", cases: copiedPartsContract(copying, 101) }
])
