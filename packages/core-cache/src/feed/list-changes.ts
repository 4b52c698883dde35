/**
 * What changed since a client asked last. Without a cursor: all that is there, to begin with; whoever pages through that and goes on from its
 * last cursor misses nothing, since whatever changes meanwhile comes again behind it.
 */
import * as Effect from "effect/Effect"
import { attempt, type CacheError } from "../cache-error.ts"
import type { ChangePage, ChangesRequest } from "../model/model.ts"
import { boundsOf } from "../page.ts"
import { snapshot } from "../store/snapshot.ts"
import { type FeedPosition, feedPosition, readFeed } from "./feed-rows.ts"
import { type FeedDatabases, takeChanges } from "./take-changes.ts"

/**
 * Where a client is: it has seen everything up to `seq`, and what was gone before `base`, when it began, it never saw. `generation`: of
 * which library.db.
 */
interface Cursor {
  readonly generation: string
  readonly seq: number
  readonly base: number
}

/** Lists what changed. */
export const listChanges: (databases: FeedDatabases, request: ChangesRequest) => Effect.Effect<ChangePage, CacheError> =
  Effect.fnUntraced(function* (databases, request) {
    yield* attempt(() => limitOf(request))
    yield* takeChanges(databases)
    return yield* attempt(() => snapshot(databases.userDb, () => readPage(databases, request)))
  })

const limitOf = ({ limit }: ChangesRequest): number => boundsOf(limit === undefined ? {} : { limit }).limit

const readPage = ({ userDb }: FeedDatabases, request: ChangesRequest): ChangePage => {
  const limit = limitOf(request)
  const position = feedPosition(userDb)
  const asked = request.since === undefined || request.since === "" || request.since === "0" ? null : parseCursor(request.since)
  const known = asked === null || asked === undefined ? undefined : stillGood(asked, position)
  const cursor = known ?? { generation: position.generation, seq: 0, base: position.seq }
  const rows = readFeed(userDb, cursor.seq, cursor.base, limit + 1)
  const shown = rows.slice(0, limit)
  const hasMore = rows.length > limit
  // At the end nothing lies between the last entry and the newest: what is gone in between is no news to this client.
  const seq = hasMore ? (shown.at(-1)?.seq ?? cursor.seq) : Math.max(position.seq, cursor.seq)
  return {
    items: shown.map(({ kind, id, isDeleted }) => ({ kind, id, isDeleted })),
    cursor: printCursor({ ...cursor, seq }),
    hasMore,
    reset: asked !== null && known === undefined
  }
}

/** A cursor of another library.db, of one that lost its newest part, or of before what was forgotten, is none. */
const stillGood = (cursor: Cursor, { generation, seq, prunedSeq }: FeedPosition): Cursor | undefined => {
  const isOurs = cursor.generation === generation && cursor.seq <= seq && cursor.base <= seq
  return isOurs && Math.max(cursor.seq, cursor.base) >= prunedSeq ? cursor : undefined
}

const printCursor = ({ generation, seq, base }: Cursor): string => `${seq.toString(36)}-${base.toString(36)}-${generation}`

const parseCursor = (text: string): Cursor | undefined => {
  const [, seq, base, generation] = /^([0-9a-z]{1,10})-([0-9a-z]{1,10})-(.{1,100})$/.exec(text) ?? []
  if (seq === undefined || base === undefined || generation === undefined) return undefined
  return { generation, seq: Number.parseInt(seq, 36), base: Number.parseInt(base, 36) }
}
