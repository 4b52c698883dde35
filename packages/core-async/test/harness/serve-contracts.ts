/**
 * The worker's half of the browser harness: runs contract cases where OPFS has its synchronous handles.
 * A worker module calls `serveContracts` once; cases run one at a time, in the order in which the page asks for them.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import type { Answer, Request } from "./protocol.ts"
import type { Suite } from "./run-contract.ts"

/** The part of a dedicated worker's global scope that is used here; the library "webworker" does not go with "dom". */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Request>) => void) | null
  readonly postMessage: (answer: Answer) => void
}

const isDedicatedWorker = (scope: object): scope is WorkerScope =>
  Object.prototype.toString.call(scope) === "[object DedicatedWorkerGlobalScope]"

export const serveContracts = <R, E>(suites: ReadonlyArray<Suite<R>>, layer: Layer.Layer<R, E>): void => {
  const scope: object = globalThis
  if (!isDedicatedWorker(scope)) throw new Error("Contracts on OPFS run in a dedicated worker of a browser, and this is none.")
  let queue = Promise.resolve()
  const answer = (request: Request): Promise<Answer> => {
    if (request.kind === "list") {
      const titles = suites.map(({ name, cases }) => ({ name, titles: cases.map((one) => one.title) }))
      return Promise.resolve({ id: request.id, kind: "titles", suites: titles })
    }
    const one = suites[request.suite]?.cases[request.index]
    if (one === undefined) return Promise.resolve({ id: request.id, kind: "done", failure: "No such case in the worker." })
    return Effect.runPromiseExit(Effect.provide(one.run, layer, { local: true })).then((exit) => ({
      id: request.id,
      kind: "done",
      failure: Exit.isFailure(exit) ? Cause.pretty(exit.cause) : undefined
    }))
  }
  scope.onmessage = ({ data }) => {
    queue = queue.then(() => answer(data)).then(scope.postMessage)
  }
}
