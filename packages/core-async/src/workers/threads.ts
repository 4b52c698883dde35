/** The driver on `node:worker_threads`, for Bun and Node. */
import { availableParallelism } from "node:os"
import type { WorkerOptions } from "node:worker_threads"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { runHere } from "./in-process.ts"
import { type Link, startLinked } from "./link.ts"
import type { FromWorker, ToWorker } from "./protocol.ts"
import { runBatches } from "./run-batches.ts"
import { Workers } from "./workers.ts"

export interface ThreadsOptions {
  /** The module that calls `serveBatches` of `serve-threads.ts`. */
  readonly entry: URL
}

/** What a runtime knows of how threads are best started there: `smol` is Bun's, a heap that collects rather than grows. */
export interface ThreadKind extends WorkerOptions {
  readonly smol?: boolean
}

/** Longer than an idle thread needs to leave by itself. */
const leaveMs = 150

const open = (entry: URL, kind: ThreadKind): Link => {
  // Loaded with the first worker: commands that start none would wait for it.
  const { Worker } = process.getBuiltinModule("node:worker_threads")
  const worker = new Worker(entry, kind)
  let hasExited = false
  worker.once("exit", () => {
    hasExited = true
  })
  const exited = Effect.callback<void>((resume) => {
    if (hasExited) resume(Effect.void)
    else worker.once("exit", () => resume(Effect.void))
  })
  const leave = Effect.suspend(() => {
    worker.postMessage({ kind: "end" } satisfies ToWorker)
    return exited
  })
  return {
    lock: undefined,
    post: (message) => worker.postMessage(message),
    listen: (listener) => {
      worker.on("message", (message: FromWorker) => listener(message))
      worker.on("messageerror", (cause) => listener({ kind: "lost", cause }))
      // An error that nobody caught ends a thread.
      worker.on("error", (cause) => listener({ kind: "lost", cause }))
      worker.on("exit", (code) => listener({ kind: "lost", cause: new Error(`the worker has exited with code ${code}`) }))
    },
    // Node has crashed whole processes while it ended one thread by force and started another; so a thread is asked first.
    end: Effect.raceFirst(
      leave,
      Effect.andThen(
        Effect.sleep(leaveMs),
        Effect.promise(() => worker.terminate())
      )
    ).pipe(Effect.asVoid)
  }
}

/** Batches on threads; `workers: 0` runs them in the program's own. */
export const layer = ({ entry }: ThreadsOptions, kind: ThreadKind = {}): Layer.Layer<Workers> => {
  const start = startLinked(() => open(entry, kind))
  return Layer.sync(Workers, () =>
    Workers.of({
      // One processor is the program's own, which is busy with what the workers bring; each thread takes tens of megabytes.
      capabilities: { parallel: true, maxWorkers: Math.max(1, availableParallelism() - 1) },
      run: (batch, inputs, options) =>
        options.workers < 1 ? runHere(batch, inputs, options) : runBatches(batch, inputs, options, start)
    })
  )
}
