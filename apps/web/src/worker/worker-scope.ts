/** The part of a dedicated worker's global scope that is used here; TypeScript's "webworker" library does not go with "dom". */
import type { FromWorker, ToWorker } from "../port/messages.ts"

export interface WorkerScope {
  readonly postMessage: (message: FromWorker, transfer?: ReadonlyArray<Transferable>) => void
  readonly addEventListener: (type: "message", listener: (event: MessageEvent<ToWorker>) => void) => void
}

const isDedicatedWorker = (scope: object): scope is WorkerScope =>
  Object.prototype.toString.call(scope) === "[object DedicatedWorkerGlobalScope]"

/** Throws outside a dedicated worker, where there would be no synchronous files. */
export const workerScope = (): WorkerScope => {
  const scope: object = globalThis
  if (!isDedicatedWorker(scope)) throw new Error("the library's worker must be a dedicated worker")
  return scope
}
