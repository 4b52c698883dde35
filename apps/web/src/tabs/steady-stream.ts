/** A stream of events that is about one thing, from whichever owner: where one ends in the midst, the next one's goes on in its place. */
import { isEventStream, OwnerGone } from "./owner-line.ts"

/** The next owner may be at the same thing by itself. */
const pauseMs = 200

/** Asks until there is a stream again. */
const askAgain = async (again: () => Promise<Response>, signal: AbortSignal): Promise<NonNullable<Response["body"]>> => {
  for (;;) {
    const response = await again()
    if (response.ok && response.body !== null && isEventStream(response)) return response.body
    await response.body?.cancel()
    if (response.status !== 409 && response.status !== 503) throw new Error(`it was answered ${response.status}`)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    signal.throwIfAborted()
  }
}

/** `again` makes the same request once more. */
export const steadyStream = (first: Response, again: () => Promise<Response>, signal: AbortSignal): Response => {
  let reader = first.body?.getReader()
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    for (;;) {
      try {
        const part = await reader?.read()
        if (part?.value !== undefined) controller.enqueue(part.value)
        else controller.close()
        return
      } catch (cause) {
        if (!(cause instanceof OwnerGone)) throw cause
        reader = (await askAgain(again, signal)).getReader()
      }
    }
  }
  const { status, headers } = first
  return new Response(new ReadableStream({ pull, cancel: (reason) => reader?.cancel(reason) }, { highWaterMark: 0 }), {
    status,
    headers
  })
}
