/** The worker's side of requests: has them answered, and sends the answer in chunks as fast as who asked takes them. */
import { type AnswerWord, chunksAhead, mostBytesAtOnce, type RequestMessage } from "./messages.ts"

/** Answers a request, and gives up when the signal says that nobody waits any more. */
export type Answerer = (message: RequestMessage, signal: AbortSignal) => Promise<Response>

interface Running {
  readonly controller: AbortController
  /** Chunks that were sent, and that may be sent, both counted from the start. */
  sent: number
  upTo: number
  /** Waits until more may be sent. */
  wake: (() => void) | undefined
}

export interface RequestAnswerer {
  readonly start: (id: number, request: RequestMessage) => void
  readonly pull: (id: number, upTo: number) => void
  /** The page does not want the answer any more. */
  readonly cancel: (id: number) => void
  /** Nobody is there any more who wants any. */
  readonly cancelAll: () => void
}

const turnOf = (running: Running): Promise<void> =>
  running.sent < running.upTo || running.controller.signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => {
        running.wake = resolve
      })

const sendBody = async (id: number, body: ReadableStream<Uint8Array>, running: Running, post: Post): Promise<void> => {
  const reader = body.getReader()
  const { signal } = running.controller
  try {
    for (;;) {
      await turnOf(running)
      if (signal.aborted) return
      const part = await reader.read()
      if (signal.aborted) return
      if (part.done) return post({ kind: "end", id })
      running.sent++
      // A copy of its own: the view may be on a buffer that the app goes on using.
      const bytes = part.value.slice()
      post({ kind: "chunk", id, bytes }, [bytes.buffer])
    }
  } finally {
    reader.cancel().catch(() => undefined)
  }
}

/** What says no size may be a stream without an end. */
const isSmall = ({ body, headers }: Response): boolean => {
  const size = headers.get("content-length")
  return body !== null && size !== null && Number(size) <= mostBytesAtOnce
}

const sendWhole = async (id: number, response: Response, running: Running, post: Post): Promise<void> => {
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (running.controller.signal.aborted) return
  post({ kind: "whole", id, status: response.status, headers: [...response.headers], bytes }, [bytes.buffer])
}

type Post = (message: AnswerWord, transfer?: ReadonlyArray<ArrayBuffer>) => void

const answer = async (id: number, message: RequestMessage, running: Running, options: Answering): Promise<void> => {
  const response = await options.app(message, running.controller.signal)
  if (running.controller.signal.aborted) {
    await response.body?.cancel()
    return
  }
  if (isSmall(response)) return sendWhole(id, response, running, options.post)
  options.post({ kind: "head", id, status: response.status, headers: [...response.headers] })
  if (response.body === null) options.post({ kind: "end", id })
  else await sendBody(id, response.body, running, options.post)
}

interface Answering {
  readonly app: Answerer
  readonly post: Post
}

export const makeRequestAnswerer = (options: Answering): RequestAnswerer => {
  const all = new Map<number, Running>()
  const wake = (running: Running): void => {
    const resume = running.wake
    running.wake = undefined
    resume?.()
  }
  const cancel = (id: number): void => {
    const running = all.get(id)
    if (running === undefined) return
    running.controller.abort()
    wake(running)
  }
  return {
    start: (id, request) => {
      const running: Running = { controller: new AbortController(), sent: 0, upTo: chunksAhead, wake: undefined }
      all.set(id, running)
      answer(id, request, running, options)
        .catch((error: unknown) => {
          if (!running.controller.signal.aborted) options.post({ kind: "broken", id, message: String(error) })
        })
        .finally(() => all.delete(id))
    },
    pull: (id, upTo) => {
      const running = all.get(id)
      if (running === undefined) return
      running.upTo = Math.max(running.upTo, upTo)
      wake(running)
    },
    cancel,
    cancelAll: () => {
      for (const id of [...all.keys()]) cancel(id)
    }
  }
}
