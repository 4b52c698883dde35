/** An answer that is a stream of events. */
import type { EventStream } from "../events/event-stream.ts"

export const answerEvents = ({ body }: EventStream): Response =>
  new Response(body, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      // A proxy that collects answers would keep events back.
      "x-accel-buffering": "no"
    }
  })
