/** The page's side of the port: requests that answer `Response`s, commands, and what becomes of both when the worker goes. */
import { ClientError } from "../client/client-error.ts"
import type { ImportFile, ImportProgress, ImportReport, LibraryState } from "../library/browser-library.ts"
import type { Command, FromWorker, Opening, RequestMessage, ToWorker } from "./messages.ts"
import { type Receiver, receiveAnswer, receiveReport } from "./receiver.ts"

export interface CommandOptions {
  readonly onProgress?: (progress: ImportProgress) => void
  readonly signal?: AbortSignal | undefined
  /** Sent before the command, a few at a time. */
  readonly files?: ReadonlyArray<ImportFile>
}

/** A worker and what is under way with it. */
export interface WorkerLink {
  readonly request: (message: RequestMessage, signal: AbortSignal | undefined) => Promise<Response>
  readonly command: (command: Command, options?: CommandOptions) => Promise<ImportReport | undefined>
  /** Ends the worker; everything under way is refused. Idempotent. */
  readonly end: () => void
}

export interface LinkOptions {
  /** Its module is `library-worker.ts`. */
  readonly worker: Worker
  readonly opening: Opening
  readonly onState: (state: LibraryState, isOwner: boolean) => void
  /** The worker has let go: another one is to be started. */
  readonly onOver: () => void
  /** The worker could not start, or died. */
  readonly onFailure: (message: string) => void
}

/** Files that cross in one message: enough to be quick, few enough for the page to stay awake. */
const filesAtOnce = 100

const gone = (): ClientError =>
  new ClientError(
    "unreachable",
    "The library of this browser was closed.",
    "It opens again by itself; otherwise load the page again."
  )

/** A worker, and who waits for what. */
interface Linked {
  readonly worker: Worker
  readonly receivers: Map<number, Receiver>
  lastId: number
  isEnded: boolean
}

const post = (linked: Linked, message: ToWorker): void => {
  if (!linked.isEnded) linked.worker.postMessage(message)
}

const end = (linked: Linked): void => {
  if (linked.isEnded) return
  linked.isEnded = true
  linked.worker.terminate()
  const all = [...linked.receivers.values()]
  linked.receivers.clear()
  for (const receiver of all) receiver.refuse(gone())
}

/** Nobody waits any more: the worker is told, and what comes nevertheless finds nobody. */
const leave = (linked: Linked, id: number): void => {
  if (linked.receivers.delete(id)) post(linked, { kind: "cancel", id })
}

const request = (linked: Linked, message: RequestMessage, signal: AbortSignal | undefined): Promise<Response> =>
  new Promise<Response>((resolve, reject) => {
    if (linked.isEnded || signal?.aborted === true) {
      reject(linked.isEnded ? gone() : signal?.reason)
      return
    }
    const id = ++linked.lastId
    const pull = (upTo: number): void => post(linked, { kind: "pull", id, upTo })
    const receiver = receiveAnswer({ resolve, reject, pull, leave: () => leave(linked, id) })
    linked.receivers.set(id, receiver)
    const giveUp = (): void => {
      if (!linked.receivers.has(id)) return
      leave(linked, id)
      receiver.refuse(signal?.reason)
    }
    signal?.addEventListener("abort", giveUp, { once: true })
    post(linked, { kind: "request", id, request: message })
  })

/** In pieces, so that the page draws in between. */
const offerFiles = async (linked: Linked, id: number, files: ReadonlyArray<ImportFile>): Promise<void> => {
  for (let at = 0; at < files.length; at += filesAtOnce) {
    post(linked, { kind: "offer", id, files: files.slice(at, at + filesAtOnce) })
    await new Promise((resolve) => setTimeout(resolve))
  }
}

const command = async (linked: Linked, told: Command, options: CommandOptions): Promise<ImportReport | undefined> => {
  const { files = [], signal, onProgress = () => undefined } = options
  const id = ++linked.lastId
  await offerFiles(linked, id, files)
  return new Promise((resolve, reject) => {
    if (linked.isEnded) {
      reject(gone())
      return
    }
    linked.receivers.set(id, receiveReport({ resolve, reject, onProgress }))
    post(linked, { kind: "command", id, command: told })
    // A command ends by itself soon after, and reports what it did until then.
    const cancel = (): void => post(linked, { kind: "cancel", id })
    if (signal?.aborted === true) cancel()
    else signal?.addEventListener("abort", cancel, { once: true })
  })
}

/** Links a worker that has just been started. */
export const linkWorker = ({ worker, opening, onState, onOver, onFailure }: LinkOptions): WorkerLink => {
  const linked: Linked = { worker, receivers: new Map(), lastId: 0, isEnded: false }
  const fail = (message: string): void => {
    if (linked.isEnded) return
    end(linked)
    onFailure(message)
  }
  worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
    if (linked.isEnded) return
    if (data.kind === "state") onState(data.state, data.isOwner)
    else if (data.kind === "over") onOver()
    else if (linked.receivers.get(data.id)?.receive(data) === true) linked.receivers.delete(data.id)
  })
  worker.addEventListener("error", (event) => fail(event.message || "its program could not be loaded"))
  worker.addEventListener("messageerror", () => fail("a message could not be read"))
  post(linked, { kind: "open", opening })
  return {
    request: (message, signal) => request(linked, message, signal),
    command: (told, options = {}) => command(linked, told, options),
    end: () => end(linked)
  }
}
