/**
 * Answers to queries, kept until what they depend on changes. Knows nothing of SQL or of the library: keys, values, conditions.
 *
 * What makes it hard: an answer must never be older than what it was asked from. So whoever reads takes a ticket before it does, and an
 * answer whose dependencies changed since is given back but not kept. Nothing is searched when something changes: an answer that does not
 * hold any more is found out when it is asked for.
 */
import { type Condition, dependenciesIn, type Seen, seeCondition } from "./conditions.ts"
import { type Entries, makeEntries } from "./entries.ts"
import { type Dependency, makeVersions, type Versions } from "./versions.ts"

/** How the cache did since it was made, or since the figures were reset. */
export interface QueryCacheStats {
  /** Queries that were answered by what was kept. Of a list it is its ids that count, not the entities on it. */
  readonly hits: number
  /** Of the hits: pages of lists that had changed, and in which only what changed was put in its place. */
  readonly mended: number
  readonly misses: number
  /** Entries now, entities among them. */
  readonly size: number
  /** What they take, estimated. */
  readonly sizeBytes: number
  /** Entries that went for want of room, or of age. */
  readonly evictions: number
  /** Entries that went because something they depend on changed, or on demand. */
  readonly invalidations: number
  /** How often everything was forgotten at once. */
  readonly clears: number
  /** hits / (hits + misses), 0 to 1; 0 when nothing was asked. */
  readonly hitRate: number
}

export interface QueryCacheOptions {
  /** Default 50,000. */
  readonly mostEntries?: number
  /** Default 32 MB. */
  readonly mostBytes?: number
  /** An entry is let go so long after it was made. Default one hour. */
  readonly ttlMs?: number
  /** The clock. */
  readonly nowMs: () => number
}

/** A read that is about to begin. */
export interface Ticket {
  /** Keeps what was read; false when it may be of before a change, and was not kept. `bytes` is an estimate. */
  readonly keep: (value: unknown, bytes: number) => boolean
}

/** One kept answer; `value` undefined is one, too: what is not there. */
export interface Kept {
  readonly value: unknown
}

/** Whether it counts as a query of its own: entities that are fetched for a list do not. */
export type Counting = "query" | "part"

/** How an answer was had: from what was kept, from what was kept and brought up to date, or by reading it whole. */
export type Had = "kept" | "mended" | "read"

export interface QueryCache {
  readonly versions: Versions
  /** What is kept under a key and still holds. */
  readonly find: (key: string, counting?: Counting) => Kept | undefined
  /** What is kept under a key, whether it holds or not, and the epoch under which it was found to hold last. */
  readonly peek: (key: string) => (Kept & { readonly epoch: number }) | undefined
  /** Counts a query that was answered of parts. */
  readonly count: (had: Had) => void
  /** To be taken before reading what is to be kept under a key. */
  readonly begin: (key: string, condition: Condition) => Ticket
  /** What is kept, or else is read now, in one go. */
  readonly keep: <A>(key: string, condition: Condition, read: () => A, bytesOf: (value: A) => number, counting?: Counting) => A
  /** Lets all answers go that depend on this; answers how many. For maintenance: it looks at every entry. */
  readonly invalidate: (dependency: Dependency) => number
  /** Lets all answers of a query go, whatever its parameters; answers how many. `query` is the first word of its keys. */
  readonly invalidateQuery: (query: string) => number
  /** Forgets everything. */
  readonly clear: () => void
  readonly stats: () => QueryCacheStats
  readonly resetStats: () => void
}

interface Entry extends Kept {
  readonly condition: Condition
  readonly seen: Seen
  readonly expiresAtMs: number
  /** The epoch under which it was found to hold last. */
  epoch: number
}

/** Everything that one cache is. */
interface State {
  readonly versions: Versions
  readonly entries: Entries<Entry>
  readonly ttlMs: number
  readonly nowMs: () => number
  counts: Counts
}

interface Counts {
  hits: number
  mended: number
  misses: number
  evictions: number
  invalidations: number
  clears: number
}

const noCounts = (): Counts => ({ hits: 0, mended: 0, misses: 0, evictions: 0, invalidations: 0, clears: 0 })

const defaults = { mostEntries: 50_000, mostBytes: 32 * 1024 * 1024, ttlMs: 3_600_000 } as const

/** Makes an empty cache. */
export const makeQueryCache = (options: QueryCacheOptions): QueryCache => {
  const { mostEntries, mostBytes, ttlMs, nowMs } = { ...defaults, ...options }
  const state: State = {
    versions: makeVersions(),
    entries: makeEntries(mostEntries, mostBytes),
    ttlMs,
    nowMs,
    counts: noCounts()
  }
  return {
    versions: state.versions,
    find: (key, counting = "query") => find(state, key, counting),
    peek: (key) => peek(state, key),
    count: (had) => count(state.counts, had),
    begin: (key, condition) => begin(state, key, condition),
    keep: (key, condition, read, bytesOf, counting = "query") => {
      const kept = find(state, key, counting)
      // What a key names is always of one type: it begins with the query.
      if (kept !== undefined) return kept.value as ReturnType<typeof read>
      const ticket = begin(state, key, condition)
      const value = read()
      ticket.keep(value, bytesOf(value))
      return value
    },
    invalidate: (dependency) => removeWhere(state, (_, { condition }) => dependenciesIn(condition).includes(dependency)),
    invalidateQuery: (query) => removeWhere(state, (key) => key === query || key.startsWith(`${query} `)),
    clear: () => {
      state.entries.clear()
      state.counts.clears++
    },
    stats: () => statsOf(state),
    resetStats: () => {
      state.counts = noCounts()
    }
  }
}

const find = (state: State, key: string, counting: Counting): Entry | undefined => {
  const entry = state.entries.get(key)
  const isKept = entry !== undefined && isGood(state, key, entry)
  if (counting === "query") count(state.counts, isKept ? "kept" : "read")
  return isKept ? entry : undefined
}

const count = (counts: Counts, had: Had): void => {
  if (had === "read") counts.misses++
  else counts.hits++
  if (had === "mended") counts.mended++
}

const peek = (state: State, key: string): Entry | undefined => {
  const entry = state.entries.get(key)
  return entry === undefined || state.nowMs() >= entry.expiresAtMs ? undefined : entry
}

const isGood = (state: State, key: string, entry: Entry): boolean => {
  const epoch = state.versions.epoch()
  if (state.nowMs() >= entry.expiresAtMs) {
    state.entries.remove(key)
    state.counts.evictions++
    return false
  }
  if (entry.epoch === epoch) return true
  if (!entry.seen.holds()) {
    state.entries.remove(key)
    state.counts.invalidations++
    return false
  }
  entry.seen.renew()
  entry.epoch = epoch
  return true
}

const begin = (state: State, key: string, condition: Condition): Ticket => {
  const { versions, entries } = state
  const epoch = versions.epoch()
  const seen = seeCondition(versions, condition)
  return {
    keep: (value, bytes) => {
      if (!seen.holds()) return false
      const expiresAtMs = state.nowMs() + state.ttlMs
      state.counts.evictions += entries.set(key, { value, condition, seen, expiresAtMs, epoch }, bytes + key.length)
      return true
    }
  }
}

const removeWhere = (state: State, isMeant: (key: string, entry: Entry) => boolean): number => {
  const keys = [...state.entries.all()].filter(([key, entry]) => isMeant(key, entry)).map(([key]) => key)
  for (const key of keys) state.entries.remove(key)
  state.counts.invalidations += keys.length
  return keys.length
}

const statsOf = ({ entries, counts }: State): QueryCacheStats => {
  const asked = counts.hits + counts.misses
  return {
    hits: counts.hits,
    mended: counts.mended,
    misses: counts.misses,
    size: entries.size(),
    sizeBytes: entries.bytes(),
    evictions: counts.evictions,
    invalidations: counts.invalidations,
    clears: counts.clears,
    hitRate: asked === 0 ? 0 : counts.hits / asked
  }
}
