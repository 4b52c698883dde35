import { TagWriter } from "@deadwax/core-tags"
import * as Layer from "effect/Layer"
import { afterAll } from "vitest"
import { layer as ports, runtime } from "#runtime"
import { layer as workers } from "../../core-async/src/workers/in-process.ts"
import { layer as root } from "../../core-async/test/harness/root-posix.ts"
import { testContracts } from "../../core-async/test/harness/run-contract.ts"
import { startDavServer } from "./dav-server/dav-server.ts"
import { engineSuites } from "./engine/engine-suites.ts"

const server = await startDavServer()
afterAll(server.stop)

testContracts(runtime, engineSuites(server.url), Layer.mergeAll(ports, root, workers, TagWriter.layer()))
