/** The driver that answers by a function, for the simulated runtime. */
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { Http, type HttpError, type HttpRequest, type HttpResponse } from "./http.ts"

/** Whoever answers in place of all servers. */
export type ActedServer = (request: HttpRequest) => Effect.Effect<HttpResponse, HttpError, Scope.Scope>

export const layer = (server: ActedServer): Layer.Layer<Http> =>
  Layer.succeed(Http, Http.of({ capabilities: { redirects: true, certificates: true, allHeaders: true }, send: server }))
