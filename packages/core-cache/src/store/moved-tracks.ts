/**
 * Which tracks the latest writes may have added, moved or removed, in cache.db: for who compares the tracks' files with something of its own
 * and need not look at all of them again. It names more than have changed, never fewer; and it tells of a scan of hundreds of releases,
 * too, of which the record of writes (record.ts) says no more than "everything". Written in the transaction of the write itself.
 */
import type { Database } from "@deadwax/core-async"

/** So many of the newest writes are told of. */
export const mostMoves = 2000
/** Who would read a longer list can as well look at all tracks. */
const mostCharacters = 200_000

/** Keeps which tracks the write with this sequence concerned; undefined: it may have been all of them. */
export const keepMoved = (cache: Database, sequence: number, trackIds: ReadonlySet<string> | undefined): void => {
  const text = trackIds === undefined ? undefined : JSON.stringify([...trackIds])
  const isKept = text !== undefined && text.length <= mostCharacters
  cache.prepare("delete from moved_tracks where sequence <= ?").run(isKept ? sequence - mostMoves : sequence)
  if (isKept) cache.prepare("insert into moved_tracks (sequence, track_ids) values (?, ?)").run(sequence, text)
}

/** The ids in the writes after `since`, up to `until`, each once; undefined when not all of those are told of. */
export const readMoved = (cache: Database, since: number, until: number): ReadonlyArray<string> | undefined => {
  if (until === since) return []
  if (until < since || until - since > mostMoves) return undefined
  const rows = cache
    .prepare("select track_ids from moved_tracks where sequence > ? and sequence <= ?")
    .values(since, until) as Array<[string]>
  if (rows.length !== until - since) return undefined
  return [...new Set(rows.flatMap(([text]) => JSON.parse(text) as ReadonlyArray<string>))]
}
