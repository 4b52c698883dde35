/**
 * Which tracks are told to be duplicates (library.db): one row per track that would not stay. A row says what a sync found; a group is what
 * stands under one survivor.
 */
import type { Database } from "@deadwax/core-async"
import { compareBytewise } from "@deadwax/core-cache"
import type { DuplicateGroup, DuplicateReason } from "../conflicts/duplicates.ts"

/** One track that is another once more. */
export interface DuplicateRow {
  readonly trackId: string
  readonly survivorId: string
  readonly reason: DuplicateReason
}

/** How many groups were not told before, or told otherwise, and how many are none any more. */
export interface GroupChanges {
  readonly found: number
  readonly gone: number
}

const columns = "track_id as trackId, survivor_id as survivorId, reason"

/** All of them. */
export const listDuplicateRows = (database: Database): ReadonlyArray<DuplicateRow> =>
  database.prepare(`select ${columns} from duplicates`).all() as unknown as ReadonlyArray<DuplicateRow>

/** Tracks that would not stay, with an id above one and up to another. `upTo` undefined: all that are left. */
export const duplicatesBetween = (database: Database, after: string, upTo: string | undefined): ReadonlyArray<string> =>
  database
    .prepare(`select track_id from duplicates where track_id > ? and (? is null or track_id <= ?)`)
    .values(after, upTo ?? null, upTo ?? null)
    .map(([id]) => String(id))

const touching = `select ${columns} from duplicates where track_id in (select value from json_each(?))
  union select ${columns} from duplicates where survivor_id in (select value from json_each(?))`

/** The rows in which any of these tracks stands, on either side. */
export const rowsTouching = (database: Database, ids: ReadonlyArray<string>): ReadonlyArray<DuplicateRow> => {
  const given = JSON.stringify(ids)
  return database.prepare(touching).all(given, given) as unknown as ReadonlyArray<DuplicateRow>
}

/** What is told of each survivor, as a text to compare. */
const toldOf = (rows: ReadonlyArray<DuplicateRow>): ReadonlyMap<string, string> => {
  const told = new Map<string, Array<string>>()
  for (const { survivorId, trackId, reason } of rows)
    told.set(survivorId, [...(told.get(survivorId) ?? []), `${trackId} ${reason}`])
  return new Map([...told].map(([survivor, others]) => [survivor, others.sort(compareBytewise).join("\n")]))
}

const rowsOf = (groups: ReadonlyArray<DuplicateGroup>): ReadonlyArray<DuplicateRow> =>
  groups.flatMap(({ survivor, others }) =>
    others.map(({ candidate, reason }) => ({ trackId: candidate.trackId, survivorId: survivor.trackId, reason }))
  )

/**
 * Writes down what was found among some tracks: all that was told of them before is replaced. What is as it was told is not written. In a
 * transaction of the caller's.
 */
export const storeGroups = (
  database: Database,
  members: ReadonlyArray<string>,
  groups: ReadonlyArray<DuplicateGroup>,
  nowUs: number
): GroupChanges => {
  const before = rowsTouching(database, members)
  const after = rowsOf(groups)
  const kept = new Map(after.map((row) => [row.trackId, row]))
  const remove = database.prepare("delete from duplicates where track_id = ?")
  for (const { trackId } of before) if (!kept.has(trackId)) remove.run(trackId)
  const known = new Map(before.map((row) => [row.trackId, row]))
  const write = database.prepare(
    `insert into duplicates (track_id, survivor_id, reason, found_us) values (?, ?, ?, ?)
    on conflict (track_id) do update set survivor_id = excluded.survivor_id, reason = excluded.reason, found_us = excluded.found_us`
  )
  for (const { trackId, survivorId, reason } of after) {
    const old = known.get(trackId)
    if (old?.survivorId !== survivorId || old.reason !== reason) write.run(trackId, survivorId, reason, nowUs)
  }
  return changesBetween(before, after)
}

const changesBetween = (before: ReadonlyArray<DuplicateRow>, after: ReadonlyArray<DuplicateRow>): GroupChanges => {
  const [was, is] = [toldOf(before), toldOf(after)]
  const members = new Set(after.flatMap(({ trackId, survivorId }) => [trackId, survivorId]))
  const isLeft = (survivor: string): boolean =>
    members.has(survivor) || before.some((row) => row.survivorId === survivor && members.has(row.trackId))
  return {
    found: [...is].filter(([survivor, told]) => was.get(survivor) !== told).length,
    gone: [...was.keys()].filter((survivor) => !isLeft(survivor)).length
  }
}
