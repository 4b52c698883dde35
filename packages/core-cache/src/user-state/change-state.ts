/**
 * Favourites, ratings and plays, changed by a person or a player. library.db first, in one transaction, then the cache.
 *
 * No lock of the library is taken: a heart must answer at once while another process scans for an hour. SQLite's own locks order the
 * writers, and each change is of one row.
 */

import { SqliteError, transaction } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { attempt, CacheError } from "../cache-error.ts"
import { survivorOf, trackKind } from "../identity/issued-ids.ts"
import { idMaker } from "../identity/uuid.ts"
import { lookupText } from "../lookup-text.ts"
import type { PlayReport, TrackChange } from "../model/model.ts"
import type { ScanTarget } from "../scan/scan.ts"
import { NotOwner } from "../store/not-owner.ts"
import { mirrorState } from "./mirror-state.ts"
import { hasRecord, insertPlay, readRecord, type TrackRecord, trackOfPlay, writeRecord } from "./track-state.ts"

type Databases = Pick<ScanTarget, "cache" | "userDb">

/** Changes what the user decided about a track; false when nothing is known of its id. What is so already is not written again. */
export const updateTrackState = Effect.fnUntraced(function* (databases: Databases, id: string, change: TrackChange) {
  const nowUs = (yield* Clock.currentTimeMillis) * 1000
  return yield* attempt(() => {
    checkRating(change.rating)
    const isKnown = withTrack(databases, id, (trackId) => {
      const before = readRecord(databases.userDb, trackId)
      const after = planChange(before, change, nowUs)
      if (after !== before) writeRecord(databases.userDb, trackId, after)
    })
    if (isKnown) follow(databases)
    return isKnown
  })
})

const planChange = (before: TrackRecord, { isFavorite, rating }: TrackChange, nowUs: number): TrackRecord => {
  const wanted = rating === undefined ? before.rating : rating === 0 ? null : rating
  const isLiked = isFavorite ?? before.isFavorite
  if (isLiked === before.isFavorite && wanted === before.rating) return before
  return {
    ...before,
    ...(isLiked !== before.isFavorite && { isFavorite: isLiked, favoriteUs: laterThan(before.favoriteUs, nowUs) }),
    ...(wanted !== before.rating && { rating: wanted, ratingUs: laterThan(before.ratingUs, nowUs) })
  }
}

/** A clock that was put back, or two clicks in one millisecond: what is decided last is also the later decision. */
const laterThan = (beforeUs: number | null, nowUs: number): number => Math.max(nowUs, (beforeUs ?? -1000) + 1000)

const checkRating = (rating: number | null | undefined): void => {
  if (rating === null || rating === undefined || (Number.isInteger(rating) && rating >= 0 && rating <= 5)) return
  throw refused(`the rating is ${rating}`, "Give a whole number from 1 to 5, or 0 for none.")
}

const mostKeyLength = 200
const dayMs = 86_400_000

/** Records that a track was played; false when nothing is known of its id. */
export const recordTrackPlay = Effect.fnUntraced(function* (databases: Databases, id: string, report: PlayReport) {
  const nowMs = yield* Clock.currentTimeMillis
  const newId = yield* idMaker
  return yield* attempt(() => {
    const playedAtMs = report.playedAtMs ?? nowMs
    checkReport(report, playedAtMs, nowMs)
    const { userDb } = databases
    const isKnown = withTrack(databases, id, (trackId) => {
      const playId = report.key ?? newId()
      const before = trackOfPlay(userDb, playId)
      if (before !== undefined && before !== trackId)
        throw refused(`a play of another track was reported with the key ${playId}`, "Give each play a key of its own.")
      if (insertPlay(userDb, trackId, { id: playId, playedUs: Math.floor(playedAtMs) * 1000 }))
        writeRecord(userDb, trackId, readRecord(userDb, trackId))
    })
    if (isKnown) follow(databases)
    return isKnown
  })
})

const checkReport = ({ key }: PlayReport, playedAtMs: number, nowMs: number): void => {
  if (key !== undefined && (key.trim() === "" || key.length > mostKeyLength))
    throw refused("the key of a play is empty or too long", `Give each play a key of 1 to ${mostKeyLength} characters, or none.`)
  // Clocks of other devices differ, but not by days; a play in the future would stay the last one for as long.
  if (Number.isFinite(playedAtMs) && playedAtMs >= 0 && playedAtMs <= nowMs + dayMs) return
  throw refused(
    "the time of a play is none, or lies before 1970 or in the future",
    "Give the moment at which the track was played."
  )
}

const refused = (message: string, remedy: string): CacheError => new CacheError({ reason: "usage", message, remedy })

/** Does something to the track that an id stands for, in a transaction of library.db; false when the id was never given to one. */
const withTrack = ({ cache, userDb }: Databases, id: string, change: (trackId: string) => void): boolean =>
  transaction(userDb, () => {
    if (lookupText(id) === null) return false
    const trackId = survivorOf(userDb, trackKind, id)
    const isIssued = userDb.prepare("select 1 as one from ids where kind = ? and id = ?").get(trackKind, trackId) !== undefined
    const isHere = () => cache.prepare("select 1 as one from tracks where id = ?").get(trackId) !== undefined
    if (!isIssued && !isHere() && !hasRecord(userDb, trackId)) return false
    change(trackId)
    return true
  })

/** What the user said is kept already. A cache that another program is rebuilding in this very moment takes it over when it is opened. */
const follow = (databases: Databases): void => {
  try {
    mirrorState(databases)
  } catch (cause) {
    if (!(cause instanceof NotOwner || (cause instanceof SqliteError && cause.reason === "busy"))) throw cause
  }
}
