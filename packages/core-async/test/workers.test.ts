/** The workers contract on Bun and Node: on threads, and in process on real files and on files in memory. */
import { once } from "node:events"
import { fileURLToPath, pathToFileURL } from "node:url"
import { Worker } from "node:worker_threads"
import * as Layer from "effect/Layer"
import { expect, test } from "vitest"
import { layer as files } from "#runtime"
import { layer as memory } from "../src/simulated.ts"
import { layer as inProcess } from "../src/workers/in-process.ts"
import { layer as threads } from "../src/workers/threads.ts"
import { workersContract } from "../src/workers/workers.contract.ts"
import { bundledProgram } from "./harness/bundled-program.ts"
import { layer as root } from "./harness/root-posix.ts"
import { layer as memoryRoot } from "./harness/root-simulated.ts"
import { testContracts } from "./harness/run-contract.ts"

const suites = [{ name: "workers", cases: workersContract }]
const entry = pathToFileURL(await bundledProgram(fileURLToPath(new URL("./workers-entry.threads.ts", import.meta.url))))

testContracts("threads", suites, Layer.merge(Layer.provideMerge(threads({ entry }), files), root))
testContracts("the program's thread", suites, Layer.merge(Layer.provideMerge(inProcess, files), root))
testContracts("the simulated runtime", suites, Layer.provideMerge(memoryRoot, Layer.provideMerge(inProcess, memory)))

test("[T1] a thread that is asked to end leaves by itself, with code 0", async () => {
  const worker = new Worker(entry)
  worker.postMessage({ kind: "hello", lock: undefined })
  expect(await once(worker, "message")).toEqual([{ kind: "ready" }])
  worker.postMessage({ kind: "end" })
  expect(await once(worker, "exit")).toEqual([0])
})
