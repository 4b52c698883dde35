import { layer as runtime } from "#runtime"
import { TagWriter } from "@deadwax/core-tags"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Effect from "effect/Effect"
import { Workers } from "@deadwax/core-async"
import { layer as root } from "../../core-async/test/harness/root-posix.ts"
import { testContracts } from "../../core-async/test/harness/run-contract.ts"
import { randomContract } from "./random.contract.ts"
const workers = Layer.succeed(Workers, Workers.of({ capabilities: { parallel: false, maxWorkers: 0 }, run: (batch: any, inputs: any) => Stream.fromIterable(inputs.map((input: any, index: number) => ({ input, index }))).pipe(Stream.mapEffect(({ input, index }: any) => Effect.map(batch.run(input), (output) => ({ index, output })))) as any }))
testContracts("this runtime", [{ name: "random", cases: randomContract(Number(process.env.N ?? 4)) }], Layer.mergeAll(runtime, root, TagWriter.layer(), workers))
