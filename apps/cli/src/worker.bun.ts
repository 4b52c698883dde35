/** What a thread of a scan runs, on Bun. */
import { layer as core, serveBatches } from "@deadwax/core-async/bun"
import { scanBatches } from "@deadwax/core-cache"
import * as Layer from "effect/Layer"
import { tagWriter } from "./place.ts"

serveBatches(scanBatches, Layer.merge(core, tagWriter))
