/** The stream of one request's syncs, for who asked for them; the stream's end does not end them. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { bodyOf, type Problem } from "../answers/problem.ts"
import type { AppState } from "../app-state.ts"
import type { EventStream } from "../events/event-stream.ts"
import { openStream } from "../scanning/stream-scan.ts"
import type { RunningSync } from "./sync-desk.ts"

/** Progress, then `report` or `problem`. */
export const streamSync = (sync: RunningSync, app: AppState): Effect.Effect<EventStream, Problem> =>
  Effect.map(openStream(app, false), (stream) => {
    sync.follow((data) => stream.send({ event: "progress", data, isReplaceable: true }))
    void sync.ended.then((ended) => {
      if (Result.isSuccess(ended)) stream.send({ event: "report", data: { jobs: ended.success }, isReplaceable: false })
      else stream.send({ event: "problem", data: bodyOf(ended.failure), isReplaceable: false })
      stream.end()
    })
    return stream
  })
