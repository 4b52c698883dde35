import { testPart } from "./part-posix.ts"
import { suites } from "./suites.ts"

testPart(suites.identity)
