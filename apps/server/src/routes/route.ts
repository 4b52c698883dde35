/**
 * A route, described once: registration, validation and the API's description are all made from this value.
 */
import type { CacheError, LibraryCache } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { answerJson } from "../answers/json.ts"
import { answerRead } from "../answers/kept-answers.ts"
import type { Problem, ProblemCode } from "../answers/problem.ts"
import type { AppState } from "../app-state.ts"
import type { Connection, LibraryServices } from "../ports.ts"
import { checkFilled } from "../scanning/fill.ts"
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
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
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
  /** The types of the bytes that come with it instead, as `image/png`. */
  readonly takes?: ReadonlyArray<string>
  readonly successes: ReadonlyArray<Success>
  /** It tells of releases and tracks: a cache that was lost must be filled before. */
  readonly needsFilled?: true
  /** It is going to go: a sentence that says what to use instead. Whoever runs the server is warned once, when it is first asked for. */
  readonly deprecated?: string
  /** What else can come of it, besides what can come of any request. */
  readonly problems: ReadonlyArray<ProblemCode>
  readonly handle: (request: RouteRequest<P>, app: AppState) => Answered
}

/** A route that reads from the library and answers with JSON. */
export interface ReadDescription<P extends Parameters>
  extends Omit<RouteDescription<P>, "method" | "access" | "successes" | "handle" | "body"> {
  /** What the answer is, and its shape. */
  readonly answers: string
  readonly schema: Schema.Constraint
  /** Its answer may become another while the library stays as it is, as what counts back from now does: it is not kept. */
  readonly changesByItself?: (request: RouteRequest<P>) => boolean
  readonly read: (request: RouteRequest<P>) => Effect.Effect<unknown, Problem | CacheError, LibraryCache>
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
export const route = <const P extends Parameters>({ handle, ...description }: RouteDescription<P>): Route => {
  const warned = warnOnce(description)
  return {
    ...description,
    answer: ({ raw, connection, url, id }, app) =>
      Effect.flatMap(Effect.andThen(warned, readParameters(description.query, url.searchParams)), (query) =>
        description.needsFilled === true
          ? Effect.andThen(checkFilled(app.scans), handle({ raw, url, connection, id, query }, app))
          : handle({ raw, url, connection, id, query }, app)
      )
  }
}

/** Of a route that is deprecated: a warning in the log, the first time alone. */
const warnOnce = ({ method, path, deprecated }: Pick<Route, "method" | "path" | "deprecated">): Effect.Effect<void> => {
  let isTold = deprecated === undefined
  return Effect.suspend(() => {
    if (isTold) return Effect.void
    isTold = true
    return Effect.logWarning(`${method} ${path} is deprecated, and goes with a later version. ${deprecated}`)
  })
}

/** Makes a route of a read: its answers are kept while the library stays as it is. */
export const readRoute = <const P extends Parameters>({
  answers,
  schema,
  changesByItself = () => false,
  read,
  ...description
}: ReadDescription<P>): Route =>
  route({
    ...description,
    method: "GET",
    access: "read",
    needsFilled: true,
    successes: [
      {
        status: 200,
        description: answers,
        contentType: "application/json",
        schema,
        headers: { etag: "Changes with the library; not with every change of this answer." }
      },
      { status: 304, description: "The answer is the one that If-None-Match names." }
    ],
    handle: (request, app) =>
      changesByItself(request)
        ? Effect.map(read(request), (found) => answerJson(found))
        : answerRead(app.kept, request.raw, read(request))
  })
