/**
 * The numbers of a list in its order: read, or brought up to date from what they were.
 *
 * The whole list by path, the default, is there by its index: of that only the beginning is read where a page near it is asked for. Any other
 * is put in order once: SQLite would sort it anew for each page, and skip row by row to a deep one. Rows that wait for their file under a
 * path that begins with "/" (see storeTrack) are not there.
 *
 * What makes mending hard: it must answer what reading would, for every filter and order. So nothing of either is done a second time here.
 * Those that changed are taken out; the same statement that reads the list says which of them are on it now; and each gets its place by
 * asking SQLite, in the list's own ORDER BY, which of two comes first. Those that did not change are in the order in which they were.
 */
import type { Database, SqlInput } from "@deadwax/core-async"
import type { PageBounds } from "../page.ts"
import { type ChangedEntities, mostMended } from "../query-cache/change-log.ts"
import { compileFilter, type Names } from "./compile.ts"
import type { Filter, Listed } from "./filter.ts"
import { insertNumbers, withoutNumbers } from "./number-lists.ts"
import { type Order, orderedSource, orderTerms } from "./sort.ts"

/** A list that was asked for, checked. */
export interface ListQuery {
  readonly listed: Listed
  readonly filter: Filter | undefined
  readonly order: Order
}

/** Where lists are read. */
export interface ListRows {
  readonly cache: Database
  readonly names: Names
}

/** The beginning of a list, of which `total` are on it; all of it when it is as long. */
export interface OrderedNumbers {
  readonly nos: Int32Array
  readonly total: number
}

/** How much of a list by its index is read, and how much of that must be there after mending: the rest is what may go meanwhile. */
export interface Beginning {
  readonly length: number
  readonly least: number
}

/** The index skips so many rows in less time than a list takes to be made. */
const mostSkipped = 1000

const beginnings: ReadonlyArray<Beginning> = [
  { length: 128, least: 100 },
  { length: 512, least: 450 },
  { length: 2100, least: 2000 }
]

/** The beginning that holds a page; undefined: the list is wanted whole. */
export const beginningFor = ({ filter, order }: ListQuery, { limit, offset }: PageBounds): Beginning | undefined => {
  const isWhole = filter === undefined || (filter.kind === "and" && filter.filters.length === 0)
  if (limit < 0 || offset > mostSkipped || order.key !== "path" || !isWhole) return undefined
  return beginnings.find(({ least }) => least >= offset + limit)
}

/** Reads a list, or its beginning. */
export const readOrder = (rows: ListRows, query: ListQuery, beginning: Beginning | undefined): OrderedNumbers => {
  if (beginning === undefined) {
    const nos = numbersOf(rows, query)
    return { nos, total: nos.length }
  }
  const { listed, order } = query
  const sql = `select no from ${listed} where ${isHere(listed)} order by ${orderTerms(listed, order)} limit ?`
  return { nos: numbersIn(rows.cache, sql, [beginning.length]), total: countHere(rows.cache, listed) }
}

const numbersIn = (cache: Database, sql: string, values: ReadonlyArray<SqlInput>): Int32Array =>
  Int32Array.from(cache.prepare(sql).values(...values) as Array<[number]>, ([no]) => no)

const isHere = (listed: Listed): string => `(${listed}.source_path < '/' or ${listed}.source_path >= '0')`

// Without a condition SQLite counts pages, not rows.
const countHere = (cache: Database, listed: Listed): number => {
  const parked = `select count(*) from ${listed} where source_path >= '/' and source_path < '0'`
  const [[total]] = cache.prepare(`select (select count(*) from ${listed}) - (${parked})`).values() as [[number]]
  return total
}

/** The members of a list in order; `among`: of these alone. */
const numbersOf = ({ cache, names }: ListRows, query: ListQuery, among?: ReadonlyArray<number>): Int32Array => {
  const { listed, filter, order } = query
  const condition = filter === undefined ? { sql: "true", values: [] } : compileFilter(filter, listed, names)
  const these = among === undefined ? "" : `${listed}.no in (select value from json_each(?)) and `
  const where = `${these}${isHere(listed)} and (${condition.sql})`
  const sql = `select ${listed}.no from ${orderedSource(listed, order)} where ${where} order by ${orderTerms(listed, order)}`
  return numbersIn(cache, sql, [...(among === undefined ? [] : [JSON.stringify(among)]), ...condition.values])
}

/** What changed since a list was read, and how much of it is needed; `beginning` undefined: all of it. */
interface Mending {
  readonly changed: ChangedEntities
  readonly beginning: Beginning | undefined
}

/** Brings a list up to date. Undefined: it is as well read. Inside a snapshot. */
export const mendOrder = (
  rows: ListRows,
  query: ListQuery,
  kept: OrderedNumbers,
  { changed, beginning }: Mending
): OrderedNumbers | undefined => {
  const suspects = membersOf(rows.cache, query.listed, changed)
  if (suspects.length > mostMended) return undefined
  const stayed = withoutNumbers(kept.nos, suspects)
  const here = numbersOf(rows, query, suspects)
  const nos = insertNumbers(stayed, here, isBefore(rows.cache, query))
  if (beginning === undefined) return { nos, total: nos.length }
  const total = countHere(rows.cache, query.listed)
  // Others may lie beyond the last that stayed.
  const known = kept.nos.length === kept.total ? nos.length : nos.lastIndexOf(stayed.at(-1) ?? -1) + 1
  return known < Math.min(beginning.least, total) ? undefined : { nos: nos.subarray(0, known), total }
}

/** All who may have come to a list, left it, or changed their place on it. */
const membersOf = (cache: Database, listed: Listed, changed: ChangedEntities): ReadonlyArray<number> => {
  const { releases, tracks, releasesOfTracks } = changed
  if (listed === "releases") return [...new Set([...releases, ...releasesOfTracks])]
  if (releases.length === 0) return tracks
  const ofReleases = cache
    .prepare("select no from tracks where release_no in (select value from json_each(?))")
    .values(JSON.stringify(releases)) as Array<[number]>
  return [...new Set([...tracks, ...ofReleases.map(([no]) => no)])]
}

const isBefore = (cache: Database, { listed, order }: ListQuery): ((a: number, b: number) => boolean) => {
  const source = orderedSource(listed, order)
  const sql = `select ${listed}.no from ${source} where ${listed}.no in (?, ?) order by ${orderTerms(listed, order)} limit 1`
  return (a, b) => cache.prepare(sql).values(a, b)[0]?.[0] === a
}
