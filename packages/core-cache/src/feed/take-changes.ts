/**
 * Takes what changed from cache.db's record into the feed of library.db.
 *
 * What makes it hard: two databases, and either process may end between them. So first the feed, in a transaction of library.db, then what
 * it took is removed from cache.db: whoever was cut off in between takes the same again, and finds it as it is. What changed meanwhile has a
 * higher sequence and stays. A cache that was built anew may differ in everything or in nothing: contents are compared, so that clients are
 * told of real differences only. While it is being filled it is not looked at, or all that is still to come would be said to be gone.
 */
import { type Database, transaction } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { attempt, type CacheError } from "../cache-error.ts"
import { readMeta } from "../store/meta.ts"
import { everything } from "../store/record.ts"
import { snapshot } from "../store/snapshot.ts"
import { makeStore } from "../store/store.ts"
import type { EntityKind } from "../store/touched.ts"
import { contentHashes } from "./content.ts"
import { beginFeed, feedCache, knownIds, noteFeedCache, prune, tell } from "./feed-rows.ts"

/** The library's two databases. */
export interface FeedDatabases {
  readonly cache: Database
  readonly userDb: Database
}

/** Entities of one kind that are to be looked at. */
interface Chunk {
  readonly kind: EntityKind
  readonly ids: ReadonlyArray<string>
}

const chunkSize = 500
const keptDays = 90
const dayUs = 86_400_000_000

/** Brings the feed up to date. Others get their turn between the chunks. */
export const takeChanges: (databases: FeedDatabases) => Effect.Effect<void, CacheError> = Effect.fnUntraced(
  function* (databases) {
    const { cache, userDb } = databases
    const waiting = yield* attempt(() => whatWaits(databases))
    if (waiting === undefined) return
    const nowUs = (yield* Clock.currentTimeMillis) * 1000
    for (const chunk of waiting.chunks) {
      yield* attempt(() => takeChunk(databases, chunk, nowUs))
      yield* Effect.yieldNow
    }
    yield* attempt(() => {
      transaction(userDb, () => {
        noteFeedCache(userDb, waiting.generation)
        prune(userDb, nowUs - keptDays * dayUs)
      })
      const store = makeStore(cache, () => true, waiting.generation)
      store.write(({ cache: rows }) => void rows.prepare("delete from unfed where sequence <= ?").run(waiting.sequence))
    })
  }
)

interface Waiting {
  readonly generation: string
  readonly sequence: number
  readonly chunks: ReadonlyArray<Chunk>
}

const whatWaits = ({ cache, userDb }: FeedDatabases): Waiting | undefined =>
  snapshot(cache, () => {
    if (readMeta(cache, "scanned") === undefined) return undefined
    const generation = readMeta(cache, "generation") ?? ""
    const isFollowed = feedCache(userDb) === generation
    const rows = cache.prepare("select kind, id from unfed").values() as Array<[string, string]>
    if (isFollowed && rows.length === 0) return undefined
    const isWhole = !isFollowed || rows.some(([kind]) => kind === everything)
    const sequence = Number(readMeta(cache, "sequence") ?? 0)
    return { generation, sequence, chunks: chunksOf(isWhole ? allEntities(cache, userDb) : rows) }
  })

/** All that is there, or was there when the feed looked last. */
const allEntities = (cache: Database, userDb: Database): ReadonlyArray<readonly [kind: string, id: string]> => {
  const present = cache
    .prepare(
      `select 'release', id from releases union all select 'track', id from tracks
      union all select case kind when 0 then 'collage' else 'playlist' end, name from collections`
    )
    .values() as Array<[string, string]>
  const keys = new Set(present.map(([kind, id]) => `${kind} ${id}`))
  return [...present, ...knownIds(userDb).filter(([kind, id]) => !keys.has(`${kind} ${id}`))]
}

const kinds: ReadonlyArray<EntityKind> = ["release", "track", "collage", "playlist"]

const chunksOf = (rows: ReadonlyArray<readonly [kind: string, id: string]>): ReadonlyArray<Chunk> =>
  kinds.flatMap((kind) => {
    const ids = rows.filter(([of]) => of === kind).map(([, id]) => id)
    return Array.from({ length: Math.ceil(ids.length / chunkSize) }, (_, i) => ({
      kind,
      ids: ids.slice(i * chunkSize, (i + 1) * chunkSize)
    }))
  })

/** library.db's transaction first: whoever waits for it looks at the cache afterwards, so the last to tell has looked last. */
const takeChunk = ({ cache, userDb }: FeedDatabases, { kind, ids }: Chunk, nowUs: number): void =>
  transaction(userDb, () => {
    const feed = beginFeed(userDb)
    const hashes = snapshot(cache, () => contentHashes(cache, kind, ids))
    for (const id of ids) tell(feed, { kind, id, hash: hashes.get(id), nowUs })
    feed.end()
  })
