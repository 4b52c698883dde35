/**
 * Batches in the program's own thread: for `workers: 0`, and for the simulated runtime, where there are no workers.
 *
 * The simulated runtime clones inputs and outputs as they would be on their way to a worker, so that what works there works on workers;
 * a real program does not pay for that. Between two batches everything else gets its turn, and an interruption is seen.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Ask, runBatches } from "./run-batches.ts"
import { WorkerError, Workers } from "./workers.ts"

type Pass = <A>(value: A) => A

/** Asks the program itself; `pass` is what happens to values on the way. */
const askHere =
  (pass: Pass): Ask =>
  (batch, input, index) =>
    Effect.yieldNow.pipe(
      Effect.andThen(Effect.suspend(() => batch.run(pass(input)))),
      Effect.map((output) => pass(output)),
      Effect.catchCause((cause) =>
        Cause.hasInterrupts(cause)
          ? Effect.failCause(cause)
          : Effect.fail(new WorkerError({ reason: "defect", batch: batch.name, input: index, cause: Cause.squash(cause) }))
      )
    )

const runWith = (pass: Pass): Workers["Service"]["run"] => {
  const ask = askHere(pass)
  return (batch, inputs, { workers }) => runBatches(batch, inputs, workers, () => Effect.succeed(ask))
}

/** `run` without workers: `workers` batches share the one thread. */
export const runHere: Workers["Service"]["run"] = runWith((value) => value)

/** Workers that are none, for the simulated runtime. */
export const layer: Layer.Layer<Workers> = Layer.succeed(
  Workers,
  Workers.of({ capabilities: { parallel: false, maxWorkers: 1 }, run: runWith((value) => structuredClone(value)) })
)
