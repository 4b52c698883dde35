import * as Layer from "effect/Layer"
import { layer, runtime } from "#runtime"
import { layer as root } from "../../core-async/test/harness/root-posix.ts"
import { testContracts } from "../../core-async/test/harness/run-contract.ts"
import { openingFilesContract } from "./opening-files.contract.ts"
import { stampContract } from "./stamp.contract.ts"

testContracts(
  runtime,
  [
    { name: "opening files", cases: openingFilesContract },
    { name: "stamp", cases: stampContract }
  ],
  Layer.mergeAll(layer, root)
)
