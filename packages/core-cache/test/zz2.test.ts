import { layer as runtime } from "#runtime"
import { TagWriter } from "@deadwax/core-tags"
import * as Layer from "effect/Layer"
import { layer as workers } from "../../core-async/src/workers/in-process.ts"
import { layer as root } from "../../core-async/test/harness/root-posix.ts"
import { testContracts } from "../../core-async/test/harness/run-contract.ts"
import { sampleContract } from "./sample.contract.ts"
import { layer as sample } from "./sample-posix.ts"
testContracts("this runtime", [{ name: "sample", cases: sampleContract }], Layer.mergeAll(runtime, root, TagWriter.layer(), Layer.provide(workers, runtime), sample))
