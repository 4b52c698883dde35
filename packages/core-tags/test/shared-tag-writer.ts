/**
 * One TagLib for all cases of a process. Making an instance takes a tenth of a second, which is more than most cases take otherwise; what a new
 * one does is the tests' of the writer.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TagWriter } from "../src/write/tag-writer.ts"

export const layerTagWriter: Layer.Layer<TagWriter> = Layer.succeedContext(
  Effect.runSync(Effect.scoped(Layer.build(TagWriter.layer())))
)
