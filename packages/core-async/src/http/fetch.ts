/** The driver on the `fetch` of Bun, Node and the browser. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Http, type HttpCapabilities, HttpError, type HttpErrorReason, type HttpRequest, type HttpResponse } from "./http.ts"

/** The codes of OpenSSL's and Node's own checks of certificates. */
const certificateCode =
  /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED|INVALID_(?:CA|PURPOSE)/

/** An error and what it was caused by, the outermost first. */
const chainOf = (error: unknown): ReadonlyArray<object> =>
  typeof error === "object" && error !== null ? [error, ...chainOf("cause" in error ? error.cause : undefined)] : []

const textOf = (error: object, key: "code" | "message"): string => {
  const value: unknown = Reflect.get(error, key)
  return typeof value === "string" ? value : ""
}

/** Schemes and ports that no fetch serves, and URLs that are none. */
const isInvalid = (url: string): boolean =>
  !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || new URL(url).username !== ""

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : "an address that is none")

const failure = (url: string, reason: HttpErrorReason, error: unknown): HttpError => {
  const chain = chainOf(error)
  const codes = chain.map((one) => textOf(one, "code")).filter((code) => code !== "")
  // The last cause says most, and Bun's and Node's own advice on their options is no use to anyone else.
  const words = codes[0] ?? textOf(chain.at(-1) ?? {}, "message")
  const isCertificate = codes.some((code) => certificateCode.test(code))
  return new HttpError({ reason: isCertificate ? "certificate" : reason, origin: originOf(url), detail: words })
}

/** Passes a body on and counts it against its Content-Length, which means nothing once an encoding was undone. */
const countedBody = (url: string, response: Response): Stream.Stream<Uint8Array, HttpError> => {
  const { body, headers } = response
  const length = headers.get("content-length")
  const promised = length === null || headers.has("content-encoding") ? undefined : Number(length)
  if (body === null) return Stream.empty
  let received = 0
  const chunks = Stream.fromReadableStream({ evaluate: () => body, onError: (error) => failure(url, "broken", error) })
  const isShort = Effect.suspend(() =>
    promised !== undefined && received < promised
      ? Effect.fail(new HttpError({ reason: "broken", origin: originOf(url), detail: `${received} of ${promised} bytes came` }))
      : Effect.void
  )
  return Stream.concat(
    Stream.map(chunks, (chunk) => {
      received += chunk.length
      return chunk
    }),
    Stream.drain(Stream.fromEffect(isShort))
  )
}

const send = (request: HttpRequest): Effect.Effect<HttpResponse, HttpError, Scope.Scope> =>
  Effect.gen(function* () {
    const { method, url, headers, body } = request
    if (isInvalid(url)) return yield* new HttpError({ reason: "invalid", origin: originOf(url), detail: "" })
    const open = yield* Effect.acquireRelease(
      Effect.sync(() => new AbortController()),
      (controller) => Effect.sync(() => controller.abort())
    )
    const response = yield* Effect.tryPromise({
      try: () =>
        fetch(url, {
          method,
          headers,
          ...(body === undefined ? {} : { body }),
          redirect: "manual",
          credentials: "omit",
          cache: "no-store",
          signal: open.signal
        }),
      catch: (error) => failure(url, "unreachable", error)
    })
    if (response.type === "opaqueredirect")
      return yield* new HttpError({ reason: "opaque-redirect", origin: originOf(url), detail: "" })
    return {
      status: response.status,
      header: (name) => response.headers.get(name) ?? undefined,
      body: method === "HEAD" ? Stream.empty : countedBody(url, response)
    }
  })

/** The port with what this runtime's `fetch` can do. */
export const layer = (capabilities: HttpCapabilities): Layer.Layer<Http> => Layer.succeed(Http, Http.of({ capabilities, send }))
