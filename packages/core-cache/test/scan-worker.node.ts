/** A worker thread of a scan, on Node. */
import { layer, serveBatches } from "@deadwax/core-async/node"
import { TagWriter } from "@deadwax/core-tags"
import * as Layer from "effect/Layer"
import { scanBatches } from "../src/index.ts"

serveBatches(scanBatches, Layer.merge(layer, TagWriter.layer()))
