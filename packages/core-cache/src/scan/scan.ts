/**
 * One update of the cache: find → diff → read → store, in that order.
 *
 * Walking, diffing and storing are plain synchronous loops; Effect carries the phases, the batches on workers, the lock and
 * interruption. A scan that is cut off leaves whole releases behind and goes on next time, since the diff starts from what is stored.
 */
import { type Database, Files } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { attempt, CacheError } from "../cache-error.ts"
import { followScan } from "../collections/run-collections.ts"
import { openIssuedIds, releaseKind } from "../identity/issued-ids.ts"
import { areCopiesAlone } from "../identity/lone-copies.ts"
import { openOwnIds } from "../identity/own-ids.ts"
import { openTraces } from "../identity/traces.ts"
import { idMaker } from "../identity/uuid.ts"
import type { ScanOptions } from "../library-cache.ts"
import { holdLock, type Lock } from "../locks/lock.ts"
import type { Library, ScanReport } from "../model/model.ts"
import { noteNaming } from "../naming/marks.ts"
import type { Naming } from "../naming/names.ts"
import { healRenames } from "../naming/rename-journal.ts"
import { markOtherNames, renameMarked } from "../naming/rename-marked.ts"
import type { Reader } from "../reader.ts"
import { countMarked, joinIndexes } from "../search/index-documents.ts"
import { lookUp } from "../store/snapshot.ts"
import { makeStore, type Store } from "../store/store.ts"
import { loadCachedState, tracksById } from "./cached-state.ts"
import { type Difference, type DiffOptions, diffReleases, type ReleaseDifference } from "./diff.ts"
import type { ContentRules } from "./entry-names.ts"
import { evictVanished, removeParked } from "./evict.ts"
import { findReleases } from "./find-releases.ts"
import { guardBroken, guardVanished } from "./mass-change.ts"
import { noStrays } from "./match-copies.ts"
import { matchMoved } from "./match-moved.ts"
import { checkOnline } from "./online.ts"
import { orderDatafiles } from "./order-datafiles.ts"
import { absolutePath, isBelow } from "./paths.ts"
import { type PlannedRelease, planAgain, planWork } from "./plan-work.ts"
import { type Recent, recheckRacy, selectRacy } from "./racy.ts"
import { makeCounter, readAndTake, writeIndex } from "./read-and-take.ts"
import { markScanned, recordLosses } from "./record-losses.ts"
import { makeReport, recordScan, storeFailures, toldBefore } from "./report.ts"
import { type ClaimSources, claimsOf, mayBeNamed, releaseClaims, type ScanRun, seenIn } from "./scan-run.ts"
import { decideScope, inScope, type Scope, stateInScope, walkScope, widenScope } from "./scope.ts"
import { findLyrics } from "./sidecars.ts"
import { makeTeller, nothingYet } from "./telling.ts"
import { holders, verifyReleases } from "./verify-claims.ts"
import { plansMade, plansOnDemand } from "./work-batches.ts"

/** What a scan works on. */
export interface ScanTarget {
  /** Reads what is stored as the world sees it. */
  readonly reader: Reader
  readonly library: Library
  readonly rules: ContentRules
  readonly cache: Database
  readonly userDb: Database
  /** The building of the cache that was opened: one that was rebuilt since is not this scan's to write. */
  readonly generation: string
  /** How directories and files are named; undefined: they keep their names. */
  readonly naming: Naming | undefined
  /** Plain files are read by the quick reader. */
  readonly isQuick: boolean
}

// A directory without a datafile in which nothing changed for this long is no copy in progress any more.
const settledAfterMs = 60_000
const mostPasses = 3
// A release may be called otherwise once its files are; templates that never come to rest are left at that until the next scan.
const mostNamings = 3

/** Scans the library, or some of its releases, under the library's lock. */
export const runScan = Effect.fnUntraced(function* (target: ScanTarget, options: ScanOptions) {
  const startedMs = yield* Clock.currentTimeMillis
  yield* checkOnline(target)
  // Before the lock is waited for: a slip is told at once.
  yield* decideScope(target.library, target.rules, isReleaseIn(target.cache), options.directories)
  const lock = yield* holdLock(target.userDb, "scan", "a scan")
  const { report, isDiskFull } = yield* scanHolding(target, lock, options, startedMs)
  yield* attempt(() => recordScan(target.userDb, report, startedMs * 1000 + report.durationMs * 1000))
  return isDiskFull ? yield* diskFull(target.library, report.failedTotal) : report
}, Effect.scoped)

/** A scan by someone who holds the library's lock already; it is not put on record. */
export const scanHolding = Effect.fnUntraced(function* (target: ScanTarget, lock: Lock, options: ScanOptions, startedMs: number) {
  const scope = yield* decideScope(target.library, target.rules, isReleaseIn(target.cache), options.directories)
  const store = makeStore(target.cache, lock.owns, target.generation)
  yield* healRenames(target.userDb, target.library.root)
  yield* attempt(() => noteNaming(store, target.naming))
  const told = yield* attempt(() => toldBefore(target.cache, target.library.root))
  const base = { force: options.force ?? false, reread: new Set<string>() }
  const scanning = { target, store, scope, options, isOwner: lock.owns, isNaming: target.naming !== undefined }
  let run = yield* runPass(scanning, base)
  const touched = [...run.touched]
  for (let i = 1; i < mostPasses; i++) {
    const reread = yield* recheckRacy(target.library.root, selectRacy([...run.recent.values()]), target.isQuick)
    if (reread === undefined && !(yield* isCopyLeft(run))) break
    run = yield* runPass(scanning, { force: false, reread: reread ?? new Set() })
    for (const entity of run.touched) touched.push(entity)
  }
  let reach = scope
  let unnamed: ReadonlySet<number> | undefined
  for (let i = 0; i < mostNamings && unnamed?.size !== 0; i++) {
    const renamed = yield* renameMarked(target, store, lock.owns, mayBeNamed(run), unnamed)
    if (renamed.directories.length === 0) break
    reach = widenScope(reach, renamed.directories)
    // What was renamed comes back under its new path, by the same way as everything else.
    const follow = {
      target,
      store,
      scope: reach,
      options: { ...options, allowRemoval: true },
      isOwner: lock.owns,
      isNaming: false
    }
    const wasFull = run.isDiskFull
    run = yield* runPass(follow, { force: false, reread: new Set() })
    run.isDiskFull ||= wasFull
    for (const entity of run.touched) touched.push(entity)
    unnamed = new Set([...(yield* markOtherNames(target, store, renamed)), ...run.numbered])
  }
  const collections = { isOwner: lock.owns, isWhole: scope === undefined, force: base.force }
  const isFullAfter = yield* followScan(target, collections)
  const endedMs = yield* Clock.currentTimeMillis
  const isDiskFull = run.isDiskFull || isFullAfter
  return yield* attempt((): { readonly report: ScanReport; readonly isDiskFull: boolean } => {
    const report = makeReport({ ...run, touched }, scope, endedMs - startedMs, told)
    // A library without music fills nothing, however often it is scanned.
    if (store.isFilling() && touched.length > 0) store.write(joinIndexes)
    if (scope === undefined) markScanned(run)
    return { report, isDiskFull }
  })
})

/** Did a release that changed leave an id to a copy elsewhere, which this pass had no reason to look at? A further one gives it to that. */
const isCopyLeft = (run: ScanRun) =>
  run.isWhole && run.touched.length > 0
    ? lookUp(run.userDb, () => areCopiesAlone(run.userDb, run.store.cache))
    : Effect.succeed(false)

const isReleaseIn =
  (cache: Database) =>
  (path: string): boolean =>
    cache.prepare("select 1 as one from releases where source_path = ?").get(path) !== undefined

// What this scan found amiss besides is told by no later one: it would have been told here.
const diskFull = (library: Library, failures: number): CacheError =>
  new CacheError({
    reason: "storage",
    message: `the disk that holds ${library.root} is full: not every id or missing mark could be written`,
    remedy: `Free some space and scan again; what was read and written so far is kept.${failures > 0 ? " What failed besides: deadwax status -v." : ""}`,
    path: library.root
  })

/** What all passes of one scan share. */
interface Scanning {
  readonly target: ScanTarget
  readonly store: Store
  readonly scope: Scope
  readonly options: ScanOptions
  readonly isOwner: () => boolean
  /** Is what this pass stores to be given its name afterwards? */
  readonly isNaming: boolean
}

type Reading = Pick<DiffOptions, "force" | "reread">

/** Find, diff, read, store and evict, once. */
const runPass = Effect.fnUntraced(function* (scanning: Scanning, reading: Reading) {
  const { target, scope, options } = scanning
  const tell = makeTeller(yield* Clock.Clock, options.onProgress)
  const tellFound = (found: number) => tell({ ...nothingYet, found, done: found })
  tellFound(0)
  const walk = yield* walkScope(target.library, scope, target.rules, tellFound)
  tellFound(walk.paths.length)
  const newId = yield* idMaker
  const nowMs = yield* Clock.currentTimeMillis
  const { run, difference } = yield* lookUp(target.userDb, () => startRun(scanning, walk, reading, newId, nowMs))
  const mayGo = options.allowRemoval === true ? () => true : inScope(options.removed ?? [])
  yield* guardVanished(run, difference, mayGo)
  yield* verifyReleases(run)
  const total = difference.changed.reduce((sum, release) => sum + release.read.length, 0)
  const counter = makeCounter(tell, total, run)
  const adoptable = yield* findAdoptable(run, difference.changed, reading.force)
  const plan = (release: ReleaseDifference): PlannedRelease => planWork(run, release, adoptable.has(release))
  // Where nothing is known no plan looks at anything that changes while the scan runs: each is made when its turn comes.
  const plans = run.isFresh
    ? plansOnDemand(run, difference.changed, plan)
    : plansMade(run, yield* lookUp(target.userDb, () => difference.changed.map(plan)))
  const again = yield* readAndTake(run, plans, options.workers, counter)
  yield* matchMoved(run, again)
  yield* readAndTake(
    run,
    plansMade(run, yield* lookUp(target.userDb, () => again.map((release) => planAgain(run, release)))),
    options.workers,
    counter
  )
  const found = walk.paths.length
  tell({ phase: "finish", found, done: total, total, failed: run.failures.length, written: counter.written() })
  // A disk that went away in the midst looks like files that vanished.
  yield* checkOnline(target)
  yield* guardBroken(run, difference, mayGo)
  yield* attempt(() => {
    evictVanished(run, difference)
    recordLosses(run)
    if (countMarked(run.store.cache) > 0) writeIndex(run)
    storeFailures(run, difference, inScope(scope))
  })
  for (const directory of run.copying) {
    yield* Effect.logWarning(
      `${absolutePath(run.library.root, directory)}: looks like a copy in progress (its files carry a release id, but it has no datafile); left alone until nothing in it has changed for a minute`
    )
  }
  return run
})

const startRun = (
  { target, store, scope, isOwner, isNaming }: Scanning,
  walk: ScanRun["walk"],
  reading: Reading,
  newId: () => string,
  nowMs: number
): { readonly run: ScanRun; readonly difference: Difference } => {
  removeParked(store)
  const whole = loadCachedState(target.cache)
  const ids = openIssuedIds(target.userDb)
  const state = stateInScope(whole, scope)
  const found = orderDatafiles(findReleases(walk, target.library.layout, target.rules), walk, ids)
  const seenPaths = seenIn(walk)
  const foundDirectories = new Set(found.map((release) => release.directory))
  const sources: ClaimSources = {
    walk,
    found,
    state: whole,
    seenPaths,
    isInScope: inScope(scope),
    lastPathOf: (id) => ids.lastPathOf(releaseKind, id),
    isKnown: (path) => ids.knownIdOf(releaseKind, path) !== null
  }
  const releases = releaseClaims(sources)
  const lyricsOf = findLyrics(walk)
  const lastSeenAt = (id: string): string | undefined => {
    const last = sources.lastPathOf(id)
    return last !== null && (foundDirectories.has(last) || seenPaths.has(last)) ? last : undefined
  }
  const before = tracksById(whole)
  const isHeld = holders(walk, before, sources.isInScope, { claims: releases, lastSeenAt })
  const difference = diffReleases(walk, found, state, { ...reading, isWhole: scope === undefined, isHeld, lyricsOf })
  const isFresh = ids.wasEmpty && whole.tracks.size === 0 && whole.releases.size === 0
  const pending = isFresh ? new Set<string>() : pathsToRead(walk, difference)
  const claims = claimsOf({ ...sources, areAllSeen: difference.areAllSeen }, pending, releases)
  const { library, userDb, naming } = target
  const traces = openTraces(userDb)
  // Asked only of what is read.
  const mayBeMoved = difference.changed.length > 0 && ids.areMoreThan(scope === undefined ? claims.tracks.size : 0)
  const fixed = {
    isWhole: scope === undefined,
    isFresh,
    traces,
    mayBeMoved,
    library,
    isQuick: target.isQuick,
    userDb,
    store,
    walk,
    found,
    state,
    before,
    seenPaths,
    foundDirectories,
    pending,
    lyricsOf,
    claims,
    ids,
    ownIds: openOwnIds(userDb),
    nowMs,
    newId,
    maxNameBytes: naming?.maxFilenameBytes
  }
  const run = { ...fixed, isInScope: inScope(scope), isOwner, isNaming, ...emptyRecord() }
  holdUnseen(run, difference)
  return { run, difference }
}

const pathsToRead = ({ paths }: ScanRun["walk"], { changed }: Difference): Set<string> => {
  const toRead = new Set<string>()
  for (const { read } of changed) for (const index of read) toRead.add(paths[index]!)
  return toRead
}

/** Tracks where the walk could not look are not known to be gone: they hold their ids. */
const holdUnseen = (run: ScanRun, difference: Difference): void => {
  // Everywhere it looked, what it did not see has vanished.
  if (!run.walk.problems.some(({ reason }) => reason === "unreadable")) return
  const vanished = new Set(difference.vanishedTracks.map((track) => track.no))
  for (const track of run.state.tracks.values()) {
    if (run.seenPaths.has(track.path) || vanished.has(track.no)) continue
    run.carried.set(track.id, track.path)
    run.strays.unopened.add(track.path)
  }
}

/** What a run has seen and done: nothing yet. */
const emptyRecord = () => ({
  carried: new Map<string, string>(),
  carriedAt: new Map<string, string>(),
  adopting: new Map<string, string>(),
  unverified: new Set<string>(),
  sought: new Map(),
  matched: new Map<string, string>(),
  asked: new Map(),
  releaseOf: new Map<string, string | null>(),
  displaced: [],
  numbered: [],
  strays: noStrays(),
  splitting: new Set<string>(),
  recent: new Map<string, Recent>(),
  touched: [],
  failures: [],
  toStore: [],
  unindexed: 0,
  copying: [],
  isDiskFull: false
})

/** Directories without datafile that nothing has changed in for a minute: complete, not copies in progress (U4). */
const findAdoptable = Effect.fnUntraced(function* (run: ScanRun, changed: ReadonlyArray<ReleaseDifference>, force: boolean) {
  const files = yield* Files
  const adoptable = new Set<ReleaseDifference>()
  for (const difference of changed) {
    const { found } = difference
    if (found.isLoose || found.datafiles.length > 0 || run.library.identity === "fingerprint") continue
    if (force) adoptable.add(difference)
    if (force || !isSettled(run, found.audio)) continue
    // Its directories' own times tell when a file was added last, even by a copy that keeps the files' times.
    const directories = [found.directory, ...run.walk.directories.filter((path) => isBelow(path, found.directory))]
    const infos = yield* Effect.forEach(directories, (path) => Effect.option(files.stat(absolutePath(run.library.root, path))))
    const settledUs = (run.nowMs - settledAfterMs) * 1000
    if (infos.every((info) => (Option.getOrUndefined(info)?.modifiedAtUs ?? Infinity) <= settledUs)) adoptable.add(difference)
  }
  return adoptable
})

const isSettled = (run: ScanRun, indexes: ReadonlyArray<number>): boolean =>
  indexes.every((index) => run.walk.modifiedAtUs[index]! <= (run.nowMs - settledAfterMs) * 1000)
