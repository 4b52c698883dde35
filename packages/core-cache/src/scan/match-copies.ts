/**
 * Copies that moved: files and releases that carry an id which others carry, too, at a path where neither its holder nor one of its known
 * copies was. Each is matched, between the two rounds of reading, with the id or the known copies of it whose own place is empty, so that
 * a copy keeps what it is shown under (I2), also where its original or another copy moved in the same moment.
 */
import { type IdKind, releaseKind, trackKind } from "../identity/issued-ids.ts"
import { type Contender, matchReleases } from "../identity/match-releases.ts"
import { type FreeId, heldTillNow, matchTracks, type SoughtFile } from "../identity/match-tracks.ts"
import { musicbrainzKey } from "../identity/traces.ts"
import { compareBytewise } from "./paths.ts"
import type { PlannedRelease } from "./plan-work.ts"
import type { FileRead, ReleaseRead } from "./release-work.ts"
import { holdsAnother, type ScanRun } from "./scan-run.ts"

/** A file that carries an id which may be another's here. */
interface StrayTrack extends SoughtFile {
  readonly carriedId: string
}

/** A directory, or the first file of an album, likewise. */
interface StrayRelease {
  readonly path: string
  readonly carriedId: string
  readonly files: ReadonlyArray<string>
}

/** What a scan has found of moved copies, by path. */
export interface Strays {
  readonly tracks: Map<string, StrayTrack>
  readonly releases: Map<string, StrayRelease>
  /** The ids that copies were matched with: known of them as others are by their path. */
  readonly ownTracks: Map<string, string>
  readonly ownReleases: Map<string, string>
  /** Files that are there, and could not be looked into: they hold what they held. */
  readonly unopened: Set<string>
}

export const noStrays = (): Strays => ({
  tracks: new Map(),
  releases: new Map(),
  ownTracks: new Map(),
  ownReleases: new Map(),
  unopened: new Set()
})

/** Files of one album, by the path of the first. */
export const albumGroups = (files: ReadonlyArray<FileRead>) => {
  const groups = new Map<string, Array<FileRead>>()
  for (const file of files) {
    const group = groups.get(file.releaseId)
    if (group === undefined) groups.set(file.releaseId, [file])
    else group.push(file)
  }
  return [...groups].map(([carriedId, group]) => {
    const path = group.map((file) => file.path).sort(compareBytewise)[0]!
    return { carriedId, path, files: group }
  })
}

/** Notes the strays of what was read in the first round. Answers true when it must be read again, with the copies matched. */
export const noteStrays = (run: ScanRun, { work }: PlannedRelease, read: ReleaseRead): boolean => {
  if (work.knownIdsChecked) return false
  let waits = false
  for (const file of read.files) if (file.idFrom === "file" && noteTrack(run, file)) waits = true
  const { files } = read
  const whole = { carriedId: files[0]?.releaseId ?? work.embedId, path: work.directory, files }
  for (const { carriedId, path, files } of read.isByAlbum ? albumGroups(read.files) : [whole]) {
    const release = { carriedId: carriedId ?? "", path, files: files.map((file) => file.path) }
    if (noteRelease(run, release)) waits = true
  }
  return waits
}

const noteTrack = (run: ScanRun, { path, trackId: carriedId, essence, tags, sizeBytes, modifiedAtUs }: FileRead): boolean => {
  const known = run.ids.knownIdOf(trackKind, path)
  if (known === carriedId) return false
  const copies = run.ids.copiesOf(trackKind, carriedId)
  if (copies.length === 0) return false
  // A copy at its place, which takes the id over unless a file turns up that moved there with it.
  if (known !== null && copies.includes(known)) return !staysCopy(run, trackKind, known) && !run.claims.tracks.has(carriedId)
  const stamp = stampText({ sizeBytes, modifiedAtUs })
  run.strays.tracks.set(path, { path, carriedId, essence, musicbrainz: musicbrainzKey(tags), stamp })
  for (const id of [carriedId, ...copies]) noteHolder(run, run.claims.tracks.get(id))
  return true
}

const noteRelease = (run: ScanRun, release: StrayRelease): boolean => {
  const { path, carriedId } = release
  const known = run.ids.knownIdOf(releaseKind, path)
  if (known === carriedId) return false
  const copies = run.ids.copiesOf(releaseKind, carriedId)
  if (copies.length === 0) return false
  const holder = run.claims.releases.get(carriedId)
  if (known !== null && copies.includes(known)) return !staysCopy(run, releaseKind, known) && (holder ?? path) === path
  run.strays.releases.set(path, release)
  for (const copy of [carriedId, ...copies]) noteHolder(run, run.claims.releases.get(copy))
  return true
}

/** To a scan that does not look everywhere, a copy that was there stays one: its original may have moved. */
export const staysCopy = (run: ScanRun, kind: IdKind, copy: string): boolean => {
  if (run.isWhole) return false
  if (kind === trackKind) return run.before().has(copy)
  return run.store.cache.prepare("select 1 as one from releases where id = ?").get(copy) !== undefined
}

const noteHolder = (run: ScanRun, holder: string | undefined): void => {
  if (holder !== undefined && !run.isInScope(holder)) run.unverified.add(holder)
}

/** A file's size and time as one word: what is renamed keeps both. */
export const stampText = ({ sizeBytes, modifiedAtUs }: Pick<FileRead, "sizeBytes" | "modifiedAtUs">): string =>
  `${sizeBytes}/${modifiedAtUs}`

/** Matches stray files; what they turned out to be is claimed for them. */
export const matchTrackCopies = (run: ScanRun): void => {
  for (const [carriedId, files] of byCarriedId(run.strays.tracks.values())) {
    const ids = [carriedId, ...run.ids.copiesOf(trackKind, carriedId)].filter((id) => isTrackFree(run, id, carriedId))
    const free = ids.map((id) => freeId(run, id))
    for (const [path, { id }] of matchTracks(files, free)) {
      run.claims.tracks.set(id, path)
      if (id !== carriedId) run.strays.ownTracks.set(path, id)
    }
  }
}

const byCarriedId = <A extends { readonly carriedId: string }>(strays: Iterable<A>): ReadonlyMap<string, ReadonlyArray<A>> => {
  const groups = new Map<string, Array<A>>()
  for (const stray of strays) {
    const group = groups.get(stray.carriedId)
    if (group === undefined) groups.set(stray.carriedId, [stray])
    else group.push(stray)
  }
  return groups
}

/** An id of a track as `matchTracks` takes it. */
export const freeId = (run: ScanRun, id: string): FreeId => {
  const { essence = null, musicbrainz = null } = run.traces.of(id) ?? {}
  const before = run.before().get(id)
  const stamp = before === undefined ? null : stampText(before)
  return { id, lastPath: run.ids.lastPathOf(trackKind, id), essence, musicbrainz, stamp, heldUntilUs: heldUntilUs(run, id) }
}

/** Until when a file was this track. One that nobody saw go was there later than those that somebody did. */
export const heldUntilUs = (run: ScanRun, id: string): number =>
  run.before().has(id) ? heldTillNow : (run.ids.goneUsOf(id) ?? Number.MAX_SAFE_INTEGER)

// What waits for the second round is not claimed yet: whether it is at its place is seen by what it carries.
const isTrackFree = (run: ScanRun, id: string, carriedId: string): boolean => {
  if (run.claims.tracks.has(id) || run.ids.survivorOf(trackKind, id) !== id) return false
  if (id !== carriedId && run.carried.has(id)) return false
  const last = run.ids.lastPathOf(trackKind, id)
  return last === null || !(run.carriedAt.get(last) === carriedId || run.strays.unopened.has(last))
}

/** Matches stray releases by the tracks that are in them, which are matched by now. */
export const matchReleaseCopies = (run: ScanRun): void => {
  for (const [carriedId, releases] of byCarriedId(run.strays.releases.values())) {
    const ids = [carriedId, ...run.ids.copiesOf(releaseKind, carriedId)]
    const free = new Set(ids.filter((id) => isReleaseFree(run, id)))
    const won = new Map(matchReleases(releases.map((release) => contenderOf(run, release, free))))
    const given = new Set(won.values())
    // One without a track that it had goes by what it carries alone.
    const rest = [...free].filter((id) => id !== carriedId && !given.has(id)).reverse()
    for (const { path } of releases) {
      const id = won.get(path) ?? rest.pop()
      if (id === undefined) continue
      run.claims.releases.set(id, path)
      if (id !== carriedId) run.strays.ownReleases.set(path, id)
    }
  }
}

const isReleaseFree = (run: ScanRun, id: string): boolean => {
  if (run.ids.survivorOf(releaseKind, id) !== id) return false
  const holder = run.claims.releases.get(id)
  if (holder !== undefined) return run.strays.releases.has(holder)
  const last = run.ids.lastPathOf(releaseKind, id)
  if (last === null || run.strays.releases.has(last)) return true
  return !(run.foundDirectories.has(last) || run.seenPaths.has(last)) || holdsAnother(run.claims.releases, id, last)
}

const contenderOf = (run: ScanRun, { path, files }: StrayRelease, free: ReadonlySet<string>): Contender => {
  const votes = new Map<string, number>()
  for (const file of files) {
    const id = run.strays.ownTracks.get(file) ?? run.carriedAt.get(file) ?? run.matched.get(file)
    const former = id === undefined ? undefined : run.traces.of(id)?.releaseId
    const release = former === undefined ? undefined : run.ids.survivorOf(releaseKind, former)
    if (release !== undefined && free.has(release)) votes.set(release, (votes.get(release) ?? 0) + 1)
  }
  return { directory: path, ownId: null, votes }
}
