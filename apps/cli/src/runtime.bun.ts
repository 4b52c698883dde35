/** What the core runs on, on Bun: a program's threads start at the worker entry beside this file. */
import { layer as core, layerWorkers } from "@deadwax/core-async/bun"
import * as Layer from "effect/Layer"
import { isBundled, tagWriter } from "./place.ts"
import { ServerHost } from "./serving/server-host.ts"

const entry = new URL(isBundled ? "./worker.bun.mjs" : "./worker.bun.ts", import.meta.url)

const serverHost = Layer.succeed(ServerHost, { load: () => import("@deadwax/server/bun").then(({ listener }) => listener) })

export const layer = Layer.mergeAll(core, layerWorkers({ entry }), tagWriter, serverHost)
