/** Downloads over HTTP from a WebDAV server onto a real disk, with everything that a connection can do to them. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { afterAll, expect, test } from "vitest"
import { layer } from "#runtime"
import { mp3 } from "../../../core-cache/test/world.ts"
import { download } from "../../src/downloads/download.ts"
import type { DownloadRequest, DownloadTarget } from "../../src/downloads/download-target.ts"
import type { RemoteBytes } from "../../src/sources/source.ts"
import { SourceError } from "../../src/sources/source-error.ts"
import { startDavServer } from "../dav-server/dav-server.ts"
import type { Misbehaviour } from "../dav-server/space.ts"
import { type DavWorld, makeDavWorld } from "../sources/world-dav.ts"
import { openLibraryDb, recordsIn } from "./download-world.ts"

const server = await startDavServer()
afterAll(server.stop)
const directory = mkdtempSync(join(tmpdir(), "deadwax-download-dav-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const path = "Velvet/Söng 1.mp3"
const timeoutMs = 120_000
/** So long that it comes in many pieces. */
const music = (number: number): Uint8Array => mp3({ title: `Song ${number}`, album: "Velvet" }, 200 + number)

interface Given {
  readonly dav: DavWorld
  readonly target: DownloadTarget
  readonly place: string
  /** Downloads what the server has at the path now. */
  readonly fetch: Effect.Effect<Effect.Success<ReturnType<typeof download>>, { readonly reason: string }, Ports>
  readonly request: Effect.Effect<DownloadRequest, { readonly reason: string }, Scope.Scope>
}

type Ports = Effect.Services<ReturnType<typeof download>> | Scope.Scope

let rounds = 0

/** An empty place on the server, and an empty library on the disk. */
const onDisk = (body: (given: Given) => Effect.Effect<void, unknown, Ports>): Promise<void> =>
  Effect.gen(function* () {
    const root = join(directory, `${rounds++}`)
    mkdirSync(root)
    const dav = yield* makeDavWorld(server.url, { feed: true, authentication: "digest" })
    const target = { root, records: recordsIn(yield* openLibraryDb(`${root}.db`)), checkpointBytes: 5000 }
    const request = Effect.gen(function* () {
      const source = yield* dav.open
      const entry = yield* source.head(path)
      if (entry === undefined) return yield* Effect.die(new Error("nothing is there"))
      return { source, entry, path, over: null }
    })
    yield* body({ dav, target, place: join(root, path), request, fetch: Effect.flatMap(request, (one) => download(target, one)) })
  }).pipe(Effect.scoped, Effect.provide(layer), Effect.runPromise)

const rangesOf = ({ dav }: Given) =>
  Effect.map(dav.seen, (seen) => seen.filter(({ method }) => method === "GET").map(({ range }) => range))

const reasonOf = (given: Given) => Effect.map(Effect.flip(given.fetch), ({ reason }) => reason)

const interrupted = new SourceError({ reason: "interrupted", operation: "read", source: "Attic", detail: "the line went dead" })

/** The same request over a line that goes dead after so many bytes. */
const breaking = (request: DownloadRequest, bytes: number): DownloadRequest => {
  const { read } = request.source
  const cut = (body: RemoteBytes): RemoteBytes => {
    let left = bytes
    const taken = Stream.map(body.bytes, (chunk) => {
      const part = chunk.subarray(0, left)
      left -= part.length
      return part
    })
    return { ...body, bytes: Stream.concat(taken, Stream.fail(interrupted)) }
  }
  return { ...request, source: { ...request.source, read: (wanted) => Effect.map(read(wanted), cut) } }
}

test(
  "[C10] W2: a line that goes dead costs nothing that had come: the next try asks from the exact byte on, until all has come",
  () =>
    onDisk((given) =>
      Effect.gen(function* () {
        const { dav, fetch, place, target } = given
        yield* dav.put(path, music(1))
        const request = yield* given.request
        yield* dav.seen
        for (const bytes of [20_001, 1, 7777]) {
          expect((yield* Effect.flip(download(target, breaking(request, bytes)))).reason).toBe("interrupted")
          expect(existsSync(place)).toBe(false)
        }
        expect((yield* fetch).resumedBytes).toBe(27_779)
        expect(yield* rangesOf(given)).toEqual([undefined, "bytes=20001-", "bytes=20002-", "bytes=27779-"])
        expect(readFileSync(place).equals(music(1))).toBe(true)
        expect(readdirSync(join(place, ".."))).toEqual(["Söng 1.mp3"])
      })
    ),
  timeoutMs
)

test(
  "[C10] W1: a server that closes the connection in the middle of a body leaves no file, however much of it came",
  () =>
    onDisk((given) =>
      Effect.gen(function* () {
        const { dav, fetch, place, target } = given
        yield* dav.put(path, music(1))
        const request = yield* given.request
        yield* dav.misbehave({ truncates: true })
        expect((yield* Effect.flip(download(target, request))).reason).toBe("interrupted")
        expect(existsSync(place)).toBe(false)
        yield* dav.misbehave({ truncates: false })
        yield* fetch
        expect(readFileSync(place).equals(music(1))).toBe(true)
      })
    ),
  timeoutMs
)

test(
  "[C10] W2: a server that ignores ranges is read all the same, and one that gives others is not believed",
  () =>
    onDisk((given) =>
      Effect.gen(function* () {
        const { dav, fetch, place, target } = given
        yield* dav.put(path, music(1))
        yield* Effect.flip(download(target, breaking(yield* given.request, 5000)))
        yield* dav.misbehave({ wrongRange: true })
        expect(yield* reasonOf(given)).toBe("protocol")
        expect(existsSync(place)).toBe(false)
        yield* dav.misbehave({ wrongRange: false, ignoresRanges: true })
        yield* fetch
        expect(readFileSync(place).equals(music(1))).toBe(true)
      })
    ),
  timeoutMs
)

test(
  "[C10] W3: what changed at the server between two tries is not joined",
  () =>
    onDisk((given) =>
      Effect.gen(function* () {
        const { dav, fetch, place, target } = given
        yield* dav.put(path, music(1))
        const request = yield* given.request
        yield* Effect.flip(download(target, breaking(request, 5000)))
        yield* dav.put(path, music(2))
        expect((yield* Effect.flip(download(target, request))).reason).toBe("changed")
        expect((yield* fetch).resumedBytes).toBe(0)
        expect(readFileSync(place).equals(music(2))).toBe(true)
      })
    ),
  timeoutMs
)

/** A part of the first song lies here, and the server has the second one, of the same length, since. */
const begunBefore = Effect.fnUntraced(function* (given: Given, wrong: Partial<Misbehaviour>) {
  const { dav, target } = given
  yield* dav.misbehave(wrong)
  yield* dav.put(path, music(1))
  const before = yield* given.request
  yield* Effect.flip(download(target, breaking(before, 5000)))
  yield* dav.put(path, second)
  yield* dav.seen
  return before
})

/** As long as the first song. */
const second = mp3({ title: "Song 2", album: "Velvet" }, 201)

const asksOf = ({ dav }: Given) =>
  Effect.map(dav.seen, (seen) => seen.filter(({ method }) => method === "GET").map(({ range, ifRange }) => [range, ifRange]))

test(
  "[C10] W2: who goes on says from what: by a strong ETag, else by the time, which a server that knows no ranges answers with all of it",
  () =>
    onDisk((given) =>
      Effect.gen(function* () {
        const { dav, fetch, place, request, target } = given
        const wrongs = [{}, { everyEtag: 'W/"weak"' }, { noEtag: true, everyEtag: undefined }, { ignoresRanges: true }]
        const resumed: Array<number> = []
        const said: Array<string | undefined> = []
        for (const wrong of wrongs) {
          yield* dav.misbehave(wrong)
          yield* dav.put(path, music(1))
          yield* Effect.flip(download(target, breaking(yield* request, 5000)))
          yield* dav.seen
          resumed.push((yield* fetch).resumedBytes)
          const [asked] = yield* asksOf(given)
          expect(asked?.[0]).toBe("bytes=5000-")
          said.push(asked?.[1])
          expect(readFileSync(place).equals(music(1))).toBe(true)
          rmSync(place)
          yield* target.records.remove(path)
        }
        expect(resumed).toEqual([5000, 5000, 5000, 0])
        const time = expect.stringMatching(/ GMT$/)
        expect(said).toEqual([expect.stringMatching(/^".+"$/), time, time, time])
      })
    ),
  timeoutMs
)

test.each([['"always"'], ['W/"always"']])(
  "[C10] W2: what changed under one ETag, %s, is not gone on from: neither where the listing tells another time, nor where the answer alone does",
  (everyEtag) =>
    onDisk((given) =>
      Effect.gen(function* () {
        const { fetch, place, target } = given
        expect(second.length).toBe(music(1).length)
        yield* begunBefore(given, { everyEtag })
        expect((yield* fetch).resumedBytes).toBe(0)
        expect(yield* asksOf(given)).toEqual([[undefined, undefined]])
        expect(readFileSync(place).equals(second)).toBe(true)
        rmSync(place)
        yield* target.records.remove(path)
        const before = yield* begunBefore(given, { everyEtag })
        expect((yield* download(target, before)).resumedBytes).toBe(0)
        const isStrong = everyEtag.startsWith('"')
        expect((yield* asksOf(given)).length).toBe(isStrong ? 2 : 1)
        expect(readFileSync(place).equals(second)).toBe(true)
      })
    ),
  timeoutMs
)
