/** Everything that a file says, through the databases and back: every column, every role in its order, any value. */
import { Sqlite } from "@deadwax/core-async"
import { type ArtistsByRole, type AudioTags, artistRoles } from "@deadwax/core-tags"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type Random, seeded } from "../../../tools/bench/random.ts"
import { people, picture, text, userText, writeId3 } from "../../../tools/bench/tags/id3.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import type { Artists, Release, Track } from "../src/index.ts"
import { storeRelease } from "../src/releases/store-release.ts"
import { makeStore } from "../src/store/store.ts"
import {
  audioIn,
  dump,
  equalsRebuild,
  init,
  mp3,
  places,
  put,
  releaseIds,
  scanClean,
  trackIds,
  type World,
  withLibrary
} from "./world.ts"

const trackRoles = {
  main: ["Zed", "Abe"],
  guest: ["Guest B", "Guest A"],
  remixer: ["Remix B", "Remix A"],
  producer: ["Abe", "Producer A"],
  composer: ["Composer B", "Abe"],
  conductor: ["Conductor B", "Conductor A"],
  djmixer: ["Mixer B", "Mixer A"]
} as const

/** An mp3 with every tag that has a column. */
const fullMp3 = (): Uint8Array => {
  const { composer, conductor, djmixer, guest, main, producer, remixer } = trackRoles
  const frames = [
    text("TIT2", ["Everything"]),
    text("TPE1", [`${main.join(";")} feat. ${guest.join(";")}`]),
    text("TPE4", [...remixer]),
    text("TCOM", [...composer]),
    text("TPE3", [...conductor]),
    people([...producer.map((name) => ["producer", name] as const), ...djmixer.map((name) => ["DJ-mix", name] as const)], 4),
    text("TPE2", ["Zed;Abe feat. Guest A"]),
    text("TALB", ["Whole"]),
    text("TRCK", ["A7/9"]),
    text("TPOS", ["2/3"]),
    text("TDRC", ["1991-02-03"]),
    text("TDOR", ["1990-01"]),
    text("TCON", ["Techno", "Dub"]),
    text("TPUB", ["Moss", "Fern"]),
    userText("COMPOSITIONDATE", ["1984"]),
    userText("SECONDARYGENRE", ["Noise", "Ambient"]),
    userText("DESCRIPTOR", ["warm", "cold"]),
    userText("CATALOGNUMBER", ["M-1"]),
    userText("EDITION", ["Second"]),
    userText("RELEASETYPE", ["ep"]),
    picture("image/png", new Uint8Array([0x89, 0x50, 0x4e, 0x47])),
    // Three letters of the language, no description.
    { id: "USLT", body: () => new TextEncoder().encode("\u0003eng\u0000la la") }
  ]
  const head = writeId3(4, frames, 64)
  const audio = audioIn(mp3({ title: "any" }, 77))
  return new Uint8Array([...head, ...audio])
}

const named = (names: ReadonlyArray<string>) => names.map((name) => ({ name, alias: false }))

const credited = (names: Partial<Record<keyof Artists, ReadonlyArray<string>>>): Artists => ({
  main: named(names.main ?? []),
  guest: named(names.guest ?? []),
  remixer: named(names.remixer ?? []),
  producer: named(names.producer ?? []),
  composer: named(names.composer ?? []),
  conductor: named(names.conductor ?? []),
  djmixer: named(names.djmixer ?? [])
})

/** What no tag says: ids, sizes, what the user did. Compared by themselves. */
const tagless = ({ id: _, releaseId: _r, sizeBytes: _s, ...rest }: Track) => rest
const userState = { isFavorite: false, rating: null, playCount: 0, lastPlayedAt: null }
const sound = { format: "mp3", bitrateKbps: 128, sampleRateHz: 44_100, channels: 1 }

const fullTrack = (sourcePath: string) => ({
  sourcePath,
  title: "Everything",
  trackNumber: "A7",
  trackTotal: 1,
  discNumber: "2",
  discTotal: 1,
  durationSeconds: 2,
  artists: credited(trackRoles),
  ...sound,
  lyrics: "tags",
  lyricsPath: null,
  ...userState
})

const bareTrack = (sourcePath: string) => ({
  ...fullTrack(sourcePath),
  title: "Unknown Title",
  trackNumber: "1",
  discNumber: "1",
  artists: credited({}),
  lyrics: null
})

const releaseWithout = ({ addedAt: _, id: _i, tracks: _t, ...rest }: Release) => rest

const fullRelease = (sourcePath: string) => ({
  sourcePath,
  cover: "tags",
  title: "Whole",
  type: "ep",
  releaseDate: "1991-02-03",
  originalDate: "1990-01",
  compositionDate: "1984",
  catalogNumber: "M-1",
  edition: "Second",
  isNew: true,
  discTotal: 1,
  trackTotal: 1,
  durationSeconds: 2,
  genres: ["Techno", "Dub"],
  secondaryGenres: ["Noise", "Ambient"],
  descriptors: ["warm", "cold"],
  labels: ["Moss", "Fern"],
  artists: credited({ main: ["Zed", "Abe"], guest: ["Guest A"] })
})

const bareRelease = (sourcePath: string) => ({
  ...fullRelease(sourcePath),
  cover: null,
  title: "Unknown Release",
  type: "unknown",
  releaseDate: null,
  originalDate: null,
  compositionDate: null,
  catalogNumber: null,
  edition: null,
  genres: [],
  secondaryGenres: [],
  descriptors: [],
  labels: [],
  artists: credited({})
})

/** The one release of the library, with its track asked for by itself. */
const only = Effect.gen(function* () {
  const [release, ...others] = yield* dump
  assert.deepEqual(others, [])
  const track = yield* withLibrary((cache) => cache.getTrack(release!.tracks![0]!.id))
  assert.deepEqual(track, release!.tracks![0])
  assert.deepEqual(yield* withLibrary((cache) => cache.getRelease(release!.id)), release)
  assert.equal(track!.releaseId, release!.id)
  return { release: release!, track: track! }
})

const everyColumn: ContractCase<World> = {
  title:
    "[S5] [S6] create, read, update, delete: every column comes back as the file has it, nulls and the order of seven roles too",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    const { root } = yield* places
    const [path, full, bare] = [`${root}/A/1.mp3`, fullMp3(), mp3({}, 77)]
    const looks = Effect.fnUntraced(function* (bytes: Uint8Array, track: object, release: object) {
      yield* put("A/1.mp3", bytes)
      yield* scanClean()
      const found = yield* only
      assert.deepEqual(tagless(found.track), track as typeof found.track)
      assert.equal(found.track.sizeBytes, bytes.length)
      const { coverPath, parentGenres: _, parentSecondaryGenres: _s, ...columns } = releaseWithout(found.release)
      assert.deepEqual(columns, release as typeof columns)
      assert.isNull(coverPath)
      assert.match(found.release.addedAt ?? "", /^\d{4}-\d\d-\d\dT/)
      yield* equalsRebuild
      return found
    })
    const created = yield* looks(full, fullTrack(path), fullRelease(`${root}/A`))
    yield* looks(bare, bareTrack(path), bareRelease(`${root}/A`))
    const updated = yield* looks(full, fullTrack(path), fullRelease(`${root}/A`))
    assert.deepEqual([updated.track, updated.release], [created.track, created.release])
    const remove = (what: "deleteTrack" | "deleteRelease", id: string) => withLibrary((cache) => cache[what](id))
    assert.isFalse(yield* remove("deleteTrack", "nobody"))
    assert.isFalse(yield* remove("deleteRelease", created.track.id))
    assert.isTrue(yield* remove("deleteTrack", created.track.id))
    assert.isFalse(yield* remove("deleteTrack", created.track.id))
    assert.deepEqual([yield* trackIds, yield* releaseIds], [{}, {}])
    yield* put("B/1.mp3", full)
    yield* scanClean()
    const other = (yield* releaseIds)["B"]!
    assert.isTrue(yield* remove("deleteRelease", other))
    assert.isFalse(yield* remove("deleteRelease", other))
    assert.isUndefined(yield* withLibrary((cache) => cache.getRelease(other)))
  })
}

const pieces = [
  "a",
  "B",
  "é",
  "東",
  "🎵",
  " ",
  "  ",
  ";",
  "; ",
  ",",
  "¬",
  " ¬ ",
  "/",
  " / ",
  "\\",
  " \\\\ ",
  "|",
  "&",
  " vs. ",
  "'",
  '"',
  "[",
  "]",
  "{",
  "}",
  ":",
  "=",
  "%",
  "_",
  "*",
  "\t",
  "\n",
  "\r",
  "\u0000",
  "\u0001",
  "\u001f",
  "null",
  "--",
  "$",
  "\ufeff"
]

/** Values of any signs, each once, in any order. */
const anyValues = (random: Random, most: number): ReadonlyArray<string> => [
  ...new Set(
    Array.from({ length: random.below(most + 1) }, () =>
      Array.from({ length: 1 + random.below(5) }, () => random.pick(pieces)).join("")
    )
  )
]

const anyArtists = (random: Random): ArtistsByRole => {
  const artists = Object.fromEntries(artistRoles.map((role) => [role, anyValues(random, 3)]))
  return artists as { [R in (typeof artistRoles)[number]]: ReadonlyArray<string> }
}

const anyTags = (random: Random): AudioTags => ({
  format: "flac",
  title: anyValues(random, 1)[0] ?? null,
  artists: anyArtists(random),
  releaseTitle: anyValues(random, 1)[0] ?? null,
  releaseArtists: { ...anyArtists(random), main: ["x", ...anyValues(random, 3)] },
  releaseType: null,
  releaseDate: null,
  originalDate: null,
  compositionDate: null,
  trackNumber: "1",
  trackTotal: null,
  discNumber: "1",
  discTotal: null,
  genres: anyValues(random, 4),
  secondaryGenres: anyValues(random, 4),
  descriptors: anyValues(random, 4),
  labels: anyValues(random, 4),
  catalogNumber: anyValues(random, 1)[0] ?? null,
  edition: anyValues(random, 1)[0] ?? null,
  durationMs: null,
  bitrateKbps: null,
  sampleRateHz: null,
  channels: null,
  hasCover: false,
  coverMime: null,
  hasLyrics: false,
  replayGain: null,
  musicBrainz: null,
  ids: { track: null, release: null }
})

/** Stores releases as a scan would, one track each, under the ids r0, t0, r1 … */
const storeAll = (all: ReadonlyArray<AudioTags>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const store = makeStore(yield* sqlite.open((yield* places).cachePath), () => true)
      const stamp = { duplicateOf: null, isDoubtful: false, sizeBytes: 1, modifiedAtUs: 1, lyricsPath: null, essence: null }
      const release = { duplicateOf: null, isByAlbum: false, datafile: null, cover: null, isNew: true, addedAt: null }
      for (const [i, tags] of all.entries()) {
        const tracks = [{ ...stamp, id: `t${i}`, path: `${i}/1.flac`, tags }]
        store.write((tx) => storeRelease(tx, { ...release, id: `r${i}`, path: `${i}`, unchangedTracks: [], tracks }))
      }
    })
  )

const namesIn = (artists: Artists) => Object.fromEntries(artistRoles.map((role) => [role, artists[role].map(({ name }) => name)]))

const anyValue: ContractCase<World> = {
  title: "[S6] [S7] values of any signs (separators, ¬, quotes, NUL, controls) come back each as itself, in order, role by role",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* scanClean()
    for (const seed of [20261128, 7]) {
      const random = seeded(seed)
      const all = Array.from({ length: 60 }, () => anyTags(random))
      yield* storeAll(all)
      const found = yield* withLibrary((cache) =>
        Effect.forEach(all, (_, i) => Effect.all([cache.getRelease(`r${i}`), cache.getTrack(`t${i}`)]))
      )
      for (const [i, tags] of all.entries()) {
        const [release, track] = found[i]!
        const at = `seed ${seed}, release ${i}`
        const { catalogNumber, descriptors, edition, genres, labels, secondaryGenres } = release!
        assert.deepEqual(
          { genres, secondaryGenres, descriptors, labels },
          {
            genres: tags.genres,
            secondaryGenres: tags.secondaryGenres,
            descriptors: tags.descriptors,
            labels: tags.labels
          },
          at
        )
        assert.deepEqual(
          [catalogNumber, edition, release!.title, track!.title],
          [tags.catalogNumber, tags.edition, tags.releaseTitle ?? "Unknown Release", tags.title ?? "Unknown Title"],
          at
        )
        assert.deepEqual(
          [namesIn(release!.artists), namesIn(track!.artists)],
          [{ ...tags.releaseArtists }, { ...tags.artists }],
          at
        )
      }
      const listed = yield* withLibrary((cache) => cache.listDescriptors({ all: true }))
      assert.includeMembers(
        listed.items.map(({ name }) => name),
        [...new Set(all.flatMap(({ descriptors }) => descriptors))]
      )
    }
  })
}

export const columnsContract: ReadonlyArray<ContractCase<World>> = [everyColumn, anyValue]
