/**
 * The query cache of one connection to cache.db: answers are looked for, read in a snapshot where they are not there, and kept.
 *
 * All is synchronous: between the look into the record and the keeping of an answer nothing of this connection can change, and what others
 * change the snapshot does not see. A thousand who ask for the same at once are answered by one read.
 */
import type { Database } from "@deadwax/core-async"
import { snapshot } from "../store/snapshot.ts"
import type { GenreKeys } from "./apply-record.ts"
import { type ChangedEntities, type ChangeLog, makeChangeLog } from "./change-log.ts"
import type { Condition } from "./conditions.ts"
import { followRecord } from "./follow-record.ts"
import { freeze } from "./freeze.ts"
import { type Counting, type Kept, makeQueryCache, type QueryCache, type QueryCacheOptions } from "./query-cache.ts"

/** What is read for a query, and when it holds. */
export interface Read<A> {
  readonly condition: Condition
  readonly read: () => A
  /** An estimate. */
  readonly bytesOf: (value: A) => number
}

/** A part of an answer that may be brought up to date instead. */
export interface PartRead<A> extends Read<A> {
  /** What was kept and does not hold, with all that changed since put right; undefined: it is to be read. */
  readonly mend?: (kept: A, changed: ChangedEntities) => A | undefined
}

export interface Queries {
  readonly cache: QueryCache
  readonly log: ChangeLog
  /** The answer to a query: what is kept and holds now, else what is read now, in a snapshot. */
  readonly ask: <A>(key: string, query: Read<A>) => A
  /** Looks for an answer that is kept and holds now, without reading. */
  readonly find: <A>(key: string, counting?: Counting) => A | undefined
  /** Reads an answer and keeps it, whatever was kept. Inside `inSnapshot`. */
  readonly renew: <A>(key: string, query: Read<A>) => A
  /** Runs `work`, which only reads, in one snapshot of cache.db, within which answers may be kept. */
  readonly inSnapshot: <A>(work: () => A) => A
  /**
   * A part of an answer: the kept one, or the one that is read now. Outside `inSnapshot` nothing is kept, since the rows may be those of a
   * write under way.
   */
  readonly part: <A>(key: string, query: PartRead<A>) => A
  /** Looks for a part that is kept, without reading. */
  readonly findPart: <A>(key: string) => A | undefined
}

/** Makes an empty one. */
export const makeQueries = (database: Database, genreKeys: GenreKeys, options: QueryCacheOptions): Queries => {
  const cache = makeQueryCache(options)
  const log = makeChangeLog()
  const follow = followRecord(database, { versions: cache.versions, log }, genreKeys)
  let isReading = false
  const part = <A>(key: string, { condition, read, bytesOf, mend }: PartRead<A>): A => {
    if (!isReading) return read()
    // Taken before it is looked for, which lets it go when it does not hold.
    const old = mend === undefined ? undefined : cache.peek(key)
    const renewed = (): A => {
      const changed = old && log.since(old.epoch)
      return (changed && mend?.(old.value as A, changed)) ?? read()
    }
    return cache.keep(key, condition, () => freeze(renewed()), bytesOf, "part")
  }
  const inSnapshot = <A>(work: () => A): A => {
    if (database.inTransaction()) return work()
    return snapshot(database, () => {
      follow()
      isReading = true
      try {
        return work()
      } finally {
        isReading = false
      }
    })
  }
  const renew = <A>(key: string, { condition, read, bytesOf }: Read<A>): A => {
    const ticket = cache.begin(key, condition)
    const value = freeze(read())
    if (isReading) ticket.keep(value, bytesOf(value))
    return value
  }
  const findNow = (key: string, counting?: Counting): Kept | undefined => {
    if (database.inTransaction()) return undefined
    follow()
    return cache.find(key, counting)
  }
  // What a key names is always of one type: it begins with the query.
  return {
    cache,
    log,
    ask: <A>(key: string, query: Read<A>) => {
      const kept = findNow(key)
      return kept === undefined ? inSnapshot(() => renew(key, query)) : (kept.value as A)
    },
    find: <A>(key: string, counting?: Counting) => findNow(key, counting)?.value as A | undefined,
    renew,
    inSnapshot,
    part,
    // Inside a write its own rows are answered, which may be others than those that are kept.
    findPart: <A>(key: string) =>
      !isReading && database.inTransaction() ? undefined : (cache.find(key, "part")?.value as A | undefined)
  }
}
