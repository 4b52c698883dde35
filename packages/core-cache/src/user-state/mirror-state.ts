/**
 * Brings the cache's copy of the state of tracks in step with library.db, through the gate, so that the record tells what changed.
 *
 * library.db is written first; whatever cuts a writer off before it comes here (a crash, a cache of another building) is made good by the
 * next opening, the next change of state by anyone, or the end of the next scan: the cache notes which library.db it follows and how many
 * of its changes it has taken over. It needs no lock: the rows are read after the cache's write transaction has begun, so that whoever
 * writes last has read last.
 */
import { type Database, transaction } from "@deadwax/core-async"
import { survivorOf, trackKind } from "../identity/issued-ids.ts"
import { readLibraryRow } from "../open/library-row.ts"
import { readMeta, writeMeta } from "../store/meta.ts"
import { snapshot } from "../store/snapshot.ts"
import { makeStore, type WriteTransaction } from "../store/store.ts"
import { emptyRecord, hasRecord, lastPlayedSql, playCountSql, writeRecord } from "./track-state.ts"

interface Databases {
  readonly cache: Database
  readonly userDb: Database
}

/** Which library.db, and how many of its changes. */
interface Position {
  readonly generation: string
  readonly changes: number
}

const positionOf = (userDb: Database): Position => ({
  generation: readLibraryRow(userDb).generation,
  changes: Number(userDb.prepare("select state_changes as n from library where one = 1").get()!["n"])
})

/** How far the cache is; undefined: it has taken over nothing yet. */
const mirroredPosition = (cache: Database): Position | undefined => {
  const [generation, changes] = readMeta(cache, "user_state")?.split(" ") ?? []
  return generation === undefined ? undefined : { generation, changes: Number(changes) }
}

const isInStep = ({ cache, userDb }: Databases): boolean => {
  const [now, seen] = [positionOf(userDb), mirroredPosition(cache)]
  return seen?.generation === now.generation && seen.changes === now.changes
}

/** Takes over what changed since; writes nothing when nothing did. Throws `SqliteError`. */
export const mirrorState = (databases: Databases): void => {
  const { cache, userDb } = databases
  if (isInStep(databases)) return
  // Whoever built the cache meanwhile: the rows that are written are library.db's, and right in any.
  makeStore(cache, () => true).write((write) =>
    snapshot(userDb, () => {
      const now = positionOf(userDb)
      const seen = mirroredPosition(cache)
      const follows = seen !== undefined && seen.generation === now.generation && seen.changes <= now.changes
      const rows = readStates(userDb, follows ? seen.changes : -1)
      if (!follows) dropOthers(write, rows)
      for (const row of rows) storeState(write, row)
      writeMeta(cache, "user_state", `${now.generation} ${now.changes}`)
    })
  )
}

type StateRow = [
  trackId: string,
  favoritedUs: number | null,
  rating: number | null,
  playCount: number,
  lastPlayedUs: number | null
]

const readStates = (userDb: Database, since: number): ReadonlyArray<StateRow> =>
  userDb
    .prepare(
      `select track_id, case when is_favorite = 1 then coalesce(favorite_us, 0) end, rating, ${playCountSql}, ${lastPlayedSql}
      from track_state where change > ?`
    )
    .values(since) as unknown as ReadonlyArray<StateRow>

const isEmpty = ([, favoritedUs, rating, playCount]: StateRow): boolean =>
  favoritedUs === null && rating === null && playCount === 0

// The gate sees what changes by itself. Nobody calls it an update of the track: what is said of it stays, as its playlists do.
const storeState = ({ cache, affect }: WriteTransaction, row: StateRow): void => {
  affect("track", row[0])
  if (isEmpty(row)) return void cache.prepare("delete from track_state where track_id = ?").run(row[0])
  cache
    .prepare(
      `insert into track_state (track_id, favorited_us, rating, play_count, last_played_us) values (?, ?, ?, ?, ?)
      on conflict (track_id) do update set favorited_us = excluded.favorited_us, rating = excluded.rating,
        play_count = excluded.play_count, last_played_us = excluded.last_played_us`
    )
    .run(...row)
}

/** The cache follows another library.db than before: what that one does not hold goes. */
const dropOthers = ({ cache, affect }: WriteTransaction, rows: ReadonlyArray<StateRow>): void => {
  const others = cache
    .prepare("select track_id from track_state where track_id not in (select value from json_each(?))")
    .values(JSON.stringify(rows.map(([trackId]) => trackId))) as Array<[string]>
  const drop = cache.prepare("delete from track_state where track_id = ?")
  for (const [trackId] of others) {
    affect("track", trackId)
    drop.run(trackId)
  }
}

/**
 * After library.db was lost, or replaced by another or an older one: what only the cache still knows of the user's state is recorded again,
 * as ids are (see `adoptIds`). What library.db knows of a track counts for more. Throws `SqliteError`.
 */
export const adoptState = ({ cache, userDb }: Databases): void => {
  const seen = mirroredPosition(cache)
  const isKnown = (now: Position): boolean =>
    seen === undefined || (seen.generation === now.generation && seen.changes <= now.changes)
  if (isKnown(positionOf(userDb))) return
  transaction(userDb, () => {
    if (isKnown(positionOf(userDb))) return
    const rows = cache
      .prepare("select track_id, favorited_us, rating, play_count, last_played_us from track_state")
      .values() as unknown as ReadonlyArray<StateRow>
    for (const [id, favoritedUs, rating, countedPlays, countedLastUs] of rows) {
      const trackId = survivorOf(userDb, trackKind, id)
      if (hasRecord(userDb, trackId)) continue
      writeRecord(userDb, trackId, {
        ...emptyRecord,
        isFavorite: favoritedUs !== null,
        favoriteUs: favoritedUs,
        rating,
        countedPlays,
        countedLastUs
      })
    }
  })
}
