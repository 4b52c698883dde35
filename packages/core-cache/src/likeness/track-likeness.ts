/**
 * Tracks that may be one recording twice: what tells it, and the ways in which such tracks are found without a look at all of them. What is a
 * duplicate is decided by whoever asks.
 */
import type { Database } from "@deadwax/core-async"
import type * as Effect from "effect/Effect"
import type { CacheError } from "../cache-error.ts"
import { trackKind } from "../identity/issued-ids.ts"
import { untitled } from "../releases/release-fields.ts"
import { foldText } from "../search/fold.ts"
import { snapshot } from "../store/snapshot.ts"
import { discKey } from "../tracks/track-order.ts"

/** One track, with what can tell that it is another once more. */
export interface LikeTrack {
  readonly trackId: string
  /** Relative to the library's root. */
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
  /** What identifies its sound; null: it could not be told. */
  readonly essence: string | null
  /** As its tags have it; null: they have none. */
  readonly title: string | null
  /** Its credit as it is printed, folded; null: nobody is named. */
  readonly artist: string | null
  readonly durationMs: number | null
  /** The same for tracks at one place of releases of one name, credit, year and edition; null: the release has no name. */
  readonly placeOnRelease: string | null
  readonly isLossless: boolean
  readonly bitrateKbps: number | null
  /** The user favoured, rated or heard it, or a playlist holds it. */
  readonly isCherished: boolean
  readonly isInPlaylist: boolean
  /** When its id was given. */
  readonly firstSeenUs: number
}

/** Each call costs what it is asked about, and not what the library holds. Ids and paths that are no track's are left out. */
export interface TrackLikeness {
  /**
   * The ids of the tracks at these paths (relative to the root), of all in their directories, and of all on the releases of those: what a change
   * at these paths may have changed, since what a release is called depends on all its files.
   */
  readonly beside: (paths: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<string>, CacheError>
  /** The next ids of all, in bytewise order; `""` begins. */
  readonly after: (id: string, limit: number) => Effect.Effect<ReadonlyArray<string>, CacheError>
  /** Where the tracks of these ids lie, relative to the root. */
  readonly places: (ids: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, string>, CacheError>
  /** These tracks, all that have a sound with one of them in common, and all on releases with the name of one of theirs. */
  readonly like: (ids: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<LikeTrack>, CacheError>
}

interface Databases {
  readonly cache: Database
  readonly userDb: Database
}

/** A path with a slash in front is one that a scan is just giving up. */
const isThere = "tracks.source_path not like '/%'"

const texts = (rows: ReadonlyArray<ReadonlyArray<unknown>>): ReadonlyArray<string> => rows.map(([text]) => String(text))

/** By this database's own numbers. */
const likeNumbers = ({ cache, userDb }: Databases, ids: ReadonlyArray<string>): ReadonlyArray<number> => {
  const own = cache
    .prepare("select no, release_no, essence from tracks where id in (select value from json_each(?))")
    .values(JSON.stringify(ids)) as Array<[number, number, string | null]>
  const essences = [...new Set(own.flatMap(([, , essence]) => essence ?? []))]
  const sounding = userDb
    .prepare("select traces.track_id from json_each(?) as sought cross join traces on traces.essence = sought.value")
    .values(JSON.stringify(essences))
  const found = cache
    .prepare("select no from tracks where id in (select value from json_each(?))")
    .values(JSON.stringify(texts(sounding)))
  const beside = cache
    .prepare(
      `select tracks.no from json_each(?) as sought cross join releases as own on own.no = sought.value
        cross join releases as other on other.sort_title = own.sort_title and other.sort_artist = own.sort_artist
        cross join tracks on tracks.release_no = other.no
      where own.title <> ?`
    )
    .values(JSON.stringify([...new Set(own.map(([, releaseNo]) => releaseNo))]), untitled)
  return [...new Set([...own, ...found, ...beside].map(([no]) => Number(no)))]
}

const columns = `tracks.id as trackId, tracks.source_path as path, size_bytes as sizeBytes, modified_us as modifiedAtUs, essence, tracks.title,
  tracks.sort_artist as sortArtist, duration_ms as durationMs, format, bitrate_kbps as bitrateKbps, disc_number as discNumber,
  track_number as trackNumber, releases.title as releaseTitle, releases.sort_title as releaseSortTitle,
  releases.sort_artist as releaseSortArtist, edition, coalesce(release_date, original_date, '') as date,
  exists (select 1 from collection_members where collection_members.kind = ${trackKind} and collection_members.id = tracks.id) as isInPlaylist,
  exists (select 1 from track_state where track_id = tracks.id
    and (favorited_us is not null or rating is not null or play_count > 0)) as isStated`

interface Row {
  readonly trackId: string
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
  readonly essence: string | null
  readonly title: string
  readonly sortArtist: string
  readonly durationMs: number | null
  readonly format: string
  readonly bitrateKbps: number | null
  readonly discNumber: string
  readonly trackNumber: string
  readonly releaseTitle: string
  readonly releaseSortTitle: string
  readonly releaseSortArtist: string
  readonly edition: string | null
  readonly date: string
  readonly isInPlaylist: number
  readonly isStated: number
}

const lossless: ReadonlySet<string> = new Set(["flac", "ogg-flac", "wav", "aiff", "wv", "ape", "dsf", "dff"])
const nobody = foldText("Unknown Artists")

/** Of two pressings that differ in year or edition, each has the recording at home once. */
const placeOf = (row: Row): string | null =>
  row.releaseTitle === untitled
    ? null
    : JSON.stringify([
        row.releaseSortArtist,
        row.releaseSortTitle,
        foldText(row.edition ?? ""),
        row.date.slice(0, 4),
        discKey(row.discNumber),
        discKey(row.trackNumber)
      ])

const toLikeTrack = (row: Row, firstSeenUs: number): LikeTrack => ({
  trackId: row.trackId,
  path: row.path,
  sizeBytes: row.sizeBytes,
  modifiedAtUs: row.modifiedAtUs,
  essence: row.essence,
  title: row.title === "Unknown Title" ? null : row.title,
  artist: row.sortArtist === nobody ? null : row.sortArtist,
  durationMs: row.durationMs,
  placeOnRelease: placeOf(row),
  isLossless: lossless.has(row.format),
  bitrateKbps: row.bitrateKbps,
  isCherished: row.isInPlaylist === 1 || row.isStated === 1,
  isInPlaylist: row.isInPlaylist === 1,
  firstSeenUs
})

const readLike = (databases: Databases, ids: ReadonlyArray<string>): ReadonlyArray<LikeTrack> => {
  const { cache, userDb } = databases
  const rows = snapshot(
    cache,
    () =>
      cache
        .prepare(
          `select ${columns} from json_each(?) as sought cross join tracks on tracks.no = sought.value
            cross join releases on releases.no = release_no where ${isThere}`
        )
        .all(JSON.stringify(likeNumbers(databases, ids))) as unknown as ReadonlyArray<Row>
  )
  const seen = userDb
    .prepare("select id, first_seen_us from ids where kind = ? and id in (select value from json_each(?))")
    .values(trackKind, JSON.stringify(rows.map(({ trackId }) => trackId))) as Array<[string, number]>
  const firstSeen = new Map(seen)
  return rows.map((row) => toLikeTrack(row, firstSeen.get(row.trackId) ?? 0))
}

/** The root holds loose files, each of which is one by itself. */
const readBeside = (cache: Database, paths: ReadonlyArray<string>): ReadonlyArray<string> => {
  const directories = [...new Set(paths.map((path) => path.slice(0, path.lastIndexOf("/") + 1)))].filter((one) => one !== "")
  const ranges = directories.map((directory) => [directory, `${directory.slice(0, -1)}0`])
  const rows = cache
    .prepare(
      `with found as (
        select release_no from json_each(?) as sought cross join tracks on source_path = sought.value
        union select release_no from json_each(?) as sought cross join tracks
          on source_path > sought.value ->> 0 and source_path < sought.value ->> 1)
      select id from found cross join tracks using (release_no) where ${isThere}`
    )
    .values(JSON.stringify(paths), JSON.stringify(ranges))
  return texts(rows)
}

/** The likeness of a library's tracks, as its databases tell it now. */
export const makeLikeness = (databases: Databases, ask: <A>(work: () => A) => Effect.Effect<A, CacheError>): TrackLikeness => {
  const { cache } = databases
  const places = (ids: ReadonlyArray<string>): ReadonlyMap<string, string> =>
    new Map(
      cache
        .prepare(`select id, source_path from tracks where id in (select value from json_each(?)) and ${isThere}`)
        .values(JSON.stringify(ids)) as Array<[string, string]>
    )
  const after = (id: string, limit: number) =>
    texts(cache.prepare(`select id from tracks where id > ? and ${isThere} order by id limit ?`).values(id, limit))
  return {
    beside: (paths) => ask(() => readBeside(cache, paths)),
    after: (id, limit) => ask(() => after(id, limit)),
    places: (ids) => ask(() => places(ids)),
    like: (ids) => ask(() => readLike(databases, ids))
  }
}
