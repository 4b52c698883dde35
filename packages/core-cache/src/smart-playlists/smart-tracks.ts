/** The tracks of a smart playlist: those that meet its filter now, in its order, as many as it takes. */
import * as Result from "effect/Result"
import { conditionOfList } from "../filter/dependencies.ts"
import type { ListQuery } from "../filter/list-order.ts"
import { keyOfList, pageNumbers } from "../filter/list-query.ts"
import { parseSort } from "../filter/sort.ts"
import type { Page, SmartPlaylist, Track } from "../model/model.ts"
import type { PageBounds } from "../page.ts"
import { entitiesOf } from "../query-cache/kept-entities.ts"
import type { Reader } from "../reader.ts"
import { localDay, shuffledOrder } from "./shuffle.ts"
import { storedFilter } from "./smart-playlist.ts"
import type { SmartRow } from "./store-smart.ts"

/** Where smart playlists are evaluated. */
export interface SmartSource {
  readonly reader: Reader
  readonly libraryId: string
}

/** With how many tracks it has now; one whose filter is not understood has none, and says so. */
export const describeSmart = (source: SmartSource, row: SmartRow): SmartPlaylist => {
  const filter = storedFilter(row.filter)
  const failure = Result.isFailure(filter) ? { reason: filter.failure.reason, message: filter.failure.message } : null
  return { ...row, count: smartNumbers(source, row, { limit: 0, offset: 0 }).total, failure }
}

/** A page of its tracks; none of one whose filter is not understood. */
export const smartTracks = (source: SmartSource, row: SmartRow, page: PageBounds): Page<Track> => {
  const { nos, total } = smartNumbers(source, row, page)
  const { read, readOnce } = entitiesOf(source.reader).tracks
  const items = page.limit < 0 ? readOnce(nos) : read(nos)
  return { items, total, limit: page.limit < 0 ? total : page.limit, offset: page.offset }
}

const smartNumbers = (source: SmartSource, row: SmartRow, page: PageBounds) => {
  const parsed = storedFilter(row.filter)
  if (Result.isFailure(parsed)) return { nos: [], total: 0 }
  const most = row.limit ?? Number.MAX_SAFE_INTEGER
  const query: ListQuery = { listed: "tracks", filter: parsed.success, order: parseSort("tracks", orderOf(row)) }
  if (row.sort === "shuffle" && page.limit !== 0) return shuffledPage(source, row, query, most, page)
  const end = page.limit < 0 ? most : Math.min(most, page.offset + page.limit)
  const bounds = { offset: page.offset, limit: Math.max(0, end - page.offset) }
  const found = pageNumbers(source.reader, query, row.limit === null ? page : bounds)
  return { nos: found.nos, total: Math.min(found.total, most) }
}

const orderOf = ({ sort }: SmartRow) => (sort === "shuffle" ? "path" : sort)

const shuffledPage = ({ reader, libraryId }: SmartSource, row: SmartRow, query: ListQuery, most: number, page: PageBounds) => {
  const seed = `${libraryId}\n${row.name}\n${localDay(reader.names.nowUs() / 1000)}`
  const nos = reader.queries.part(`shuffle ${JSON.stringify(seed)} ${keyOfList(reader, query)}`, {
    condition: conditionOfList(query.listed, query.filter, query.order, reader.names.artistNames),
    read: () => {
      const whole = pageNumbers(reader, query, { limit: -1, offset: 0 }).nos
      const ids = idsOf(reader, whole)
      return Int32Array.from(shuffledOrder(seed, ids), (place) => whole[place]!)
    },
    bytesOf: ({ byteLength }) => byteLength
  })
  const taken = nos.subarray(0, Math.min(nos.length, most))
  const end = page.limit < 0 ? taken.length : page.offset + page.limit
  return { nos: [...taken.subarray(page.offset, end)], total: taken.length }
}

const idsOf = ({ cache }: Reader, nos: ReadonlyArray<number>): ReadonlyArray<string> => {
  const rows = cache.prepare("select no, id from tracks where no in (select value from json_each(?))").values(JSON.stringify(nos))
  const ids = new Map(rows as unknown as ReadonlyArray<[number, string]>)
  return nos.map((no) => ids.get(no)!)
}
