/** The tests that try changes of what writes record, in one process: some scan real files, which takes most of the time. */
import { testPart } from "../../packages/core-cache/test/part-posix.ts"
import { recordContract } from "../../packages/core-cache/test/record.contract.ts"
import { recordLimitsContract } from "../../packages/core-cache/test/record-limits.contract.ts"

testPart([
  { name: "limits of records", cases: recordLimitsContract },
  { name: "record of writes", cases: recordContract }
])
