import { testPart } from "./part-posix.ts"
import { racyCase } from "./racy.contract.ts"
import { scanCostContract } from "./scan-cost.contract.ts"
import { suites } from "./suites.ts"
import { vanishingContract } from "./vanishing.contract.ts"

testPart([
  ...suites.scanning,
  { name: "racy files", cases: [racyCase] },
  { name: "vanishing storage", cases: vanishingContract },
  { name: "cost of a scan", cases: scanCostContract }
])
