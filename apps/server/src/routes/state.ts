/** The user's state as a whole: out as lines of JSON, and in again. */
import { LibraryCache, StateImport } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { dataHeaders } from "../access/headers.ts"
import { answerJson } from "../answers/json.ts"
import { readBytesBody } from "./body.ts"
import { type Route, route } from "./route.ts"

const lines = "application/x-ndjson"
const takenAsLines = [lines, "application/jsonl"] as const

/** A few hundred thousand plays. */
const mostStateBytes = 64 * 1024 * 1024

const exportState = route({
  method: "GET",
  path: "/api/v1/state",
  name: "exportState",
  summary: "All favourites, ratings and plays, one JSON object a line (docs/user-state.md).",
  access: "read",
  query: {},
  successes: [{ status: 200, description: "The lines.", contentType: lines }],
  problems: ["storage"],
  handle: () =>
    Effect.gen(function* () {
      const text = yield* (yield* LibraryCache).exportState()
      const headers = {
        ...dataHeaders,
        "content-type": lines,
        "content-disposition": 'attachment; filename="deadwax-state.jsonl"'
      }
      return new Response(text, { headers })
    })
})

const importState = route({
  method: "POST",
  path: "/api/v1/state",
  name: "importState",
  summary: "Joins such lines with what is there; those that cannot be read are named by their number, the rest is taken.",
  access: "write",
  query: {},
  takes: takenAsLines,
  successes: [{ status: 200, description: "What they told.", contentType: "application/json", schema: StateImport }],
  problems: ["storage"],
  handle: Effect.fnUntraced(function* ({ raw }) {
    const bytes = yield* readBytesBody(raw, takenAsLines, mostStateBytes)
    return answerJson(yield* (yield* LibraryCache).importState(bytes))
  })
})

export const stateRoutes: ReadonlyArray<Route> = [exportState, importState]
