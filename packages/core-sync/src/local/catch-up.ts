/**
 * Before anybody is told of the catalog: what scans have found out since the last sync is taken in (C2). No disk is looked at, so that it costs
 * next to nothing where nothing changed, and what changed where something did. What jobs placed and no scan may have seen is left to the
 * next sync; and while somebody scans or edits the library, nothing is concluded.
 */
import { transaction } from "@deadwax/core-async"
import { type CacheError, LibraryCache } from "@deadwax/core-cache"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { readStep, reconcile } from "../catalog/reconcile.ts"

const isAny = "select 1 as one from catalog limit 1"

const takeIn: Effect.Effect<void, CacheError, LibraryCache> = Effect.gen(function* () {
  const { inLibraryDb, lastingTrackFilesVersion, trackFile, trackFilesVersion, tracksMovedSince } = yield* LibraryCache
  const now = yield* trackFilesVersion()
  const known = yield* inLibraryDb((database) => ({
    isEmpty: database.prepare(isAny).get() === undefined,
    step: readStep(database)
  }))
  if (known.isEmpty || known.step === now) return
  // The version first: what changes meanwhile is then taken in by the next.
  const version = yield* lastingTrackFilesVersion()
  const moved = known.step === undefined ? undefined : yield* tracksMovedSince(known.step)
  const nowUs = (yield* Clock.currentTimeMillis) * 1000
  const present = { has: trackFile.isUnreadable }
  const look = { version, moved, files: trackFile, paths: "none", present } as const
  // A scan takes its lock in library.db: none begins before this transaction ends.
  yield* inLibraryDb((database) => transaction(database, () => trackFile.isAtRest() && reconcile(database, look, nowUs)))
})

/** Brings the catalog in step with what the cache knows. Where that cannot be written now, what is known is told. */
export const catchUp: Effect.Effect<void, never, LibraryCache> = Effect.catch(takeIn, (error) =>
  Effect.logDebug(`the catalog was not brought in step before it was told: ${error.message}`)
)
