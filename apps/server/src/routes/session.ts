/** Sessions: how a browser, which cannot send a token with an image or a sound, gets in. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { checkToken, hasSession } from "../access/gate.ts"
import { beginCookie, endCookie } from "../access/session.ts"
import { answerJson } from "../answers/json.ts"
import { readJsonBody } from "./body.ts"
import { type Route, route } from "./route.ts"

const SessionState = Schema.Struct({ isTokenNeeded: Schema.Boolean, isSignedIn: Schema.Boolean }).annotate({
  identifier: "SessionState"
})
const SessionRequest = Schema.Struct({ token: Schema.String.check(Schema.isMaxLength(1000)) }).annotate({
  identifier: "SessionRequest"
})

const state = route({
  method: "GET",
  path: "/api/v1/session",
  name: "getSession",
  summary: "Whether a token is needed here, and whether the asker is in.",
  access: "session",
  query: {},
  successes: [{ status: 200, description: "How it is.", contentType: "application/json", schema: SessionState }],
  problems: [],
  handle: ({ raw, url, connection }, { gate }) =>
    Effect.gen(function* () {
      const { token } = gate.rules
      if (token === undefined) return answerJson({ isTokenNeeded: false, isSignedIn: true })
      return answerJson({ isTokenNeeded: true, isSignedIn: yield* hasSession(token, { request: raw, url, connection }) })
    })
})

const begin = route({
  method: "POST",
  path: "/api/v1/session",
  name: "beginSession",
  summary: "Begins a session with the token: a cookie that no script can read, for thirty days.",
  access: "session",
  query: {},
  body: SessionRequest,
  successes: [{ status: 204, description: "The session has begun, or none is needed." }],
  problems: ["unauthorised", "too-many-attempts"],
  handle: ({ raw, url, connection }, { gate }) =>
    Effect.gen(function* () {
      const { token } = gate.rules
      const given = yield* readJsonBody(raw, SessionRequest)
      if (token === undefined) return new Response(null, { status: 204 })
      yield* checkToken(gate, token, given.token, connection)
      const nowMs = yield* Clock.currentTimeMillis
      const cookie = yield* Effect.promise(() => beginCookie(token, raw, url, nowMs))
      return new Response(null, { status: 204, headers: { "set-cookie": cookie } })
    })
})

const end = route({
  method: "DELETE",
  path: "/api/v1/session",
  name: "endSession",
  summary: "Ends the session.",
  access: "session",
  query: {},
  successes: [{ status: 204, description: "There is none any more." }],
  problems: [],
  handle: ({ raw, url }) => Effect.sync(() => new Response(null, { status: 204, headers: { "set-cookie": endCookie(raw, url) } }))
})

export const sessionRoutes: ReadonlyArray<Route> = [state, begin, end]
