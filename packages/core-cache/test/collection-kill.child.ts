/**
 * Edits one playlist over and over, and scans between, until it is killed. Arguments: the directory that holds `music` and `state`, and the
 * library as JSON. Says "." on standard output as each edit begins.
 */
import "../../core-async/test/harness/keep-compiled.ts"
import * as Effect from "effect/Effect"
import { layer } from "#runtime"
import { type Library, LibraryCache, layer as libraryLayer } from "../src/index.ts"

const [directory = "", text = ""] = process.argv.slice(2)
const library = JSON.parse(text) as Library

const editForEver = Effect.gen(function* () {
  const { playlists, listTracks, scan } = yield* LibraryCache
  const ids = (yield* listTracks()).items.map(({ id }) => id)
  for (let round = 0; ; round++) {
    process.stdout.write(".")
    const id = ids[round % ids.length]!
    const count = (yield* playlists.get("Mine"))?.count ?? 0
    if (round % 3 === 0) yield* playlists.edit("Mine", { kind: "add", ids: [id], position: 1 + (round % (count + 1)) })
    else if (count > 60) yield* playlists.edit("Mine", { kind: "remove", id })
    else yield* playlists.edit("Mine", { kind: "add", ids: [id, id] })
    if (round % 7 === 0)
      yield* playlists.setCover("Mine", { bytes: new Uint8Array([0xff, 0xd8, 0xff, round % 256]), extension: "jpg" })
    if (round % 11 === 0) yield* scan()
  }
})

const paths = { cachePath: `${directory}/state/cache.db`, libraryPath: `${directory}/state/library.db` }
await Effect.runPromise(Effect.provide(Effect.provide(editForEver, libraryLayer({ library, ...paths })), layer))
