/** A Web Worker of a scan. */
import { layerFiles, serveBatches } from "@deadwax/core-async/browser"
import { TagWriter } from "@deadwax/core-tags"
import * as Layer from "effect/Layer"
import { scanBatches } from "../src/index.ts"

serveBatches(scanBatches, Layer.merge(layerFiles, TagWriter.layer()))
