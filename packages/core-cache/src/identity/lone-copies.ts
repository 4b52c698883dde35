/** Copies whose original went: a scan of the whole library gives them the id that their files carry (U17), one of a part leaves them. */
import type { Database } from "@deadwax/core-async"
import { type IdKind, releaseKind, trackKind } from "./issued-ids.ts"

const tables: ReadonlyArray<readonly [kind: IdKind, table: string]> = [
  [trackKind, "tracks"],
  [releaseKind, "releases"]
]

/** By its index: a library has few copies, and of most of them the originals. */
const copies =
  "select id, copied_id from ids indexed by ids_copied where kind = ? and copied_id is not null and merged_into is null"

/** Is there a copy here that nothing here is the original of? */
export const areCopiesAlone = (library: Database, cache: Database): boolean =>
  tables.some(([kind, table]) => {
    const isHere = cache.prepare(`select 1 as one from ${table} where id = ?`)
    return library
      .prepare(copies)
      .values(kind)
      .some(([id = null, copiedId = null]) => isHere.get(id) !== undefined && isHere.get(copiedId) === undefined)
  })
