/**
 * Requests to one WebDAV server: let in, redirected within the origin and no further, their failures told apart.
 *
 * What makes it hard: credentials must go to one origin alone, whatever the server says; and a server that wants to be shown them, moved, or
 * fell silent must not look like a collection without music.
 */
import type { Http, HttpResponse } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { failureOfHttp, failureOfStatus } from "../http-failures.ts"
import type { Failing, SourceError } from "../source-error.ts"
import type { Authorization, Learnt } from "./authorization.ts"

/** What is asked of the server. */
export interface DavRequest {
  readonly method: "PROPFIND" | "REPORT" | "GET"
  /** Within the session's origin. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Statuses that are answers; all others are failures. */
  readonly expected: ReadonlyArray<number>
  /** For messages. */
  readonly path: string
  readonly failing: Failing
}

/** An answer with an expected status. */
export interface DavReply {
  readonly status: number
  readonly header: (name: string) => string | undefined
  readonly body: Stream.Stream<Uint8Array, SourceError>
  /** Where it came from, after redirects. */
  readonly url: string
}

/** All requests of one source go through one session. */
export interface DavSession {
  readonly http: Http["Service"]
  readonly origin: string
  readonly authorization: Authorization
  /** How long a body may be silent, milliseconds. */
  readonly silenceMs: number
}

const mostRedirects = 5
const redirects = new Set([301, 302, 303, 307, 308])

const refusals: Readonly<Record<Exclude<Learnt, "again">, readonly [reason: "credentials" | "plain-http", detail: string]>> = {
  refused: ["credentials", "does not accept the user name and password"],
  "wants-credentials": ["credentials", "wants a user name and a password"],
  "no-way": ["credentials", "wants to be let in by a way that is neither Basic nor Digest"],
  "plain-http": ["plain-http", "wants the password itself over plain http, where others could read it"]
}

/** One request, as it is; neither redirect nor refusal is acted on. */
const sendOnce = (session: DavSession, request: DavRequest, url: string) =>
  Effect.gen(function* () {
    const { http, authorization } = session
    const { method, headers, body, failing, path } = request
    const shown = yield* authorization.header(method, url)
    const sent = http.send({
      method,
      url,
      headers: { ...headers, ...(shown === undefined ? {} : { authorization: shown.value }) },
      ...(body === undefined ? {} : { body })
    })
    const response = yield* Effect.mapError(sent, (error) => failureOfHttp(error, failing, path))
    authorization.follow(response.header("authentication-info"))
    return { response, used: shown?.nonce }
  })

/** Where a redirect leads, if that is within the origin. */
const redirected = (session: DavSession, request: DavRequest, from: string, response: HttpResponse) =>
  Effect.suspend(() => {
    const location = response.header("location") ?? ""
    const target = URL.canParse(location, from) ? new URL(location, from) : undefined
    if (target === undefined) return Effect.fail(request.failing("protocol", "redirects without saying to where"))
    if (!/^https?:$/.test(target.protocol))
      return Effect.fail(
        request.failing("redirect", `points to a ${target.protocol} address, and was not followed there`, {
          cure: "Check the source's address, and with whoever runs the server where that leads."
        })
      )
    if (target.origin !== session.origin)
      return Effect.fail(request.failing("redirect", `points to another address, ${target.origin}, and was not followed there`))
    return Effect.succeed(target.href)
  })

/** Sends until an answer is neither redirect nor a refusal that can be answered. */
const sendUntilAnswered = (session: DavSession, request: DavRequest) =>
  Effect.gen(function* () {
    let { url } = request
    let refused = 0
    for (let hops = 0; hops <= mostRedirects; ) {
      const { response, used } = yield* sendOnce(session, request, url)
      if (redirects.has(response.status)) {
        url = yield* redirected(session, request, url, response)
        hops++
      } else if (response.status === 401) {
        refused++
        const learnt = session.authorization.learn(response.header("www-authenticate"), used)
        if (learnt !== "again") return yield* request.failing(...refusals[learnt])
        // A server may replace its nonce under every request of a busy moment, and not for ever.
        if (refused > 5) return yield* request.failing(...refusals.refused)
      } else return { response, url }
    }
    return yield* request.failing("protocol", "redirects in circles")
  })

/** The answer to a request, when its status is one that was expected. Closed with the scope. */
export const sendDav = (session: DavSession, request: DavRequest): Effect.Effect<DavReply, SourceError, Scope.Scope> =>
  Effect.gen(function* () {
    const { failing, path, expected } = request
    const { response, url } = yield* sendUntilAnswered(session, request)
    if (!expected.includes(response.status)) return yield* yieldFailure(response, failing, path)
    const body = response.body.pipe(
      Stream.mapError((error) => failureOfHttp(error, failing, path)),
      Stream.timeoutOrElse({
        duration: session.silenceMs,
        orElse: () => Stream.fail(failing("interrupted", `fell silent for ${session.silenceMs / 1000} s`))
      })
    )
    return { status: response.status, header: response.header, body, url }
  })

const yieldFailure = (response: HttpResponse, failing: Failing, path: string): Effect.Effect<never, SourceError> =>
  Effect.flatMap(failureOfStatus(response, failing, path), Effect.fail)
