/** The driver on Web Workers. A worker's end is seen by the lock that it holds, since the page is not told of it. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { runHere } from "./in-process.ts"
import { type Link, startLinked } from "./link.ts"
import type { FromWorker } from "./protocol.ts"
import { runBatches } from "./run-batches.ts"
import { Workers } from "./workers.ts"

export interface WebOptions {
  /** Makes one worker whose module calls `serveBatches` of `serve-web.ts`; written out by the app, so that its bundler sees the module. */
  readonly start: () => Worker
}

const open = (startWorker: () => Worker): Link => {
  const worker = startWorker()
  const lock = `deadwax-worker-${crypto.randomUUID()}`
  let isEnded = false
  return {
    lock,
    post: (message) => worker.postMessage(message),
    listen: (listener) => {
      const watch = (): void =>
        void navigator.locks.request(lock, () => {
          if (!isEnded) listener({ kind: "lost", cause: new Error("the worker has ended") })
        })
      worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
        if (data.kind === "ready") watch()
        listener(data)
      })
      worker.addEventListener("messageerror", () => listener({ kind: "lost", cause: new Error("a message could not be read") }))
      worker.addEventListener("error", (event) => {
        event.preventDefault()
        listener({ kind: "lost", cause: event.error ?? new Error(event.message || "the worker's module could not be loaded") })
      })
    },
    end: Effect.sync(() => {
      isEnded = true
      worker.terminate()
    })
  }
}

/** Batches on Web Workers; `workers: 0` runs them in the program's own thread. */
export const layer = (options: WebOptions): Layer.Layer<Workers> => {
  const start = startLinked(() => open(options.start))
  return Layer.sync(Workers, () =>
    Workers.of({
      capabilities: { parallel: true, maxWorkers: navigator.hardwareConcurrency },
      run: (batch, inputs, runOptions) =>
        runOptions.workers < 1 ? runHere(batch, inputs, runOptions) : runBatches(batch, inputs, runOptions, start)
    })
  )
}
