/**
 * A route, described once: registration, validation and the API's description are all made from this value.
 */
import type { CacheError } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { Problem, ProblemCode } from "../answers/problem.ts"
import type { AppState } from "../app-state.ts"
import type { Connection, LibraryServices } from "../ports.ts"
import { type Parameters, readParameters, type ValuesOf } from "./parameter.ts"

/** One kind of success. `schema` is absent where the body is bytes. */
export interface Success {
  readonly status: number
  readonly description: string
  readonly contentType?: string
  readonly schema?: Schema.Constraint
  readonly headers?: Readonly<Record<string, string>>
}

/** A request as a handler sees it. */
export interface RouteRequest<P extends Parameters> {
  readonly raw: Request
  readonly url: URL
  readonly connection: Connection
  /** The path's own parameter, decoded; "" where the route has none. */
  readonly id: string
  readonly query: ValuesOf<P>
}

export type Answered = Effect.Effect<Response, Problem | CacheError, LibraryServices>

/**
 * - `open`: answered to everybody (health, the description)
 * - `read`: needs the token where there is one
 * - `write`: needs it too, and must not come from another site
 * - `session`: how one gets in; must not come from another site
 */
export type RouteAccess = "open" | "read" | "write" | "session"

export interface RouteDescription<P extends Parameters> {
  readonly method: "GET" | "POST" | "DELETE"
  /** As OpenAPI writes it: `/api/v1/releases/{id}`. */
  readonly path: string
  /** The operation's name in the description. */
  readonly name: string
  readonly summary: string
  readonly access: RouteAccess
  /** What the path's `{id}` is. */
  readonly id?: string
  readonly query: P
  /** The JSON that may come with it. */
  readonly body?: Schema.Constraint
  readonly successes: ReadonlyArray<Success>
  /** What else can come of it, besides what can come of any request. */
  readonly problems: ReadonlyArray<ProblemCode>
  readonly handle: (request: RouteRequest<P>, app: AppState) => Answered
}

/** A request before its parameters were read. */
export interface RawRequest {
  readonly raw: Request
  readonly connection: Connection
  readonly url: URL
  readonly id: string
}

/** A route of any parameters. */
export interface Route extends Omit<RouteDescription<Parameters>, "handle"> {
  readonly answer: (request: RawRequest, app: AppState) => Answered
}

/** Makes a route of its description; the parameters' types stay inside. */
export const route = <const P extends Parameters>({ handle, ...description }: RouteDescription<P>): Route => ({
  ...description,
  answer: ({ raw, connection, url, id }, app) =>
    Effect.flatMap(readParameters(description.query, url.searchParams), (query) =>
      handle({ raw, url, connection, id, query }, app)
    )
})
