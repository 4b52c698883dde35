/**
 * Pages of lists: the numbers of a page are kept as one answer, the entities on it one by one (D1). A change of an entity that neither
 * filter nor order reads leaves the page's answer as it is; only that entity is read again.
 */
import type { FoundNumbers, NumbersPage } from "../filter/list-query.ts"
import type { Page } from "../model/model.ts"
import type { PageBounds } from "../page.ts"
import type { Condition } from "./conditions.ts"
import type { Queries } from "./queries.ts"
import type { Had } from "./query-cache.ts"

/** How the entities of a page are had. */
export interface Entities<A> {
  /** Those with these numbers, in that order, if all of them are kept. */
  readonly find: (nos: ReadonlyArray<number>) => ReadonlyArray<A> | undefined
  /** The same, reading those that are not. Inside a snapshot. */
  readonly read: (nos: ReadonlyArray<number>) => ReadonlyArray<A>
  /** The same of those that are there, keeping none: for lists that are larger than what is kept, or asked for once. */
  readonly readOnce: (nos: ReadonlyArray<number>) => ReadonlyArray<A>
}

/** A page that is asked for. */
export interface PageQuery {
  readonly key: string
  /** Asked for where it is read: it costs more than to find what is kept. */
  readonly condition: () => Condition
  readonly bounds: PageBounds
  readonly readNumbers: () => FoundNumbers
}

/** A kept page, and what was made of it last: as long as nothing at all changed, that is the answer. */
interface KeptPage<A> extends NumbersPage {
  readonly made: () => Made<A> | undefined
  readonly remember: (made: Made<A>) => void
}

interface Made<A> {
  readonly epoch: number
  readonly page: Page<A>
}

const keptPage = <A>({ nos, total }: NumbersPage): KeptPage<A> => {
  let last: Made<A> | undefined
  return {
    nos,
    total,
    made: () => last,
    remember: (made) => {
      last = made
    }
  }
}

const bytesOfPage = ({ nos }: NumbersPage): number => 300 + 24 * nos.length

/** Answers a page. A whole list at once is read anew each time. */
export const askPage = <A>(queries: Queries, query: PageQuery, entities: Entities<A>): Page<A> => {
  if (query.bounds.limit < 0) return queries.inSnapshot(() => readWhole(query, entities))
  const kept = queries.find<KeptPage<A>>(query.key, "part")
  const made = kept === undefined ? undefined : (freshlyMade(queries, kept) ?? makeOf(queries, query, kept, entities.find))
  if (made === undefined) return queries.inSnapshot(() => readPage(queries, query, entities))
  queries.cache.count("kept")
  return made
}

const freshlyMade = <A>({ cache }: Queries, kept: KeptPage<A>): Page<A> | undefined => {
  const made = kept.made()
  return made?.epoch === cache.versions.epoch() ? made.page : undefined
}

const readWhole = <A>({ readNumbers, bounds: { offset } }: PageQuery, { readOnce }: Entities<A>): Page<A> => {
  const { nos, total } = readNumbers()
  return { items: readOnce(nos), total, limit: total, offset }
}

const makeOf = <A>(
  { cache }: Queries,
  { bounds: { limit, offset } }: PageQuery,
  kept: KeptPage<A>,
  find: Entities<A>["find"]
): Page<A> | undefined => {
  const items = find(kept.nos)
  if (items === undefined) return undefined
  const page = Object.freeze({ items: Object.freeze(items), total: kept.total, limit, offset })
  kept.remember({ epoch: cache.versions.epoch(), page })
  return page
}

const readPage = <A>(queries: Queries, query: PageQuery, entities: Entities<A>): Page<A> => {
  const { key, condition, readNumbers } = query
  let had: Had = "kept"
  const read = (): KeptPage<A> => {
    const numbers = readNumbers()
    had = numbers.had
    return keptPage(numbers)
  }
  const kept = queries.part<KeptPage<A>>(key, { condition: condition(), read, bytesOf: bytesOfPage })
  queries.cache.count(had)
  // Reading leaves none out: there is a page.
  return makeOf(queries, query, kept, entities.read)!
}
