/** The tests that try changes of what is kept and when it holds: each in some milliseconds, all in one process. */
import { invalidationContract } from "../../packages/core-cache/test/invalidation.contract.ts"
import { keptAnswersContract } from "../../packages/core-cache/test/kept-answers.contract.ts"
import { mendingContract } from "../../packages/core-cache/test/mending.contract.ts"
import { neverStaleContract, twoConnections } from "../../packages/core-cache/test/never-stale.contract.ts"
import { testPart } from "../../packages/core-cache/test/part-posix.ts"
import { workloadsContract } from "../../packages/core-cache/test/workloads.contract.ts"

testPart([
  { name: "kept answers", cases: keptAnswersContract },
  { name: "mended lists", cases: mendingContract },
  { name: "invalidation", cases: invalidationContract },
  { name: "workloads", cases: workloadsContract.filter(({ title }) => !title.includes("500 mixed operations")) },
  { name: "never stale", cases: neverStaleContract(1500, { others: [twoConnections] }) }
])
