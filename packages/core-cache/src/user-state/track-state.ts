/**
 * What the user made of tracks (library.db): favourites, ratings, plays. Kept by the id that stands for a track now, and for ever: a file
 * that is gone may come back.
 *
 * Each decision carries its time, and each play an id, so that two records of one track (of two copies of a library, or of two ids that
 * turned out to be one track) can be brought together in any order and any number of times. Each change is numbered; the cache, which
 * mirrors all this, knows by the number what it has not taken over yet.
 */
import type { Database, SqlRow } from "@deadwax/core-async"

/** One track's record. Times are microseconds since 1970; a time that is null: never decided, or nobody knows when. */
export interface TrackRecord {
  readonly isFavorite: boolean
  readonly favoriteUs: number | null
  /** 1 to 5; null: none. */
  readonly rating: number | null
  readonly ratingUs: number | null
  /** Plays up to `countedLastUs` of which only the number is known; plays with an id in that time are among them. */
  readonly countedPlays: number
  readonly countedLastUs: number | null
}

export const emptyRecord: TrackRecord = {
  isFavorite: false,
  favoriteUs: null,
  rating: null,
  ratingUs: null,
  countedPlays: 0,
  countedLastUs: null
}

/** One play, by the id that it was reported with. */
export interface Play {
  readonly id: string
  readonly playedUs: number
}

/** How many plays a track has: those told one by one since the counted ones, and the larger number of those before. */
export const playCountSql = `(
  select coalesce(sum(played_us > coalesce(counted_last_us, -1)), 0)
    + max(counted_plays, coalesce(sum(played_us <= coalesce(counted_last_us, -1)), 0))
  from plays where plays.track_id = track_state.track_id)`

/** When a track was played last; null: never, or nobody knows. */
export const lastPlayedSql = `nullif(max(
  coalesce((select max(played_us) from plays where plays.track_id = track_state.track_id), -1), coalesce(counted_last_us, -1)), -1)`

export const recordColumns = `is_favorite as isFavorite, favorite_us as favoriteUs, rating, rating_us as ratingUs, counted_plays as countedPlays,
  counted_last_us as countedLastUs`

/** A record of a row of `recordColumns`. */
export const recordOfRow = (row: SqlRow): TrackRecord => ({
  isFavorite: row["isFavorite"] === 1,
  favoriteUs: row["favoriteUs"] as number | null,
  rating: row["rating"] as number | null,
  ratingUs: row["ratingUs"] as number | null,
  countedPlays: Number(row["countedPlays"]),
  countedLastUs: row["countedLastUs"] as number | null
})

/** A track's record, an empty one when there is none. */
export const readRecord = (library: Database, trackId: string): TrackRecord => {
  const row = library.prepare(`select ${recordColumns} from track_state where track_id = ?`).get(trackId)
  return row === undefined ? emptyRecord : recordOfRow(row)
}

/** Was anything ever decided about this track, or a play of it recorded? */
export const hasRecord = (library: Database, trackId: string): boolean =>
  library.prepare("select 1 as one from track_state where track_id = ?").get(trackId) !== undefined

/** Writes a track's record as a new change, in the caller's transaction. */
export const writeRecord = (library: Database, trackId: string, record: TrackRecord): void => {
  const change = nextChange(library)
  library
    .prepare(
      `insert into track_state (track_id, is_favorite, favorite_us, rating, rating_us, counted_plays, counted_last_us, change)
      values (?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (track_id) do update set is_favorite = excluded.is_favorite, favorite_us = excluded.favorite_us, rating = excluded.rating,
        rating_us = excluded.rating_us, counted_plays = excluded.counted_plays, counted_last_us = excluded.counted_last_us,
        change = excluded.change`
    )
    .run(
      trackId,
      record.isFavorite,
      record.favoriteUs,
      record.rating,
      record.ratingUs,
      record.countedPlays,
      record.countedLastUs,
      change
    )
}

const nextChange = (library: Database): number =>
  Number(
    library.prepare("update library set state_changes = state_changes + 1 where one = 1 returning state_changes as n").get()!["n"]
  )

/** Of which track a play of this id was recorded; undefined: it is not known. */
export const trackOfPlay = (library: Database, playId: string): string | undefined =>
  library.prepare("select track_id as id from plays where id = ?").get(playId)?.["id"] as string | undefined

/** Records a play unless its id is known, in the caller's transaction; answers whether it was new. The caller writes the record as changed. */
export const insertPlay = (library: Database, trackId: string, { id, playedUs }: Play): boolean =>
  library
    .prepare("insert into plays (id, track_id, played_us) values (?, ?, ?) on conflict (id) do nothing returning 1 as one")
    .get(id, trackId, playedUs) !== undefined

/**
 * An id turned out to be another's track: its record and its plays become that one's, in the caller's transaction. A favourite under
 * either is one, the newer rating counts, plays add up. What is left is an empty record, by whose change the cache notices.
 */
export const mergeTrackState = (library: Database, id: string, survivor: string): void => {
  if (id === survivor || !hasRecord(library, id)) return
  const ours = readRecord(library, survivor)
  const theirs = readRecord(library, id)
  const plays = [ours, theirs].map((record, i) => totalPlays(library, i === 0 ? survivor : id, record))
  library.prepare("update plays set track_id = ? where track_id = ?").run(survivor, id)
  const merged = planMerge(ours, theirs)
  const countedLastUs = newer(ours.countedLastUs, theirs.countedLastUs)
  const since = countSince(library, survivor, countedLastUs)
  const countedPlays = countedLastUs === null ? 0 : plays[0]! + plays[1]! - since
  writeRecord(library, survivor, { ...merged, countedPlays, countedLastUs })
  writeRecord(library, id, emptyRecord)
}

const countSince = (library: Database, trackId: string, sinceUs: number | null): number =>
  library.prepare("select count(*) as n from plays where track_id = ? and played_us > ?").get(trackId, sinceUs ?? -1)![
    "n"
  ] as number

const totalPlays = (library: Database, trackId: string, { countedPlays, countedLastUs }: TrackRecord): number => {
  const since = countSince(library, trackId, countedLastUs)
  return since + Math.max(countedPlays, countSince(library, trackId, null) - since)
}

const planMerge = (ours: TrackRecord, theirs: TrackRecord): TrackRecord => {
  const favorites = [ours, theirs].filter((record) => record.isFavorite)
  const later = isLater(theirs.ratingUs, theirs.rating, ours.ratingUs, ours.rating) ? theirs : ours
  const decided = favorites.length > 0 ? favorites : [ours, theirs]
  return {
    ...ours,
    isFavorite: favorites.length > 0,
    favoriteUs: decided.reduce<number | null>((time, record) => newer(time, record.favoriteUs), null),
    rating: later.rating,
    ratingUs: later.ratingUs
  }
}

/**
 * Two records of one track in one, whichever of them is ours: of each decision the later one counts. Doing it again, or in another order,
 * changes nothing.
 */
export const joinRecords = (ours: TrackRecord, theirs: TrackRecord): TrackRecord => {
  const favorite = isLater(theirs.favoriteUs, Number(theirs.isFavorite), ours.favoriteUs, Number(ours.isFavorite)) ? theirs : ours
  const rating = isLater(theirs.ratingUs, theirs.rating, ours.ratingUs, ours.rating) ? theirs : ours
  const counted = isLater(theirs.countedLastUs, theirs.countedPlays, ours.countedLastUs, ours.countedPlays) ? theirs : ours
  return {
    isFavorite: favorite.isFavorite,
    favoriteUs: favorite.favoriteUs,
    rating: rating.rating,
    ratingUs: rating.ratingUs,
    countedPlays: counted.countedPlays,
    countedLastUs: counted.countedLastUs
  }
}

/** Was `a` decided after `b`? Of two decisions of one moment the one with the larger value counts, so that every order ends alike. */
const isLater = (aUs: number | null, a: number | null, bUs: number | null, b: number | null): boolean =>
  (aUs ?? -1) !== (bUs ?? -1) ? (aUs ?? -1) > (bUs ?? -1) : (a ?? 0) > (b ?? 0)

const newer = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b))
