/** How large cache.db becomes: by the difference of two libraries, so that what an empty one takes is left out. */
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { makeLibrary } from "../../../tools/bench/make-library.ts"
import { initLibrary, LibraryCache, layer } from "../src/index.ts"

const directory = mkdtempSync(join(tmpdir(), "deadwax-size-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Bytes of cache.db once a library of so many releases of ten tracks was scanned. */
const sizeOf = async (releases: number): Promise<number> => {
  const root = join(directory, `${releases}`)
  const cachePath = join(directory, `${releases}.db`)
  makeLibrary(root, { releases, tracksPerRelease: 10, small: true })
  const library = await Effect.runPromise(
    initLibrary({ root, identity: "fingerprint", registered: [] }).pipe(Effect.provide(runtimeLayer))
  )
  await Effect.runPromise(
    Effect.flatMap(LibraryCache, (cache) => cache.scan({ workers: 0 })).pipe(
      Effect.provide(layer({ library, cachePath, libraryPath: join(directory, `${releases}-library.db`) }), { local: true }),
      Effect.provide(runtimeLayer)
    )
  )
  return statSync(cachePath).size
}

test("[P8] a track takes at most one and a half kilobytes of cache.db, search included", async () => {
  const [small, large] = [await sizeOf(100), await sizeOf(300)]
  const aTrack = (large - small) / 2000
  expect(aTrack).toBeLessThan(1536)
  // What it keeps of a track is no less than its names.
  expect(aTrack).toBeGreaterThan(300)
})
