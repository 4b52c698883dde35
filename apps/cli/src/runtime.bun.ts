/** What the core runs on, on Bun: a program's threads start at the worker entry beside this file. */
import { layer as core, layerWorkers } from "@deadwax/core-async/bun"
import * as Layer from "effect/Layer"
import { isBundled, tagWriter } from "./place.ts"

const entry = new URL(isBundled ? "./worker.bun.mjs" : "./worker.bun.ts", import.meta.url)

export const layer = Layer.mergeAll(core, layerWorkers({ entry }), tagWriter)
