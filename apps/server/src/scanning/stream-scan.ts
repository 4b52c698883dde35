/** Streams of events for one asker. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { bodyOf, Problem } from "../answers/problem.ts"
import type { AppState } from "../app-state.ts"
import type { EventStream } from "../events/event-stream.ts"
import type { RunningScan } from "./scan-desk.ts"

const tooMany = new Problem({
  code: "too-many-streams",
  detail: "Too many event streams are open.",
  remedy: "Close some and try again.",
  headers: { "retry-after": "30" }
})

/** A stream that is counted, beaten and ended with all others. `hears`: everything that happens goes into it. */
export const openStream = ({ events }: AppState, hears: boolean): Effect.Effect<EventStream, Problem> =>
  Effect.suspend(() => {
    const stream = events.open(hears)
    return stream === undefined ? Effect.fail(tooMany) : Effect.succeed(stream)
  })

/** A scan's progress and its end, for the one who asked for it; the stream's end does not end the scan. */
export const streamScan = (scan: RunningScan, app: AppState): Effect.Effect<EventStream, Problem> =>
  Effect.map(openStream(app, false), (stream) => {
    scan.follow((data) => stream.send({ event: "progress", data, isReplaceable: true }))
    void scan.ended.then((ended) => {
      if (Result.isSuccess(ended)) stream.send({ event: "report", data: ended.success, isReplaceable: false })
      else stream.send({ event: "problem", data: bodyOf(ended.failure), isReplaceable: false })
      stream.end()
    })
    return stream
  })
