/** The rows of smart playlists in library.db. Each change is one transaction of one row; no lock of the library is taken. */

import { type Database, transaction } from "@deadwax/core-async"
import { CacheError } from "../cache-error.ts"
import { similarName } from "../collections/collection-name.ts"
import { lookupText } from "../lookup-text.ts"
import type { SmartPlaylistRules } from "../model/model.ts"

export interface SmartRow extends SmartPlaylistRules {
  readonly name: string
}

const columns = "name, filter, sort, most_tracks"

const toRow = ([name, filter, sort, limit]: ReadonlyArray<unknown>): SmartRow => ({
  name: String(name),
  filter: String(filter),
  sort: String(sort) as SmartRow["sort"],
  limit: limit === null ? null : Number(limit)
})

/** By name, bytewise. */
export const listSmartRows = (userDb: Database): ReadonlyArray<SmartRow> =>
  userDb.prepare(`select ${columns} from smart_playlists order by name`).values().map(toRow)

export const findSmartRow = (userDb: Database, name: string): SmartRow | undefined => {
  const [row] = userDb.prepare(`select ${columns} from smart_playlists where name = ?`).values(lookupText(name))
  return row === undefined ? undefined : toRow(row)
}

/** When one that is there was changed last. */
export const smartChangedUs = (userDb: Database, name: string): number =>
  Number(userDb.prepare("select changed_us from smart_playlists where name = ?").values(name)[0]?.[0] ?? 0)

/** False, changing nothing, when there is one of this name. Throws `usage` for a name that differs from another's in case alone. */
export const insertSmart = (userDb: Database, { name, filter, sort, limit }: SmartRow, nowUs: number): boolean =>
  transaction(userDb, () => {
    if (findSmartRow(userDb, name) !== undefined) return false
    checkSimilar(userDb, name)
    userDb
      .prepare("insert into smart_playlists (name, filter, sort, most_tracks, changed_us) values (?, ?, ?, ?, ?)")
      .run(name, filter, sort, limit, nowUs)
    return true
  })

/** False when there is none of this name. */
export const updateSmart = (userDb: Database, { name, filter, sort, limit }: SmartRow, nowUs: number): boolean =>
  userDb
    .prepare("update smart_playlists set filter = ?, sort = ?, most_tracks = ?, changed_us = ? where name = ?")
    .run(filter, sort, limit, nowUs, name) > 0

/** False when there is none of this name. Throws `usage` when the new one is taken. */
export const renameSmart = (userDb: Database, from: string, to: string, nowUs: number): boolean =>
  transaction(userDb, () => {
    if (findSmartRow(userDb, from) === undefined) return false
    if (from === to) return true
    if (findSmartRow(userDb, to) !== undefined) throw taken(to)
    checkSimilar(userDb, to, from)
    userDb.prepare("update smart_playlists set name = ?, changed_us = ? where name = ?").run(to, nowUs, from)
    return true
  })

export const deleteSmart = (userDb: Database, name: string): boolean =>
  userDb.prepare("delete from smart_playlists where name = ?").run(lookupText(name)) > 0

const checkSimilar = (userDb: Database, name: string, except?: string): void => {
  const names = listSmartRows(userDb).flatMap((row) => (row.name === except ? [] : [row.name]))
  const other = similarName(names, name)
  if (other === undefined) return
  throw new CacheError({
    reason: "usage",
    message: `there is a smart playlist "${other}", whose name differs from "${name}" in case or Unicode form only`,
    remedy: "Choose another name."
  })
}

const taken = (name: string): CacheError =>
  new CacheError({
    reason: "usage",
    message: `there is a smart playlist "${name}" already; nothing was changed`,
    remedy: "Choose another name, or delete that one first."
  })
