/**
 * From what a worker read to rows: settles who holds which id, records the ids in library.db, then stores the release in cache.db.
 * Results are taken in the order of the work, so that a parallel scan ends like a sequential one.
 */
import { SqliteError, type SqliteErrorReason, transaction } from "@deadwax/core-async"
import { localTimestamp } from "../identity/datafile.ts"
import { ensureReleaseState, type IdKind, releaseKind, trackKind } from "../identity/issued-ids.ts"
import { type ReleaseToStore, storeRelease } from "../releases/store-release.ts"
import type { TrackToStore } from "../tracks/store-track.ts"
import { compareBytewise } from "./paths.ts"
import type { PlannedRelease } from "./plan-work.ts"
import type { FileRead, ReleaseRead } from "./release-work.ts"
import type { ScanRun } from "./scan-run.ts"

/** One result with the work it answers. */
export interface Result {
  readonly planned: PlannedRelease
  readonly read: ReleaseRead
}

/**
 * Takes the results of one batch: first all their ids in one transaction of library.db, then one transaction of cache.db a release.
 * A crash between leaves ids that were given and not used, never used and not given. Answers what must be read again.
 */
export const takeResults = (run: ScanRun, results: ReadonlyArray<Result>): ReadonlyArray<PlannedRelease> => {
  const again = transaction(run.userDb, () => results.filter(({ planned, read }) => takeResult(run, planned, read)))
  for (const release of run.toStore.splice(0)) storeOne(run, release)
  return again.map(({ planned }) => planned)
}

// What the database will not take of one release is that release's failure, not the scan's; a full or damaged one ends the scan.
const itsOwnFault = new Set<SqliteErrorReason>(["unique", "foreign-key", "not-null", "check", "constraint", "too-big", "misuse"])

const storeOne = (run: ScanRun, release: ReleaseToStore): void => {
  try {
    run.touched.push(...run.store.write((tx) => void storeRelease(tx, release)).touched)
    run.unindexed++
  } catch (cause) {
    if (!(cause instanceof SqliteError) || !itsOwnFault.has(cause.reason)) throw cause
    const stamp = { path: release.path, sizeBytes: 0, modifiedAtUs: 0, isRead: false }
    run.failures.push({
      ...stamp,
      reason: "corrupt",
      message: `This release could not be stored (${cause.message}); the others were.`
    })
  }
}

/** Takes one release's result. Answers true when it must be read again with its ids checked. */
const takeResult = (run: ScanRun, planned: PlannedRelease, read: ReleaseRead): boolean => {
  for (const file of read.files) run.pending.delete(file.path)
  for (const failure of read.failures) run.pending.delete(failure.path)
  if (read.outcome === "ask" || waitsForOthers(run, read)) {
    rememberCarried(run, read)
    return true
  }
  const readable = new Set(read.files.map((file) => file.path))
  for (const failure of read.failures) run.failures.push({ ...failure, isRead: readable.has(failure.path) })
  if (read.outcome === "copying") {
    run.copying.push(planned.work.directory)
    rememberCarried(run, read)
  } else if (planned.work.isLoose) takeLoose(run, planned, read)
  else takeDirectory(run, planned, read)
  return false
}

// What a file carries that is not stored (yet) is not free for another file that only had it by its path.
const rememberCarried = (run: ScanRun, read: ReleaseRead): void => {
  for (const file of read.files) if (file.idFrom === "file") run.carried.set(file.trackId, file.path)
}

// An id whose last holder is still to be read may have moved here, or be a copy: only that file's content tells.
const waitsForOthers = (run: ScanRun, read: ReleaseRead): boolean =>
  read.files.some((file) => {
    if (file.idFrom !== "file" || run.claims.tracks.has(file.trackId)) return false
    const last = run.ids.lastPathOf(trackKind, file.trackId)
    return last !== null && last !== file.path && run.pending.has(last)
  })

const takeDirectory = (run: ScanRun, planned: PlannedRelease, read: ReleaseRead): void => {
  const { work, difference } = planned
  if (read.files.length === 0 && difference.unchangedTracks.length === 0) return
  const inFiles = read.files[0]?.releaseId ?? work.embedId ?? work.freshReleaseId
  takeRelease(run, planned, read, {
    inFiles,
    path: work.directory,
    files: read.files,
    unchangedTracks: difference.unchangedTracks
  })
}

/** Loose files: one release an album; albums of which nothing changed are left alone. */
const takeLoose = (run: ScanRun, planned: PlannedRelease, read: ReleaseRead): void => {
  const groups = new Map<string, { files: Array<FileRead>; unchanged: Array<number>; paths: Array<string> }>()
  const groupOf = (id: string) => {
    const group = groups.get(id) ?? { files: [], unchanged: [], paths: [] }
    groups.set(id, group)
    return group
  }
  for (const file of read.files) {
    const group = groupOf(file.releaseId)
    group.files.push(file)
    group.paths.push(file.path)
  }
  const unchanged = new Set(planned.difference.unchangedTracks)
  const byNo = new Map([...run.state.releases.values()].map((release) => [release.no, release]))
  for (const track of run.state.tracks.values()) {
    if (!unchanged.has(track.no)) continue
    const group = groupOf(byNo.get(track.releaseNo)!.id)
    group.unchanged.push(track.no)
    group.paths.push(track.path)
  }
  const cached = new Map(
    [...run.state.releases.values()].filter((release) => release.isLoose).map((release) => [release.id, release])
  )
  for (const [inFiles, group] of groups) {
    const path = group.paths.sort(compareBytewise)[0]!
    const isSame =
      group.files.length === 0 && cached.get(inFiles)?.path === path && group.unchanged.length === cachedCount(run, inFiles)
    // Its path is its first file's: another first file is no other release.
    if (cached.has(inFiles)) run.claims.releases.set(inFiles, path)
    if (!isSame) takeRelease(run, planned, read, { inFiles, path, files: group.files, unchangedTracks: group.unchanged })
  }
}

const cachedCount = (run: ScanRun, releaseId: string): number =>
  (run.store.cache
    .prepare("select count(*) as count from tracks join releases on releases.no = release_no where releases.id = ?")
    .get(releaseId)?.["count"] as number | undefined) ?? 0

interface Group {
  /** The release id that the files (or the datafile) carry. */
  readonly inFiles: string
  readonly path: string
  readonly files: ReadonlyArray<FileRead>
  readonly unchangedTracks: ReadonlyArray<number>
}

const takeRelease = (run: ScanRun, planned: PlannedRelease, read: ReleaseRead, group: Group): void => {
  const { work, difference } = planned
  const release = settle(
    run,
    releaseKind,
    run.claims.releases,
    (path) => run.foundDirectories.has(path),
    group.inFiles,
    group.path
  )
  const carried = new Map(group.files.map((file) => [file.path, file.trackId]))
  const tracks = group.files.map((file) => settleTrack(run, file, carried))
  const state = recordIds(run, release.id, group.path, tracks, read)
  const cover = work.isLoose ? undefined : difference.found.covers[0]
  run.toStore.push({
    id: release.id,
    duplicateOf: release.duplicateOf,
    path: group.path,
    isLoose: work.isLoose,
    datafile: read.datafile,
    cover: cover === undefined ? null : { path: run.walk.paths[cover]!, modifiedAtUs: run.walk.modifiedAtUs[cover]! },
    isNew: read.datafile?.isNew ?? state?.isNew ?? true,
    addedAt: read.datafile?.addedAt ?? state?.addedAt ?? null,
    unchangedTracks: group.unchangedTracks,
    tracks
  })
}

/** Writes the ids to library.db; answers the release's state where no datafile holds it. */
const recordIds = (run: ScanRun, id: string, path: string, tracks: ReadonlyArray<TrackToStore>, read: ReleaseRead) => {
  const nowUs = run.nowMs * 1000
  run.ids.record(releaseKind, id, path, nowUs)
  for (const track of tracks) run.ids.record(trackKind, track.id, track.path, nowUs)
  const isComplete = read.datafile !== null && read.datafile.addedAt !== null
  return isComplete ? undefined : ensureReleaseState(run.userDb, id, localTimestamp(run.nowMs))
}

interface Settled {
  readonly id: string
  readonly duplicateOf: string | null
}

/**
 * Who holds an id found in a file? The path that had it, while there still is a file; else whoever comes first. Anyone else is shown as
 * a duplicate under an id of its own, which lives in library.db until the user consents to more.
 */
const settle = (
  run: ScanRun,
  kind: IdKind,
  claims: Map<string, string>,
  isHolder: (path: string) => boolean,
  id: string,
  path: string
): Settled => {
  const last = run.ids.lastPathOf(kind, id)
  const holder = claims.get(id) ?? (last !== null && isHolder(last) ? last : path)
  claims.set(id, holder)
  if (holder === path) return { id, duplicateOf: null }
  const known = run.ids.knownIdOf(kind, path)
  const own = known !== null && known !== id && (claims.get(known) ?? path) === path ? known : run.newId()
  claims.set(own, path)
  return { id: own, duplicateOf: id }
}

/** `carried`: what the files of this release turned out to carry, by path. */
const settleTrack = (run: ScanRun, file: FileRead, carried: ReadonlyMap<string, string>): TrackToStore => {
  const { path, sizeBytes, modifiedAtUs, tags, trackId } = file
  const isHolder = (other: string) => carried.get(other) === trackId
  const settled = settle(run, trackKind, run.claims.tracks, isHolder, trackId, path)
  const duplicateOf = file.idFrom === "file" ? settled.duplicateOf : null
  return { id: settled.id, duplicateOf, path, sizeBytes, modifiedAtUs, tags }
}
