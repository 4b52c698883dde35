import { testPart } from "./part-posix.ts"
import { randomContract, wideRandomContract } from "./random.contract.ts"

// 60 lives of each kind when whole, a tenth of that in an ordinary run; most lives are on the simulated runtime.
const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")

testPart([
  { name: "random lives", cases: randomContract(Math.ceil(60 * scale)) },
  { name: "random lives", cases: wideRandomContract(Math.ceil(60 * scale), 1) }
])
