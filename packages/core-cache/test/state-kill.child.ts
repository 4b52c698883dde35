/**
 * Plays, marks and rates tracks over and over until it is killed. Arguments: the directory that holds `music` and `state`, the library as JSON,
 * and a name of its own. Says "." on standard output as each act begins; what was answered as done stands in the file of its name.
 */
import "../../core-async/test/harness/keep-compiled.ts"
import { appendFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { layer } from "#runtime"
import { type Library, LibraryCache, layer as libraryLayer } from "../src/index.ts"

const [directory = "", text = "", name = ""] = process.argv.slice(2)
const library = JSON.parse(text) as Library

const actForEver = Effect.gen(function* () {
  const cache = yield* LibraryCache
  const ids = (yield* cache.listTracks()).items.map(({ id }) => id)
  for (let round = 0; ; round++) {
    process.stdout.write(".")
    const id = ids[round % ids.length]!
    const key = `${name} ${process.pid} ${round}`
    yield* cache.recordTrackPlay(id, { key })
    appendFileSync(join(directory, name), `${key}\n`)
    yield* cache.setTrackFavorite(id, round % 2 === 0)
    if (round % 3 === 0) yield* cache.setTrackRating(id, round % 6)
  }
})

const paths = { cachePath: `${directory}/state/cache.db`, libraryPath: `${directory}/state/library.db` }
await Effect.runPromise(Effect.provide(Effect.provide(actForEver, libraryLayer({ library, ...paths })), layer))
