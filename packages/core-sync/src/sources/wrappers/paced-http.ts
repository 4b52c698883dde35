/**
 * Requests to one server at a pace that it can bear: so many at a time, again after failures that may pass, and none while it asked to be left
 * alone for a while. A server that asks for longer has that told at once: whoever asked knows what that means. Around the port of HTTP, so that a walk through 10,000 folders does not begin anew because of one of them.
 */
import { type Http, HttpError, type HttpRequest, type HttpResponse } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { retryAfterMs } from "../http-failures.ts"
import { decideWaitMs, isTooLong, type RetryPolicy, usualRetries } from "./backoff.ts"
import { Pause } from "./pause.ts"

/** How a server is asked. */
export interface Pace {
  /** Requests that wait for an answer at a time; 8 when absent. A body that is read holds nobody up. */
  readonly concurrency?: number
  /** How long the head of an answer may take, milliseconds; 30 s when absent. */
  readonly answerMs?: number
  readonly retries?: RetryPolicy
  /** Told how long everything waits because the server asked for it, milliseconds, when that is worth a word. */
  readonly onWait?: (waitMs: number) => void
}

/** Statuses that may be others the next time. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504])

/** An attempt in a scope of its own, which is closed when another follows, or with the outer one. */
const attempt = (http: Http["Service"], request: HttpRequest, answerMs: number) =>
  Effect.gen(function* () {
    const scope = yield* Scope.fork(yield* Effect.scope)
    const late = new HttpError({
      reason: "unreachable",
      origin: new URL(request.url).origin,
      detail: `no answer within ${answerMs / 1000} s`
    })
    const sent = Effect.timeoutOrElse(http.send(request), { duration: answerMs, orElse: () => Effect.fail(late) })
    const exit = yield* Effect.exit(Scope.provide(sent, scope))
    return { scope, exit }
  })

/** What asks to be tried again: how long the server wants to be left alone, if it says so. */
const askedMs = (
  exit: Exit.Exit<HttpResponse, HttpError>
): Effect.Effect<{ readonly waitMs: number | undefined } | undefined> => {
  if (Exit.isFailure(exit)) return Effect.succeed(isPassing(exit) ? { waitMs: undefined } : undefined)
  if (!passing.has(exit.value.status)) return Effect.succeed(undefined)
  return Effect.map(Clock.currentTimeMillis, (nowMs) => ({ waitMs: retryAfterMs(exit.value.header("retry-after"), nowMs) }))
}

const isPassing = (exit: Exit.Failure<HttpResponse, HttpError>): boolean =>
  exit.cause.reasons.some((reason) => reason._tag === "Fail" && reason.error.isRetryable)

/** The port of HTTP for one server. When nothing helps, the last answer or failure is the answer. */
export const pacedHttp = (
  http: Http["Service"],
  { concurrency = 8, answerMs = 30_000, retries = usualRetries, onWait }: Pace = {}
): Http["Service"] => {
  const pause = new Pause(onWait)
  const permits = Semaphore.makeUnsafe(concurrency)
  const send = (request: HttpRequest, failed = 0): Effect.Effect<HttpResponse, HttpError, Scope.Scope> =>
    Effect.gen(function* () {
      yield* pause.over
      const { scope, exit } = yield* attempt(http, request, answerMs)
      const again = yield* askedMs(exit)
      if (again?.waitMs !== undefined && !isTooLong(retries, again.waitMs)) yield* pause.begin(again.waitMs)
      const waitMs = again === undefined ? undefined : yield* decideWaitMs(retries, failed + 1, again.waitMs)
      if (waitMs === undefined) return yield* exit
      yield* Scope.close(scope, exit)
      yield* Effect.sleep(waitMs)
      return yield* send(request, failed + 1)
    })
  return {
    capabilities: http.capabilities,
    send: (request) => Semaphore.withPermit(permits, send(request))
  }
}
