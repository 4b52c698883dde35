/** Lists that are asked for: how they are called, and the numbers of the entities on a page of one, found by way of the query cache. */
import type { PageBounds } from "../page.ts"
import type { ChangedEntities } from "../query-cache/change-log.ts"
import type { Queries } from "../query-cache/queries.ts"
import type { Had } from "../query-cache/query-cache.ts"
import { type Names, refuseTooLarge } from "./compile.ts"
import { conditionOfList } from "./dependencies.ts"
import { keyOfFilter } from "./filter-key.ts"
import { beginningFor, type ListQuery, type ListRows, mendOrder, readOrder } from "./list-order.ts"
import { readsClock } from "./reads-clock.ts"

/** Where numbers are found. */
export interface ListSource extends ListRows {
  readonly queries: Queries
}

/** The entities' numbers in order, and how many the whole list has. */
export interface NumbersPage {
  readonly nos: ReadonlyArray<number>
  readonly total: number
}

/** The same, and how the list was had that the page was cut from. */
export interface FoundNumbers extends NumbersPage {
  readonly had: Had
}

/** Finds a page's numbers, all of them with a limit below 0. Throws `SqliteError`, or a `CacheError` for a filter that is too large. */
export const pageNumbers = (source: ListSource, query: ListQuery, page: PageBounds): FoundNumbers => {
  const beginning = beginningFor(query, page)
  let had: Had = "kept"
  const { nos, total } = source.queries.part(`order ${beginning?.length ?? "all"} ${keyOfList(source, query)}`, {
    condition: conditionOfList(query.listed, query.filter, query.order, source.names.artistNames),
    read: () => {
      had = "read"
      return readOrder(source, query, beginning)
    },
    mend: (kept, changed: ChangedEntities) => {
      const mended = mendOrder(source, query, kept, { changed, beginning })
      if (mended !== undefined) had = "mended"
      return mended
    },
    bytesOf: (list) => 100 + list.nos.byteLength
  })
  const end = page.limit < 0 ? nos.length : page.offset + page.limit
  return { nos: [...nos.subarray(page.offset, end)], total, had }
}

/** A list's name, whichever way its filter is written. What counts back from now is another list each minute. */
export const keyOfList = ({ names }: { readonly names: Names }, { listed, filter, order }: ListQuery): string => {
  if (filter === undefined) return `${listed} ${order.isDescending ? "-" : ""}${order.key} `
  refuseTooLarge(filter)
  const key = keyOfFilter(filter)
  const now = readsClock(filter) ? ` ${names.nowUs()}` : ""
  return `${listed} ${order.isDescending ? "-" : ""}${order.key}${now} ${key}`
}
