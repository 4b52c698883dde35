/**
 * Conflict resolution, the last step of a sync: which tracks are one recording twice now, and what becomes of the playlists that hold them.
 * Files that both sides changed are no matter of it: those were planned and carried out item by item (P3).
 *
 * It costs what the job touched. Groups are written down first, batch by batch; entries of playlists move after that, so that a move that
 * needs consent, or fails, leaves what was found. A job that did not come to the end of this leaves no mark, and the next one of the source
 * looks at all that lies here of it (X4).
 */
import { type CacheError, type HeldEntries, isMassChange, type LibraryCacheShape } from "@deadwax/core-cache"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { survivorsOf } from "../conflicts/duplicates.ts"
import type { SyncPolicy } from "../planning/policy.ts"
import { SyncError, type SyncMoves } from "../sync-error.ts"
import { type SyncRun, writeInJob } from "../sync-run.ts"
import { placedAfter, tracksOfSource } from "./catalog-facts.ts"
import { type FoundGroups, findGroups } from "./find-groups.ts"
import { duplicatesBetween, listDuplicateRows, storeGroups } from "./group-rows.ts"
import { hasResolvedLast, noteResolved } from "./resolved-jobs.ts"

/** With what conflicts are resolved. */
export interface Resolving {
  readonly library: Pick<LibraryCacheShape, "likeness" | "playlists">
  readonly policy: SyncPolicy["duplicates"]
  /** Paths in the library that this job touched, relative to its root. */
  readonly touched: ReadonlyArray<string>
}

/** What came of it. A second run over the same tracks finds nothing. */
export interface Resolved {
  /** Groups that were not told before, or told otherwise. */
  readonly found: number
  /** Groups that are none any more. */
  readonly gone: number
  /** Entries of playlists that moved. */
  readonly moved: number
  /** Playlists whose file could not be changed, and why; their entries stay where they are. */
  readonly left: ReadonlyArray<{ readonly playlist: string; readonly reason: string }>
}

/** Of a run that was told of no library to look at. */
export const nothingResolved: Resolved = { found: 0, gone: 0, moved: 0, left: [] }

/** Tracks that are looked at together: their rows are what is held in memory. */
const batch = 200

/** What was found so far. `by`: whose entries move to whom. */
interface Finds {
  found: number
  gone: number
  readonly by: Map<string, string>
}

/** Brings what is told of duplicates in step with the library, and lets playlists follow where the policy says so. */
export const conflictResolutionPhase = Effect.fnUntraced(function* (run: SyncRun, resolving: Resolving) {
  const finds: Finds = { found: 0, gone: 0, by: new Map() }
  yield* run.requested === "full" ? lookAtAll(run, resolving, finds) : lookAtTouched(run, resolving, finds)
  const { moved, left } = yield* movePlaylists(run, resolving, finds.by)
  yield* writeInJob(run, (database) => noteResolved(database, run.jobNo))
  const resolved = { found: finds.found, gone: finds.gone, moved, left }
  if (finds.found + finds.gone + moved + left.length > 0) run.emit({ kind: "resolved", jobNo: run.jobNo, ...resolved })
  return resolved
}) satisfies (run: SyncRun, resolving: Resolving) => Effect.Effect<Resolved, CacheError | SyncError>

/** Decides about some tracks, and writes down what that changes. */
const lookAt = Effect.fnUntraced(function* (
  run: SyncRun,
  { library, policy }: Resolving,
  finds: Finds,
  ids: ReadonlyArray<string>
) {
  if (ids.length === 0) return
  const { members, groups } = yield* findGroups({ tracks: library.likeness, inDb: run.inDb }, ids)
  const nowUs = (yield* Clock.currentTimeMillis) * 1000
  yield* writeInJob(run, (database) => {
    const { found, gone } = storeGroups(database, members, groups, nowUs)
    finds.found += found
    finds.gone += gone
    if (policy === "tell") return
    const held = heldGroups(groups)
    const own = tracksOfSource(database, run.sourceNo, [...held].flat())
    for (const [from, to] of held) if (own.has(from) || own.has(to)) finds.by.set(from, to)
  })
  yield* Effect.yieldNow
})

/** Of the tracks that would go, those that a playlist holds, with the one that stays. */
const heldGroups = (groups: FoundGroups["groups"]): ReadonlyArray<readonly [from: string, to: string]> => {
  const held = new Set(
    groups.flatMap(({ others }) => others.flatMap(({ candidate }) => (candidate.isInPlaylist ? candidate.trackId : [])))
  )
  return [...survivorsOf(groups)].filter(([from]) => held.has(from))
}

/** In the order of ids, so that no list of all is held; what was told of tracks that are gone comes by in the same order. */
const lookAtAll = Effect.fnUntraced(function* (run: SyncRun, resolving: Resolving, finds: Finds) {
  let after = ""
  while (true) {
    const from = after
    const ids = yield* resolving.library.likeness.after(from, batch)
    const last = ids.length < batch ? undefined : ids.at(-1)
    const told = yield* run.inDb((database) => duplicatesBetween(database, from, last))
    yield* lookAt(run, resolving, finds, [...new Set([...ids, ...told])])
    if (last === undefined) return
    after = last
  }
})

const lookAtTouched = Effect.fnUntraced(function* (run: SyncRun, resolving: Resolving, finds: Finds) {
  const { likeness } = resolving.library
  const rows = yield* run.inDb(listDuplicateRows)
  const told = [...new Set(rows.flatMap(({ trackId, survivorId }) => [trackId, survivorId]))]
  const there = yield* likeness.places(told)
  const ids = [...(yield* likeness.beside(resolving.touched)), ...told.filter((id) => !there.has(id))]
  for (let at = 0; at < ids.length; at += batch) yield* lookAt(run, resolving, finds, ids.slice(at, at + batch))
  if (!(yield* run.inDb((database) => hasResolvedLast(database, run)))) yield* lookAtSource(run, resolving, finds)
})

const lookAtSource = Effect.fnUntraced(function* (run: SyncRun, resolving: Resolving, finds: Finds) {
  let after = 0
  while (true) {
    const from = after
    const placed = yield* run.inDb((database) => placedAfter(database, run.sourceNo, { after: from, limit: batch }))
    yield* lookAt(
      run,
      resolving,
      finds,
      placed.map(({ trackId }) => trackId)
    )
    const last = placed.at(-1)
    if (last === undefined) return
    after = last.no
  }
})

/** Fewer entries than this may move whatever part of all they are. */
const fewEntries = 10

/** The file first, by the ordinary editing of playlists. One that cannot be changed stops no other. */
const movePlaylists = Effect.fnUntraced(function* (run: SyncRun, { library }: Resolving, by: ReadonlyMap<string, string>) {
  const left: Array<{ readonly playlist: string; readonly reason: string }> = []
  if (by.size === 0) return { moved: 0, left }
  const held = yield* library.playlists.holding([...by.keys()])
  const entries = held.playlists.reduce((sum, playlist) => sum + playlist.entries, 0)
  if (entries > Math.max(fewEntries, run.mostMoves) && isMassChange(entries, held.total))
    return yield* tooManyMoves(run, held, entries)
  let moved = 0
  for (const { name, entries: own } of held.playlists) {
    // Nothing moves for a job that was ended by another program.
    yield* writeInJob(run, () => undefined)
    const outcome = yield* moveEntries(library.playlists, name, by)
    if (outcome === "moved") moved += own
    else if (outcome !== "gone") left.push({ playlist: name, reason: outcome.reason })
  }
  return { moved, left }
})

const moveEntries = (playlists: Resolving["library"]["playlists"], name: string, by: ReadonlyMap<string, string>) =>
  playlists.edit(name, { kind: "replace", by }).pipe(
    Effect.map((playlist) => (playlist === undefined ? ("gone" as const) : ("moved" as const))),
    Effect.catch((error) =>
      error.reason === "storage" || error.reason === "usage" ? Effect.succeed({ reason: error.message }) : Effect.fail(error)
    )
  )

/** So many are named in the sentence, and so many told. */
const named = 3
const told = 10

const movesOf = ({ total, playlists }: HeldEntries, entries: number): SyncMoves => ({
  entries,
  total,
  playlists: playlists
    .toSorted((a, b) => b.entries - a.entries)
    .slice(0, told)
    .map(({ name, entries: own }) => ({ name, entries: own })),
  otherPlaylists: Math.max(0, playlists.length - told)
})

const tooManyMoves = (run: SyncRun, held: HeldEntries, entries: number): Effect.Effect<never, SyncError> => {
  const moves = movesOf(held, entries)
  const listed = moves.playlists.slice(0, named).map(({ name, entries: own }) => `${name} (${own})`)
  const others = held.playlists.length - listed.length
  const where = [...listed, ...(others > 0 ? [`${others} more`] : [])].join(", ")
  return Effect.fail(
    new SyncError({
      reason: "mass-move",
      source: run.source.name,
      detail: `${entries} of the ${moves.total} entries of all playlists would move to other files of the same recordings: ${where}`,
      moves
    })
  )
}
