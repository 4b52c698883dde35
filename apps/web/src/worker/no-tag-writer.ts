/** Files of this browser's library keep the bytes that they were imported with: its ids live in its database (identity `fingerprint`). */
import { TagWriter, TagWriterUnavailable } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Refuses every write, without loading what could write. */
export const noTagWriter: Layer.Layer<TagWriter> = Layer.succeed(
  TagWriter,
  TagWriter.of({ withTagLib: () => Effect.fail(new TagWriterUnavailable({ reason: "unreadable" })), release: Effect.void })
)
