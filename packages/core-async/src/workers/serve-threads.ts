/** The worker's side in a `node:worker_threads` worker of Bun or Node. */
import type * as Layer from "effect/Layer"
import type { FromWorker, ToWorker } from "./protocol.ts"
import { type AnyBatch, makeServer } from "./serve.ts"

/** Called once by a worker's entry module: from then on it runs these batches for the program that started it. */
export const serveBatches = <R>(batches: ReadonlyArray<AnyBatch<R>>, services: Layer.Layer<R>): void => {
  // Asked for here: what loads this module beside a driver's others need not wait for it.
  const { parentPort: port } = process.getBuiltinModule("node:worker_threads")
  if (port === null) throw new Error("serveBatches belongs into a worker's entry module, and this is no worker")
  const post = (message: FromWorker): void => port.postMessage(message)
  const serve = makeServer(batches, services, post)
  port.on("message", (message: ToWorker) => {
    if (message.kind === "hello") post({ kind: "ready" })
    // Nothing else keeps the thread: it ends by itself.
    else if (message.kind === "end") port.close()
    else serve(message)
  })
}
