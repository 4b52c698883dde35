/** What a worker of a large scan runs. */
import { layerFiles, serveBatches } from "@deadwax/core-async/browser"
import { scanBatches } from "@deadwax/core-cache"
import * as Layer from "effect/Layer"
import { noTagWriter } from "./no-tag-writer.ts"

serveBatches(scanBatches, Layer.merge(layerFiles, noTagWriter))
