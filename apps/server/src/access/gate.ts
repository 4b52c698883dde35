/**
 * Who may ask what.
 *
 * A name that is not ours means that somebody pointed a name of theirs at this address (DNS rebinding). A request that a browser says comes
 * from another site is not the user's wish. And where there is a token, it must be brought, or a session begun with it.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Problem } from "../answers/problem.ts"
import type { AccessRules, Connection } from "../ports.ts"
import type { RouteAccess } from "../routes/route.ts"
import { type Attempts, makeAttempts } from "./attempts.ts"
import { equalSecrets } from "./secret.ts"
import { cookieName, isSession, readCookie } from "./session.ts"

/** A request as the gate sees it. */
export interface Asked {
  readonly request: Request
  readonly url: URL
  readonly connection: Connection
}

export interface Gate {
  readonly rules: AccessRules
  readonly attempts: Attempts
}

export const makeGate = (rules: AccessRules): Gate => ({ rules, attempts: makeAttempts() })

const wrongHost = new Problem({
  code: "forbidden-host",
  detail: "This server is not known by the name that it was asked by.",
  remedy: "Use localhost or its address, or serve with a token."
})
const crossSite = new Problem({
  code: "cross-site",
  detail: "A page of another site cannot ask this.",
  remedy: "Ask from this server's own pages, or from a program."
})
const noToken = new Problem({
  code: "unauthorised",
  detail: "This needs the server's token, and none or a wrong one was brought.",
  remedy: "Send it as Authorization: Bearer TOKEN, or begin a session at /api/v1/session.",
  headers: { "www-authenticate": 'Bearer realm="deadwax"' }
})

const isKnownHost = ({ hosts }: AccessRules, { hostname }: URL): boolean =>
  hosts === undefined || hosts.includes(hostname.replace(/\.$/, ""))

const hostOf = (origin: string): string => (URL.canParse(origin) ? new URL(origin).host : "")

/** Does a browser say that another site asks? Programs that are no browsers say nothing. */
export const isFromElsewhere = ({ headers, url }: Request): boolean => {
  const site = headers.get("sec-fetch-site")
  const origin = headers.get("origin")
  return (site !== null && site !== "same-origin" && site !== "none") || (origin !== null && hostOf(origin) !== hostOf(url))
}

/** Following a link to something that is only read shows it to the user, and to nobody else. */
const isFollowedLink = ({ request: { headers } }: Asked): boolean =>
  headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "document"

/** Is it addressed by a name of ours? */
export const checkHost = (gate: Gate, url: URL): Effect.Effect<void, Problem> =>
  isKnownHost(gate.rules, url) ? Effect.void : Effect.fail(wrongHost)

const tooMany = (waitMs: number): Problem =>
  new Problem({
    code: "too-many-attempts",
    detail: "Too many wrong tokens came from there.",
    remedy: `Wait ${Math.ceil(waitMs / 1000)} seconds; then the right one is taken again.`,
    headers: { "retry-after": String(Math.ceil(waitMs / 1000)) }
  })

/** Once a minute for each client: a log that guessing fills would be the greater harm. */
const guessing = (address: string): string =>
  `many wrong tokens came from ${address === "" ? "an unknown address" : address}; none is looked at for a minute. If it was not you, somebody is guessing.`

/**
 * Compares a token that was brought; wrong ones are counted, and after too many of them every one is refused. Nothing is awaited between the
 * look at the count and the counting: of many that are brought at once no more pass than of as many in a row.
 */
export const checkToken = Effect.fnUntraced(function* (gate: Gate, token: string, given: string, { address }: Connection) {
  const isRight = yield* Effect.promise(() => equalSecrets(given, token))
  const nowMs = yield* Clock.currentTimeMillis
  const waitMs = gate.attempts.waitMs(address, nowMs)
  if (waitMs > 0) return yield* tooMany(waitMs)
  if (isRight) return
  if (gate.attempts.fail(address, nowMs)) yield* Effect.logWarning(guessing(address))
  return yield* noToken
})

/** Has the request a session that was begun with the token? */
export const hasSession = Effect.fnUntraced(function* (token: string, { request, url }: Asked) {
  const cookie = readCookie(request.headers, cookieName(url))
  const nowMs = yield* Clock.currentTimeMillis
  return cookie !== undefined && (yield* Effect.promise(() => isSession(token, cookie, nowMs)))
})

const checkCaller = Effect.fnUntraced(function* (gate: Gate, token: string, asked: Asked) {
  const given = /^Bearer +(.+)$/i.exec(asked.request.headers.get("authorization") ?? "")?.[1]
  if (given !== undefined) return yield* checkToken(gate, token, given, asked.connection)
  if (!(yield* hasSession(token, asked))) return yield* noToken
})

/** Lets a request to a route pass, or says why not. Its host was checked. */
export const checkAccess = (gate: Gate, access: RouteAccess, asked: Asked): Effect.Effect<void, Problem> => {
  if (access === "open") return Effect.void
  const mayCross = access === "read" && isFollowedLink(asked)
  if (!mayCross && isFromElsewhere(asked.request)) return Effect.fail(crossSite)
  const { token } = gate.rules
  return access === "session" || token === undefined ? Effect.void : checkCaller(gate, token, asked)
}
