/** How a WebDAV server lets a source in, sends it elsewhere, or is none: a clear failure, and no secret shown. */
import { Http } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { openWebdav } from "../../src/sources/webdav/webdav-source.ts"
import { content, type Trouble, type Troubles, troubleAt } from "./dav-trouble-case.ts"
import { failsFor, listedPaths, pagesOf, readRange, same } from "./source-case.ts"
import { makeDavWorld, noRetries, rightCredentials } from "./world-dav.ts"

const wrongPassword = { username: rightCredentials.username, password: Redacted.make("wrong") }
const schemes = ["basic", "digest", "digest-sha-256", "digest-md5-sess", "digest-2069"] as const

const credentials = ({ trouble }: Troubles): ReadonlyArray<Trouble> => [
  ...schemes.map((authentication) =>
    trouble(
      `[Y16] the right password lets in: ${authentication}`,
      (world) =>
        Effect.gen(function* () {
          const source = yield* world.open
          const reads = Array.from({ length: 6 }, () => readRange(source, "x/a.mp3", 10, 20))
          for (const part of yield* Effect.all(reads, { concurrency: 6 })) same(part, content.slice(10, 20))
          const shown = (yield* world.seen).flatMap((request) => request.authorization ?? [])
          const isBasic = shown.some((header) => header.startsWith("Basic"))
          assert.strictEqual(
            isBasic,
            authentication === "basic",
            "the password itself is shown only where nothing else is offered"
          )
        }),
      { authentication }
    )
  ),
  ...schemes.map((authentication) =>
    trouble(
      `[X6] a wrong password is told as that, and tried once: ${authentication}`,
      (world) =>
        Effect.gen(function* () {
          const error = yield* failsFor(world.openWith({ credentials: wrongPassword }), "credentials")
          assert.isFalse(error.isRetryable)
          assert.notInclude(`${error.message} ${error.remedy} ${JSON.stringify(error)}`, "wrong")
          assert.strictEqual((yield* world.seen).length, 2)
        }),
      { authentication }
    )
  )
]

const secrets = ({ trouble }: Troubles): ReadonlyArray<Trouble> => [
  trouble(
    "[Y16] a server that wants credentials says so when there are none",
    (world) =>
      Effect.gen(function* () {
        const error = yield* failsFor(openWebdav({ name: "Attic", url: world.url }), "credentials")
        assert.include(error.message, "wants a user name")
      }),
    { authentication: "digest" }
  ),
  trouble(
    "[X6] the password itself does not cross plain http unasked",
    (world) =>
      Effect.gen(function* () {
        const error = yield* failsFor(world.openWith({ allowPlainHttp: false }), "plain-http")
        assert.include(error.remedy, "--allow-plain-http")
        assert.deepEqual(
          (yield* world.seen).map(({ authorization }) => authorization),
          [undefined]
        )
      }),
    { authentication: "basic" }
  ),
  trouble(
    "[X6] Digest crosses plain http, since it does not show the password",
    (world) => Effect.flatMap(world.openWith({ allowPlainHttp: false }), (source) => source.check()),
    { authentication: "digest" }
  ),
  trouble(
    "[Y16] a nonce that goes stale with every request is followed",
    (world) =>
      Effect.gen(function* () {
        const source = yield* world.open
        yield* world.misbehave({ nonceOnce: true })
        for (let round = 0; round < 4; round++) assert.deepEqual(yield* listedPaths(source), ["x/a.mp3"])
      }),
    { authentication: "digest" }
  ),
  trouble("[X6] a password in the address is refused, and not told", (world) =>
    Effect.gen(function* () {
      const url = world.url.replace("://", "://mary:hidden@")
      const error = yield* failsFor(world.openWith({ url }), "protocol")
      assert.notInclude(`${error.message} ${JSON.stringify(error)}`, "hidden")
    })
  )
]

const addresses = ({ trouble, server }: Troubles): ReadonlyArray<Trouble> => [
  trouble("[X6] a redirect to another origin is not followed, and nothing is shown there", (world) =>
    Effect.gen(function* () {
      const other = yield* makeDavWorld(server.replace("localhost", "127.0.0.1"), { authentication: "basic" })
      const source = yield* world.open
      yield* world.misbehave({ redirectsTo: other.url })
      const error = yield* failsFor(pagesOf(source), "redirect")
      assert.isFalse(error.isRetryable)
      yield* failsFor(source.read({ id: "x/a.mp3" }), "redirect")
      assert.deepEqual(yield* other.seen, [])
    })
  ),
  trouble("[Y16] a redirect to what is no address of the web is told as one, and not followed", (world) =>
    Effect.gen(function* () {
      const { capabilities } = yield* Http
      if (!capabilities.redirects) return
      yield* world.misbehave({ redirectsTo: "file:///etc/" })
      const error = yield* failsFor(world.open, "redirect")
      assert.include(error.message, "points to a file: address")
      assert.notInclude(error.remedy, "Give the source the address")
    })
  ),
  trouble("[Y16] a redirect within the origin is followed, and the root is where it leads", (world) =>
    Effect.gen(function* () {
      const moved = yield* makeDavWorld(server, {})
      yield* moved.put("y/b.mp3", content)
      yield* world.misbehave({ redirectsTo: `${moved.url}/` })
      const { capabilities } = yield* Http
      // A page is not told where a redirect leads.
      if (!capabilities.redirects) return void (yield* failsFor(world.open, "redirect"))
      assert.deepEqual(yield* listedPaths(yield* world.open), ["y/b.mp3"])
    })
  ),
  trouble("[Y16] a redirect in circles ends", (world) =>
    Effect.gen(function* () {
      yield* world.misbehave({ redirectsTo: `${world.url}/` })
      yield* failsFor(world.openWith({}), "protocol", "redirect")
      assert.isAtMost((yield* world.seen).length, 10)
    })
  ),
  trouble("[Y16] a web server that is no WebDAV is told as that", (world) =>
    Effect.gen(function* () {
      const error = yield* failsFor(world.openWith({ url: `${server}/spaces/pages/` }), "protocol")
      assert.include(error.message, "no WebDAV")
    })
  ),
  trouble("[Y16] an address with nothing at it, or a file, is no source", (world) =>
    Effect.gen(function* () {
      yield* failsFor(world.openWith({ url: `${world.url}/nothing/` }), "not-found")
      yield* failsFor(world.openWith({ url: `${world.url}/x/a.mp3` }), "protocol")
      for (const url of ["", "music", "ftp://localhost/", "file:///etc/"]) yield* failsFor(world.openWith({ url }), "protocol")
    })
  ),
  trouble("[Y16] a server that never answers is unavailable after its time", (world) =>
    Effect.gen(function* () {
      yield* world.misbehave({ silent: true })
      const error = yield* failsFor(world.openWith({ pace: { retries: noRetries, answerMs: 300 } }), "unavailable")
      assert.isTrue(error.isRetryable)
    })
  )
]

/** Makes the cases, over the server at this URL. */
export const davAccess = (server: string): ReadonlyArray<Trouble> => {
  const troubles = troubleAt(server)
  return [...credentials(troubles), ...secrets(troubles), ...addresses(troubles)]
}
