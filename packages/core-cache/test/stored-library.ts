/** A library that is changed as scans and people change it, through the store alone: thousands of changes a second, and no files. */
import { type Database, Sqlite, transaction } from "@deadwax/core-async"
import type { AudioTags } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import type { Random } from "../../../tools/bench/random.ts"
import { removeUnusedNames } from "../src/artists/names.ts"
import { mergeIds, trackKind } from "../src/identity/issued-ids.ts"
import type { QueryCacheOptions } from "../src/query-cache/query-cache.ts"
import { makeReader, type Reader } from "../src/reader.ts"
import { removeRelease, removeTrack, storeRelease } from "../src/releases/store-release.ts"
import { foldText } from "../src/search/fold.ts"
import { heardTitle } from "../src/search/heard-text.ts"
import { indexMarked } from "../src/search/index-documents.ts"
import { makeStore, type Store } from "../src/store/store.ts"
import { mirrorState } from "../src/user-state/mirror-state.ts"
import { insertPlay, readRecord, writeRecord } from "../src/user-state/track-state.ts"
import { aliases, genreParents, people } from "./made-library.ts"
import { init, places, withLibrary } from "./world.ts"

/** Both databases of a library, and a gate to change it: a new one each time, for one that has written much is not looked into any more. */
export interface Stored {
  readonly cache: Database
  readonly userDb: Database
  readonly store: Store
}

/** Where the databases of a library are. */
export interface StoredPaths {
  readonly cachePath: string
  readonly libraryPath: string
}

/** A connection to the databases of a library, which are made when they are not there. */
export const openStoredAt = Effect.fnUntraced(function* ({ cachePath, libraryPath }: StoredPaths) {
  const sqlite = yield* Sqlite
  const cache = yield* sqlite.open(cachePath)
  const userDb = yield* sqlite.open(libraryPath)
  return {
    cache,
    userDb,
    get store() {
      return makeStore(cache, () => true)
    }
  } satisfies Stored
})

/** Another connection to the databases of the case's library. */
export const openStored = Effect.flatMap(places, openStoredAt)

/** Makes the databases of an empty library, as opening one does, and one entity, so that what follows is recorded. */
export const makeStored = Effect.gen(function* () {
  yield* init("fingerprint", "nested")
  yield* withLibrary(() => Effect.void)
  const stored = yield* openStored
  storeOne(stored, { id: "first", path: "first", tracks: [{ id: "first-track", path: "first/1.flac" }] })
  return stored
})

/** Reads with a query cache within these limits. */
export const readerOf = (
  { cache, userDb }: Stored,
  limits: Omit<QueryCacheOptions, "nowMs">,
  nowMs = () => 1_800_000_000_000
): Reader => makeReader({ cache, userDb }, "/music", { artistAliases: aliases, genreParents }, nowMs, limits)

/** Keeps nothing. */
export const nothingKept = { mostEntries: 0, mostBytes: 0 } as const

/** What a file says; the rest says nothing. */
export type Said = Partial<AudioTags>

const nobody = { main: [], guest: [], remixer: [], producer: [], composer: [], conductor: [], djmixer: [] }

const tagsOf = (said: Said): AudioTags => ({
  format: "flac",
  title: "A title",
  artists: { ...nobody, main: ["Abakus"] },
  releaseTitle: "A release",
  releaseArtists: nobody,
  releaseType: null,
  releaseDate: null,
  originalDate: null,
  compositionDate: null,
  trackNumber: "1",
  trackTotal: null,
  discNumber: "1",
  discTotal: null,
  genres: [],
  secondaryGenres: [],
  descriptors: [],
  labels: [],
  catalogNumber: null,
  edition: null,
  durationMs: 1000,
  bitrateKbps: null,
  sampleRateHz: null,
  channels: null,
  hasCover: false,
  coverMime: null,
  hasLyrics: false,
  replayGain: null,
  musicBrainz: null,
  ids: { track: null, release: null },
  ...said
})

/** One release with the tracks that are read. */
export interface ReleaseRead {
  readonly id: string
  readonly path: string
  readonly isNew?: boolean
  readonly addedAt?: string | null
  readonly said?: Said
  readonly tracks: ReadonlyArray<{ readonly id: string; readonly path: string; readonly said?: Said }>
  readonly unchanged?: ReadonlyArray<number>
}

/** Stores a release as a scan does. */
export const storeOne = ({ store }: Stored, release: ReleaseRead): void => {
  const { id, path, isNew = true, addedAt = null, said = {}, unchanged = [] } = release
  const file = { duplicateOf: null, isDoubtful: false, sizeBytes: 1, modifiedAtUs: 1, lyricsPath: null, essence: null }
  const tracks = release.tracks.map((track) => ({
    ...file,
    id: track.id,
    path: track.path,
    tags: tagsOf({ ...said, ...track.said })
  }))
  const shared = { duplicateOf: null, isByAlbum: false, datafile: null, cover: null }
  store.write((tx) => storeRelease(tx, { ...shared, id, path, isNew, addedAt, unchangedTracks: unchanged, tracks }))
}

/** Writes what a scan writes at its end: search documents, and names that nothing bears go. */
export const settle = ({ store }: Stored): void => {
  store.write((tx) => {
    indexMarked(tx)
    removeUnusedNames(tx)
  })
}

/** Removes a track, and its release when that has none left. */
export const removeOne = ({ cache, store }: Stored, id: string): void => {
  const row = cache.prepare("select no, release_no as release from tracks where id = ?").get(id)
  if (row === undefined) return
  store.write((tx) => {
    removeTrack(tx, Number(row["no"]), id)
    removeEmpty(tx, Number(row["release"]))
  })
}

const removeEmpty = (tx: Parameters<typeof removeRelease>[0], no: number): void => {
  const isLeft = tx.cache.prepare("select 1 as one from tracks where release_no = ? limit 1").get(no) !== undefined
  const row = tx.cache.prepare("select id from releases where no = ?").get(no)
  if (!isLeft && row !== undefined) removeRelease(tx, no, String(row["id"]))
}

/** Changes what the user makes of a track. */
export const changeState = (
  { cache, userDb }: Stored,
  id: string,
  change: { readonly isFavorite?: boolean; readonly rating?: number | null; readonly playedUs?: number },
  nowUs: number
): void => {
  transaction(userDb, () => {
    const before = readRecord(userDb, id)
    if (change.playedUs !== undefined) insertPlay(userDb, id, { id: `${id} ${change.playedUs}`, playedUs: change.playedUs })
    writeRecord(userDb, id, {
      ...before,
      ...(change.isFavorite !== undefined && { isFavorite: change.isFavorite, favoriteUs: nowUs }),
      ...(change.rating !== undefined && { rating: change.rating, ratingUs: nowUs })
    })
  })
  mirrorState({ cache, userDb })
}

const some = <A>(random: Random, from: ReadonlyArray<A>, most: number): ReadonlyArray<A> => [
  ...new Set(Array.from({ length: random.below(most + 1) }, () => random.pick(from)))
]

const anySaid = (random: Random): Said => ({
  title: random.pick(["One", "öne", "Two", "東", "Éclair", "one two"]),
  artists: { ...nobody, main: some(random, people, 2), guest: some(random, people, 1) },
  trackNumber: String(random.below(5)),
  discNumber: String(1 + random.below(2)),
  durationMs: random.below(5000),
  hasCover: random.chance(20)
})

const anyShared = (random: Random): Said => ({
  releaseTitle: random.pick(["Éclair", "eclair", "Zug", "!"]),
  releaseArtists: { ...nobody, main: some(random, people, 2) },
  releaseType: random.pick([null, "album", "single", "ep"]),
  releaseDate: random.chance(60) ? `${1988 + random.below(6)}` : null,
  originalDate: random.chance(30) ? String(1970 + random.below(25)) : null,
  genres: some(random, ["Techno", "Dub Techno", "hip-hop", "Noise Nobody Knows"], 2),
  secondaryGenres: some(random, ["Boom Bap", "ELECTRONIC"], 1),
  descriptors: some(random, ["warm", "cold"], 2),
  labels: some(random, ["Moss", "moss"], 1)
})

/** How large libraries become: ids are drawn from so many. */
export interface Sizes {
  readonly releases: number
  readonly tracks: number
}

/** Stores some release, old or new, with some tracks. */
export const anyStore = (stored: Stored, random: Random, sizes: Sizes): void => {
  const id = `r${random.below(sizes.releases)}`
  const path = `d${random.below(Math.ceil(sizes.releases * 1.1))}`
  const ids = new Set(Array.from({ length: 1 + random.below(3) }, () => `t${random.below(sizes.tracks)}`))
  const known = stored.cache
    .prepare("select tracks.no, tracks.id from tracks join releases on releases.no = release_no where releases.id = ?")
    .values(id) as Array<[number, string]>
  storeOne(stored, {
    id,
    path,
    isNew: random.chance(50),
    addedAt: random.chance(70) ? `2024-0${1 + random.below(9)}-01T10:00:00Z` : null,
    said: anyShared(random),
    tracks: [...ids].map((track, i) => ({ id: track, path: `${path}/${i}.flac`, said: anySaid(random) })),
    unchanged: known.flatMap(([no, track]) => (ids.has(track) || random.chance(30) ? [] : [no]))
  })
}

const markHeard = ({ store }: Stored, random: Random, sizes: Sizes): void => {
  const id = `r${random.below(sizes.releases)}`
  store.write(({ cache, touch }) => {
    if (cache.prepare("select 1 as one from releases where id = ?").get(id) === undefined) return
    touch("release", id, "update")
    cache.prepare("update releases set is_new = ? where id = ?").run(random.chance(50), id)
  })
}

const removeParkedRows = ({ store }: Stored): void => {
  store.write((tx) => {
    const parked = "source_path >= '/' and source_path < '0'"
    const rows = tx.cache.prepare(`select no, id from tracks where ${parked}`).values() as Array<[number, string]>
    for (const [no, id] of rows) removeTrack(tx, no, id)
    const empty = "select no, id from releases where not exists (select 1 from tracks where release_no = releases.no)"
    for (const [no, id] of tx.cache.prepare(empty).values() as Array<[number, string]>) removeRelease(tx, no, id)
  })
}

const failedWrite = (stored: Stored, random: Random, sizes: Sizes): void => {
  const cause = new Error("on purpose")
  try {
    stored.store.write((tx) => {
      tx.touch("track", `t${random.below(sizes.tracks)}`, "update")
      tx.cache.prepare("update tracks set title = 'wrong', sort_title = 'wrong', heard_title = null").run()
      throw cause
    })
  } catch (error) {
    if (error !== cause) throw error
  }
}

const mergeSome = ({ userDb }: Stored, random: Random, sizes: Sizes): void => {
  const [from, to] = [`t${random.below(sizes.tracks)}`, `t${random.below(sizes.tracks)}`]
  userDb
    .prepare("insert into ids (kind, id, first_seen_us) values (1, ?, 1), (1, ?, 1) on conflict do nothing")
    .run(from, `${to}x`)
  mergeIds(userDb, trackKind, from, to)
}

const changeSome = (stored: Stored, random: Random, { tracks }: Sizes): void => {
  const id = `t${random.below(tracks)}`
  const nowUs = 1_700_000_000_000_000 + random.below(1000) * 1000
  const change = random.pick([{ isFavorite: random.chance(50) }, { rating: random.pick([null, 1, 2, 5]) }, { playedUs: nowUs }])
  changeState(stored, id, change, nowUs)
}

/** One field alone, which a scan changes with others. */
const changeOneField = ({ store }: Stored, random: Random, sizes: Sizes): void => {
  const id = random.chance(50) ? `t${random.below(sizes.tracks)}` : `r${random.below(sizes.releases)}`
  const kind = id.startsWith("t") ? "track" : "release"
  const title = random.pick(["One", "Two", "東"])
  store.write(({ cache, touch }) => {
    const no = cache.prepare(`select no from ${kind}s where id = ?`).get(id)?.["no"] as number | undefined
    if (no === undefined) return
    touch(kind, id, "update")
    if (random.chance(50))
      cache
        .prepare(`update ${kind}s set title = ?, sort_title = ?, heard_title = ? where no = ?`)
        .run(title, foldText(title), heardTitle(foldText(title)), no)
    else if (kind === "track") {
      cache.prepare("delete from track_artists where track_no = ?").run(no)
      cache.prepare("update tracks set sort_artist = 'unknown artists' where no = ?").run(no)
    } else cache.prepare("delete from release_genres where release_no = ? and position = 0").run(no)
  })
}

/** A track goes to another release, which has some already. */
const moveTrack = ({ store }: Stored, random: Random, sizes: Sizes): void => {
  const [track, release] = [`t${random.below(sizes.tracks)}`, `r${random.below(sizes.releases)}`]
  store.write((tx) => {
    const from = tx.cache.prepare("select release_no as no from tracks where id = ?").get(track)?.["no"]
    const to = tx.cache.prepare("select no from releases where id = ?").get(release)?.["no"]
    if (from === undefined || to === undefined || from === to) return
    tx.touch("release", release, "update")
    tx.touch("track", track, "update")
    tx.cache.prepare("update tracks set release_no = ? where id = ?").run(Number(to), track)
    removeEmpty(tx, Number(from))
  })
}

/** Does something to the library. */
export const changeAnything = (stored: Stored, random: Random, sizes: Sizes): void => {
  const dice = random.below(100)
  if (dice < 25) changeSome(stored, random, sizes)
  else if (dice < 45) anyStore(stored, random, sizes)
  else if (dice < 58) changeOneField(stored, random, sizes)
  else if (dice < 63) moveTrack(stored, random, sizes)
  else if (dice < 75) removeOne(stored, `t${random.below(sizes.tracks)}`)
  else if (dice < 83) markHeard(stored, random, sizes)
  else if (dice < 90) settle(stored)
  else if (dice < 94) removeParkedRows(stored)
  else if (dice < 97) mergeSome(stored, random, sizes)
  else failedWrite(stored, random, sizes)
}
