/** The `Files` port on Bun: the POSIX driver, with the system's own calls where they are faster than what Bun offers. */
import * as Layer from "effect/Layer"
import { makeCarryAttributes } from "./bun-attributes.ts"
import { makeCopyRange } from "./bun-copy-range.ts"
import { makeLookAt } from "./bun-glance.ts"
import { Files } from "./files.ts"
import { make } from "./posix.ts"

export const layer: Layer.Layer<Files> = Layer.sync(Files, () =>
  make({ carryAttributes: makeCarryAttributes(), makeLookAt, copyRange: makeCopyRange() })
)
