/**
 * One listener's stream of events, in the form that EventSource reads.
 *
 * What makes it hard: a listener may read slowly or not at all. What only the newest of counts (progress) is replaced while it waits;
 * everything else is kept up to a bound, and a listener beyond it is let go: it connects again and learns how things are.
 */
import type { AppEvent } from "./app-event.ts"

const encoder = new TextEncoder()

export const encodeEvent = ({ event, data }: AppEvent): Uint8Array =>
  encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)

const heartbeat = encoder.encode(": \n\n")
const comfortableBytes = 16 * 1024
const mostBytes = 256 * 1024

/** A listener's stream, and what may be put into it. */
export interface EventStream {
  readonly body: ReadableStream<Uint8Array>
  readonly send: (event: AppEvent) => void
  /** A line that says nothing: it keeps proxies from ending a quiet connection, and shows which listeners are gone. */
  readonly beat: () => void
  readonly end: () => void
}

/** `onEnd` is called once, whichever side ended it. */
export const openEventStream = (onEnd: () => void): EventStream => {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let latest: AppEvent | undefined
  const leave = () => {
    if (controller === undefined) return
    controller = undefined
    onEnd()
  }
  const end = () => {
    controller?.close()
    leave()
  }
  const put = (bytes: Uint8Array) => {
    controller?.enqueue(bytes)
    if ((controller?.desiredSize ?? 0) < comfortableBytes - mostBytes) end()
  }
  const body = new ReadableStream<Uint8Array>(
    {
      start: (opened) => {
        controller = opened
      },
      pull: () => {
        if (latest === undefined) return
        const event = latest
        latest = undefined
        put(encodeEvent(event))
      },
      cancel: leave
    },
    new ByteLengthQueuingStrategy({ highWaterMark: comfortableBytes })
  )
  const send = (event: AppEvent) => {
    const isFull = (controller?.desiredSize ?? 0) <= 0
    if (event.isReplaceable && isFull) latest = event
    else {
      if (!event.isReplaceable) latest = undefined
      put(encodeEvent(event))
    }
  }
  return { body, send, beat: () => put(heartbeat), end }
}
