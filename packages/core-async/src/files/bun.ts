/** The `Files` port on Bun: the POSIX driver, with extended attributes by the system's own calls. */
import type * as Layer from "effect/Layer"
import { makeCarryAttributes } from "./bun-attributes.ts"
import type { Files } from "./files.ts"
import { makeLayer } from "./posix.ts"

export const layer: Layer.Layer<Files> = makeLayer(makeCarryAttributes)
