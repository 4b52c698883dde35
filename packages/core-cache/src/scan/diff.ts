/**
 * Seen against cached: which releases need work, and which of their files must be opened. Pure, one pass over flat arrays.
 * A file is unchanged when path, size and time are equal (U2). A remembered failure that did not change is not opened again.
 */
import type { Walk } from "@deadwax/core-async"
import { datafileId } from "../identity/datafile.ts"
import { untitled } from "../releases/release-fields.ts"
import { type CachedFailure, type CachedRelease, type CachedState, type CachedTrack, directoryOfRelease } from "./cached-state.ts"
import type { FoundRelease } from "./find-releases.ts"
import { compareBytewise, directoryOf, nameOf } from "./paths.ts"
import { inScope } from "./scope.ts"
import type { LyricsOf } from "./sidecars.ts"

/** One release that is not as the cache has it. */
export interface ReleaseDifference {
  readonly found: FoundRelease
  /** What the cache knows at the same path. Never set for loose files, which may be several releases. */
  readonly cached: CachedRelease | undefined
  /** The releases that the cache knows of these files, one an album; empty where it knows of one release or none. */
  readonly albums: ReadonlyArray<CachedRelease>
  /** Indexes (into the walk) of the audio files to open. */
  readonly read: ReadonlyArray<number>
  /** Numbers of cached tracks of this unit whose files are as they were, or cannot be seen: missing is not deleted. */
  readonly unchangedTracks: ReadonlyArray<number>
  readonly isDatafileChanged: boolean
}

export interface Difference {
  readonly changed: ReadonlyArray<ReleaseDifference>
  /** Cached tracks whose file was not seen, though its directory could be looked at. */
  readonly vanishedTracks: ReadonlyArray<{ readonly no: number; readonly path: string }>
  /** It looked everywhere and saw the file of every cached track. */
  readonly areAllSeen: boolean
  /** Failures that still stand: their file is as it was. */
  readonly standingFailures: ReadonlyArray<CachedFailure>
}

export interface DiffOptions {
  /** Every file counts as changed. */
  readonly force: boolean
  /** It looks everywhere: what a part could not decide is decided now. */
  readonly isWhole: boolean
  /** Files that are to be opened whatever their size and time say. */
  readonly reread: ReadonlySet<string>
  /** Does a file or directory that is there still have this id? A copy whose original is gone is looked at again. */
  readonly isHeld: (kind: "track" | "release", id: string, path: string) => boolean
  /** A file whose lyrics came or went is read again. */
  readonly lyricsOf: LyricsOf
}

/** What one diff works with. */
interface Diffing extends DiffOptions {
  readonly walk: Walk
  readonly state: CachedState
  readonly tracksOfRelease: ReadonlyMap<number, ReadonlyArray<CachedTrack>>
  /** Releases of files that have an album in common, by directory. */
  readonly albumsIn: ReadonlyMap<string, ReadonlyArray<CachedRelease>>
  readonly isBlind: (path: string) => boolean
  /** Directories in which a datafile could not be made or read. */
  readonly brokenDatafiles: ReadonlySet<string>
  /** How many tracks were found where they are known: where it is all of them, nobody asks which. */
  seenCount: number
  readonly standing: Array<CachedFailure>
}

/** Compares what was found with what is cached. */
export const diffReleases = (
  walk: Walk,
  found: ReadonlyArray<FoundRelease>,
  state: CachedState,
  options: DiffOptions
): Difference => {
  const diffing: Diffing = {
    ...options,
    walk,
    state,
    tracksOfRelease: groupTracks(state),
    albumsIn: groupAlbums(state),
    isBlind: blindness(walk),
    brokenDatafiles: new Set([...state.failures.keys()].filter(isDatafile).map(directoryOf)),
    seenCount: 0,
    standing: []
  }
  const changed: Array<ReleaseDifference> = []
  for (const release of found) {
    const difference = diffRelease(diffing, release)
    if (!isUnchanged(diffing, difference)) changed.push(difference)
  }
  // One walk sees no file twice.
  const areAllSeen = options.isWhole && diffing.seenCount === state.tracks.size
  const vanishedTracks = areAllSeen ? [] : goneTracks(diffing, found)
  return { changed, vanishedTracks, areAllSeen, standingFailures: diffing.standing }
}

const goneTracks = ({ walk, state, isBlind }: Diffing, found: ReadonlyArray<FoundRelease>): ReadonlyArray<CachedTrack> => {
  const seen = new Set(found.flatMap(({ audio }) => audio.map((index) => walk.paths[index]!)))
  const gone = [...state.tracks.values()].filter(({ path }) => !seen.has(path) && !isBlind(path))
  return gone.sort((a, b) => compareBytewise(a.path, b.path))
}

const none: ReadonlyArray<never> = []

const isDatafile = (path: string): boolean => datafileId(nameOf(path)) !== undefined

const groupTracks = (state: CachedState): ReadonlyMap<number, ReadonlyArray<CachedTrack>> => {
  const groups = new Map<number, Array<CachedTrack>>()
  for (const track of state.tracks.values()) {
    const group = groups.get(track.releaseNo)
    if (group === undefined) groups.set(track.releaseNo, [track])
    else group.push(track)
  }
  return groups
}

/** What lies where the walk could not look is not known to be gone. */
const blindness = (walk: Walk): ((path: string) => boolean) => {
  const blind = walk.problems.filter((problem) => problem.reason === "unreadable").map((problem) => problem.path)
  return blind.length === 0 ? () => false : inScope(blind)
}

const groupAlbums = (state: CachedState): ReadonlyMap<string, ReadonlyArray<CachedRelease>> => {
  const groups = new Map<string, Array<CachedRelease>>()
  for (const release of state.releases.values()) {
    if (!release.isByAlbum) continue
    const directory = directoryOfRelease(release)
    const group = groups.get(directory)
    if (group === undefined) groups.set(directory, [release])
    else group.push(release)
  }
  return groups
}

const diffRelease = (diffing: Diffing, release: FoundRelease): ReleaseDifference => {
  const { state, walk } = diffing
  const albums = release.isLoose || release.mayBeSplit ? (diffing.albumsIn.get(release.directory) ?? none) : none
  const isByAlbum = release.isLoose || albums.length > 0
  const cached = isByAlbum ? undefined : state.releases.get(release.directory)
  const hasFailures = state.failures.size > 0
  const read: Array<number> = []
  const unchangedTracks: Array<number> = []
  for (const index of release.audio) {
    const path = walk.paths[index]!
    const track = state.tracks.get(path)
    if (track !== undefined) diffing.seenCount++
    const failure = hasFailures ? state.failures.get(path) : undefined
    const isSameFailure =
      failure !== undefined && isFailureAsItWas(diffing, index, failure) && (track !== undefined) === failure.isRead
    const isSameTrack = isTrackAsItWas(diffing, isByAlbum, index, track, cached) && (failure === undefined || isSameFailure)
    if (isSameTrack) unchangedTracks.push(track!.no)
    if (isSameFailure) diffing.standing.push(failure)
    if (!isSameTrack && !(isSameFailure && !failure.isRead)) read.push(index)
  }
  for (const track of cached === undefined ? [] : (diffing.tracksOfRelease.get(cached.no) ?? [])) {
    if (diffing.isBlind(track.path) && !release.audio.some((index) => walk.paths[index] === track.path))
      unchangedTracks.push(track.no)
  }
  const isChanged = isByAlbum ? areAlbumsDoubtful(diffing, release, albums) : isDatafileChanged(diffing, release, cached)
  return {
    found: release,
    cached,
    albums,
    // Of a library of which nothing is known each of these would be a further array a release.
    read: read.length === release.audio.length ? release.audio : read,
    unchangedTracks: unchangedTracks.length === 0 ? none : unchangedTracks,
    isDatafileChanged: isChanged
  }
}

const isOpened = (diffing: Diffing, index: number): boolean => diffing.force || diffing.reread.has(diffing.walk.paths[index]!)

// A scan of another directory may have found all of an album's tracks there: what is left may be a directory with one album.
const areAlbumsDoubtful = (diffing: Diffing, { isLoose }: FoundRelease, albums: ReadonlyArray<CachedRelease>): boolean =>
  albums.some((album) => isFreed(diffing, album)) || (!isLoose && albums.filter(({ title }) => title !== untitled).length < 2)

/** A copy whose original is gone: to a scan that looks everywhere, since to any other it may have moved. */
const isFreed = (diffing: Diffing, { duplicateOf, path }: CachedRelease): boolean =>
  diffing.isWhole && duplicateOf !== null && !diffing.isHeld("release", duplicateOf, path)

const isTrackAsItWas = (
  diffing: Diffing,
  isByAlbum: boolean,
  index: number,
  track: CachedTrack | undefined,
  cached: CachedRelease | undefined
): boolean => {
  if (track === undefined || isOpened(diffing, index) || !isSame(diffing.walk, index, track)) return false
  if (track.isDoubtful && diffing.isWhole) return false
  if (!isByAlbum && track.releaseNo !== cached?.no) return false
  if (track.lyricsPath !== diffing.lyricsOf(track.path)) return false
  return track.duplicateOf === null || !diffing.isWhole || diffing.isHeld("track", track.duplicateOf, track.path)
}

const isFailureAsItWas = (diffing: Diffing, index: number, failure: CachedFailure): boolean => {
  if (!failure.isLasting || isOpened(diffing, index) || !isSame(diffing.walk, index, failure)) return false
  return failure.reason !== "linked" || diffing.walk.linked[index] === 1
}

const isSame = (walk: Walk, index: number, cached: { readonly sizeBytes: number; readonly modifiedAtUs: number }): boolean =>
  walk.sizesBytes[index] === cached.sizeBytes && walk.modifiedAtUs[index] === cached.modifiedAtUs

const isDatafileChanged = (diffing: Diffing, release: FoundRelease, cached: CachedRelease | undefined): boolean => {
  const { walk, state } = diffing
  for (const index of release.datafiles) {
    const failure = state.failures.get(walk.paths[index]!)
    if (failure !== undefined && isFailureAsItWas(diffing, index, failure)) diffing.standing.push(failure)
  }
  if (diffing.force || cached === undefined) return true
  if (isFreed(diffing, cached)) return true
  const index = release.datafiles[0]
  if (index === undefined) return cached.datafilePath !== null || diffing.brokenDatafiles.has(release.directory)
  const failure = state.failures.get(walk.paths[index]!)
  if (failure !== undefined && !failure.isLasting) return true
  return (
    walk.paths[index] !== cached.datafilePath ||
    walk.sizesBytes[index] !== cached.datafileSizeBytes ||
    walk.modifiedAtUs[index] !== cached.datafileModifiedAtUs
  )
}

const isUnchanged = (diffing: Diffing, difference: ReleaseDifference): boolean => {
  const { walk, tracksOfRelease } = diffing
  const { found, cached, albums, read, unchangedTracks } = difference
  if (read.length > 0 || difference.isDatafileChanged) return false
  if (found.isLoose || albums.length > 0) {
    const known = albums.reduce((sum, release) => sum + (tracksOfRelease.get(release.no)?.length ?? 0), 0)
    return known === unchangedTracks.length
  }
  return (
    cached !== undefined &&
    (tracksOfRelease.get(cached.no)?.length ?? 0) === unchangedTracks.length &&
    isCoverAsItWas(walk, found, cached)
  )
}

/** Has the release the cover file that the cache knows, and is that unchanged? */
export const isCoverAsItWas = (walk: Walk, { covers: [cover] }: FoundRelease, cached: CachedRelease): boolean =>
  cached.coverPath === (cover === undefined ? null : walk.paths[cover]!) &&
  cached.coverModifiedAtUs === (cover === undefined ? null : walk.modifiedAtUs[cover]!)
