/** What waits on the page for the worker's messages about one request or one command. */
import { ClientError } from "../client/client-error.ts"
import type { ImportProgress, ImportReport } from "../library/browser-library.ts"
import { chunksAhead, type FromWorker } from "./messages.ts"

/** A message about one request or command. */
export type Reply = Exclude<FromWorker, { readonly kind: "state" | "over" }>

export interface Receiver {
  /** Answers true when nothing more is to come. */
  readonly receive: (reply: Reply) => boolean
  /** Nothing will come any more: the worker is gone, or the caller gave up. */
  readonly refuse: (reason: unknown) => void
}

/** Statuses whose answers have no body, not even an empty one. */
const bodiless = new Set([101, 204, 205, 304])

export interface Answering {
  readonly resolve: (response: Response) => void
  readonly reject: (reason: unknown) => void
  /** The reader of the body takes so many chunks, counted from its start. */
  readonly pull: (upTo: number) => void
  /** The reader of the body went away. */
  readonly leave: () => void
}

/** Makes a `Response` of the answer's head, and its body of the chunks as they come. */
export const receiveAnswer = ({ resolve, reject, pull, leave }: Answering): Receiver => {
  let body: ReadableStreamDefaultController<Uint8Array> | undefined
  let received = 0
  const openBody = (): ReadableStream<Uint8Array> =>
    new ReadableStream<Uint8Array>({
      start: (controller) => {
        body = controller
      },
      pull: () => pull(received + chunksAhead),
      cancel: leave
    })
  const refuse = (reason: unknown): void => {
    reject(reason)
    body?.error(reason)
  }
  const receive = (reply: Reply): boolean => {
    if (reply.kind === "whole") {
      const { status, headers, bytes } = reply
      resolve(new Response(bytes, { status, headers }))
    } else if (reply.kind === "head") {
      const { status, headers } = reply
      resolve(new Response(bodiless.has(status) ? null : openBody(), { status, headers }))
    } else if (reply.kind === "chunk") {
      received++
      body?.enqueue(reply.bytes)
    } else if (reply.kind === "end") body?.close()
    else if (reply.kind === "broken")
      refuse(new ClientError("failed", "The library of this browser could not answer.", undefined, reply.message))
    return reply.kind === "whole" || reply.kind === "end" || reply.kind === "broken"
  }
  return { receive, refuse }
}

export interface Reporting {
  readonly resolve: (report: ImportReport | undefined) => void
  readonly reject: (reason: unknown) => void
  readonly onProgress: (progress: ImportProgress) => void
}

export const receiveReport = ({ resolve, reject, onProgress }: Reporting): Receiver => ({
  refuse: reject,
  receive: (reply) => {
    if (reply.kind === "progress") onProgress(reply.progress)
    else if (reply.kind === "done") resolve(reply.report)
    else if (reply.kind === "refused") reject(new ClientError("failed", reply.message))
    return reply.kind === "done" || reply.kind === "refused"
  }
})
