import { testContracts } from "../../core-async/test/harness/run-contract.ts"
import { sourcesContract } from "./sources/sources.contract.ts"
import { layerSimulated } from "./sources/world-simulated.ts"

const suites = [{ name: "sources", cases: sourcesContract }]

testContracts("a simulated remote", suites, layerSimulated())
testContracts(
  "a simulated remote with stable ids and hashes",
  suites,
  layerSimulated({ capabilities: { stableIds: true, hashes: true } })
)
testContracts(
  "a simulated remote without feed or ranges",
  suites,
  layerSimulated({ capabilities: { changes: false, ranges: false, revisions: "size-time" } })
)
