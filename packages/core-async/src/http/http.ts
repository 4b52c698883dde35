/**
 * The port to other machines over HTTP: one request, one answer.
 *
 * What makes it hard: where an answer may lead and how much of it is true must be decided above, and each runtime would rather decide itself.
 * So a driver follows no redirect, sends no credentials or cookies of its own, keeps no cache, and tells a body that ended early from a whole one.
 * What it does not do: authenticate, retry, wait for a limited time, or log.
 */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"

/**
 * Why a request has no answer, or an answer no end. Closed: every driver maps its native errors to these.
 * - `unreachable`: no name, no route, nobody listening, or the connection ended before an answer began. In a page also: the server does
 *   not let pages of this origin ask it
 * - `certificate`: who answers cannot prove to be that server
 * - `broken`: the body ended before it was whole
 * - `opaque-redirect`: the answer is a redirect, and the runtime does not tell to where (`capabilities.redirects`)
 * - `invalid`: no request can be made of this
 */
export type HttpErrorReason = "unreachable" | "certificate" | "broken" | "opaque-redirect" | "invalid"

/** An expected failure of a request. `origin` is all that it tells of the address; `detail` the runtime's own words. */
export class HttpError extends Data.TaggedError("HttpError")<{
  readonly reason: HttpErrorReason
  readonly origin: string
  readonly detail: string
}> {
  /** True when the same request may succeed later without anyone doing anything. */
  get isRetryable(): boolean {
    return this.reason === "unreachable" || this.reason === "broken"
  }
  override get message(): string {
    return `${this.origin}: ${this.reason}${this.detail === "" ? "" : `, ${this.detail}`}`
  }
}

/** A request as it is sent. */
export interface HttpRequest {
  /** In capitals; any that HTTP allows: "GET", "PROPFIND". */
  readonly method: string
  /** Absolute, http or https, without user name and password. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** An answer whose head has arrived. */
export interface HttpResponse {
  readonly status: number
  /** A header by its name in lower case; several of one name are joined by ", ". Undefined when absent or, in a page, not shown to pages. */
  readonly header: (name: string) => string | undefined
  /** The body as it arrives, taken once, its content encoding undone. Fails as `broken` when it ends before its Content-Length. */
  readonly body: Stream.Stream<Uint8Array, HttpError>
}

/** What a driver can do, as data. */
export interface HttpCapabilities {
  /** A redirect is answered as it came, with where it leads; elsewhere it fails as `opaque-redirect`. */
  readonly redirects: boolean
  /** A certificate that does not hold is told from a server that cannot be reached. */
  readonly certificates: boolean
  /** Every header of an answer is seen; a page sees those that the server shows it. */
  readonly allHeaders: boolean
}

/** The port. Requests may be made concurrently. */
export class Http extends Context.Service<
  Http,
  {
    readonly capabilities: HttpCapabilities
    /** Sends one request and waits for the head of its answer; whatever is still open of it is closed with the scope. Never repeated. */
    readonly send: (request: HttpRequest) => Effect.Effect<HttpResponse, HttpError, Scope.Scope>
  }
>()("@deadwax/core-async/Http") {}
