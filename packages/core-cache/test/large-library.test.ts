/** A library of 3,000 releases with 30,000 tracks (60 with 600 unless in a soak) is scanned with one worker and with two. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { makeLibrary } from "../../../tools/bench/make-library.ts"
import { initLibrary, type Library, LibraryCache, layer, type Release } from "../src/index.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const releases = scale < 1 ? 60 : 3000
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")
const directory = mkdtempSync(join(tmpdir(), "deadwax-large-"))
// 30,000 files take a while to go.
afterAll(() => rmSync(directory, { recursive: true, force: true }), 300_000)

const use = <A>(library: Library, name: string, look: (cache: LibraryCache["Service"]) => Effect.Effect<A, unknown>) =>
  Effect.runPromise(
    Effect.flatMap(LibraryCache, look).pipe(
      Effect.provide(
        layer({ library, cachePath: `${directory}/${name}/cache.db`, libraryPath: `${directory}/${name}/library.db` }),
        { local: true }
      ),
      Effect.provide(runtimeLayer)
    )
  )

/** What does not depend on when and where the ids of a library were made. */
const facts = (list: ReadonlyArray<Release>): ReadonlyArray<unknown> =>
  list.map(({ id: _, addedAt: _added, tracks = [], ...release }) => ({
    ...release,
    tracks: tracks.map(({ id: _id, releaseId: _release, ...track }) => track)
  }))

test(`[U5] a library of ${releases} releases works with one worker and with two, and both store the same`, async () => {
  const root = join(directory, "music")
  const { tracks } = makeLibrary(root, { releases, tracksPerRelease: 10, small: true, seed })
  const library = await Effect.runPromise(
    initLibrary({ root, identity: "fingerprint", registered: [] }).pipe(Effect.provide(runtimeLayer))
  )
  const stored: Array<ReadonlyArray<unknown>> = []
  for (const workers of [1, 2]) {
    const started = performance.now()
    const first = await use(library, `${workers}`, (cache) => cache.scan({ workers }))
    const seconds = Math.round((performance.now() - started) / 100) / 10
    expect([first.tracks.added, first.releases.added, first.failed]).toEqual([tracks, releases, []])
    const again = await use(library, `${workers}`, (cache) => cache.scan({ workers }))
    expect([again.tracks.added, again.tracks.updated, again.tracks.removed]).toEqual([0, 0, 0])
    expect(again.tracks.unchanged).toBe(tracks)
    stored.push(facts((await use(library, `${workers}`, (cache) => cache.listReleases({ all: true, tracks: true }))).items))
    console.log(`soak: ${tracks} tracks in ${releases} releases scanned with ${workers} workers in ${seconds} s, seed ${seed}`)
  }
  expect(stored[1]).toEqual(stored[0])
}, 900_000)
