import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layer, runtime } from "#runtime"
import { AnsweringServer, httpContract } from "../src/http/http.contract.ts"
import { testContracts } from "./harness/run-contract.ts"
import { startAnsweringServer } from "./http/answering-server.ts"

/** A server for each case, since some wait for what happens once. */
const server = Layer.effect(
  AnsweringServer,
  Effect.map(
    Effect.acquireRelease(Effect.promise(startAnsweringServer), ({ stop }) => Effect.sync(stop)),
    ({ urls }) => AnsweringServer.of(urls)
  )
)

testContracts(runtime, [{ name: "http", cases: httpContract }], Layer.merge(layer, server))
