/** The hint that much was let go of: a runtime that takes none is left alone, and whoever is told survives it. */
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { layer } from "#runtime"
import { CollectGarbage } from "../src/index.ts"

test("[P7] without a runtime's own the hint does nothing, and with it nothing that is held goes", async () => {
  const held = new WeakRef({ kept: [1, 2, 3] })
  const strong = held.deref()
  expect((await Effect.runPromise(CollectGarbage))()).toBeUndefined()
  const collect = await Effect.runPromise(Effect.provide(CollectGarbage, layer))
  collect()
  expect(held.deref()).toBe(strong)
})
