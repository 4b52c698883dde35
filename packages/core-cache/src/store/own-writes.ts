/** How often each connection to cache.db was written to through the gate: SQLite's own count of others' commits leaves out one's own. */
import type { Database } from "@deadwax/core-async"

/** One connection's count; it rises with each write that may have changed something. */
export interface OwnWrites {
  count: number
}

const counts = new WeakMap<Database, OwnWrites>()

/** The count of a connection, always the same object. */
export const ownWrites = (cache: Database): OwnWrites => {
  const known = counts.get(cache) ?? { count: 0 }
  counts.set(cache, known)
  return known
}
