/** Streams of events for one asker. */
import * as Effect from "effect/Effect"
import { Problem } from "../answers/problem.ts"
import type { AppState } from "../app-state.ts"
import type { EventStream } from "../events/event-stream.ts"
import { endEvent, type RunningScan } from "./scan-desk.ts"

const tooMany = new Problem({
  code: "too-many-streams",
  detail: "Too many event streams are open; close some and try again.",
  headers: { "retry-after": "30" }
})

/** A stream that is counted, beaten and ended with all others. */
export const openStream = ({ events }: AppState): Effect.Effect<EventStream, Problem> =>
  Effect.suspend(() => {
    const stream = events.open()
    return stream === undefined ? Effect.fail(tooMany) : Effect.succeed(stream)
  })

/** A scan's progress and its end, for the one who asked for it; the stream's end does not end the scan. */
export const streamScan = (scan: RunningScan, app: AppState): Effect.Effect<EventStream, Problem> =>
  Effect.map(openStream(app), (stream) => {
    scan.follow((progress) => stream.send({ event: "scan-progress", data: progress, isReplaceable: true }))
    void scan.ended.then((outcome) => {
      stream.send(endEvent(outcome))
      stream.end()
    })
    return stream
  })
