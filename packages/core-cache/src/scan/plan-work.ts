/** From differences to work for the readers: which files to open, which ids are known by path, what may be adopted. */
import { datafileId } from "../identity/datafile.ts"
import { releaseKind, trackKind } from "../identity/issued-ids.ts"
import { albumsOfTracks, untitled } from "../releases/release-fields.ts"
import type { CachedRelease } from "./cached-state.ts"
import type { ReleaseDifference } from "./diff.ts"
import type { FoundRelease } from "./find-releases.ts"
import { formerAlbumRelease, isHeldHere, isInDoubt } from "./match-moved.ts"
import { nameOf } from "./paths.ts"
import type { FileWork, ReleaseWork } from "./release-work.ts"
import type { ScanRun } from "./scan-run.ts"

/** A difference and the work it needs, side by side. */
export interface PlannedRelease {
  readonly difference: ReleaseDifference
  readonly work: ReleaseWork
  /** Files that the diff found changed; loose ones are read all the same. */
  readonly changedPaths: ReadonlySet<string>
}

/** Plans one release. `mayAdopt`: nothing in its directory has changed for long enough, or the user insists. */
export const planWork = (run: ScanRun, difference: ReleaseDifference, mayAdopt: boolean): PlannedRelease => {
  const { found, cached, albums } = difference
  const { identity } = run.library
  const datafile = found.datafiles[0]
  const datafilePath = datafile === undefined ? null : run.walk.paths[datafile]!
  const datafileReleaseId = datafilePath === null ? null : datafileId(nameOf(datafilePath))!
  const isDatafileGone = identity === "tags" && datafilePath === null && cached !== undefined && cached.datafilePath !== null
  const isIdChanged =
    identity === "tags" && datafileReleaseId !== null && cached !== undefined && !isSameRelease(cached, datafileReleaseId)
  const known = found.isLoose ? null : run.ids.knownIdOf(releaseKind, found.directory)
  // Taken before, as a copy that gets no datafile: not in progress any more.
  const isKnownCopy = known !== null && !run.ids.isEmbedded(releaseKind, known)
  const copied = datafilePath === null ? (cached?.duplicateOf ?? null) : null
  // What a part of the library shows of an original that is gone is not enough to take its place.
  const isCopy = copied !== null && (!run.isWhole || (run.claims.releases.get(copied) ?? found.directory) !== found.directory)
  const isDecidedAnew = isDatafileGone || (copied !== null && !isCopy)
  const embedId =
    datafileReleaseId ?? (isDecidedAnew ? null : isCopy ? copied : (cached?.id ?? (identity === "tags" ? null : known)))
  // A directory whose datafile vanished, that names another release, or is a copy no more, is decided anew, by all of its files; so are
  // files that are told apart by album.
  const isWhole = isDecidedAnew || isIdChanged || found.isLoose || albums.length > 0
  const indexes = isWhole ? found.audio : difference.read
  const unchangedTracks = isWhole ? [] : difference.unchangedTracks
  return {
    difference: { ...difference, read: indexes, unchangedTracks },
    changedPaths: new Set(difference.read.map((index) => run.walk.paths[index]!)),
    work: {
      directory: found.directory,
      isLoose: found.isLoose,
      mayBeSplit: found.mayBeSplit,
      wasSplit: !found.isLoose && albums.length > 0,
      isWhole: unchangedTracks.length === 0 && indexes.length === found.audio.length,
      identity,
      datafilePath,
      datafileStamp:
        datafile === undefined
          ? null
          : { sizeBytes: run.walk.sizesBytes[datafile]!, modifiedAtUs: run.walk.modifiedAtUs[datafile]! },
      embedId,
      knownState: null,
      freshReleaseId: known !== null && !run.claims.releases.has(known) ? known : run.newId(),
      albums: found.isLoose || found.mayBeSplit ? knownAlbums(cached === undefined ? albums : [cached]) : [],
      unreadAlbums: found.mayBeSplit && unchangedTracks.length > 0 ? albumsOfTracks(run.store.cache, unchangedTracks) : [],
      mayAdopt: mayAdopt || albums.length > 0 || identity === "fingerprint" || isKnownCopy,
      isCopy,
      mayBeMoved: run.mayBeMoved,
      knownIdsChecked: false,
      files: indexes.map((index) => planFile(run, index, found))
    }
  }
}

const isSameRelease = (cached: CachedRelease, id: string): boolean =>
  cached.id === id || cached.datafilePath?.endsWith(`.rose.${id}.toml`) === true

const planFile = (run: ScanRun, index: number, { isLoose, mayBeSplit }: FoundRelease): FileWork => {
  const path = run.walk.paths[index]!
  const knownId = run.ids.knownIdOf(trackKind, path)
  const track = mayBeSplit ? run.state.tracks.get(path) : undefined
  return {
    path,
    sizeBytes: run.walk.sizesBytes[index]!,
    modifiedAtUs: run.walk.modifiedAtUs[index]!,
    knownId,
    knownEssence: knownId === null ? null : (run.traces.of(knownId)?.essence ?? null),
    isKnownIdEmbedded: knownId !== null && run.ids.isEmbedded(trackKind, knownId),
    isKnownIdGone: knownId !== null && run.ids.goneUsOf(knownId) !== null,
    isDoubtful: false,
    freshId: run.newId(),
    knownReleaseId: isLoose || mayBeSplit ? run.ids.knownIdOf(releaseKind, path) : null,
    freshReleaseId: run.newId(),
    knownAlbum: track === undefined ? null : (albumsOfTracks(run.store.cache, [track.no])[0] ?? null)
  }
}

// By the id that the files carry: a copy's own is in the database alone.
const knownAlbums = (releases: ReadonlyArray<CachedRelease>): ReadonlyArray<readonly [string, string]> =>
  releases.filter(({ title }) => title !== untitled).map(({ title, id, duplicateOf }) => [title, duplicateOf ?? id])

/**
 * The second round: ids known by path are given where no file turned out to carry them, and a directory without datafile is adopted where
 * no other has its release.
 */
export const planAgain = (run: ScanRun, before: PlannedRelease): PlannedRelease => {
  const planned = asMatched(run, before)
  const { work } = planned
  const adopting = work.datafilePath === null && work.embedId === null ? run.adopting.get(work.directory) : undefined
  const holder = adopting === undefined ? undefined : (run.claims.releases.get(adopting) ?? formerHolder(run, adopting))
  const isOurs = holder === undefined || isHeldHere(run, work.directory, holder)
  if (adopting !== undefined && isOurs) run.claims.releases.set(adopting, work.directory)
  return {
    ...planned,
    work: {
      ...work,
      isCopy: work.isCopy || !isOurs,
      albums: work.albums.filter(([, id]) => isOurAlbum(run, work, id)),
      knownIdsChecked: true,
      files: work.files.map((file) => fileAgain(run, work, file))
    }
  }
}

// What had the release keeps it, though it may be read in this round, too. A directory with a datafile says for itself what it is, and so
// does one that becomes the release that its files carry now.
const formerHolder = (run: ScanRun, id: string, asked: Set<string> = new Set([id])): string | undefined => {
  const last = run.ids.lastPathOf(releaseKind, id)
  if (last === null || becomesAnother(run, last, id, asked)) return undefined
  const isUnmarked = run.found.some(({ directory, datafiles }) => directory === last && datafiles.length === 0)
  return isUnmarked || run.seenPaths.has(last) ? last : undefined
}

// Not where that one stays with somebody else. Directories whose files changed places all become another.
const becomesAnother = (run: ScanRun, path: string, id: string, asked: Set<string>): boolean => {
  const carried = run.adopting.get(path)
  if (carried === undefined || carried === id) return false
  if (asked.has(carried)) return true
  asked.add(carried)
  const holder = run.claims.releases.get(carried) ?? formerHolder(run, carried, asked)
  return holder === undefined || isHeldHere(run, path, holder)
}

// Another directory may have won the release by its tracks.
const isOurAlbum = (run: ScanRun, work: ReleaseWork, id: string): boolean => {
  const holder = run.claims.releases.get(id)
  return holder === undefined || isHeldHere(run, work.directory, holder)
}

/** With the release that the directory turned out to be; one that is another than before takes all of its files along. */
const asMatched = (run: ScanRun, planned: PlannedRelease): PlannedRelease => {
  const { difference, work } = planned
  const embedId = run.releaseOf.get(work.directory)
  if (embedId === undefined) return run.splitting.has(work.directory) ? asWhole(run, planned) : planned
  const matched = { ...work, embedId, freshReleaseId: run.newId() }
  if (difference.cached === undefined || difference.cached.id === embedId) return { ...planned, work: matched }
  return asWhole(run, { ...planned, work: matched })
}

const asWhole = (run: ScanRun, { difference, work, changedPaths }: PlannedRelease): PlannedRelease => {
  const files = difference.found.audio.map((index) => planFile(run, index, difference.found))
  return {
    changedPaths,
    difference: { ...difference, unchangedTracks: [] },
    work: { ...work, files, isWhole: true, unreadAlbums: [] }
  }
}

const fileAgain = (run: ScanRun, work: ReleaseWork, file: FileWork): FileWork => {
  const knownId = knownAgain(run, file)
  const sought = run.sought.get(file.path)
  const isDoubtful = knownId !== null && sought !== undefined && isInDoubt(run, knownId, sought)
  return { ...file, knownId, isDoubtful, knownReleaseId: albumAgain(run, work, file) }
}

const knownAgain = (run: ScanRun, file: FileWork): string | null => {
  if (run.sought.has(file.path)) return run.matched.get(file.path) ?? null
  return isTaken(run, file) ? null : file.knownId
}

const albumAgain = (run: ScanRun, work: ReleaseWork, file: FileWork): string | null =>
  file.knownReleaseId !== null || !(work.isLoose || run.splitting.has(work.directory))
    ? file.knownReleaseId
    : (formerAlbumRelease(run, work.directory, file.path) ?? null)

const isTaken = (run: ScanRun, file: FileWork): boolean => {
  const holder = file.knownId === null ? undefined : (run.claims.tracks.get(file.knownId) ?? run.carried.get(file.knownId))
  return holder !== undefined && holder !== file.path
}
