/** All listeners of a running app. */
import * as Effect from "effect/Effect"
import type { AppEvent } from "./app-event.ts"
import { type EventStream, openEventStream } from "./event-stream.ts"

/** Each holds a connection; more than a household has, and few enough for memory. */
const mostStreams = 2000
const beatEvery = "15 seconds"

/** Streams, and who may open them. */
export interface EventHub {
  /** A stream for one listener; undefined when there are too many. `hears`: what is published goes into it. */
  readonly open: (hears: boolean) => EventStream | undefined
  /** To all listeners. */
  readonly publish: (event: AppEvent) => void
  readonly listeners: () => number
  /** Ends all streams, and every one that is opened later. */
  readonly end: () => void
  /** Beats until it is interrupted. */
  readonly keepAlive: Effect.Effect<never>
}

export const makeEventHub = (): EventHub => {
  const streams = new Set<EventStream>()
  const hearers = new Set<EventStream>()
  let hasEnded = false
  const open = (hears: boolean) => {
    if (streams.size >= mostStreams) return undefined
    const stream = openEventStream(() => {
      streams.delete(stream)
      hearers.delete(stream)
    })
    streams.add(stream)
    if (hears) hearers.add(stream)
    if (hasEnded) stream.end()
    return stream
  }
  const beat = Effect.sync(() => {
    for (const stream of streams) stream.beat()
  })
  return {
    open,
    publish: (event) => {
      for (const stream of hearers) stream.send(event)
    },
    listeners: () => hearers.size,
    end: () => {
      hasEnded = true
      for (const stream of streams) stream.end()
    },
    keepAlive: Effect.forever(Effect.andThen(Effect.sleep(beatEvery), beat))
  }
}
