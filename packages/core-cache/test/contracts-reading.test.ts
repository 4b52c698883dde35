import { failingContract } from "./absence.contract.ts"
import { sharedListsContract } from "./lists.contract.ts"
import { testPart } from "./part-posix.ts"
import { suites } from "./suites.ts"

testPart([
  ...suites.reading,
  { name: "shared lists", cases: sharedListsContract },
  { name: "failing databases", cases: failingContract }
])
