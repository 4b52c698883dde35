/** What an answer of HTTP that is no success means for a source. */
import type { HttpError, HttpResponse } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type Failing, type FailureExtras, type SourceError, type SourceErrorReason, spokenWait } from "./source-error.ts"
import { isTooLong, usualRetries } from "./wrappers/backoff.ts"

/** The longest that a server is believed to want to be left alone, milliseconds: a day. */
const longestPauseMs = 86_400_000

/** How long a Retry-After header asks to wait: seconds or a date. Undefined when it is neither. */
export const retryAfterMs = (header: string | undefined, nowMs: number): number | undefined => {
  if (header === undefined) return undefined
  const untilMs = /^\s*\d+\s*$/.test(header) ? nowMs + Number(header) * 1000 : Date.parse(header)
  return Number.isNaN(untilMs) ? undefined : Math.min(Math.max(0, untilMs - nowMs), longestPauseMs)
}

const busy = new Set([408, 423, 425, 500, 502, 503, 504, 507, 509, 520, 521, 522, 523, 524])

const reasonOf = (status: number): readonly [SourceErrorReason, string] => {
  if (status === 401) return ["credentials", "does not accept the user name and password"]
  if (status === 403) return ["permission", "does not let this be read"]
  if (status === 404 || status === 410) return ["not-found", "has nothing there"]
  if (status === 429) return ["rate-limited", "wants to be asked less often"]
  if (busy.has(status)) return ["unavailable", `cannot answer just now (${status})`]
  return ["protocol", `answered with ${status}, which means nothing here`]
}

/** The failure that an answer's status stands for. */
export const failureOfStatus = (response: HttpResponse, failing: Failing, path?: string): Effect.Effect<SourceError> =>
  Effect.map(Clock.currentTimeMillis, (nowMs) => {
    const [reason, detail] = reasonOf(response.status)
    const waitMs = retryAfterMs(response.header("retry-after"), nowMs)
    const extras: FailureExtras = {
      ...(path === undefined || path === "" ? {} : { path }),
      ...(waitMs === undefined || (reason !== "rate-limited" && reason !== "unavailable") ? {} : { retryAfterMs: waitMs })
    }
    const { retryAfterMs: restMs = 0 } = extras
    const rest = isTooLong(usualRetries, restMs) ? `, and wants to be left alone for ${spokenWait(restMs)}` : ""
    return failing(reason, `${detail}${rest}`, extras)
  })

/** The failure of a request that had no answer, or whose answer had no end. */
export const failureOfHttp = (error: HttpError, failing: Failing, path?: string): SourceError => {
  const extras: FailureExtras = { ...(path === undefined || path === "" ? {} : { path }), cause: error }
  switch (error.reason) {
    case "unreachable":
      return failing("unavailable", `cannot be reached at ${error.origin} (${error.detail})`, extras)
    case "broken":
      return failing("interrupted", `ended its answer early (${error.detail})`, extras)
    case "certificate":
      return failing("certificate", `${error.origin} cannot prove to be that server (${error.detail})`, extras)
    case "opaque-redirect":
      return failing("redirect", "points to another address, which a page is not told", extras)
    case "invalid":
      return failing("protocol", "has an address that nothing can be asked at", extras)
  }
}
