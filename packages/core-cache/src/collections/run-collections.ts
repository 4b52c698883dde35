/** The phases of collections in their order, under their lock: collages, eviction, playlists, eviction (U1). */
import * as Effect from "effect/Effect"
import { attempt, CacheError } from "../cache-error.ts"
import { holdLock } from "../locks/lock.ts"
import { checkOnline } from "../scan/online.ts"
import type { ScanTarget } from "../scan/scan.ts"
import { readMeta } from "../store/meta.ts"
import { makeStore } from "../store/store.ts"
import { type CollectionKind, collectionKinds } from "./kind.ts"
import type { CollectionRun } from "./refresh.ts"
import { evictCollections, type UpdateRequest, updateCollections } from "./update.ts"

/** Every writer of a collage or playlist, or of its rows, holds this lock of library.db. */
export const collectionsLock = "collections"
// An edit waits so long for the one before it (S4).
const patienceMs = 10_000

/**
 * Takes the lock, waiting up to ten seconds, and answers what an update works with. `isOwner`: a scan's own lock, if it is one's. `isWhole`:
 * this is the end of a scan of the whole library.
 */
export const startCollections = Effect.fnUntraced(function* (
  target: ScanTarget,
  purpose: string,
  scan: { readonly isOwner: () => boolean; readonly isWhole: boolean } = { isOwner: () => true, isWhole: false }
) {
  const { library, rules, cache, userDb, generation } = target
  yield* checkOnline(target)
  const lock = yield* holdLock(userDb, collectionsLock, purpose, patienceMs)
  return yield* attempt(
    (): CollectionRun => ({
      library,
      rules,
      userDb,
      store: makeStore(cache, () => lock.owns() && scan.isOwner(), generation),
      mayWrite: library.identity === "tags",
      isComplete: scan.isWhole || readMeta(cache, "scanned") !== undefined,
      recent: [],
      vanished: new Set(),
      isDiskFull: false
    })
  )
})

/**
 * What follows a scan's releases. After a scan of everything: all collections, with eviction. After one of some releases: those that hold
 * what changed, and none at all while the cache was never filled. Answers whether a disk was full.
 */
export const followScan = Effect.fnUntraced(function* (
  target: ScanTarget,
  scan: { readonly isOwner: () => boolean; readonly isWhole: boolean; readonly force: boolean }
) {
  const run = yield* startCollections(target, "collages and playlists after a scan", scan)
  if (!run.isComplete) return false
  for (const kind of collectionKinds) {
    yield* updateCollections(run, kind, scan.isWhole ? { force: scan.force } : { staleOnly: true })
    if (scan.isWhole) yield* evictCollections(run, kind)
  }
  return run.isDiskFull
}, Effect.scoped)

/** One kind by itself. */
export const runUpdate = Effect.fnUntraced(function* (target: ScanTarget, kind: CollectionKind, request: UpdateRequest) {
  const run = yield* startCollections(target, `updating ${kind.name}s`)
  yield* updateCollections(run, kind, request)
  if (run.isDiskFull) return yield* diskFull(target)
}, Effect.scoped)

export const runEviction = Effect.fnUntraced(function* (target: ScanTarget, kind: CollectionKind) {
  const run = yield* startCollections(target, `updating ${kind.name}s`)
  yield* evictCollections(run, kind)
}, Effect.scoped)

const diskFull = ({ library }: ScanTarget): CacheError =>
  new CacheError({
    reason: "storage",
    message: `the disk that holds ${library.root} is full: not every missing mark could be written`,
    remedy: "Free some space and run the command again; nothing of your files was changed but what was written whole.",
    path: library.root
  })
