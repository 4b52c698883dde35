/**
 * The HTTP app: a fetch handler, and nothing of the runtime that it runs on. Bun and Node serve it, a browser's worker calls it.
 *
 * Each request is one effect: gate, parameters, handler. Whatever comes of it becomes an answer here, so that no route can let an error's
 * own words out.
 */
import { CacheError, LibraryCache } from "@deadwax/core-cache"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Hono } from "hono"
import { checkAccess, checkHost, makeGate } from "./access/gate.ts"
import { protect } from "./access/headers.ts"
import { answerAgain, makeKeptAnswers } from "./answers/kept-answers.ts"
import { failAsProblem, logFailure } from "./answers/log-failure.ts"
import { answerProblem, fromCacheError, Problem } from "./answers/problem.ts"
import type { AppState } from "./app-state.ts"
import { makeCovers } from "./covers/covers.ts"
import { makeEventHub } from "./events/event-hub.ts"
import { watchChanges } from "./events/watch-changes.ts"
import { describe } from "./openapi/describe.ts"
import { answerPage } from "./pages/answer-page.ts"
import type { AppPorts, Connection, LibraryServices } from "./ports.ts"
import type { Route } from "./routes/route.ts"
import { routeTable } from "./routes/route-table.ts"
import { checkFilled } from "./scanning/fill.ts"
import { makeScanDesk } from "./scanning/scan-desk.ts"
import { makeSyncDesk } from "./syncing/sync-desk.ts"

export type { SyncProblem, SyncProgress } from "./events/app-event.ts"
export type {
  AccessRules,
  AppPorts,
  Connection,
  LibraryServices,
  Picture,
  PictureResizer,
  WebAsset,
  WebAssets
} from "./ports.ts"

/** A running app. */
export interface App {
  /** Answers one request; never rejects. `connection` says who asks, where that is known. */
  readonly fetch: (request: Request, connection?: Connection) => Promise<Response>
  /** Ends event streams and interrupts a scan of the app's own (what it has done is kept). Requests go on to be answered. */
  readonly stop: () => void
}

interface Bindings {
  readonly connection: Connection
}

/** Longer addresses are no honest question. */
const longestUrl = 8192

const uriTooLong = new Problem({
  code: "uri-too-long",
  detail: `An address may have at most ${longestUrl} characters.`,
  remedy: "Ask for less at once."
})

const internal = new Problem({
  code: "internal",
  detail: "This request met a bug in Deadwax.",
  remedy: "Look into the server's log, and report it."
})

const stopping = new Problem({ code: "unavailable", detail: "The server is stopping.", remedy: "Ask again when it runs." })

const problemOf = (cause: Cause.Cause<Problem | CacheError>): Problem => {
  if (Cause.hasInterruptsOnly(cause)) return stopping
  const error = Cause.squash(cause)
  if (error instanceof Problem) return error
  return error instanceof CacheError ? fromCacheError(error) : internal
}

type Handled = Effect.Effect<Response, Problem | CacheError, LibraryServices>

const look = Effect.flatMap(LibraryCache, (library) => library.stamp())

/**
 * An edit is made once: where a library that failed is opened again and asked again, an edit that had changed a file before would change it
 * twice. So the library is looked at first, which opens it again where it must be, and what fails afterwards is the answer.
 */
const once = (handled: Handled): Handled => Effect.andThen(look, Effect.catch(handled, failAsProblem))

const answered = (route: Route, handled: Handled): Handled => (route.access === "write" ? once(handled) : handled)

/** Runs one request to its answer. */
const answer = async (app: AppState, handled: Handled): Promise<Response> => {
  const exit = await app.ports.run(Effect.tapCause(handled, logFailure))
  // It may have been a write.
  app.kept.seen = undefined
  return protect(Exit.isSuccess(exit) ? exit.value : answerProblem(problemOf(exit.cause)))
}

const handleRoute = (
  app: AppState,
  route: Route,
  asked: { readonly raw: Request; readonly connection: Connection },
  id: string
): Handled =>
  Effect.suspend(() => {
    const url = new URL(asked.raw.url)
    return checkHost(app.gate, url).pipe(
      Effect.andThen(checkAccess(app.gate, route.access, { request: asked.raw, url, connection: asked.connection })),
      Effect.andThen(Effect.suspend(() => answered(route, route.answer({ ...asked, url, id }, app))))
    )
  })

/** What no route takes is for the web app. Whoever may ask by this name may have it: without it nobody could bring a token. */
const handlePage = (app: AppState, request: Request): Handled =>
  Effect.suspend(() => {
    const url = new URL(request.url)
    return checkHost(app.gate, url).pipe(
      Effect.andThen(Effect.promise(() => answerPage(app.ports.assets, request, url.pathname))),
      Effect.flatMap((answered) => (answered instanceof Problem ? Effect.fail(answered) : Effect.succeed(answered)))
    )
  })

const wrongMethod = (methods: ReadonlyArray<string>): Problem =>
  new Problem({
    code: "method-not-allowed",
    detail: "This address does not take that method.",
    remedy: `Use ${methods.join(", ")}.`,
    headers: { allow: methods.join(", ") }
  })

const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ":$1")

/** Methods that a path answers to, HEAD with GET. */
const methodsOf = (path: string): ReadonlyArray<string> =>
  routeTable.filter((route) => route.path === path).flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method]))

const register = (hono: Hono<{ Bindings: Bindings }>, app: AppState): void => {
  for (const route of routeTable)
    hono.on(route.method, honoPath(route.path), (c) => {
      const asked = { raw: c.req.raw, connection: c.env.connection }
      return answer(app, handleRoute(app, route, asked, c.req.param("id") ?? ""))
    })
  for (const path of new Set(routeTable.map((route) => route.path)))
    hono.all(honoPath(path), () => protect(answerProblem(wrongMethod(methodsOf(path)))))
  hono.notFound(async (c) => answer(app, handlePage(app, c.req.raw)))
  hono.onError((error) => {
    void app.ports.run(Effect.logError("a bug", error))
    return protect(answerProblem(internal))
  })
}

const makeState = (ports: AppPorts, closing: AbortSignal): AppState => {
  const events = makeEventHub()
  let description: unknown
  return {
    ports,
    gate: makeGate(ports.access),
    kept: makeKeptAnswers(),
    covers: makeCovers(),
    events,
    scans: makeScanDesk(ports, events, closing),
    syncs: makeSyncDesk(ports, events, closing),
    description: () => (description ??= describe(routeTable, ports.version)),
    closing
  }
}

const tooLong = ({ method }: Request): Response => {
  const { body, headers, status } = protect(answerProblem(uriTooLong))
  return new Response(method === "HEAD" ? null : body, { headers, status })
}

const unknownClient: Connection = { address: "" }

/** Makes the app. `stop` it before the ports' own end. */
export const createApp = (ports: AppPorts): App => {
  const closing = new AbortController()
  const app = makeState(ports, closing.signal)
  const hono = new Hono<{ Bindings: Bindings }>()
  register(hono, app)
  // What it fails with is told to whoever asks first.
  void ports.run(Effect.ignore(checkFilled(app.scans)), closing.signal)
  void ports.run(app.events.keepAlive, closing.signal)
  void ports.run(watchChanges(ports, app.events), closing.signal)
  return {
    fetch: async (request, connection = unknownClient) => {
      const again = ports.access.token === undefined ? answerAgain(app.kept, request, ports.atHand?.()) : undefined
      if (again !== undefined) return again
      return request.url.length > longestUrl ? tooLong(request) : hono.fetch(request, { connection })
    },
    stop: () => {
      app.events.end()
      closing.abort()
    }
  }
}
