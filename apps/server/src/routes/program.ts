/** The program itself: is it alive, and what can be asked of it. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answerJson } from "../answers/json.ts"
import { type Route, route } from "./route.ts"

const Health = Schema.Struct({ status: Schema.Literals(["ok"]), version: Schema.String }).annotate({ identifier: "Health" })

const health = route({
  method: "GET",
  path: "/health",
  name: "health",
  summary: "Whether the app answers. Says nothing about the library and asks for no token.",
  access: "open",
  query: {},
  successes: [{ status: 200, description: "It does.", contentType: "application/json", schema: Health }],
  problems: [],
  handle: (_request, { ports }) => Effect.sync(() => answerJson({ status: "ok", version: ports.version }))
})

const description = route({
  method: "GET",
  path: "/openapi.json",
  name: "describe",
  summary: "This description, as OpenAPI 3.1.",
  access: "open",
  query: {},
  successes: [{ status: 200, description: "The description.", contentType: "application/json" }],
  problems: [],
  handle: (_request, { description }) => Effect.sync(() => answerJson(description()))
})

export const programRoutes: ReadonlyArray<Route> = [health, description]
