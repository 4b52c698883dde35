/**
 * The shape of a port's contract: a list of cases that every driver, and the fake, passes on its own runtime.
 * Cases are data, so that they can run where no test runner does (a dedicated worker, which alone has OPFS's synchronous handles).
 */
import type * as Effect from "effect/Effect"

/** One promise of a port. `run` fails or dies when the driver breaks it. Titles begin with a requirement's id where one applies. */
export interface ContractCase<in out R> {
  readonly title: string
  readonly run: Effect.Effect<void, unknown, R>
}
