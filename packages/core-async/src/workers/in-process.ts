/**
 * Batches in the program's own thread: for the simulated runtime, where there are no workers, and for `workers: 0`.
 *
 * Inputs and outputs are cloned as they would be on their way to a worker, so that what works here works there. Between two batches
 * everything else gets its turn, and an interruption is seen.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Ask, runBatches } from "./run-batches.ts"
import { WorkerError, Workers } from "./workers.ts"

/** Asks the program itself. */
const askHere: Ask = (batch, input, index) =>
  Effect.yieldNow.pipe(
    Effect.andThen(Effect.suspend(() => batch.run(structuredClone(input)))),
    Effect.map((output) => structuredClone(output)),
    Effect.catchCause((cause) =>
      Cause.hasInterrupts(cause)
        ? Effect.failCause(cause)
        : Effect.fail(new WorkerError({ reason: "defect", batch: batch.name, input: index, cause: Cause.squash(cause) }))
    )
  )

/** `run` without workers: `workers` batches share the one thread. */
export const runHere: Workers["Service"]["run"] = (batch, inputs, { workers }) =>
  runBatches(batch, inputs, { workers }, () => Effect.succeed(askHere))

/** Workers that are none. */
export const layer: Layer.Layer<Workers> = Layer.succeed(
  Workers,
  Workers.of({ capabilities: { parallel: false, maxWorkers: 1 }, run: runHere })
)
