/** What no server at hand says, acted out: odd feeds of changes, odd statuses, odd listings. */
import { Http, HttpError, type HttpRequest, type HttpResponse } from "@deadwax/core-async"
import { layerHttp } from "@deadwax/core-async/simulated"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { describe, expect, test } from "vitest"
import { foldChanges } from "../src/sources/fold-changes.ts"
import type { Source } from "../src/sources/source.ts"
import { openWebdav } from "../src/sources/webdav/webdav-source.ts"
import { noRetries } from "./sources/world-dav.ts"

const answer = (status: number, body = "", headers: Readonly<Record<string, string>> = {}): HttpResponse => ({
  status,
  header: (name) => headers[name],
  body: body === "" ? Stream.empty : Stream.make(new TextEncoder().encode(body))
})

const multistatus = (...parts: ReadonlyArray<string>): HttpResponse =>
  answer(207, `<multistatus xmlns="DAV:">${parts.join("")}</multistatus>`)

const given = (href: string, properties: string): string =>
  `<response><href>${href}</href><propstat><prop>${properties}</prop><status>HTTP/1.1 200 OK</status></propstat></response>`
const folder = (href: string, more = ""): string => given(href, `<resourcetype><collection/></resourcetype>${more}`)
const file = (href: string, more = '<getcontentlength>3</getcontentlength><getetag>W/"1"</getetag>'): string =>
  given(href, `<resourcetype/>${more}`)
const token = (text: string): string => `<sync-token>${text}</sync-token>`
const gone = (href: string): string => `<response><href>${href}</href><status>HTTP/1.1 404 Not Found</status></response>`
const cut = "<response><href>/music/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>"

const offer =
  "<supported-report-set><supported-report><report><sync-collection/></report></supported-report></supported-report-set>"
const root = folder("/music/", `${token("t0")}${offer}`)

type Answers = (request: HttpRequest, path: string) => HttpResponse | HttpError

/** A source over what `answers` says. Everything is asked at `https://attic.example/music/`. */
const withSource = <A, E>(answers: Answers, body: (source: Source) => Effect.Effect<A, E>) => {
  const server = layerHttp((request) => {
    const said = answers(request, new URL(request.url).pathname)
    return said instanceof HttpError ? Effect.fail(said) : Effect.succeed(said)
  })
  const open = openWebdav({ name: "Attic", url: "https://attic.example/music", pace: { retries: noRetries } })
  return Effect.runPromise(Effect.flatMap(open, body).pipe(Effect.provide(server)))
}

const folded = (source: Source, cursor: string) => Effect.map(Stream.runCollect(source.changes(cursor)), foldChanges)
const entries = (source: Source) => Effect.map(Stream.runCollect(source.list()), (pages) => pages.flatMap((page) => page.entries))

describe("feeds of changes, acted out", () => {
  /** The root, one folder in it, and what REPORT says to each token. */
  const feed =
    (reports: Readonly<Record<string, HttpResponse>>): Answers =>
    ({ method, headers, body = "" }, path) => {
      if (method === "REPORT") return reports[/<d:sync-token>(.*?)</.exec(body)?.[1] ?? ""] ?? answer(403)
      if (path === "/music/x/") return multistatus(folder("/music/x/"), file("/music/x/a.mp3"), file("/music/x/b.mp3"))
      return headers["depth"] === "0" ? multistatus(root) : multistatus(root, folder("/music/x/"))
    }

  test("[Y4] a folder that is told is looked through, since a server may tell it alone", () =>
    withSource(feed({ t0: multistatus(folder("/music/x/"), token("t1")) }), (source) =>
      Effect.gen(function* () {
        expect(source.capabilities.changes).toBe(true)
        const changes = yield* folded(source, (yield* source.startCursor()) ?? "")
        expect([...changes.upserts.keys()].sort()).toEqual(["x/a.mp3", "x/b.mp3"])
        expect(changes.next).toBe("token:t1")
      })
    ))

  test("[Y5] what is gone may have been a file or a folder", () =>
    withSource(feed({ t0: multistatus(token("t1")), t1: multistatus(gone("/music/x"), token("t2")) }), (source) =>
      Effect.gen(function* () {
        const changes = yield* folded(source, "token:t1")
        expect([[...changes.removedIds], [...changes.removedFolders]]).toEqual([["x"], ["x"]])
      })
    ))

  test("[Y3] an answer that the server cut is gone on with, and one that never ends is refused", () =>
    withSource(
      feed({
        t0: multistatus(file("/music/1.mp3"), cut, token("t1")),
        t1: multistatus(file("/music/2.mp3"), gone("/music/1.mp3"), token("t2")),
        again: multistatus(cut, token("again"))
      }),
      (source) =>
        Effect.gen(function* () {
          const changes = yield* folded(source, "token:t0")
          expect([[...changes.upserts.keys()], [...changes.removedIds], changes.next]).toEqual([["2.mp3"], ["1.mp3"], "token:t2"])
          expect(yield* Effect.flip(folded(source, "token:again"))).toMatchObject({ reason: "protocol" })
        })
    ))

  test("[Y2] a server that offers the report and refuses the tree has no feed", () =>
    withSource(feed({}), (source) =>
      Effect.gen(function* () {
        expect(source.capabilities.changes).toBe(false)
        expect(yield* source.startCursor()).toBeUndefined()
        expect((yield* entries(source)).map(({ path }) => path)).toEqual(["x/a.mp3", "x/b.mp3"])
      })
    ))

  test("[Y2] changes without a word up to when are refused", () =>
    withSource(feed({ t0: multistatus(token("t1")), t1: multistatus() }), (source) =>
      Effect.map(Effect.flip(folded(source, "token:t1")), (error) => expect(error).toMatchObject({ reason: "protocol" }))
    ))
})

describe("answers, acted out", () => {
  test("[Y16] what a server does not say is not known, and size and time stand for an ETag", () => {
    const time = "<getlastmodified>Sat, 28 Nov 2026 20:00:00 GMT</getlastmodified>"
    const said = [
      file("/music/a", ""),
      file("/music/b", `<getcontentlength>5</getcontentlength>${time}`),
      file("/music/c", "<getcontentlength>-1</getcontentlength><getlastmodified>yesterday</getlastmodified>"),
      file("/music/d", '<getcontentlength>7</getcontentlength><getetag>W/"x"</getetag>')
    ]
    return withSource(
      ({ headers }) => (headers["depth"] === "0" ? multistatus(folder("/music/")) : multistatus(folder("/music/"), ...said)),
      (source) =>
        Effect.map(entries(source), (found) => {
          expect(found.map(({ sizeBytes, modifiedAtUs }) => [sizeBytes, modifiedAtUs])).toEqual([
            [null, null],
            [5, Date.UTC(2026, 10, 28, 20) * 1000],
            [null, null],
            [7, null]
          ])
          expect(found.map(({ revision }) => revision)).toEqual(["? ?", "5 Sat, 28 Nov 2026 20:00:00 GMT", "-1 yesterday", '"x"'])
        })
    )
  })

  test("[Y14] each status and failure has its reason", async () => {
    const failed = (reason: HttpError["reason"]) => new HttpError({ reason, origin: "https://attic.example", detail: "x" })
    const cases: ReadonlyArray<readonly [HttpResponse | HttpError, string, boolean]> = [
      [answer(401, "", { "www-authenticate": "Bearer" }), "credentials", false],
      [answer(403), "permission", false],
      [answer(404), "not-found", false],
      [answer(410), "not-found", false],
      [answer(429), "rate-limited", true],
      [answer(500), "unavailable", true],
      [answer(507), "unavailable", true],
      [answer(418), "protocol", false],
      [answer(302), "protocol", false],
      [answer(200, "hello"), "protocol", false],
      [failed("unreachable"), "unavailable", true],
      [failed("certificate"), "certificate", false],
      [failed("broken"), "interrupted", true],
      [failed("opaque-redirect"), "redirect", false],
      [failed("invalid"), "protocol", false]
    ]
    for (const [said, reason, isRetryable] of cases) {
      let asked = 0
      const error = await withSource(
        () => (asked++ === 0 ? multistatus(folder("/music/")) : said),
        (source) => Effect.flip(source.check())
      )
      expect([error.reason, error.isRetryable]).toEqual([reason, isRetryable])
      expect(error.message).toMatch(/^Attic: /)
    }
  })

  test("[Y16] a body that falls silent is interrupted", async () => {
    const silent: HttpResponse = { ...answer(200, "", { etag: '"1"' }), body: Stream.never }
    const read = openWebdav({ name: "Attic", url: "https://attic.example/music/", silenceMs: 20 }).pipe(
      Effect.flatMap((source) => Effect.scoped(Effect.flatMap(source.read({ id: "a" }), ({ bytes }) => Stream.runDrain(bytes)))),
      Effect.provide(layerHttp(({ method }) => Effect.succeed(method === "GET" ? silent : multistatus(folder("/music/"))))),
      Effect.flip
    )
    expect(await Effect.runPromise(read)).toMatchObject({ reason: "interrupted" })
  })

  test("[C10] a body is held to its length, whatever the port of HTTP makes of it", async () => {
    const sent = (text: string, status: number, headers: Readonly<Record<string, string>>) =>
      withSource(
        ({ method }) => (method === "GET" ? answer(status, text, { etag: '"1"', ...headers }) : multistatus(folder("/music/"))),
        (source) =>
          Effect.flip(Effect.scoped(Effect.flatMap(source.read({ id: "a", to: 9 }), ({ bytes }) => Stream.runDrain(bytes))))
      )
    expect(await sent("abc", 200, { "content-length": "5" })).toMatchObject({ reason: "interrupted" })
    expect(await sent("abcdef", 200, { "content-length": "5" })).toMatchObject({ reason: "protocol" })
    expect(await sent("abc", 206, { "content-range": "bytes 0-8/100" })).toMatchObject({ reason: "interrupted" })
    expect(await sent("abcdefghij", 206, { "content-range": "bytes 0-8/100" })).toMatchObject({ reason: "protocol" })
    expect(await sent("abc", 206, { "content-range": "bytes 0-9/100" })).toMatchObject({ reason: "protocol" })
  })

  test("[Y16] a redirect without a place, and an encoded whole, are dealt with", async () => {
    const encoded = answer(200, "abc", { etag: '"1"', "content-encoding": "gzip", "content-length": "99" })
    const got = await withSource(
      ({ method }) => (method === "GET" ? encoded : multistatus(folder("/music/"))),
      (source) =>
        Effect.scoped(
          Effect.gen(function* () {
            const opened = yield* source.read({ id: "a", from: 1 })
            return { total: opened.totalBytes, chunks: yield* Stream.runCollect(opened.bytes) }
          })
        )
    )
    expect([got.total, new TextDecoder().decode(got.chunks[0])]).toEqual([null, "bc"])
  })
})

test("the acted port says what it can do", async () => {
  const capabilities = await Effect.runPromise(
    Effect.map(Http, (http) => http.capabilities).pipe(Effect.provide(layerHttp(() => Effect.succeed(answer(200)))))
  )
  expect(capabilities.redirects).toBe(true)
})
