/** A worker thread of a scan, on Bun. */
import { layer, serveBatches } from "@deadwax/core-async/bun"
import { TagWriter } from "@deadwax/core-tags"
import * as Layer from "effect/Layer"
import { scanBatches } from "../src/index.ts"

serveBatches(scanBatches, Layer.merge(layer, TagWriter.layer()))
