/** The rows of the feed (library.db): one for each entity that was ever told of, the newest word about it. */
import type { Database } from "@deadwax/core-async"
import type { EntityKind } from "../store/touched.ts"

/** The feed within one transaction of library.db. */
export interface FeedWriting {
  readonly library: Database
  readonly nextSeq: () => number
  /** Keeps how far the sequence is. */
  readonly end: () => void
}

/** Begins to write into the feed, in the caller's transaction. */
export const beginFeed = (library: Database): FeedWriting => {
  let seq = feedPosition(library).seq
  return {
    library,
    nextSeq: () => ++seq,
    end: () => void library.prepare("update library set feed_seq = ? where one = 1 and feed_seq <> ?").run(seq, seq)
  }
}

/** What there is to tell of one entity. `hash` undefined: it is not there. */
export interface Told {
  readonly kind: EntityKind
  readonly id: string
  readonly hash: string | undefined
  readonly nowUs: number
}

/** Writes what is new of an entity; nothing when it is as it was, or was never there. */
export const tell = ({ library, nextSeq }: FeedWriting, { kind, id, hash, nowUs }: Told): void => {
  const before = library
    .prepare("select content_hash as hash, is_deleted as isDeleted from feed where kind = ? and id = ?")
    .get(kind, id)
  const wasThere = before !== undefined && before["isDeleted"] === 0
  if (hash === undefined ? !wasThere : wasThere && before["hash"] === hash) return
  library
    .prepare(
      `insert into feed (kind, id, seq, is_deleted, content_hash, changed_us) values (?, ?, ?, ?, ?, ?)
      on conflict (kind, id) do update set seq = excluded.seq, is_deleted = excluded.is_deleted, content_hash = excluded.content_hash,
        changed_us = excluded.changed_us`
    )
    .run(kind, id, nextSeq(), hash === undefined, hash ?? "", nowUs)
}

/** Which entities the feed says are there. */
export const knownIds = (library: Database): ReadonlyArray<readonly [kind: string, id: string]> =>
  library.prepare("select kind, id from feed where is_deleted = 0").values() as Array<[string, string]>

/** How far the feed is, and up to where what is gone was forgotten. `generation`: which library.db's it is. */
export interface FeedPosition {
  readonly generation: string
  readonly seq: number
  readonly prunedSeq: number
}

export const feedPosition = (library: Database): FeedPosition =>
  library
    .prepare("select generation, feed_seq as seq, feed_pruned_seq as prunedSeq from library where one = 1")
    .get() as unknown as FeedPosition

/** The building of cache.db that the feed has looked at whole; null: none. */
export const feedCache = (library: Database): string | null =>
  library.prepare("select feed_cache as cache from library where one = 1").get()?.["cache"] as string | null

export const noteFeedCache = (library: Database, generation: string): void =>
  void library.prepare("update library set feed_cache = ? where one = 1 and feed_cache is not ?").run(generation, generation)

/** Forgets what is gone since before a time, in the caller's transaction. */
export const prune = (library: Database, beforeUs: number): void => {
  const gone = library.prepare("select max(seq) as seq from feed where is_deleted = 1 and changed_us < ?").get(beforeUs)?.[
    "seq"
  ] as number | null
  if (gone === null) return
  library.prepare("delete from feed where is_deleted = 1 and changed_us < ?").run(beforeUs)
  library.prepare("update library set feed_pruned_seq = max(feed_pruned_seq, ?) where one = 1").run(gone)
}

/** One entry as it is told. */
export interface FeedRow {
  readonly kind: EntityKind
  readonly id: string
  readonly isDeleted: boolean
  readonly seq: number
}

/** The entries after `seq`, in order; of those that are gone only the ones after `goneSince`. */
export const readFeed = (library: Database, seq: number, goneSince: number, limit: number): ReadonlyArray<FeedRow> => {
  const rows = library
    .prepare(`select kind, id, is_deleted, seq from feed where seq > ? and (is_deleted = 0 or seq > ?) order by seq limit ?`)
    .values(seq, goneSince, limit) as Array<[EntityKind, string, number, number]>
  return rows.map(([kind, id, isDeleted, at]) => ({ kind, id, isDeleted: isDeleted === 1, seq: at }))
}
