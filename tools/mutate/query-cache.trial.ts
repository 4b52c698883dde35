/** The tests that try changes of the query cache: each in some milliseconds, all in one process. */
import { invalidationContract } from "../../packages/core-cache/test/invalidation.contract.ts"
import { keptAnswersContract } from "../../packages/core-cache/test/kept-answers.contract.ts"
import { neverStaleContract } from "../../packages/core-cache/test/never-stale.contract.ts"
import { testPart } from "../../packages/core-cache/test/part-posix.ts"
import { recordContract } from "../../packages/core-cache/test/record.contract.ts"
import { recordLimitsContract } from "../../packages/core-cache/test/record-limits.contract.ts"
import { workloadsContract } from "../../packages/core-cache/test/workloads.contract.ts"

testPart([
  { name: "kept answers", cases: keptAnswersContract },
  { name: "limits of records", cases: recordLimitsContract },
  { name: "invalidation", cases: invalidationContract },
  { name: "workloads", cases: workloadsContract.filter(({ title }) => !title.includes("500 mixed operations")) },
  { name: "never stale", cases: neverStaleContract(1500, 0) },
  { name: "record of writes", cases: recordContract }
])
