/**
 * What a first scan costs, counted and not timed (P1): a few statements a track, no look for what cannot be there, and a commit for many
 * releases. A change of a library that is there keeps its commit a release (S10).
 */
import { mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CollectGarbage } from "@deadwax/core-async"
import { isAudioPath } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { makeLibrary } from "../../../tools/bench/make-library.ts"
import { type Asked, SqliteCount } from "../../core-async/test/harness/counted-sqlite.ts"
import { initLibrary, type Library, LibraryCache, layer, type ScanOptions } from "../src/index.ts"

const directory = mkdtempSync(join(tmpdir(), "deadwax-first-scan-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const [releases, tracksPerRelease] = [110, 10]
const tracks = releases * tracksPerRelease

const count = new SqliteCount()
/** How often the runtime was asked to collect what was let go of. */
let collected = 0

/** Scans; what opening the library asks is not counted. */
const scan = (library: Library, options: ScanOptions) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const cache = yield* LibraryCache
      count.reset()
      return yield* cache.scan(options)
    }).pipe(
      Effect.provide(layer({ library, cachePath: `${directory}/cache.db`, libraryPath: `${directory}/library.db` }), {
        local: true
      }),
      Effect.provideService(CollectGarbage, () => void collected++),
      Effect.provide(Layer.provideMerge(count.layer, runtimeLayer))
    )
  )

const timesOf = ({ texts }: Asked, pattern: RegExp): number =>
  [...texts].reduce((sum, [sql, times]) => sum + (pattern.test(sql) ? times : 0), 0)

test("[P1] a first scan runs nine statements a track, looks for nothing that cannot be there, and commits many releases at once", async () => {
  const root = join(directory, "music")
  makeLibrary(root, { releases, tracksPerRelease, small: true })
  const library = await Effect.runPromise(
    initLibrary({ root, identity: "fingerprint", registered: [] }).pipe(Effect.provide(runtimeLayer))
  )
  collected = 0
  const first = await scan(library, { workers: 0 })
  expect(first.tracks.added).toBe(tracks)
  expect(collected).toBe(1)
  const [cache, userDb] = [count.of("cache.db"), count.of("library.db")]
  expect(cache.statements / tracks).toBeLessThan(7)
  expect(userDb.statements / tracks).toBeLessThan(2.6)
  expect(timesOf(cache, /^commit/)).toBeLessThan(releases / 3)
  expect(timesOf(userDb, /^commit/)).toBeLessThan(releases / 3)
  expect(timesOf(cache, /from tracks where (id|source_path) = \? and/)).toBe(0)
  expect(timesOf(cache, /^delete from search_/)).toBe(0)
  // The search index is put together once it is filled.
  expect(timesOf(cache, /'optimize'/)).toBe(3)
  // A name and a set of fields are looked up once for all that bear them in one write, not once a track.
  expect(timesOf(cache, /^select no from (artists|release_fields|genres|labels)/)).toBeLessThan(tracks)

  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => isAudioPath(name))
  for (const name of names.sort().filter((_, i) => i % 250 === 0)) utimesSync(join(root, name), 1, 1)
  const again = await scan(library, { workers: 0 })
  expect(again.tracks.updated).toBe(5)
  expect(collected).toBe(1)
  expect(timesOf(count.of("cache.db"), /^commit/)).toBeGreaterThanOrEqual(again.releases.updated)
  expect(timesOf(count.of("cache.db"), /'optimize'/)).toBe(0)
})
