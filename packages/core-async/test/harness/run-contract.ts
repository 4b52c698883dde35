/** Runs contract cases as tests of the runner at hand (`bun test`, vitest). Each case gets its own instance of the layer. */
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { describe, test } from "vitest"
import type { ContractCase } from "../../src/contract.ts"

/** A contract under its name. */
export interface Suite<out R> {
  readonly name: string
  readonly cases: ReadonlyArray<ContractCase<R>>
}

/** The longest takes 23 seconds of a core in Chromium; a busy machine gave it a fifth of one, which was too little for two minutes. */
export const caseTimeoutMs = 300_000

/** One test for each case of each suite. */
export const testContracts = <R, E>(runtime: string, suites: ReadonlyArray<Suite<R>>, layer: Layer.Layer<R, E>): void => {
  for (const { name, cases } of suites) {
    describe(`${name} on ${runtime}`, () => {
      for (const { title, run } of cases) {
        test(title, () => Effect.runPromise(Effect.provide(run, layer, { local: true })), caseTimeoutMs)
      }
    })
  }
}
