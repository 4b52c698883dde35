/** A worker thread of a scan, on Bun. */
import { layer, serveBatches } from "@deadwax/core-async/bun"
import { scanBatches } from "@deadwax/core-cache"
import { TagWriter } from "@deadwax/core-tags"
import * as Layer from "effect/Layer"

serveBatches(scanBatches, Layer.merge(layer, TagWriter.layer()))
