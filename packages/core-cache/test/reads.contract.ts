/** What the library format's own program answers for a small library, read by read. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import {
  type Artists,
  artistExists,
  descriptorExists,
  type Filter,
  filterReleases,
  filterTracks,
  genreExists,
  getRelease,
  getReleaseLogtext,
  getTrack,
  getTrackLogtext,
  getTracksOfRelease,
  LibraryCache,
  labelExists,
  listArtists,
  listDescriptors,
  listGenres,
  listLabels,
  listReleases,
  listTracks,
  type ReadingRules,
  trackWithinRelease
} from "../src/index.ts"
import { init, put, putTrack, scanClean, type World, withLibrary } from "./world.ts"

const datafile = (isNew: boolean) => new TextEncoder().encode(`new = ${isNew}\nadded_at = "0000-01-01T00:00:00+00:00"\n`)

/** Three releases and a single file: of an electronic duo, of a violinist with a conductor, and one nobody has heard yet. */
const small = Effect.gen(function* () {
  yield* init("tags", "nested")
  const first = {
    album: "Release 1",
    albumArtist: "Techno Man;Bass Man",
    artist: "Techno Man;Bass Man",
    date: "2023",
    releaseType: "album",
    genres: ["Techno", "Deep House"],
    secondaryGenres: ["Rominimal", "Ambient"],
    descriptors: ["Warm", "Hot"],
    label: "Silk Music"
  }
  yield* putTrack("r1/01.mp3", { ...first, title: "Track 1", track: "01" })
  yield* putTrack("r1/02.mp3", { ...first, title: "Track 2", track: "02" })
  yield* put("r1/.rose.r1.toml", datafile(false))
  const second = { album: "Release 2", albumArtist: "Violin Woman feat. Conductor Woman", releaseType: "album" }
  yield* putTrack("r2/01.mp3", {
    ...second,
    artist: "Violin Woman feat. Conductor Woman",
    title: "Track 1",
    track: "01",
    date: "2021",
    originalDate: "2019",
    genres: ["Modern Classical"],
    descriptors: ["Wet"],
    label: "Native State"
  })
  yield* put("r2/.rose.r2.toml", datafile(true))
  yield* putTrack("r3/01.mp3", { album: "Release 3", artist: "", title: "Track 1", track: "01", date: "2021-04-20" })
  yield* put("r3/.rose.r3.toml", datafile(false))
  yield* putTrack("Lonely.mp3", { title: "Lonely", artist: "Techno Man", genres: ["Techno"] })
  yield* scanClean()
})

const on = <A, E>(read: Effect.Effect<A, E, LibraryCache>, reading: ReadingRules = {}) =>
  withLibrary((cache) => Effect.provideService(read, LibraryCache, cache), {}, undefined, reading)

const titles = (page: { readonly items: ReadonlyArray<{ readonly title: string }> }) => page.items.map(({ title }) => title)
const names = (page: { readonly items: ReadonlyArray<{ readonly name: string }> }) => page.items.map(({ name }) => name)
const credited = (artists: Artists) => artists.main.map(({ name, alias }) => (alias ? `(${name})` : name))

/** A case on that library. */
const onSmall = <E>(title: string, run: Effect.Effect<void, E, World>): ContractCase<World> => ({
  title,
  run: Effect.andThen(small, run)
})

const releaseFilters: ReadonlyArray<readonly [Filter, ReadonlyArray<string>]> = [
  [{ kind: "artist", name: "Techno Man" }, ["Lonely", "Release 1"]],
  [{ kind: "releaseArtist", name: "Bass Man" }, ["Release 1"]],
  [{ kind: "artist", name: "Conductor Woman" }, ["Release 2"]],
  [{ kind: "genre", name: "Techno" }, ["Lonely", "Release 1"]],
  [{ kind: "genre", name: "House" }, ["Release 1"]],
  [{ kind: "genre", name: "Ambient" }, ["Release 1"]],
  [{ kind: "genre", name: "Dub Techno" }, []],
  [{ kind: "descriptor", name: "Warm" }, ["Release 1"]],
  [{ kind: "label", name: "Native State" }, ["Release 2"]],
  [{ kind: "type", type: "album" }, ["Release 1", "Release 2"]],
  [{ kind: "type", type: "loosetrack" }, ["Lonely"]],
  [{ kind: "not", filter: { kind: "type", type: "loosetrack" } }, ["Release 1", "Release 2", "Release 3"]],
  [{ kind: "new", isNew: false }, ["Release 1", "Release 3"]],
  [{ kind: "year", from: 2019, to: 2019 }, ["Release 2"]],
  [{ kind: "year", from: 2020, to: null }, ["Release 1", "Release 3"]]
]

const looseIsUntitled = (title: string): string => (title === "Lonely" ? "Unknown Release" : title)

export const readsContract: ReadonlyArray<ContractCase<World>> = [
  onSmall(
    "[R1] list releases: all by path, and by each filter",
    Effect.gen(function* () {
      const all = yield* on(listReleases())
      assert.deepEqual(titles(all), ["Unknown Release", "Release 1", "Release 2", "Release 3"])
      for (const [filter, expected] of releaseFilters) {
        const found = titles(yield* on(filterReleases(filter)))
        assert.deepEqual(found, expected.map(looseIsUntitled), JSON.stringify(filter))
      }
    })
  ),
  onSmall(
    "[R2] release and its tracks: every field, parents of its genres sorted, tracks in order",
    Effect.gen(function* () {
      const release = yield* on(getRelease("r1"))
      assert.isDefined(release)
      assert.deepEqual(release?.genres, ["Techno", "Deep House"])
      assert.deepEqual(release?.parentGenres, ["Dance", "Electronic", "Electronic Dance Music", "House"])
      assert.deepEqual(release?.secondaryGenres, ["Rominimal", "Ambient"])
      assert.deepEqual(release?.parentSecondaryGenres, ["Electronic"])
      assert.deepEqual([release?.descriptors, release?.labels], [["Warm", "Hot"], ["Silk Music"]])
      assert.deepEqual([release?.isNew, release?.addedAt], [false, "0000-01-01T00:00:00+00:00"])
      const tracks = yield* on(getTracksOfRelease("r1"))
      assert.deepEqual(
        tracks?.map(({ title }) => title),
        ["Track 1", "Track 2"]
      )
      assert.deepEqual(release?.tracks, tracks)
      assert.isUndefined(yield* on(getRelease("r9")))
      assert.isUndefined(yield* on(getTracksOfRelease("r9")))
    })
  ),
  {
    title: "[R2] tracks of a release by number: disc, then track; what is none counts as 0, then as text",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      const places: ReadonlyArray<readonly [disc: string, track: string]> = [
        ...([
          ["1", "2"],
          ["1", "10"],
          ["01", "1"],
          ["2", "1"],
          ["1", "A1"],
          ["1", "B1"],
          ["A", "7"],
          ["10", "1"]
        ] as const)
      ]
      for (const [i, [disc, track]] of places.entries())
        yield* putTrack(`A/${i}.mp3`, { title: `${disc}-${track}`, artist: "x", album: "n", disc, track })
      yield* scanClean()
      const { items } = yield* on(listReleases())
      const tracks = yield* on(getTracksOfRelease(items[0]!.id))
      const expected = ["A-7", "1-A1", "1-B1", "01-1", "1-2", "1-10", "2-1", "10-1"]
      assert.deepEqual(
        tracks?.map(({ title }) => title),
        expected
      )
      assert.deepEqual([tracks?.[3]?.trackTotal, tracks?.[3]?.discTotal, items[0]?.discTotal], [5, 4, 4])
    })
  },
  onSmall(
    "[R3] aliases on release: the main name after each alias, marked, once a role, transitively; never printed",
    Effect.gen(function* () {
      const artistAliases = [
        { artist: "Abakus", aliases: ["Bass Man"] },
        { artist: "Who", aliases: ["Abakus", "Techno Man"] },
        { artist: "Bass Man", aliases: ["Who"] }
      ]
      const release = yield* on(getRelease("r1"), { artistAliases })
      // Bass Man, a main name of Who, is credited himself and not added; what he is an alias of is.
      assert.deepEqual(credited(release!.artists), ["Techno Man", "(Who)", "(Abakus)", "Bass Man"])
      assert.deepEqual(credited(release!.tracks![0]!.artists), ["Techno Man", "(Who)", "(Abakus)", "Bass Man"])
      assert.equal(yield* on(getReleaseLogtext("r1"), { artistAliases }), "Techno Man & Bass Man - 2023. Release 1")
      assert.deepEqual(credited((yield* on(getRelease("r1")))!.artists), ["Techno Man", "Bass Man"])
      assert.equal((yield* on(filterTracks({ kind: "artist", name: "Abakus" }), { artistAliases })).total, 3)
      assert.equal((yield* on(filterTracks({ kind: "artist", name: "Abakus" }))).total, 0)
    })
  ),
  onSmall(
    "[R2] release log text, track log text",
    Effect.gen(function* () {
      assert.equal(yield* on(getReleaseLogtext("r1")), "Techno Man & Bass Man - 2023. Release 1")
      assert.equal(yield* on(getReleaseLogtext("r2")), "Violin Woman (feat. Conductor Woman) - 2021. Release 2")
      assert.equal(yield* on(getReleaseLogtext("r3")), "Unknown Artists - 2021. Release 3")
      assert.isUndefined(yield* on(getReleaseLogtext("r9")))
      const [track] = (yield* on(getTracksOfRelease("r1")))!
      assert.equal(yield* on(getTrackLogtext(track!.id)), "Techno Man & Bass Man - Track 1 [2023].mp3")
      const lonely = (yield* on(filterTracks({ kind: "type", type: "loosetrack" }))).items[0]!
      assert.equal(yield* on(getTrackLogtext(lonely.id)), "Techno Man - Lonely.mp3")
      assert.isUndefined(yield* on(getTrackLogtext("t9")))
    })
  ),
  onSmall(
    "[R4] list tracks, get track, track within release: every filter works on tracks, also new and release artist",
    Effect.gen(function* () {
      assert.deepEqual(titles(yield* on(listTracks())), ["Lonely", "Track 1", "Track 2", "Track 1", "Track 1"])
      const found = (filter: Filter) =>
        Effect.map(on(filterTracks(filter)), (page) => page.items.map(({ releaseId }) => releaseId))
      assert.deepEqual(yield* found({ kind: "new", isNew: false }), ["r1", "r1", "r3"])
      assert.deepEqual(yield* found({ kind: "releaseArtist", name: "Bass Man" }), ["r1", "r1"])
      assert.deepEqual(yield* found({ kind: "trackArtist", name: "Violin Woman" }), ["r2"])
      assert.deepEqual(yield* found({ kind: "label", name: "Native State" }), ["r2"])
      assert.deepEqual(yield* found({ kind: "genre", name: "House" }), ["r1", "r1"])
      const [track] = (yield* on(filterTracks({ kind: "descriptor", name: "Wet" }))).items
      assert.deepEqual(yield* on(getTrack(track!.id)), track)
      assert.deepEqual(yield* on(getTrack(track!.sourcePath)), track)
      assert.isUndefined(yield* on(getTrack("t9")))
      assert.isTrue(yield* on(trackWithinRelease(track!.id, "r2")))
      assert.isFalse(yield* on(trackWithinRelease(track!.id, "r1")))
      assert.isFalse(yield* on(trackWithinRelease("t9", "r2")))
      assert.isFalse(yield* on(trackWithinRelease(track!.sourcePath, "r2")))
    })
  ),
  onSmall(
    "[R7] list artists, list descriptors, list labels: what the tags say, with counts",
    Effect.gen(function* () {
      const artistAliases = [{ artist: "Abakus", aliases: ["Bass Man"] }]
      const artists = yield* on(listArtists(), { artistAliases })
      assert.deepEqual(names(artists), ["Bass Man", "Conductor Woman", "Techno Man", "Violin Woman"])
      assert.deepEqual(artists.items[2], { name: "Techno Man", releases: 2, tracks: 3 })
      assert.deepEqual(names(yield* on(listDescriptors())), ["Hot", "Warm", "Wet"])
      assert.deepEqual((yield* on(listLabels())).items, [
        { name: "Native State", releases: 1, tracks: 1, onlyNewReleases: true },
        { name: "Silk Music", releases: 1, tracks: 2, onlyNewReleases: false }
      ])
    })
  ),
  onSmall(
    "[R7] list genres: with ancestors, and which hold only new releases",
    Effect.gen(function* () {
      const { items } = yield* on(listGenres())
      const onlyNew = Object.fromEntries(items.map((row) => [row.name, row.onlyNewReleases]))
      assert.deepEqual(onlyNew, {
        Ambient: false,
        Classical: true,
        Dance: false,
        "Deep House": false,
        Electronic: false,
        "Electronic Dance Music": false,
        House: false,
        "Modern Classical": true,
        Rominimal: false,
        Techno: false,
        "Western Classical": true
      })
      assert.deepEqual(
        items.find(({ name }) => name === "Techno"),
        { name: "Techno", releases: 2, tracks: 3, onlyNewReleases: false }
      )
    })
  ),
  onSmall(
    "[R7] artist exists, by alias, by alias of alias",
    Effect.gen(function* () {
      assert.isTrue(yield* on(artistExists("Bass Man")))
      assert.isFalse(yield* on(artistExists("bass man")))
      assert.isFalse(yield* on(artistExists("BTS")))
      const artistAliases = [
        { artist: "BTS", aliases: ["Bass Man"] },
        { artist: "Who", aliases: ["BTS"] }
      ]
      assert.isTrue(yield* on(artistExists("BTS"), { artistAliases }))
      assert.isTrue(yield* on(artistExists("Who"), { artistAliases }))
      const entry = yield* withLibrary((cache) => cache.getArtist("Who"), {}, undefined, { artistAliases })
      assert.deepEqual(entry, { name: "Who", releases: 1, tracks: 2, aliases: ["BTS", "Bass Man"], aliasOf: [] })
      assert.isUndefined(yield* withLibrary((cache) => cache.getArtist("Nobody"), {}, undefined, { artistAliases }))
    })
  ),
  onSmall(
    "[R7] genre exists: its own, not an unknown one, an ancestor, not a descendant; descriptor exists, label exists",
    Effect.gen(function* () {
      assert.isTrue(yield* on(genreExists("Deep House")))
      assert.isFalse(yield* on(genreExists("Lo-Fi Nothing")))
      assert.isTrue(yield* on(genreExists("Electronic")))
      assert.isFalse(yield* on(genreExists("Lo-Fi House")))
      assert.isTrue(yield* on(descriptorExists("Warm")))
      assert.isFalse(yield* on(descriptorExists("lalala")))
      assert.isTrue(yield* on(labelExists("Silk Music")))
      assert.isFalse(yield* on(labelExists("Cotton Music")))
      const genre = yield* withLibrary((cache) => cache.getGenre("House"))
      const expected = { parentGenres: ["Dance", "Electronic", "Electronic Dance Music"], subGenres: ["Deep House"] }
      assert.deepInclude(genre, { name: "House", releases: 1, tracks: 2, onlyNewReleases: false, ...expected })
      assert.isUndefined(yield* withLibrary((cache) => cache.getGenre("Lo-Fi House")))
    })
  ),
  onSmall(
    "[R7] a genre tree of one's own takes the place of ours; one with a cycle is refused at the opening",
    Effect.gen(function* () {
      const genreParents = { Techno: ["Four On The Floor"], "Deep House": ["Four On The Floor"] }
      const release = yield* on(getRelease("r1"), { genreParents })
      assert.deepEqual(release?.parentGenres, ["Four On The Floor"])
      assert.equal((yield* on(filterTracks({ kind: "genre", name: "four on the floor" }), { genreParents })).total, 3)
      assert.isFalse(yield* on(genreExists("Electronic"), { genreParents }))
      const error = yield* Effect.flip(on(listGenres(), { genreParents: { A: ["B"], B: ["A"] } }))
      assert.include(error, { reason: "usage", _tag: "CacheError" })
      assert.match((error as Error).message, /A → B → A|B → A → B/)
    })
  ),
  onSmall(
    "[R7] tracks that are read many at once are those that are read alone, each with its release; what is not there is left out",
    withLibrary((cache) =>
      Effect.gen(function* () {
        const tracks = (yield* cache.listTracks({ all: true })).items
        const releases = new Map((yield* cache.listReleases({ all: true })).items.map((release) => [release.id, release]))
        const expected = new Map(tracks.map((track) => [track.id, { track, release: releases.get(track.releaseId) }]))
        assert.deepEqual<unknown>(yield* cache.readTracks(["nope", ...expected.keys()]), expected)
        assert.strictEqual((yield* cache.readTracks([])).size, 0)
      })
    )
  ),
  {
    title: "[S7] unpack: values that hold any delimiter, quote or bracket are read as they were stored",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      const descriptors = ["¬", "a ¬ b", '"', "[1,2]", "a,b", "null", "\\", "\\\\", "x\ty", "{}", "'", "%"]
      yield* putTrack("A/1.mp3", { title: "One", artist: "x", album: "n", genres: descriptors, descriptors })
      yield* scanClean()
      const [release] = (yield* on(listReleases())).items
      assert.deepEqual(release?.descriptors, descriptors)
      assert.deepEqual(release?.genres, descriptors)
      for (const name of descriptors) assert.equal((yield* on(filterReleases({ kind: "descriptor", name }))).total, 1, name)
    })
  }
]
