/** A worker thread of a scan, on Node. */
import { layer, serveBatches } from "@deadwax/core-async/node"
import { scanBatches } from "@deadwax/core-cache"
import { TagWriter } from "@deadwax/core-tags"
import * as Layer from "effect/Layer"

serveBatches(scanBatches, Layer.merge(layer, TagWriter.layer()))
