/** The library of the corpus, field by field, as the program answers that made it: three releases of two tracks, and one in five formats. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { corpusFolder } from "../../core-tags/test/corpus.ts"
import { initLibrary, LibraryCache, layer } from "../src/index.ts"

const directory = mkdtempSync(join(tmpdir(), "deadwax-corpus-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const scanned = Effect.gen(function* () {
  const root = join(directory, "music")
  const library = yield* initLibrary({ root, identity: "tags", layout: "flat", registered: [] })
  const opened = layer({
    library,
    cachePath: join(directory, "state/cache.db"),
    libraryPath: join(directory, "state/library.db")
  })
  return yield* Effect.gen(function* () {
    const cache = yield* LibraryCache
    const report = yield* cache.scan()
    const { items } = yield* cache.listReleases({ all: true, tracks: true })
    return { failed: report.failed, releases: items }
  }).pipe(Effect.provide(opened, { local: true }))
})

/** A copy that may be written: ids go into it. */
const copyCorpus = (): void => {
  const from = join(corpusFolder, "rose")
  for (const path of readdirSync(from, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(from, name)).isFile()
  )) {
    mkdirSync(dirname(join(directory, "music", path)), { recursive: true })
    writeFileSync(join(directory, "music", path), readFileSync(join(from, path)))
  }
}

const artist = (name: string) => expect.objectContaining({ name, alias: false })

const release = (title: string, name: string, genres: ReadonlyArray<string>) => ({
  title,
  type: "album",
  isNew: true,
  releaseDate: "1990-02-05",
  genres,
  secondaryGenres: [],
  descriptors: [],
  labels: ["A Cool Label"],
  catalogNumber: null,
  edition: null,
  artists: { main: [artist(name)], guest: [] },
  tracks: ["1", "2"].map((trackNumber) => ({
    title: `Track ${trackNumber}`,
    trackNumber,
    discNumber: "1",
    trackTotal: 2,
    artists: { main: [artist(name)], guest: [] }
  }))
})

test("[U1] [S5] [S6] the library of the corpus answers field by field as the program that made it", async () => {
  copyCorpus()
  const { failed, releases } = await Effect.runPromise(Effect.provide(scanned, runtimeLayer))
  expect(failed).toEqual([])
  expect(releases.map(({ title }) => title)).toEqual(["A Cool Album", "I Love Blackpink", "I Love Carly", "I Love NewJeans"])
  const [tagger, ...others] = releases
  expect(others).toMatchObject([
    release("I Love Blackpink", "BLACKPINK", ["K-Pop", "Pop"]),
    release("I Love Carly", "Carly Rae Jepsen", ["Pop", "Dream Pop"]),
    release("I Love NewJeans", "NewJeans", ["K-Pop", "R&B"])
  ])
  // The embedded id of the file that has one is kept.
  expect(others[1]?.tracks?.[0]?.id).toBe("iloveloona")
  expect(tagger).toMatchObject({
    originalDate: "1990",
    compositionDate: "1984",
    genres: ["Electronic", "House"],
    secondaryGenres: ["Minimal", "Ambient"],
    descriptors: ["Lush", "Warm"],
    catalogNumber: "DN-420",
    edition: "Japan"
  })
  expect(tagger?.tracks?.map(({ format, trackNumber }) => [format, trackNumber])).toEqual([
    ["flac", "1"],
    ["m4a", "2"],
    ["mp3", "3"],
    ["ogg-vorbis", "4"],
    ["opus", "5"]
  ])
  for (const track of tagger?.tracks ?? [])
    expect(track.artists, track.format).toMatchObject({
      main: [artist("Artist A"), artist("Artist B")],
      guest: [artist("Artist C"), artist("Artist D")],
      remixer: [artist("Artist AB"), artist("Artist BC")],
      producer: [artist("Artist CD"), artist("Artist DE")],
      composer: [artist("Artist EF"), artist("Artist FG")],
      conductor: [artist("Artist GH"), artist("Artist HI")],
      djmixer: [artist("Artist IJ"), artist("Artist JK")]
    })
})
