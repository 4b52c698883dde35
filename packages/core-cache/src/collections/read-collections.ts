/** Reads collages and playlists as the world sees them. A page costs a fixed number of statements, whatever its length. */

import type { Database } from "@deadwax/core-async"
import type { NumbersPage } from "../filter/list-query.ts"
import { lookupText } from "../lookup-text.ts"
import type { CollectionItem, CollectionSummary, Page } from "../model/model.ts"
import type { PageBounds } from "../page.ts"
import { absolutePath } from "../scan/paths.ts"
import type { HeldEntries } from "./collections.ts"
import type { CollectionKind } from "./kind.ts"

const summaries = `select collections.no, name, cover_path as coverPath, reason, message,
    (select count(*) from collection_members where collection_no = collections.no) as count,
    (select count(*) from collection_members where collection_no = collections.no and is_missing = 1) as missing
  from collections left join failures on failures.path = ? || name || '.toml' where kind = ?`

interface SummaryRow {
  readonly no: number
  readonly name: string
  readonly coverPath: string | null
  readonly reason: string | null
  readonly message: string | null
  readonly count: number
  readonly missing: number
}

/** A page of collections by name, bytewise. */
export const listCollectionRows = (
  cache: Database,
  root: string,
  kind: CollectionKind,
  page: PageBounds
): Page<CollectionSummary> => {
  const total = cache.prepare("select count(*) as count from collections where kind = ?").get(kind.no)!["count"] as number
  const rows = cache
    .prepare(`${summaries} order by name limit ? offset ?`)
    .all(`${kind.directory}/`, kind.no, page.limit, page.offset) as unknown as ReadonlyArray<SummaryRow>
  const limit = page.limit < 0 ? total : page.limit
  return { items: rows.map((row) => toSummary(row, root)), total, limit, offset: page.offset }
}

const toSummary = ({ name, count, missing, coverPath, reason, message }: SummaryRow, root: string): CollectionSummary => ({
  name,
  count,
  missing,
  coverPath: coverPath === null ? null : absolutePath(root, coverPath),
  failure: reason === null || message === null ? null : { reason, message }
})

export interface CollectionWithItems {
  readonly summary: CollectionSummary
  readonly items: ReadonlyArray<CollectionItem>
}

/** One collection by its exact name. */
export const findCollection = (
  cache: Database,
  root: string,
  kind: CollectionKind,
  name: string
): CollectionWithItems | undefined => {
  const row = cache.prepare(`${summaries} and name = ?`).get(`${kind.directory}/`, kind.no, lookupText(name)) as
    | SummaryRow
    | undefined
  if (row === undefined) return undefined
  const items = cache
    .prepare("select id, position, description, is_missing from collection_members where collection_no = ? order by position")
    .values(row.no) as Array<[string, number, string | null, number]>
  return {
    summary: toSummary(row, root),
    items: items.map(([id, position, description, isMissing]) => ({ id, position, description, missing: isMissing === 1 }))
  }
}

/** The numbers of a page of those members that are there, in order; one that stands twice comes twice. Undefined: no such collection. */
export const presentNumbers = (
  cache: Database,
  kind: CollectionKind,
  name: string,
  page: PageBounds
): NumbersPage | undefined => {
  const no = cache.prepare("select no from collections where kind = ? and name = ?").get(kind.no, lookupText(name))?.["no"]
  if (no === undefined) return undefined
  // Before the whole library was scanned an entry may be neither missing nor there.
  const from = `from collection_members join ${kind.table} on ${kind.table}.id = collection_members.id
    where collection_no = ? and is_missing = 0`
  const total = cache.prepare(`select count(*) as count ${from}`).get(no as number)!["count"] as number
  const rows = cache
    .prepare(`select ${kind.table}.no ${from} order by position limit ? offset ?`)
    .values(no as number, page.limit, page.offset) as Array<[number]>
  return { nos: rows.map(([member]) => member), total }
}

/** Does the collection have an entry of this id, also a missing one? `survivor`: what stands for the id now; itself unless it was merged. */
export const includesMember = (cache: Database, kind: CollectionKind, name: string, id: string, survivor: string): boolean =>
  cache
    .prepare(
      `select 1 as one from collections join collection_members on collection_no = collections.no
      where collections.kind = ? and name = ? and (id = ? or file_id = ?) limit 1`
    )
    .get(kind.no, lookupText(name), lookupText(survivor), lookupText(id)) !== undefined

/** How many entries the collections of a kind have, and which have how many of these ids, by name. */
export const heldEntries = (cache: Database, kind: CollectionKind, ids: ReadonlyArray<string>): HeldEntries => {
  const total = cache.prepare("select count(*) as count from collection_members where kind = ?").get(kind.no)!["count"] as number
  const rows = cache
    .prepare(
      `select name, count(*) from json_each(?) as sought
        cross join collection_members as members on members.kind = ? and members.id = sought.value
        join collections on collections.no = collection_no
      group by name order by name`
    )
    .values(JSON.stringify(ids), kind.no) as Array<[string, number]>
  return { total, playlists: rows.map(([name, entries]) => ({ name, entries })) }
}
