/** Bun collects when it is asked to. */
import * as Layer from "effect/Layer"
import { CollectGarbage } from "./garbage.ts"

export const layer: Layer.Layer<never> = Layer.succeed(CollectGarbage, () => Bun.gc(true))
