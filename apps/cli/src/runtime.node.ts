/** What the core runs on, on Node: a program's threads start at the worker entry beside this file. */
import { layer as core, layerWorkers } from "@deadwax/core-async/node"
import * as Layer from "effect/Layer"
import { isBundled, tagWriter } from "./place.ts"
import { ServerHost } from "./serving/server-host.ts"

const entry = new URL(isBundled ? "./worker.node.mjs" : "./worker.node.ts", import.meta.url)

const serverHost = Layer.succeed(ServerHost, { load: () => import("@deadwax/server/node").then(({ listener }) => listener) })

export const layer = Layer.mergeAll(core, layerWorkers({ entry }), tagWriter, serverHost)
