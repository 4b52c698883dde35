/**
 * Finds the numbers of the entities on a page of a list.
 *
 * The whole list by path, the default, is paged by its index. Any other is put in order once and its numbers kept (query-cache/): SQLite
 * would sort it anew for each page, and skip row by row to a deep one. Rows that wait for their file under a path that begins with "/"
 * (see storeTrack) are not there.
 */
import type { Database, SqlInput } from "@deadwax/core-async"
import type { PageBounds } from "../page.ts"
import type { Queries } from "../query-cache/queries.ts"
import { compileFilter, type Names, refuseTooLarge } from "./compile.ts"
import { conditionOfList } from "./dependencies.ts"
import type { Filter, Listed } from "./filter.ts"
import { keyOfFilter } from "./filter-key.ts"
import { readsClock } from "./reads-clock.ts"
import { type Order, orderedSource, orderTerms } from "./sort.ts"

/** A list that was asked for, checked. */
export interface ListQuery {
  readonly listed: Listed
  readonly filter: Filter | undefined
  readonly order: Order
}

/** Where numbers are found. */
export interface ListSource {
  readonly cache: Database
  readonly names: Names
  readonly queries: Queries
}

/** The entities' numbers in order, and how many the whole list has. */
export interface NumbersPage {
  readonly nos: ReadonlyArray<number>
  readonly total: number
}

/** The index skips so many rows in less time than a list takes to be made. */
const mostSkipped = 1000

/** Reads a page's numbers, all of them with a limit below 0. Throws `SqliteError`, or a `CacheError` for a filter that is too large. */
export const pageNumbers = (source: ListSource, query: ListQuery, page: PageBounds): NumbersPage => {
  if (page.limit >= 0 && page.offset <= mostSkipped && isWholeByPath(query)) return pageByIndex(source.cache, query, page)
  const { listed, filter, order } = query
  const nos = source.queries.part(`order ${keyOfList(source, query)}`, {
    condition: conditionOfList(listed, filter, order, source.names.artistNames),
    read: () => {
      const list = statementOf(source, query)
      const rows = source.cache.prepare(list.sql).values(...list.values) as Array<[number]>
      return Int32Array.from(rows, ([no]) => no)
    },
    bytesOf: ({ byteLength }) => byteLength
  })
  const end = page.limit < 0 ? nos.length : page.offset + page.limit
  return { nos: [...nos.subarray(page.offset, end)], total: nos.length }
}

/** A list's name, whichever way its filter is written. What counts back from now is another list each minute. */
export const keyOfList = ({ names }: Pick<ListSource, "names">, { listed, filter, order }: ListQuery): string => {
  if (filter === undefined) return `${listed} ${order.isDescending ? "-" : ""}${order.key} `
  refuseTooLarge(filter)
  const key = keyOfFilter(filter)
  const now = readsClock(filter) ? ` ${names.nowUs()}` : ""
  return `${listed} ${order.isDescending ? "-" : ""}${order.key}${now} ${key}`
}

interface Statement {
  readonly sql: string
  readonly values: ReadonlyArray<SqlInput>
}

const isHere = (listed: Listed): string => `(${listed}.source_path < '/' or ${listed}.source_path >= '0')`

const statementOf = ({ names }: ListSource, { listed, filter, order }: ListQuery): Statement => {
  const condition = filter === undefined ? { sql: "true", values: [] } : compileFilter(filter, listed, names)
  const where = `${isHere(listed)} and (${condition.sql})`
  return {
    sql: `select ${listed}.no from ${orderedSource(listed, order)} where ${where} order by ${orderTerms(listed, order)}`,
    values: condition.values
  }
}

const isWholeByPath = ({ filter, order }: ListQuery): boolean =>
  order.key === "path" && (filter === undefined || (filter.kind === "and" && filter.filters.length === 0))

const pageByIndex = (cache: Database, { listed, order }: ListQuery, page: PageBounds): NumbersPage => {
  const parked = `select count(*) from ${listed} where source_path >= '/' and source_path < '0'`
  // Without a condition SQLite counts pages, not rows.
  const [[total]] = cache.prepare(`select (select count(*) from ${listed}) - (${parked})`).values() as [[number]]
  const sql = `select no from ${listed} where ${isHere(listed)} order by ${orderTerms(listed, order)} limit ? offset ?`
  const rows = cache.prepare(sql).values(page.limit, page.offset) as Array<[number]>
  return { nos: rows.map(([no]) => no), total }
}
