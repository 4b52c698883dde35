/**
 * From what a worker read to rows: settles who holds which id, records the ids in library.db, then stores the release in cache.db.
 * Results are taken in the order of the work, so that a parallel scan ends like a sequential one.
 */
import { transaction } from "@deadwax/core-async"
import { type IdKind, releaseKind, trackKind } from "../identity/issued-ids.ts"
import { latestFirst } from "../identity/match-tracks.ts"
import { musicbrainzKey } from "../identity/traces.ts"
import { NotOwner } from "../store/not-owner.ts"
import type { TrackToStore } from "../tracks/store-track.ts"
import type { CachedTrack } from "./cached-state.ts"
import { isCoverAsItWas } from "./diff.ts"
import { albumGroups, heldUntilUs, noteStrays, staysCopy } from "./match-copies.ts"
import { isHeldHere, isInDoubt, noteAsked, waitsForRelease } from "./match-moved.ts"
import { noteWrittenIds } from "./note-written-ids.ts"
import type { PlannedRelease } from "./plan-work.ts"
import { contentOf, noteRecent } from "./racy.ts"
import { recordIds } from "./record-ids.ts"
import { type FileRead, isTransient, type ReleaseRead } from "./release-work.ts"
import { holdsAnother, type ScanRun } from "./scan-run.ts"
import { storeAll } from "./store-results.ts"

/** One result with the work it answers, and when the first file of its batch was opened. */
export interface Result {
  readonly planned: PlannedRelease
  readonly read: ReleaseRead
  readonly startedMs: number
}

/**
 * Takes the results of a batch, or of some: first all their ids in one transaction of library.db, then one transaction of cache.db a release (or one
 * for all of them, while an empty cache is filled).
 * A crash between leaves ids that were given and not used, never used and not given. Answers what must be read again.
 */
export const takeResults = (run: ScanRun, results: ReadonlyArray<Result>): ReadonlyArray<PlannedRelease> => {
  if (!run.isOwner()) throw new NotOwner()
  const again = transaction(run.userDb, () => {
    // Before anything is decided: what must be read again was written all the same.
    for (const { read } of results) noteWrittenIds(run.userDb, read.files)
    return results.filter(({ planned, read }) => takeResult(run, planned, read))
  })
  for (const { read, startedMs } of results) noteReads(run, read, startedMs * 1000)
  storeAll(run, run.toStore.splice(0))
  return again.map(({ planned }) => planned)
}

const noteReads = (run: ScanRun, read: ReleaseRead, readAtUs: number): void => {
  run.isDiskFull ||= read.isDiskFull
  for (const file of read.files) {
    const { path, sizeBytes, modifiedAtUs, isWritten } = file
    noteRecent(run.recent, { path, sizeBytes, modifiedAtUs, readAtUs, isWritten }, () => contentOf(file))
  }
}

/** Takes one release's result. Answers true when it must be read again with its ids checked. */
const takeResult = (run: ScanRun, planned: PlannedRelease, answered: ReleaseRead): boolean => {
  const read = { ...answered, files: answered.files.map((file) => asSurvivor(run, planned, asOwn(run, file))) }
  for (const failure of read.failures) {
    run.pending.delete(failure.path)
    // What cannot be looked at still holds its id.
    const kept = isTransient(failure.reason) ? run.state.tracks.get(failure.path) : undefined
    if (kept === undefined) continue
    run.carried.set(kept.id, kept.path)
    run.strays.unopened.add(kept.path)
  }
  for (const file of read.files) {
    run.pending.delete(file.path)
    if (file.idFrom === "file" && !run.isFresh) run.carriedAt.set(file.path, file.trackId)
  }
  const isStray = noteStrays(run, planned, read)
  if (
    isStray ||
    read.outcome === "ask" ||
    waitsForOthers(run, planned, read) ||
    waitsForRelease(run, planned, read, (id) => cachedCount(run, id))
  ) {
    rememberCarried(run, read)
    noteAsked(run, planned, read)
    const [first] = read.files
    if (read.isByAlbum) run.splitting.add(planned.work.directory)
    else if (read.outcome === "ask" && first !== undefined) run.adopting.set(planned.work.directory, first.releaseId)
    return true
  }
  const readable = new Set(read.files.map((file) => file.path))
  for (const failure of read.failures) run.failures.push({ ...failure, isRead: readable.has(failure.path) })
  if (read.outcome === "copying") {
    run.copying.push(planned.work.directory)
    rememberCarried(run, read)
  } else if (read.isByAlbum) takeAlbums(run, planned, read)
  else takeDirectory(run, planned, read)
  return false
}

/** A copy that has its own id by the user's consent, whatever its file carries. */
const asOwn = (run: ScanRun, file: FileRead): FileRead => {
  if (file.idFrom !== "file") return file
  const isSame = (id: string) => file.essence !== null && run.traces.of(id)?.essence === file.essence
  const own = ownIdOf(run, trackKind, run.claims.tracks, file.trackId, file.path, isSame)
  return own === undefined ? file : { ...file, trackId: own, idFrom: "path" }
}

/**
 * The own id of what is at a path and carries another's: the one known there, else, while another path holds the id that is carried, one
 * whose own place is empty.
 */
const ownIdOf = (
  run: ScanRun,
  kind: IdKind,
  claims: ReadonlyMap<string, string>,
  carried: string,
  path: string,
  isSame: (id: string) => boolean
): string | undefined => {
  const owns = ownIdsOf(run, kind, carried)
  if (owns.length === 0) return undefined
  const known = run.ids.knownIdOf(kind, path)
  if (known !== null && owns.includes(known)) return known
  if ((claims.get(carried) ?? path) === path) return undefined
  const isSeen = (last: string) => run.seenPaths.has(last) || (kind === releaseKind && run.foundDirectories.has(last))
  return owns.find((id) => !claims.has(id) && isSame(id) && run.isInScope(path) && !isAtItsPlace(run, kind, id, isSeen))
}

// A copy that moved is not taken for one that was gone before.
const ownIdsOf = (run: ScanRun, kind: IdKind, carried: string): ReadonlyArray<string> => {
  const owns = run.ownIds.ofCopies(kind, carried)
  if (kind === releaseKind || owns.length < 2) return owns
  const until = new Map(owns.map((id) => [id, heldUntilUs(run, id)]))
  return [...owns].sort((a, b) => latestFirst(until.get(a)!, until.get(b)!))
}

const isAtItsPlace = (run: ScanRun, kind: IdKind, id: string, isSeen: (path: string) => boolean): boolean => {
  const last = run.ids.lastPathOf(kind, id)
  return last !== null && (isSeen(last) || !run.isInScope(last))
}

/** A file that carries an id which was merged into another is that other track, unless a file of its own holds that. */
const asSurvivor = (run: ScanRun, { work }: PlannedRelease, file: FileRead): FileRead => {
  const survivor = file.idFrom === "file" && work.knownIdsChecked ? run.ids.survivorOf(trackKind, file.trackId) : file.trackId
  if (survivor === file.trackId) return file
  const holder = run.claims.tracks.get(survivor) ?? run.carried.get(survivor) ?? file.path
  return holder === file.path ? { ...file, trackId: survivor, idFrom: "path" } : file
}

// What a file carries that is not stored (yet) is not free for another file that only had it by its path.
const rememberCarried = (run: ScanRun, read: ReleaseRead): void => {
  for (const file of read.files) if (file.idFrom === "file") run.carried.set(file.trackId, file.path)
}

/**
 * An id whose last holder is still to be read may have moved here, or be a copy: only that file's content tells. So may the id that this
 * path had before, which a copy would get as its own. A holder outside the scope is looked for between the rounds.
 */
const waitsForOthers = (run: ScanRun, planned: PlannedRelease, read: ReleaseRead): boolean => {
  if (planned.work.knownIdsChecked) return false
  let waits = false
  for (const file of read.files) {
    if (file.idFrom !== "file") continue
    if (run.ids.survivorOf(trackKind, file.trackId) !== file.trackId) waits = true
    const holder = run.claims.tracks.get(file.trackId)
    if (holder !== undefined && holder !== file.path && !run.isInScope(holder)) {
      run.unverified.add(holder)
      waits = true
    }
    const last = run.ids.lastPathOf(trackKind, file.trackId)
    if (holder === undefined && last !== null && last !== file.path && run.pending.has(last)) waits = true
    const known = run.ids.knownIdOf(trackKind, file.path)
    const isKnownFree = known !== null && known !== file.trackId && !run.claims.tracks.has(known)
    if (isKnownFree && run.pending.size > 0) waits = true
  }
  return waits
}

/** Cached tracks of a release whose file is there and just could not be opened: what was known of them is kept. */
const unopened = (run: ScanRun, read: ReleaseRead, isOwn: (track: CachedTrack) => boolean): ReadonlyArray<number> =>
  read.failures.flatMap((failure) => {
    const track = isTransient(failure.reason) ? run.state.tracks.get(failure.path) : undefined
    return track !== undefined && isOwn(track) ? [track.no] : []
  })

const takeDirectory = (run: ScanRun, planned: PlannedRelease, read: ReleaseRead): void => {
  const { work, difference } = planned
  if (read.files.length === 0 && difference.unchangedTracks.length === 0) return
  const inFiles = read.files[0]?.releaseId ?? work.embedId ?? work.freshReleaseId
  if (isNothingNew(run, planned, read)) return
  const kept = unopened(run, read, (track) => track.releaseNo === difference.cached?.no)
  takeRelease(run, planned, read, {
    inFiles,
    path: work.directory,
    files: read.files,
    unchangedTracks: [...difference.unchangedTracks, ...kept]
  })
}

// What could not be written or read again is as it was: the release is not stored again for that.
const isNothingNew = (run: ScanRun, { work, difference }: PlannedRelease, read: ReleaseRead): boolean => {
  const { cached, found, unchangedTracks } = difference
  if (cached === undefined || work.files.length > 0 || read.failures.length === 0) return false
  return (
    cached.datafilePath === (read.datafile?.path ?? null) &&
    cached.datafileSizeBytes === (read.datafile?.sizeBytes ?? null) &&
    cached.datafileModifiedAtUs === (read.datafile?.modifiedAtUs ?? null) &&
    isCoverAsItWas(run.walk, found, cached) &&
    unchangedTracks.length === cachedCount(run, cached.id)
  )
}

/** One release an album; albums of which nothing changed are left alone. All of the files were read. */
const takeAlbums = (run: ScanRun, planned: PlannedRelease, read: ReleaseRead): void => {
  for (const { known, isOurs, ...album } of placeAlbums(run, planned, read)) {
    const kept = unopened(run, read, (track) => track.releaseNo === known?.no)
    const isSame =
      known?.path === album.path &&
      (known.duplicateOf === null || !isOurs) &&
      album.files.length + kept.length === cachedCount(run, known.id) &&
      areAsTheyWere(run, planned, album.files)
    if (!isSame) takeRelease(run, planned, read, { ...album, known: known?.id ?? null, unchangedTracks: kept })
  }
}

/**
 * The albums with what each was before. An album's path is its first file's, and another first file is no other release: all of them have their new
 * paths before the first is taken, which else would take the id of one that was there until now.
 */
const placeAlbums = (run: ScanRun, { work, difference }: PlannedRelease, read: ReleaseRead) => {
  const { cached, albums } = difference
  const former = new Map(
    [...albums, ...(cached === undefined ? [] : [cached])].map((release) => [release.duplicateOf ?? release.id, release])
  )
  const isHere = (holder: string) => isHeldHere(run, work.directory, holder)
  return albumGroups(read.files).map(({ carriedId: inFiles, path, files }) => {
    const known = former.get(inFiles)
    const holder = run.claims.releases.get(inFiles)
    const isOurs = holder === undefined ? known !== undefined : isHere(holder)
    if (isOurs) run.claims.releases.set(inFiles, path)
    const place = known === undefined ? undefined : run.claims.releases.get(known.id)
    if (known !== undefined && place !== undefined && isHere(place)) run.claims.releases.set(known.id, path)
    return { inFiles, path, files, known, isOurs }
  })
}

const areAsTheyWere = (run: ScanRun, planned: PlannedRelease, files: ReadonlyArray<FileRead>): boolean =>
  files.every((file) => {
    const track = run.state.tracks.get(file.path)
    const isSame = track?.sizeBytes === file.sizeBytes && track.modifiedAtUs === file.modifiedAtUs
    return isSame && !planned.changedPaths.has(file.path)
  })

const cachedCount = (run: ScanRun, releaseId: string): number =>
  (run.store.cache
    .prepare("select count(*) as count from tracks join releases on releases.no = release_no where releases.id = ?")
    .get(releaseId)?.["count"] as number | undefined) ?? 0

interface Group {
  /** The release id that the files (or the datafile) carry. */
  readonly inFiles: string
  readonly path: string
  /** Of one album among others: the release that it was; null: none. Otherwise that which was at its path. */
  readonly known?: string | null
  readonly files: ReadonlyArray<FileRead>
  readonly unchangedTracks: ReadonlyArray<number>
}

const takeRelease = (run: ScanRun, planned: PlannedRelease, read: ReleaseRead, group: Group): void => {
  const { difference } = planned
  const own = ownIdOf(run, releaseKind, run.claims.releases, group.inFiles, group.path, () => true)
  const isHolder = (path: string) =>
    (run.foundDirectories.has(path) || run.seenPaths.has(path)) && !holdsAnother(run.claims.releases, own ?? group.inFiles, path)
  const known = run.strays.ownReleases.get(group.path) ?? group.known ?? run.ids.knownIdOf(releaseKind, group.path)
  const id = own ?? group.inFiles
  const place = { id, path: group.path, known, isHolder, isCopyYet: isCopyYet(run, releaseKind, id, known) }
  const release = settle(run, run.ids.lastPathOf(releaseKind, place.id), run.claims.releases, place)
  const tracks = group.files.map((file) => settleTrack(run, file))
  const state = recordIds(run, {
    release,
    path: group.path,
    known,
    files: group.files,
    tracks,
    read,
    kept: group.unchangedTracks
  })
  const cover = read.isByAlbum ? undefined : difference.found.covers[0]
  run.toStore.push({
    id: release.id,
    duplicateOf: release.duplicateOf,
    path: group.path,
    isByAlbum: read.isByAlbum,
    datafile: read.datafile,
    cover: cover === undefined ? null : { path: run.walk.paths[cover]!, modifiedAtUs: run.walk.modifiedAtUs[cover]! },
    isNew: (state?.isChosen ? state.isNew : read.datafile?.isNew) ?? state?.isNew ?? true,
    addedAt: read.datafile?.addedAt ?? state?.addedAt ?? null,
    unchangedTracks: group.unchangedTracks,
    tracks
  })
}

/** Which id an entity is shown under. */
export interface Settled {
  readonly id: string
  readonly duplicateOf: string | null
}

/** What is at a path: the id that it carries, the one that it is known under, and whether what is at another path has the id. */
interface Place {
  readonly id: string
  readonly path: string
  readonly known: string | null
  readonly isHolder: (path: string) => boolean
  /** It takes the id over from nobody. */
  readonly isCopyYet: boolean
}

const isCopyYet = (run: ScanRun, kind: IdKind, id: string, known: string | null): boolean =>
  known !== null && staysCopy(run, kind, known) && run.ids.copiesOf(kind, id).includes(known)

/**
 * Who holds an id found in a file? The path that had it, while there still is a file; else whoever comes first. Anyone else is shown as
 * a duplicate under an id of its own, which lives in library.db until the user consents to more.
 */
const settle = (
  run: ScanRun,
  last: string | null,
  claims: Map<string, string>,
  { id, path, known, isHolder, isCopyYet }: Place
): Settled => {
  const holder = claims.get(id) ?? (last !== null && isHolder(last) ? last : path)
  if (holder !== path || !isCopyYet) claims.set(id, holder)
  if (holder === path && !isCopyYet) return { id, duplicateOf: null }
  const isFree = known !== null && known !== id && (claims.get(known) ?? run.carried.get(known) ?? path) === path
  const own = isFree ? known : run.newId()
  claims.set(own, path)
  return { id: own, duplicateOf: id }
}

const settleTrack = (run: ScanRun, file: FileRead): TrackToStore => {
  const { path, sizeBytes, modifiedAtUs, tags, trackId, essence } = file
  const isHolder = (other: string) => run.carriedAt.get(other) === trackId || run.strays.unopened.has(other)
  const known = knownTrack(run, file)
  const place = { id: trackId, path, known, isHolder, isCopyYet: isCopyYet(run, trackKind, trackId, known) }
  const settled = settle(run, run.ids.lastPathOf(trackKind, trackId), run.claims.tracks, place)
  const duplicateOf = file.idFrom === "file" ? settled.duplicateOf : null
  const isDoubtful =
    file.idFrom === "path" && settled.id === trackId && isInDoubt(run, trackId, { essence, musicbrainz: musicbrainzKey(tags) })
  return { id: settled.id, duplicateOf, isDoubtful, path, sizeBytes, modifiedAtUs, lyricsPath: run.lyricsOf(path), tags, essence }
}

/** What a copy was shown under. Another sound at a track's place that carries another's id is a copy that was put there. */
const knownTrack = (run: ScanRun, { path, trackId, essence }: FileRead): string | null => {
  const own = run.strays.ownTracks.get(path)
  if (own !== undefined) return own
  const known = run.ids.knownIdOf(trackKind, path)
  if (known === null || run.ids.copiesOf(trackKind, trackId).includes(known)) return known
  const before = run.traces.of(known)?.essence ?? null
  return before === null || essence === null || before === essence ? known : null
}
