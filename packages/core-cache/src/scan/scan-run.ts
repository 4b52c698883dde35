/** The state of one scan while it runs: what it knows, what is taken, what it has done. Lives in one fiber. */
import type { Database, Walk } from "@deadwax/core-async"
import { datafileId } from "../identity/datafile.ts"
import type { IdKind, IssuedIds } from "../identity/issued-ids.ts"
import type { SoughtFile } from "../identity/match-tracks.ts"
import type { OwnIds } from "../identity/own-ids.ts"
import type { Traces } from "../identity/traces.ts"
import type { Library } from "../model/model.ts"
import type { ReleaseToStore } from "../releases/store-release.ts"
import type { Store } from "../store/store.ts"
import type { Touched } from "../store/touched.ts"
import type { CachedState, CachedTrack } from "./cached-state.ts"
import type { FoundRelease } from "./find-releases.ts"
import type { Strays } from "./match-copies.ts"
import { isParked, nameOf } from "./paths.ts"
import type { Recent } from "./racy.ts"
import type { FileFailure } from "./release-work.ts"
import type { LyricsOf } from "./sidecars.ts"

/** Which path holds an id now. An id belongs to the path that had it, as long as there is a file (U17). */
export interface Claims {
  readonly tracks: Map<string, string>
  readonly releases: Map<string, string>
}

/** One id that another took the place of. */
export interface Displaced {
  readonly kind: IdKind
  readonly id: string
  readonly by: string
  /** Where the id was last until then; for a copy that moved the place that it left. */
  readonly lastPath: string | null
}

export interface ScanRun {
  readonly library: Library
  readonly userDb: Database
  readonly store: Store
  readonly walk: Walk
  readonly found: ReadonlyArray<FoundRelease>
  readonly state: CachedState
  /** All tracks that the cache knew when this run began, by id. */
  readonly before: () => ReadonlyMap<string, CachedTrack>
  /** Nothing is known of the library, neither ids nor rows: what is kept to compare with what was need not be kept. */
  readonly isFresh: boolean
  readonly seenPaths: Seen
  readonly foundDirectories: ReadonlySet<string>
  /** Files whose result was not taken yet; none where nothing is known, since nothing can have moved to or from them. */
  readonly pending: Set<string>
  readonly lyricsOf: LyricsOf
  readonly claims: Claims
  /** Ids that files were seen to carry which are not stored yet: read again, or left alone. */
  readonly carried: Map<string, string>
  /** What files were seen to carry, by path; nothing where nothing is known, since nobody was at another path before. */
  readonly carriedAt: Map<string, string>
  /** Release ids that directories without datafile carry, to be checked before one is made. */
  readonly adopting: Map<string, string>
  /** Files without an id of their own that may be tracks from elsewhere, to be matched when all files were read. */
  readonly sought: Map<string, SoughtFile>
  /** The ids that they were matched with. */
  readonly matched: Map<string, string>
  /** Copies that moved. */
  readonly strays: Strays
  /** Ids whose path another one took, with what they would be merged into when nothing else turns out to hold them. */
  readonly displaced: Array<Displaced>
  /** Directories that only the database knows as releases, with their files, until all files were read. */
  readonly asked: Map<string, ReadonlyArray<{ readonly path: string; readonly embeddedId: string | null }>>
  /** The releases that they turned out to be; null: none that was known. */
  readonly releaseOf: Map<string, string | null>
  /** Directories whose files turned out to be of several albums, to be read whole. */
  readonly splitting: Set<string>
  /** There are tracks' ids that no file is known to hold. */
  readonly mayBeMoved: boolean
  /** Holders outside this scan's scope, to be looked for before an id is taken from them or denied to a file. */
  readonly unverified: Set<string>
  readonly isInScope: (path: string) => boolean
  /** The scope is all of the library. */
  readonly isWhole: boolean
  /** Does this scan still hold the library's lock? */
  readonly isOwner: () => boolean
  /** Releases that are stored are to be given their names afterwards. */
  readonly isNaming: boolean
  /** How long names may be, in bytes, where releases are given them; undefined: they keep theirs. */
  readonly maxNameBytes: number | undefined
  /** Releases whose names a directory left free, to be named again. */
  readonly numbered: Array<number>
  /** Plain files are read by the quick reader. */
  readonly isQuick: boolean
  /** Files read so shortly after they were written that their time proves nothing. */
  readonly recent: Map<string, Recent>
  readonly ids: IssuedIds
  readonly ownIds: OwnIds
  readonly traces: Traces
  readonly nowMs: number
  readonly newId: () => string
  readonly touched: Array<Touched>
  readonly failures: Array<FileFailure & { readonly isRead: boolean }>
  /** Releases whose ids are recorded, waiting to be stored. */
  readonly toStore: Array<ReleaseToStore>
  /** Releases stored since search documents were written last. */
  unindexed: number
  /** Directories left alone as copies in progress. */
  readonly copying: Array<string>
  isDiskFull: boolean
}

/** What is left alone as a copy in progress gets no other name either. */
export const mayBeNamed =
  ({ isInScope, copying }: Pick<ScanRun, "isInScope" | "copying">) =>
  (path: string): boolean =>
    isInScope(path) && !copying.includes(path)

/** The paths that the walk saw. */
export type Seen = Pick<ReadonlySet<string>, "has">

/** The set is made when it is asked for first: neither a first scan does nor one that finds nothing changed, and it is large. */
export const seenIn = ({ paths }: Walk): Seen => {
  let seen: ReadonlySet<string> | undefined
  return {
    has: (path) => {
      seen ??= new Set(paths)
      return seen.has(path)
    }
  }
}

export interface ClaimSources {
  readonly walk: Walk
  readonly found: ReadonlyArray<FoundRelease>
  readonly state: CachedState
  readonly seenPaths: Seen
  readonly isInScope: (path: string) => boolean
  readonly lastPathOf: (releaseId: string) => string | null
  /** Was a release seen at this path? */
  readonly isKnown: (path: string) => boolean
}

interface TrackClaimSources extends ClaimSources {
  /** The file of every cached track was seen. */
  readonly areAllSeen: boolean
}

/** What is held before anything is read. Whose the tracks are is worked out for the first who asks: where nothing is read, nobody does. */
export const claimsOf = (sources: TrackClaimSources, pending: ReadonlySet<string>, releases: Map<string, string>): Claims => {
  // As it is now: files are taken out of `pending` as they are read.
  const reading = new Set(pending)
  let tracks: Map<string, string> | undefined
  return {
    releases,
    get tracks() {
      tracks ??= trackClaims(sources, reading)
      return tracks
    }
  }
}

/** Which files hold which track id before anything is read: unchanged cached ones. */
const trackClaims = (sources: TrackClaimSources, pending: ReadonlySet<string>): Map<string, string> => {
  const { state, seenPaths, areAllSeen, isInScope } = sources
  const tracks = new Map<string, string>()
  for (const track of state.tracks.values()) {
    if (isParked(track.path)) continue
    const isThere = (areAllSeen || seenPaths.has(track.path)) && !pending.has(track.path)
    if (isThere || !isInScope(track.path)) tracks.set(track.id, track.path)
  }
  return tracks
}

/** Which directories hold which release id: those known without a datafile, and by the datafiles' names. */
export const releaseClaims = (sources: ClaimSources): Map<string, string> => {
  const claims = new Map<string, string>()
  const datafiles = datafileClaimants(sources)
  const withDatafile = new Set([...datafiles.values()].flat())
  const directories = new Set(sources.found.map((release) => release.directory))
  for (const release of sources.state.releases.values()) {
    if (isParked(release.path)) continue
    const isThere = release.isByAlbum ? sources.seenPaths.has(release.path) : directories.has(release.path)
    const isDecidedByDatafile = withDatafile.has(release.path) || release.datafilePath !== null
    if (!sources.isInScope(release.path) || (isThere && !isDecidedByDatafile)) claims.set(release.id, release.path)
  }
  for (const [id, paths] of datafiles) {
    if (claims.has(id)) continue
    // Where only one has it, it is that one's wherever it was last: no look-up for each release of a library.
    if (paths.length === 1) {
      claims.set(id, paths[0]!)
      continue
    }
    const last = sources.lastPathOf(id)
    const isAtItsPlace = last !== null && paths.includes(last)
    // One that is at a place of its own was a copy before, and stays one while the original has moved.
    claims.set(id, isAtItsPlace ? last : (paths.find((path) => !sources.isKnown(path)) ?? paths[0]!))
  }
  return claims
}

/** Where an id was seen last there may be another release by now. Asked only for ids that nobody claims. */
export const holdsAnother = (claims: ReadonlyMap<string, string>, id: string, path: string): boolean => {
  for (const [other, holder] of claims) if (holder === path && other !== id) return true
  return false
}

/** Which directories have a datafile of which id; more than one: copies. */
const datafileClaimants = ({ walk, found }: ClaimSources): ReadonlyMap<string, ReadonlyArray<string>> => {
  const claimants = new Map<string, Array<string>>()
  for (const release of found) {
    const index = release.isLoose ? undefined : release.datafiles[0]
    const id = index === undefined ? undefined : datafileId(nameOf(walk.paths[index]!))
    if (id === undefined) continue
    const paths = claimants.get(id)
    if (paths === undefined) claimants.set(id, [release.directory])
    else paths.push(release.directory)
  }
  return claimants
}

/** Adds and removes of one entity in one scan are one update; the counts of a report. */
export const countTouched = (touched: ReadonlyArray<Touched>, kind: Touched["kind"]) => {
  const byId = new Map<string, Touched["operation"]>()
  for (const { kind: of, id, operation } of touched) {
    if (of !== kind) continue
    const before = byId.get(id)
    byId.set(id, mergeOperations(before, operation))
  }
  const count = (operation: Touched["operation"]) => [...byId.values()].filter((value) => value === operation).length
  return { added: count("add"), updated: count("update"), removed: count("remove") }
}

const mergeOperations = (before: Touched["operation"] | undefined, now: Touched["operation"]): Touched["operation"] => {
  if (before === undefined) return now
  if (before === "add") return now === "remove" ? "remove" : "add"
  return now === "add" ? "update" : now
}
