/**
 * Brings collages and playlists in step with their files and with the cache (U1, U6, U10–U13).
 *
 * A look at all of them reads the two directories and opens only files whose size or time changed, or whose members did; after a scan of
 * some releases only the collections that hold what changed are looked at. Which those are stands in the cache itself
 * (`stale_collections`), so a scan that was cut off between its releases and its collections is made good by the next one.
 */
import type { Walk } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { attempt } from "../cache-error.ts"
import { checkOnline } from "../scan/online.ts"
import { recheckRacy, selectRacy } from "../scan/racy.ts"
import { problemTexts } from "../scan/report.ts"
import { type FoundCollection, type FoundCollections, findCollections } from "./find-collections.ts"
import { type CollectionKind, collectionPath } from "./kind.ts"
import { mergedIds } from "./member-records.ts"
import { type CollectionRun, refreshCollection } from "./refresh.ts"
import { markMembers } from "./stale.ts"
import { type CachedCollection, loadCollections, removeCollection } from "./store-collection.ts"

export interface UpdateRequest {
  /** Only these; none: all of the kind. Names that have no file are passed over. */
  readonly names?: ReadonlyArray<string>
  /** Only those with a member that changed. */
  readonly staleOnly?: boolean
  /** Read files also when they are unchanged. */
  readonly force?: boolean
}

const mostPasses = 3

/** Updates the collections of one kind; rows of files that are gone stay, see `evictCollections`. */
export const updateCollections = Effect.fnUntraced(function* (
  run: CollectionRun,
  kind: CollectionKind,
  request: UpdateRequest = {}
) {
  yield* updateOnce(run, kind, request, new Set())
  for (let pass = 1; pass < mostPasses; pass++) {
    const again = yield* recheckRacy(run.library.root, selectRacy(run.recent.splice(0)), false)
    if (again === undefined) return
    yield* updateOnce(run, kind, { ...request, force: false }, again)
  }
})

const updateOnce = Effect.fnUntraced(function* (
  run: CollectionRun,
  kind: CollectionKind,
  request: UpdateRequest,
  reread: ReadonlySet<string>
) {
  const cached = yield* attempt(() => {
    const merged = mergedIds(run.userDb, kind)
    if (merged.length > 0) markMergedStale(run, kind, merged)
    return loadCollections(run.store.cache, kind)
  })
  if (request.staleOnly === true && ![...cached.values()].some((row) => row.isStale) && reread.size === 0) return
  const found = yield* findCollections(run.library, run.rules, kind)
  const wanted = request.names === undefined ? undefined : new Set(request.names)
  for (const collection of found.collections.values()) {
    const { name } = collection
    if (wanted !== undefined && !wanted.has(name)) continue
    const before = cached.get(name)
    const isReread = reread.has(collectionPath(kind, name))
    const isDue = request.staleOnly === true ? before?.isStale === true : request.force === true || isChanged(before, collection)
    if (isDue || isReread) yield* refreshCollection(run, kind, name, collection.cover)
  }
})

// A member's id that was merged into another since: the collection shows the other one now.
const markMergedStale = (run: CollectionRun, kind: CollectionKind, merged: ReadonlyArray<string>): void => {
  const held = run.store.cache
    .prepare("select 1 as one from collection_members where kind = ? and id in (select value from json_each(?)) limit 1")
    .get(kind.no, JSON.stringify(merged))
  if (held !== undefined) run.store.write(({ cache }) => markMembers(cache, kind.no, merged))
}

const isChanged = (before: CachedCollection | undefined, { stamp, cover }: FoundCollection): boolean =>
  before === undefined ||
  before.isStale ||
  before.mayBeRetried ||
  before.sizeBytes !== stamp.sizeBytes ||
  before.modifiedAtUs !== stamp.modifiedAtUs ||
  before.coverPath !== (cover?.path ?? null) ||
  before.coverModifiedAtUs !== (cover?.modifiedAtUs ?? null)

/**
 * Removes the rows of collections whose file is gone, and the failures of what is not there any more; keeps what cannot be looked at.
 * Nothing goes when the storage went away in the midst.
 */
export const evictCollections = Effect.fnUntraced(function* (run: CollectionRun, kind: CollectionKind) {
  const found = yield* findCollections(run.library, run.rules, kind)
  yield* checkOnline(run)
  yield* attempt(() => evict(run, kind, found))
})

const evict = (run: CollectionRun, kind: CollectionKind, found: FoundCollections): void => {
  const cached = loadCollections(run.store.cache, kind)
  // A directory that cannot be read, or is a link, says nothing about what is in it.
  const isBlind = found.problems.some((problem) => problem.path === kind.directory)
  const gone = isBlind ? [] : [...cached.values()].filter(({ name }) => !found.collections.has(name))
  const failures = planFailures(run, kind, found)
  if (gone.length === 0 && failures.stale.length === 0 && failures.fresh.length === 0) return
  run.store.write((tx) => {
    for (const collection of gone) removeCollection(tx, kind, collection)
    for (const path of failures.stale) tx.cache.prepare("delete from failures where path = ?").run(path)
    const insert = tx.cache.prepare(
      `insert into failures (path, size_bytes, modified_us, is_read, is_lasting, reason, message) values (?, 0, 0, 0, 0, ?, ?)
      on conflict (path) do update set reason = excluded.reason, message = excluded.message`
    )
    for (const { path, reason } of failures.fresh) insert.run(path, problemTexts[reason].reason, problemTexts[reason].message)
    // A collection says what is wrong with its file.
    const paths = new Set([...failures.stale, ...failures.fresh.map(({ path }) => path)])
    for (const { name } of cached.values())
      if (paths.has(collectionPath(kind, name)) && !gone.some((other) => other.name === name)) tx.touch(kind.name, name, "update")
  })
}

type Problem = Walk["problems"][number]

/** Failures of this directory in the cache that do not stand any more, and problems of the walk that are not there yet. */
const planFailures = (run: CollectionRun, kind: CollectionKind, found: FoundCollections) => {
  const rows = run.store.cache
    .prepare("select path, message from failures where path = ? or (path > ? || '/' and path < ? || '0')")
    .values(kind.directory, kind.directory, kind.directory) as Array<[string, string]>
  const known = new Map(rows)
  const names = new Set([...found.collections.keys()].map((name) => collectionPath(kind, name)))
  const vanished = [...run.vanished].filter((path) => path.startsWith(`${kind.directory}/`))
  const problems = new Map<string, Problem>()
  for (const problem of found.problems) problems.set(problem.path, problem)
  for (const path of vanished) problems.set(path, { path, reason: "vanished" })
  const stale = [...known.keys()].filter((path) => !names.has(path) && !problems.has(path))
  const isNews = ({ path, reason }: Problem) => known.get(path) !== problemTexts[reason].message
  return { stale, fresh: [...problems.values()].filter((problem) => !names.has(problem.path) && isNews(problem)) }
}
