/**
 * Seen against cached: which releases need work, and which of their files must be opened. Pure, one pass over flat arrays.
 * A file is unchanged when path, size and time are equal (U2). A remembered failure that did not change is not opened again.
 */
import type { Walk } from "@deadwax/core-async"
import type { CachedFailure, CachedRelease, CachedState } from "./cached-state.ts"
import type { FoundRelease } from "./find-releases.ts"
import { compareBytewise, isBelow } from "./paths.ts"

/** One release that is not as the cache has it. */
export interface ReleaseDifference {
  readonly found: FoundRelease
  /** What the cache knows at the same path. Never set for loose files, which may be several releases. */
  readonly cached: CachedRelease | undefined
  /** Indexes (into the walk) of the audio files to open. */
  readonly read: ReadonlyArray<number>
  /** Numbers of cached tracks of this unit whose files are as they were. */
  readonly unchangedTracks: ReadonlyArray<number>
  readonly isDatafileChanged: boolean
}

export interface Difference {
  readonly changed: ReadonlyArray<ReleaseDifference>
  /** Cached tracks whose file was not seen, though its directory could be looked at. */
  readonly vanishedTracks: ReadonlyArray<{ readonly no: number; readonly path: string }>
  /** Failures that still stand: their file is as it was. */
  readonly standingFailures: ReadonlyArray<CachedFailure>
  /** Failures whose file is gone. */
  readonly vanishedFailures: ReadonlyArray<string>
}

/** Compares what was found with what is cached. `force`: every file counts as changed. */
export const diffReleases = (
  walk: Walk,
  found: ReadonlyArray<FoundRelease>,
  state: CachedState,
  options: { readonly force: boolean }
): Difference => {
  const seen = new Set<string>()
  const changed: Array<ReleaseDifference> = []
  const standing: Array<CachedFailure> = []
  const tracksOfRelease = countTracks(state)
  for (const release of found) {
    const difference = diffRelease(walk, release, state, options.force, seen, standing)
    if (!isUnchanged(difference, walk, state, tracksOfRelease)) changed.push(difference)
  }
  return {
    changed,
    vanishedTracks: vanished(state.tracks.values(), seen, walk),
    standingFailures: standing,
    vanishedFailures: vanished(state.failures.values(), seen, walk).map((failure) => failure.path)
  }
}

const countTracks = (state: CachedState): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>()
  for (const track of state.tracks.values()) counts.set(track.releaseNo, (counts.get(track.releaseNo) ?? 0) + 1)
  return counts
}

const looseReleases = (state: CachedState): ReadonlyArray<CachedRelease> =>
  [...state.releases.values()].filter((release) => release.isLoose)

const diffRelease = (
  walk: Walk,
  release: FoundRelease,
  state: CachedState,
  force: boolean,
  seen: Set<string>,
  standing: Array<CachedFailure>
): ReleaseDifference => {
  const cached = release.isLoose ? undefined : state.releases.get(release.directory)
  const read: Array<number> = []
  const unchangedTracks: Array<number> = []
  for (const index of release.audio) {
    const path = walk.paths[index]!
    seen.add(path)
    const track = state.tracks.get(path)
    const failure = state.failures.get(path)
    const isSameTrack = track !== undefined && isSame(walk, index, track) && (release.isLoose || track.releaseNo === cached?.no)
    const isSameFailure = failure !== undefined && isSame(walk, index, failure) && (track !== undefined) === failure.isRead
    if (force || !(isSameTrack || (isSameFailure && !failure.isRead))) read.push(index)
    else {
      if (isSameTrack) unchangedTracks.push(track.no)
      if (isSameFailure) standing.push(failure)
    }
  }
  for (const index of release.datafiles) {
    const failure = state.failures.get(walk.paths[index]!)
    seen.add(walk.paths[index]!)
    if (!force && failure !== undefined && isSame(walk, index, failure)) standing.push(failure)
  }
  return { found: release, cached, read, unchangedTracks, isDatafileChanged: force || datafileDiffers(walk, release, cached) }
}

const isSame = (walk: Walk, index: number, cached: { readonly sizeBytes: number; readonly modifiedAtUs: number }): boolean =>
  walk.sizesBytes[index] === cached.sizeBytes && walk.modifiedAtUs[index] === cached.modifiedAtUs

const datafileDiffers = (walk: Walk, release: FoundRelease, cached: CachedRelease | undefined): boolean => {
  if (release.isLoose) return false
  const index = release.datafiles[0]
  if (index === undefined) return cached === undefined || cached.datafilePath !== null
  return (
    cached === undefined ||
    walk.paths[index] !== cached.datafilePath ||
    walk.sizesBytes[index] !== cached.datafileSizeBytes ||
    walk.modifiedAtUs[index] !== cached.datafileModifiedAtUs
  )
}

const isUnchanged = (
  difference: ReleaseDifference,
  walk: Walk,
  state: CachedState,
  tracksOfRelease: ReadonlyMap<number, number>
): boolean => {
  const { found, cached, read, unchangedTracks } = difference
  if (read.length > 0 || difference.isDatafileChanged) return false
  if (found.isLoose) {
    const known = looseReleases(state).reduce((sum, release) => sum + (tracksOfRelease.get(release.no) ?? 0), 0)
    return known === unchangedTracks.length
  }
  const cover = found.covers[0]
  return (
    cached !== undefined &&
    (tracksOfRelease.get(cached.no) ?? 0) === unchangedTracks.length &&
    cached.coverPath === (cover === undefined ? null : walk.paths[cover]!) &&
    cached.coverModifiedAtUs === (cover === undefined ? null : walk.modifiedAtUs[cover]!)
  )
}

/** Rows whose file was not seen. What lies where the walk could not look is not known to be gone: missing is not deleted. */
const vanished = <A extends { readonly path: string }>(rows: Iterable<A>, seen: ReadonlySet<string>, walk: Walk): Array<A> => {
  const gone: Array<A> = []
  const blind = walk.problems.filter((problem) => problem.reason === "unreadable").map((problem) => problem.path)
  for (const row of rows) {
    if (seen.has(row.path)) continue
    if (blind.some((path) => path === row.path || isBelow(row.path, path))) continue
    gone.push(row)
  }
  return gone.sort((a, b) => compareBytewise(a.path, b.path))
}
