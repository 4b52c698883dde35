import * as Layer from "effect/Layer"
import { inject } from "vitest"
import { layerHttp } from "../src/browser.ts"
import { AnsweringServer, httpContract } from "../src/http/http.contract.ts"
import { testContracts } from "./harness/run-contract.ts"

const server = Layer.succeed(AnsweringServer, AnsweringServer.of(inject("answeringServer")))

testContracts("a page of Chromium", [{ name: "http", cases: httpContract }], Layer.merge(layerHttp, server))
