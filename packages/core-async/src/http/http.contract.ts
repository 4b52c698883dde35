/** The HTTP port's contract. It asks a server of the tests' own, which answers as the path says. */
import { assert } from "chai"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { ContractCase } from "../contract.ts"
import { Http, type HttpError, type HttpErrorReason, type HttpRequest, type HttpResponse } from "./http.ts"

/** Where the tests' server is (`test/http/answering-server.ts`): URLs without a slash at the end. */
export class AnsweringServer extends Context.Service<
  AnsweringServer,
  { readonly url: string; readonly selfSignedUrl: string; readonly closedUrl: string }
>()("@deadwax/core-async/AnsweringServer") {}

interface Asked {
  readonly http: Http["Service"]
  readonly server: AnsweringServer["Service"]
  readonly ask: (path: string, request?: Partial<HttpRequest>) => Effect.Effect<HttpResponse, HttpError, Scope.Scope>
}

type HttpCase = ContractCase<Http | AnsweringServer>

const httpCase = (title: string, body: (asked: Asked) => Effect.Effect<void, unknown, Scope.Scope>): HttpCase => ({
  title: `[T1] ${title}`,
  run: Effect.scoped(
    Effect.gen(function* () {
      const http = yield* Http
      const server = yield* AnsweringServer
      const ask: Asked["ask"] = (path, request) =>
        http.send({ method: "GET", url: `${server.url}${path}`, headers: {}, ...request })
      yield* body({ http, server, ask })
    })
  )
})

const textOf = (response: HttpResponse): Effect.Effect<string, HttpError> =>
  Effect.map(Stream.runCollect(response.body), (chunks) => {
    const decoder = new TextDecoder()
    return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("")
  })

const failsWith = <A, R>(effect: Effect.Effect<A, HttpError, R>, ...reasons: ReadonlyArray<HttpErrorReason>) =>
  Effect.map(Effect.flip(effect), (error) => {
    assert.include(reasons, error.reason, error.message)
    return error
  })

const answers: ReadonlyArray<HttpCase> = [
  httpCase("a request is answered with status, headers and body", ({ ask }) =>
    Effect.gen(function* () {
      const response = yield* ask("/hello")
      assert.deepEqual([response.status, response.header("content-type")], [200, "text/plain"])
      assert.isUndefined(response.header("x-absent"))
      assert.strictEqual(yield* textOf(response), "hello")
    })
  ),
  httpCase("any method, header and body arrive as they are", ({ ask }) =>
    Effect.gen(function* () {
      const headers = { depth: "1", "content-type": "application/xml", authorization: "Basic eDp5" }
      const echoed = yield* textOf(yield* ask("/echo?a=%20b", { method: "PROPFIND", headers, body: "<a>ü</a>" }))
      const { method, url, headers: seen, body } = JSON.parse(echoed)
      assert.deepEqual([method, url, body], ["PROPFIND", "/echo?a=%20b", "<a>ü</a>"])
      assert.deepEqual([seen.depth, seen["content-type"], seen.authorization], Object.values(headers))
    })
  ),
  httpCase("no cookie, credential or trace of its own is sent", ({ ask }) =>
    Effect.gen(function* () {
      yield* textOf(yield* ask("/set-cookie"))
      const { headers } = JSON.parse(yield* textOf(yield* ask("/echo")))
      for (const name of ["cookie", "authorization", "traceparent", "b3"]) assert.isUndefined(headers[name], name)
    })
  ),
  httpCase("every status is an answer", ({ ask }) =>
    Effect.gen(function* () {
      for (const status of [204, 207, 400, 401, 404, 416, 429, 500, 503, 507])
        assert.strictEqual((yield* ask(`/status/${status}`)).status, status)
    })
  ),
  httpCase("a body that is encoded arrives decoded", ({ ask }) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* textOf(yield* ask("/gzip")), "packed ".repeat(1000))
    })
  ),
  httpCase("a large body arrives whole and in chunks", ({ ask }) =>
    Effect.gen(function* () {
      const chunks = yield* Stream.runCollect((yield* ask("/bytes/3000000")).body)
      assert.isAbove(chunks.length, 1)
      assert.strictEqual(
        chunks.reduce((sum, chunk) => sum + chunk.length, 0),
        3_000_000
      )
    })
  ),
  httpCase("an answer to HEAD has headers and no body", ({ ask }) =>
    Effect.gen(function* () {
      const response = yield* ask("/hello", { method: "HEAD" })
      assert.strictEqual(response.status, 200)
      assert.strictEqual(yield* textOf(response), "")
    })
  )
]

const failures: ReadonlyArray<HttpCase> = [
  httpCase("no redirect is followed", ({ ask, http }) =>
    Effect.gen(function* () {
      const asked = ask("/redirect?to=/hello")
      if (!http.capabilities.redirects) return void (yield* failsWith(asked, "opaque-redirect"))
      const response = yield* asked
      assert.deepEqual([response.status, response.header("location")], [302, "/hello"])
    })
  ),
  httpCase("a body that ends before its length is broken", ({ ask }) =>
    Effect.gen(function* () {
      const response = yield* ask("/short")
      const error = yield* failsWith(textOf(response), "broken")
      assert.isTrue(error.isRetryable)
    })
  ),
  httpCase("a body in chunks whose end never comes is broken", ({ ask }) =>
    Effect.gen(function* () {
      yield* failsWith(textOf(yield* ask("/short-chunks")), "broken")
    })
  ),
  httpCase("nobody listening, no such host and no answer are unreachable", ({ ask, http, server }) =>
    Effect.gen(function* () {
      for (const url of [server.closedUrl, "http://nothing.invalid/"])
        yield* failsWith(http.send({ method: "GET", url, headers: {} }), "unreachable")
      yield* failsWith(ask("/hang-up"), "unreachable")
    })
  ),
  httpCase("a certificate that nobody vouches for is refused", ({ http, server }) =>
    failsWith(
      http.send({ method: "GET", url: server.selfSignedUrl, headers: {} }),
      http.capabilities.certificates ? "certificate" : "unreachable"
    )
  ),
  httpCase("an address that is none is invalid, and so is one with a password, which is not told", ({ http }) =>
    Effect.gen(function* () {
      for (const url of ["", "nothing", "ftp://a/b", "file:///etc/passwd", "http://me:secret@localhost/"]) {
        const error = yield* failsWith(http.send({ method: "GET", url, headers: {} }), "invalid")
        assert.notInclude(error.message, "secret")
      }
    })
  ),
  httpCase("a body is not read ahead without bound, and its connection ends with the scope", ({ ask }) =>
    Effect.gen(function* () {
      const taken = yield* Effect.scoped(Effect.flatMap(ask("/endless"), ({ body }) => Stream.runCount(Stream.take(body, 3))))
      assert.strictEqual(taken, 3)
      assert.strictEqual(yield* textOf(yield* ask("/endless-is-over")), "over")
    })
  ),
  httpCase("a request that is interrupted ends its connection", ({ ask }) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.scoped(ask("/never")))
      assert.strictEqual(yield* textOf(yield* ask("/never-has-begun")), "begun")
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(yield* textOf(yield* ask("/never-is-over")), "over")
    })
  )
]

export const httpContract: ReadonlyArray<HttpCase> = [...answers, ...failures]
