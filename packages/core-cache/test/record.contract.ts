/** The record of writes: each way to change something records exactly what it changed, and nothing else. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import type { LibraryCacheShape } from "../src/index.ts"
import type { Change, WriteRecord } from "../src/store/change.ts"
import { decodeRecord, encodeRecord } from "../src/store/record.ts"
import {
  album,
  init,
  move,
  put,
  putTrack,
  recordsSince,
  releaseIds,
  removeAll,
  scanClean,
  sequence,
  type Tags,
  trackIds,
  twoReleases,
  type World,
  withCache,
  withLibrary
} from "./world.ts"

/** The entities by path, as the library has them before or after. */
const namesOfEntities = Effect.gen(function* () {
  const names = new Map<string, string>()
  for (const ids of [yield* trackIds, yield* releaseIds]) for (const [path, id] of Object.entries(ids)) names.set(id, path)
  return names
})

/** One change as a line: `track update Velvet/01.mp3: title`. */
const line = (change: Change, names: ReadonlyMap<string, string>): string => {
  const fields = "fields" in change ? [...change.fields].sort().join(", ") : ""
  return `${change.kind} ${change.operation} ${names.get(change.id) ?? change.id}${fields === "" ? "" : `: ${fields}`}`
}

interface WritePath {
  readonly name: string
  readonly act: Effect.Effect<unknown, unknown, World>
  /** By the paths before, of what is new by the paths after. */
  readonly changes: ReadonlyArray<string>
  readonly facts?: ReadonlyArray<string>
}

/** A retagged file of the same length, so that its size stays. */
const retag = (tags: Tags) =>
  Effect.andThen(putTrack("Velvet/02.mp3", { ...album, title: "Two", track: "2", ...tags }), scanClean())

const one: Tags = {
  ...album,
  title: "One",
  track: "1",
  date: "1989-03-01",
  genres: ["Dream Pop"],
  label: "Moss"
}
const retagFirst = (tags: Tags) => Effect.andThen(putTrack("Velvet/01.mp3", { ...one, ...tags }), scanClean())

const onFirst = (edit: (cache: LibraryCacheShape, id: string) => Effect.Effect<unknown, unknown, World>) =>
  Effect.flatMap(trackIds, (ids) => withLibrary((cache) => edit(cache, ids["Velvet/01.mp3"]!)))

const search = ["search"]

/** Each begins with the two releases of `twoReleases`, scanned. */
const writePaths: ReadonlyArray<WritePath> = [
  { name: "a title", act: retag({ title: "Owt" }), changes: ["track update Velvet/02.mp3: title"], facts: search },
  {
    name: "a track's artist",
    act: retag({ artist: "The Satellite Blue" }),
    changes: ["track update Velvet/02.mp3: artists"],
    facts: search
  },
  { name: "a track number", act: retag({ track: "9" }), changes: ["track update Velvet/02.mp3: trackNumber"], facts: search },
  {
    name: "a file of another length",
    act: retag({ title: "Two, again and again" }),
    changes: ["track update Velvet/02.mp3: sizeBytes, title"],
    facts: search
  },
  {
    name: "a release's date",
    act: retagFirst({ date: "1990-03-01" }),
    changes: ["release update Velvet: releaseDate"],
    facts: search
  },
  {
    name: "a genre",
    act: retagFirst({ genres: ["Dream Pip"] }),
    changes: ["release update Velvet: genres"],
    facts: ["genre", ...search]
  },
  {
    name: "a label",
    act: retagFirst({ label: "Muss" }),
    changes: ["release update Velvet: labels"],
    facts: ["label", ...search]
  },
  {
    name: "files that were written again with nothing else in them",
    act: Effect.andThen(retag({}), scanClean({ force: true })),
    changes: [],
    facts: search
  },
  {
    name: "a file that came",
    act: Effect.andThen(putTrack("Velvet/03.mp3", { ...album, title: "Three", track: "3" }), scanClean()),
    changes: ["release update Velvet: durationSeconds, trackTotal", "track add Velvet/03.mp3"],
    facts: search
  },
  {
    name: "a file that went",
    act: Effect.andThen(removeAll("Velvet/02.mp3"), scanClean()),
    changes: ["release update Velvet: trackTotal", "track remove Velvet/02.mp3"],
    facts: search
  },
  {
    name: "a release that went",
    act: Effect.andThen(removeAll("Harbour"), scanClean()),
    changes: ["release remove Harbour", "track remove Harbour/1.mp3"],
    facts: ["artist"]
  },
  {
    name: "a file under another name",
    act: Effect.andThen(move("Velvet/02.mp3", "Velvet/2.mp3"), scanClean()),
    changes: ["track update Velvet/02.mp3: sourcePath"],
    facts: search
  },
  {
    name: "a cover",
    act: Effect.andThen(put("Velvet/cover.jpg", new Uint8Array(20)), scanClean()),
    changes: ["release update Velvet: cover, coverPath"],
    facts: search
  },
  {
    name: "lyrics beside a file",
    act: Effect.andThen(put("Velvet/02.lrc", new Uint8Array(20)), scanClean()),
    changes: ["track update Velvet/02.mp3: lyrics, lyricsPath"],
    facts: search
  },
  {
    name: "a release that was heard",
    act: Effect.flatMap(releaseIds, (ids) => withLibrary((cache) => cache.setReleaseNew(ids["Velvet"]!, false))),
    changes: ["release update Velvet: isNew"]
  },
  {
    name: "a favourite",
    act: onFirst((cache, id) => cache.setTrackFavorite(id, true)),
    changes: ["track update Velvet/01.mp3: favoritedUs, isFavorite"]
  },
  {
    name: "a rating",
    act: onFirst((cache, id) => cache.setTrackRating(id, 4)),
    changes: ["track update Velvet/01.mp3: rating"]
  },
  {
    name: "a play",
    act: onFirst((cache, id) => cache.recordTrackPlay(id)),
    changes: ["track update Velvet/01.mp3: lastPlayedUs, playCount"]
  },
  {
    name: "a track into the trash",
    act: Effect.flatMap(trackIds, (ids) => withLibrary((cache) => cache.deleteTrack(ids["Velvet/01.mp3"]!))),
    // What the first file alone said of the release goes with it.
    changes: ["release update Velvet: genres, labels, releaseDate, trackTotal", "track remove Velvet/01.mp3"],
    facts: ["genre", "label", ...search]
  },
  {
    name: "a collage that was made",
    act: withLibrary((cache) => cache.collages.create("Road Trip")),
    changes: ["collage add Road Trip"]
  },
  {
    name: "a playlist that was made and removed",
    act: withLibrary((cache) => Effect.andThen(cache.playlists.create("Shower"), cache.playlists.remove("Shower"))),
    changes: ["playlist add Shower", "playlist remove Shower"]
  },
  { name: "nothing", act: scanClean(), changes: [] }
]

const factsOf = (records: ReadonlyArray<WriteRecord>): ReadonlyArray<string> => [
  ...new Set(records.flatMap((record) => record.facts))
]

const caseOf = ({ name, act, changes, facts = [] }: WritePath): ContractCase<World> => ({
  title: `[Q2] the record of ${name}: exactly its entities and fields`,
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* twoReleases
    yield* scanClean()
    const before = yield* namesOfEntities
    const since = Number(yield* sequence)
    yield* act
    const records = yield* recordsSince(since)
    assert.isDefined(records)
    const names = new Map([...(yield* namesOfEntities), ...before])
    const lines = records!.flatMap((record) => record.changes.map((change) => line(change, names)))
    assert.deepEqual([...lines].sort(), [...changes].sort())
    assert.deepEqual([...factsOf(records!)].sort(), [...facts].sort())
  })
})

const values: ContractCase<World> = {
  title: "[Q2] what narrows lists is recorded before and after, of a track's release as well",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* twoReleases
    yield* scanClean()
    const since = Number(yield* sequence)
    yield* retagFirst({ genres: ["Dream Pip"], date: "1999-03-01" })
    yield* retag({ artist: "The Satellite Blue" })
    const changes = (yield* recordsSince(since))!.flatMap((record) => record.changes)
    const release = changes.find((change) => change.kind === "release")!
    assert.deepEqual("values" in release && release.values, {
      artist: ["The Satellite Reds"],
      genre: ["Dream Pop", "Dream Pip"],
      descriptor: [],
      label: ["Moss"],
      type: ["unknown"],
      new: ["1"],
      year: ["1989", "1999"]
    })
    const track = changes.find((change) => change.kind === "track")!
    assert.deepEqual("values" in track && track.values, {
      artist: ["The Satellite Reds", "The Satellite Blue"],
      favorite: ["0"],
      rating: ["0"],
      played: ["0"]
    })
    const releases = (yield* recordsSince(since))!.flatMap((record) => Object.values(record.releases))
    assert.deepEqual(
      releases.map(({ label, year }) => [label, year]),
      [[["Moss"], ["1999"]]]
    )
  })
}

const everything: ContractCase<World> = {
  title: "[Q2] a first scan, and one of many releases, may have changed everything, and say so by leaving no record",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* twoReleases
    yield* scanClean()
    assert.isUndefined(yield* recordsSince(0))
    const since = Number(yield* sequence)
    for (let i = 0; i < 66; i++) yield* putTrack(`More/${i}/1.mp3`, { album: `m${i}`, artist: "x", title: "t" }, 1)
    yield* scanClean({ workers: 0 })
    assert.isUndefined(yield* recordsSince(since))
    const later = Number(yield* sequence)
    yield* retag({ title: "Owt" })
    assert.isUndefined(yield* recordsSince(since))
    assert.strictEqual((yield* recordsSince(later))?.flatMap(({ changes }) => changes).length, 1)
    const kept = yield* withCache((cache) => cache.prepare("select count(*) as count from unfed").get()?.["count"])
    assert.isAtLeast(Number(kept), 1)
  })
}

const text: ContractCase<World> = {
  title: "[Q2] a record comes back from its text as it was",
  run: Effect.sync(() => {
    const shared = { artist: ['a"b', "東京"], new: ["1"] }
    const record: WriteRecord = {
      changes: [
        { kind: "track", id: "t", no: 3, operation: "update", fields: ["title"], values: shared, releaseNos: [1, 2] },
        { kind: "release", id: "r", no: 1, operation: "add", fields: [], values: shared },
        { kind: "collage", id: "Road / Trip", operation: "remove" }
      ],
      releases: { 1: shared, 2: {} },
      facts: ["search", "genre"]
    }
    assert.deepEqual(decodeRecord(encodeRecord(record)), record)
  })
}

export const recordContract: ReadonlyArray<ContractCase<World>> = [...writePaths.map(caseOf), values, everything, text]
