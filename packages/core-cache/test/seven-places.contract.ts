/** Seven places where keeping a cache of such a library easily falls short, each shown by a case of its own. */
import { Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { called, collage, descriptions, playlist, textOf, withCollections } from "./collections.ts"
import { directories, isSettled, paths, scanNaming, square, start } from "./naming-world.ts"
import {
  album,
  dump,
  equalsRebuild,
  init,
  places,
  putTrack,
  recordsSince,
  removeAll,
  scanClean,
  sequence,
  type Tags,
  trackIds,
  twoReleases,
  type World,
  withLibrary
} from "./world.ts"

/** The rows of one column of cache.db, as numbers. */
const numbers = (sql: string): Effect.Effect<ReadonlyArray<number>, unknown, World> =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const { cachePath } = yield* places
      return (yield* sqlite.open(cachePath)).prepare(sql).values().flat().map(Number)
    })
  ) as Effect.Effect<ReadonlyArray<number>, unknown, World>

/** Both tracks of Velvet under other tags. */
const retagVelvet = Effect.fnUntraced(function* (tags: Tags) {
  yield* putTrack("Velvet/01.mp3", { ...album, title: "One", track: "1", ...tags })
  yield* putTrack("Velvet/02.mp3", { ...album, title: "Two", track: "2", ...tags })
})

/** How many tracks and how many other things a search finds. */
const found = (text: string) =>
  Effect.map(
    withLibrary((cache) => cache.search(text)),
    ({ items }) => [items.filter(({ kind }) => kind === "track").length, items.filter(({ kind }) => kind !== "track").length]
  )

const descriptionCase: ContractCase<World> = {
  title: "[U12] description_meta kept current: in files and cache, through other dates, artists and titles, missing and back",
  run: Effect.gen(function* () {
    yield* withCollections("tags")
    const shows = Effect.fnUntraced(function* (release: string, track: string) {
      assert.deepEqual(descriptions((yield* collage("Road Trip")).releases), [release, called.harbour])
      assert.deepEqual(descriptions((yield* playlist("Shower")).tracks), [track, called.sun, track])
      assert.include(yield* textOf("!collages/Road Trip.toml"), `description_meta = "${release}"`)
      assert.include(yield* textOf("!playlists/Shower.toml"), `description_meta = "${track}"`)
    })
    yield* shows(called.velvet, called.two)
    const satin: Tags = { album: "Satin", albumArtist: "Blues", artist: "Blues feat. Greens", date: "2001" }
    yield* retagVelvet(satin)
    yield* scanClean()
    yield* shows("[2001] Blues - Satin", "[2001] Blues (feat. Greens) - Two")
    yield* removeAll("Velvet/02.mp3")
    yield* scanClean()
    yield* shows("[2001] Blues - Satin", "[2001] Blues (feat. Greens) - Two {MISSING}")
    yield* retagVelvet({ ...satin, originalDate: "1990-02-05" })
    yield* scanClean()
    yield* shows("[1990-02-05] Blues - Satin", "[1990-02-05] Blues (feat. Greens) - Two")
    yield* equalsRebuild
  })
}

const relations = ["release_artists", "track_artists", "release_genres", "release_labels", "release_descriptors"]
const values = ["artists", "genres", "labels", "descriptors"]
const countAll = numbers([...relations, ...values].map((table) => `select count(*) from ${table}`).join(" union all "))

const cascadesCase: ContractCase<World> = {
  title:
    "[U13] cascades after release and track changes: credits and values follow, collections and documents too, nothing is left over",
  run: Effect.gen(function* () {
    yield* withCollections("fingerprint")
    yield* retagVelvet({ genres: ["Dub", "Techno"], label: "Moss", descriptors: ["warm", "slow"], artist: "A feat. B" })
    yield* scanClean()
    assert.deepEqual(yield* countAll, [2, 5, 2, 1, 2, 4, 2, 1, 2])
    yield* retagVelvet({ genres: ["Techno"], descriptors: ["warm"], artist: "A" })
    yield* scanClean()
    assert.deepEqual(yield* countAll, [2, 3, 1, 0, 1, 3, 1, 0, 1])
    assert.deepEqual(
      yield* withLibrary((cache) => Effect.map(cache.listArtists(), ({ items }) => items.map(({ name }) => name))),
      ["A", "Ana Łuk", "The Satellite Reds"]
    )
    yield* removeAll("Velvet")
    yield* scanClean({ allowRemoval: true })
    assert.deepEqual(yield* countAll, [1, 1, 0, 0, 0, 1, 0, 0, 0])
    assert.deepEqual([(yield* collage("Road Trip")).missing, (yield* playlist("Shower")).missing], [1, 2])
    assert.deepEqual(yield* numbers("select count(*) from search_tracks union all select count(*) from search_releases"), [1, 1])
    yield* equalsRebuild
  })
}

const searchCase: ContractCase<World> = {
  title:
    "[U14] full-text updates: after a change of a track, of its release, by force and after a removal exactly what is there is found",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* twoReleases
    yield* scanClean()
    assert.deepEqual(
      [yield* found("velvet"), yield* found("two")],
      [
        [2, 1],
        [1, 0]
      ]
    )
    yield* putTrack("Velvet/02.mp3", { ...album, title: "Zwei", track: "2" })
    yield* scanClean()
    assert.deepEqual(
      [yield* found("two"), yield* found("zwei"), yield* found("velvet")],
      [
        [0, 0],
        [1, 0],
        [2, 1]
      ]
    )
    yield* retagVelvet({ album: "Satin", albumArtist: "Blues" })
    yield* scanClean()
    for (const options of [{}, { force: true }, { force: true, workers: 2 }]) {
      yield* scanClean(options)
      assert.deepEqual(
        [yield* found("velvet"), yield* found("satin"), yield* found("satin two"), yield* found("zwei")],
        [
          [0, 0],
          [2, 1],
          [1, 0],
          [0, 0]
        ]
      )
      assert.deepEqual(yield* numbers("select count(*) from search_tracks union all select count(*) from tracks"), [3, 3])
    }
    yield* removeAll("Velvet/01.mp3")
    yield* scanClean()
    assert.deepEqual(
      [yield* found("satin"), yield* found("satin one")],
      [
        [1, 1],
        [0, 0]
      ]
    )
    assert.deepEqual(yield* numbers("select count(*) from search_tracks"), [2])
  })
}

const flatteningCase: ContractCase<World> = {
  title: "[U8] flattening on rename: files at any depth come to the release root under their names, emptied directories go",
  run: Effect.gen(function* () {
    yield* start()
    yield* putTrack("A/disc 1/deep/x.mp3", { ...square, title: "WHISTLE", track: "1" })
    yield* putTrack("A/disc 1/y.mp3", { ...square, title: "BOOMBAYAH", track: "2" })
    yield* putTrack("A/z.mp3", { ...square, title: "WHISTLE", track: "1" })
    yield* scanNaming()
    const directory = "BLACKPINK - 2016. SQUARE ONE [NEW]"
    assert.deepEqual(
      yield* paths,
      ["01. WHISTLE [2].mp3", "01. WHISTLE.mp3", "02. BOOMBAYAH.mp3"].map((name) => `${directory}/${name}`)
    )
    assert.deepEqual(yield* directories, [directory])
    assert.equal((yield* dump).length, 1)
    yield* isSettled
  })
}

const deletedCase: ContractCase<World> = {
  title: "[U7] deleted tracks noticed: their rows, credits and documents go, the others stay, playlists show them missing",
  run: Effect.gen(function* () {
    const { tracks } = yield* withCollections("tags")
    yield* removeAll("Velvet/02.mp3")
    const report = yield* scanClean()
    assert.deepEqual([report.tracks.removed, report.releases.removed], [1, 0])
    const { "Velvet/02.mp3": _gone, ...left } = tracks
    assert.deepEqual(yield* trackIds, left)
    assert.deepEqual(yield* found("two"), [0, 0])
    assert.deepEqual(
      (yield* playlist("Shower")).tracks.map(({ missing }) => missing),
      [true, false, true]
    )
    yield* equalsRebuild
  })
}

const membershipCase: ContractCase<World> = {
  title: "[U9] playlist membership kept over renames: by the templates, of directory and files, ids, order and doubles stay",
  run: Effect.gen(function* () {
    const { tracks } = yield* withCollections("tags")
    const before = yield* playlist("Shower")
    const text = yield* textOf("!playlists/Shower.toml")
    yield* scanNaming()
    const now = yield* trackIds
    assert.notDeepEqual(Object.keys(now).sort(), Object.keys(tracks).sort())
    assert.deepEqual(Object.values(now).sort(), Object.values(tracks).sort())
    assert.deepEqual(yield* playlist("Shower"), before)
    assert.equal(yield* textOf("!playlists/Shower.toml"), text)
    assert.equal((yield* withLibrary((cache) => cache.playlists.members("Shower")))?.total, 3)
    yield* isSettled
  })
}

const onceCase: ContractCase<World> = {
  title: "[U6] collections refreshed once after parallel batches: one write each, however many of their releases changed",
  run: Effect.gen(function* () {
    yield* withCollections("tags")
    const tags = (round: number): Tags => ({ date: `${2000 + round}` })
    for (const round of [1, 2]) {
      yield* retagVelvet(tags(round))
      yield* putTrack("Harbour/1.mp3", { album: "Harbour", artist: "Ana Łuk", title: "Słońce", track: "1", ...tags(round) })
      const before = Number(yield* sequence)
      yield* scanClean({ workers: 2 })
      const writes = (yield* recordsSince(before))!.filter(({ changes }) => changes.length > 0)
      // Two releases, one collage, one playlist.
      assert.equal(writes.length, 4)
      const settled = yield* sequence
      assert.deepEqual(descriptions((yield* collage("Road Trip")).releases), [
        `[200${round}] The Satellite Reds - Velvet`,
        `[200${round}] Ana Łuk - Harbour`
      ])
      yield* scanClean({ workers: 2 })
      assert.equal(yield* sequence, settled)
    }
  })
}

export const sevenPlacesContract: ReadonlyArray<ContractCase<World>> = [
  descriptionCase,
  cascadesCase,
  searchCase,
  flatteningCase,
  deletedCase,
  membershipCase,
  onceCase
]
