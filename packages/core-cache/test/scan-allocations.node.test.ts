/**
 * How many bytes of garbage a scan makes for each track, counted by V8's own sampler where every allocation is a sample, and not timed (P1, P2,
 * P7). Bun has no such counter; what is allocated is the same code's.
 */
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { Session } from "node:inspector/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isAudioPath } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { makeLibrary } from "../../../tools/bench/make-library.ts"
import { initLibrary, LibraryCache, layer } from "../src/index.ts"

const directory = mkdtempSync(join(tmpdir(), "deadwax-allocations-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const releases = 40

/** Upper bounds with some air, a track. Measured: 67 to 70 KB, most of it by the reader of tags and the statements, and 4 to 5 KB. */
const mostBytes = { first: 80_000, again: 6000 }

interface SampledNode {
  readonly selfSize: number
  readonly children: ReadonlyArray<SampledNode>
}

const sizeOf = ({ selfSize, children }: SampledNode): number => children.reduce((sum, child) => sum + sizeOf(child), selfSize)

/** Bytes of objects that were made meanwhile, also of those that went again. */
const allocatedBy = async <A>(act: () => Promise<A>): Promise<number> => {
  const session = new Session()
  session.connect()
  await session.post("HeapProfiler.startSampling", {
    samplingInterval: 512,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true
  })
  await act()
  const { profile } = await session.post("HeapProfiler.stopSampling")
  session.disconnect()
  return sizeOf(profile.head)
}

const firstFileOf = (root: string): string =>
  join(root, readdirSync(root, { recursive: true, encoding: "utf8" }).filter(isAudioPath).sort()[0] ?? "")

const scansOf = async (name: string, releases: number) => {
  const root = join(directory, name)
  makeLibrary(root, { releases, tracksPerRelease: 10, small: true })
  const library = await Effect.runPromise(
    initLibrary({ root, identity: "fingerprint", registered: [] }).pipe(Effect.provide(runtimeLayer))
  )
  const places = { library, cachePath: `${directory}/${name}-cache.db`, libraryPath: `${directory}/${name}-library.db` }
  const scan = () =>
    Effect.runPromise(
      Effect.flatMap(LibraryCache, (cache) => cache.scan({ workers: 0 })).pipe(
        Effect.provide(layer(places), { local: true }),
        Effect.provide(runtimeLayer)
      )
    )
  const first = await allocatedBy(scan)
  // What changed just now is looked at again once it is older than the disk's clock can be wrong.
  await scan()
  const again = await allocatedBy(scan)
  appendFileSync(firstFileOf(root), "x")
  return { first, again, oneChanged: await allocatedBy(scan) }
}

test("[P1] [P2] [P3] [P9] a scan makes so much garbage a track, and one that finds a file changed no more than one that finds nothing", async () => {
  // Code that was not run before is compiled, which is allocated as well.
  await scansOf("warm", 20)
  const small = await scansOf("small", releases)
  const large = await scansOf("large", 2 * releases)
  const aTrack = (kind: keyof typeof small): number => (large[kind] - small[kind]) / (10 * releases)
  expect(aTrack("first")).toBeLessThan(mostBytes.first)
  expect(aTrack("again")).toBeLessThan(mostBytes.again)
  expect(aTrack("oneChanged")).toBeLessThan(mostBytes.again)
  // The counter counts: less than a path would be wrong.
  expect(aTrack("again")).toBeGreaterThan(50)
})
