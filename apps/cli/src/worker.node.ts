/** What a thread of a scan runs, on Node. */
import { layer as core, serveBatches } from "@deadwax/core-async/node"
import { scanBatches } from "@deadwax/core-cache"
import * as Layer from "effect/Layer"
import { tagWriter } from "./place.ts"

serveBatches(scanBatches, Layer.merge(core, tagWriter))
