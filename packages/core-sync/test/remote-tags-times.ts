/**
 * How many files' tags a second are read over WebDAV when each request takes 10 ms more than this machine needs.
 *
 *     bun --conditions=source packages/core-sync/test/remote-tags-times.ts [files]
 *
 * Digest, one server in the same process; files of 4 MB of which heads and tails cross the wire. Prints a line for docs/benchmarks.md.
 */
import { readFileSync } from "node:fs"
import { Http } from "@deadwax/core-async"
import { layer as ports } from "@deadwax/core-async/bun"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { readTagsOfEntries } from "../src/sources/tags/read-remote-tags.ts"
import { startDavServer } from "./dav-server/dav-server.ts"
import { makeDavWorld } from "./sources/world-dav.ts"

const latencyMs = 10
const count = Number(process.argv[2] ?? "600")
const track = new URL("../../../sample/library/Loose Change.mp3", import.meta.url)

const slowed = Layer.effect(
  Http,
  Effect.map(Http, ({ capabilities, send }) =>
    Http.of({ capabilities, send: (request) => Effect.andThen(Effect.sleep(latencyMs), send(request)) })
  )
)

const measure = (server: string) =>
  Effect.gen(function* () {
    const world = yield* makeDavWorld(server, { authentication: "digest" })
    const sound = new Uint8Array(readFileSync(track))
    const whole = new Uint8Array(4_000_000)
    for (let at = 0; at < whole.length; at += sound.length) whole.set(sound.subarray(0, whole.length - at), at)
    yield* world.put("0.mp3", whole)
    const source = yield* world.open
    const [entry] = (yield* Stream.runCollect(source.list())).flatMap(({ entries }) => entries)
    if (entry === undefined) throw new Error("nothing is listed")
    yield* world.seen
    const startedMs = performance.now()
    const read = yield* Stream.runCollect(readTagsOfEntries(source, Stream.fromIterable(Array(count).fill(entry))))
    const seconds = (performance.now() - startedMs) / 1000
    const good = read.filter(({ outcome }) => "ok" in outcome && outcome.ok).length
    const requests = (yield* world.seen).length
    console.log(
      `${good} files in ${seconds.toFixed(2)} s: ${Math.round(good / seconds)} a second, ${(requests / count).toFixed(2)} requests each`
    )
  })

const server = await startDavServer()
await Effect.runPromise(Effect.scoped(Effect.provide(measure(server.url), Layer.provideMerge(slowed, ports))))
server.stop()
