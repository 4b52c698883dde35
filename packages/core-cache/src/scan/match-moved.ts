/**
 * Between the two rounds of reading: files without an id of their own are matched with tracks that no file holds any more, and where the
 * database alone knows them, directories with the releases that their tracks had. The decisions are `matchTracks` and `matchReleases`;
 * here is gathered what they decide by.
 */
import * as Effect from "effect/Effect"
import { releaseKind, trackKind } from "../identity/issued-ids.ts"
import { type Contender, matchReleases } from "../identity/match-releases.ts"
import { type FreeId, matchTracks, type SoughtFile } from "../identity/match-tracks.ts"
import { musicbrainzKey, type Trace } from "../identity/traces.ts"
import { lookUp } from "../store/snapshot.ts"
import { freeId, matchReleaseCopies, matchTrackCopies, stampText } from "./match-copies.ts"
import { directoryOf, stemOf } from "./paths.ts"
import type { PlannedRelease } from "./plan-work.ts"
import type { FileRead, ReleaseRead } from "./release-work.ts"
import type { ScanRun } from "./scan-run.ts"
import { verifyClaims } from "./verify-claims.ts"

/** Remembers what a release that is read again was found to hold. */
export const noteAsked = (run: ScanRun, planned: PlannedRelease, read: ReleaseRead): void => {
  for (const file of read.files) {
    // A file that is as it was, and read again only for the others beside it, is its own track.
    if (!isSought(file) || isAsItWas(run, file)) continue
    const { path, essence, tags } = file
    run.sought.set(path, { path, essence, musicbrainz: musicbrainzKey(tags), stamp: stampText(file) })
  }
  if (!read.isByAlbum && isContested(run, planned, read))
    run.asked.set(
      planned.work.directory,
      read.files.map((file) => embeddedOrPath(run, file))
    )
}

// What was given an id and carries it now is a track of its own.
const isSought = (file: FileRead): boolean => file.idFrom !== "file" && !file.isWritten

/**
 * Has this file the id for its place alone, though it sounds otherwise? It may be encoded anew, or another that was put where the track had
 * been: which, a scan that looks everywhere finds out.
 */
export const isInDoubt = (
  run: ScanRun,
  id: string,
  { essence, musicbrainz }: Pick<SoughtFile, "essence" | "musicbrainz">
): boolean => !run.isWhole && isOtherSound(run.traces.of(id), essence, musicbrainz)

const isOtherSound = (before: Trace | undefined, essence: string | null, musicbrainz: string | null): boolean => {
  const isKnown = before !== undefined && before.essence !== null && essence !== null
  return isKnown && before.essence !== essence && (musicbrainz === null || musicbrainz !== before.musicbrainz)
}

const isAsItWas = (run: ScanRun, file: FileRead): boolean => run.claims.tracks.get(file.trackId) === file.path

const embeddedOrPath = (run: ScanRun, file: FileRead) => {
  const isKnown = file.idFrom === "file" || isAsItWas(run, file)
  return { path: file.path, embeddedId: isKnown ? file.trackId : null }
}

/**
 * Is only the database to say which release this directory is? With ids in tags: where neither a datafile nor a tag says it any more, as
 * when the files were packed anew without their tags.
 */
const isContested = (run: ScanRun, { work }: PlannedRelease, read: ReleaseRead): boolean => {
  if (work.isLoose || work.datafilePath !== null) return false
  const [first] = read.files
  if (run.library.identity === "tags") return work.embedId === null && !work.isCopy && first?.releaseId === work.freshReleaseId
  return first === undefined || first.releaseId === work.embedId || first.releaseId === work.freshReleaseId
}

/**
 * A release at its old path, most of whose tracks are not there any more, may have moved away while others took its place: whether it
 * has is known when all files were read.
 */
export const waitsForRelease = (
  run: ScanRun,
  planned: PlannedRelease,
  read: ReleaseRead,
  trackTotal: (releaseId: string) => number
): boolean => {
  const { work, difference } = planned
  const own = work.embedId
  if (work.knownIdsChecked || own === null || !isContested(run, planned, read)) return false
  const stayed = read.files.filter((file) => run.traces.of(file.trackId)?.releaseId === own).length
  return (stayed + difference.unchangedTracks.length) * 2 < trackTotal(own)
}

/** Matches what was sought; afterwards `matched` and `releaseOf` say what each file and directory is. */
export const matchMoved = Effect.fnUntraced(function* (run: ScanRun, again: ReadonlyArray<PlannedRelease>) {
  const candidates = yield* lookUp(run.userDb, () => findCandidates(run))
  yield* verifyClaims(run, "tracks", run.unverified)
  yield* lookUp(run.userDb, () => {
    matchTrackCopies(run)
    matchFiles(run, candidates)
  })
  yield* lookUp(run.userDb, () => noteReleaseHolders(run))
  yield* verifyClaims(run, "releases", run.unverified)
  yield* lookUp(run.userDb, () => {
    matchReleaseCopies(run)
    contest(run, again)
  })
})

/** Ids that some file may be; each rung is asked once for each distinct value. */
const findCandidates = (run: ScanRun): ReadonlySet<string> => {
  const candidates = new Set<string>()
  const add = (ids: Iterable<string>) => {
    for (const id of ids) candidates.add(id)
  }
  const files = [...run.sought.values()]
  for (const essence of distinct(files, (file) => file.essence)) add(run.traces.withEssence(essence))
  for (const musicbrainz of distinct(files, (file) => file.musicbrainz)) add(run.traces.withMusicbrainz(musicbrainz))
  for (const stem of distinct(files, (file) => stemOf(file.path))) add(run.ids.withStem(stem))
  for (const { path } of files) {
    const known = run.ids.knownIdOf(trackKind, path)
    if (known !== null) candidates.add(known)
  }
  for (const id of candidates) noteHolder(run, run.claims.tracks.get(id))
  return candidates
}

const distinct = <A>(values: ReadonlyArray<A>, of: (value: A) => string | null): ReadonlySet<string> =>
  new Set(values.map(of).filter((value) => value !== null))

const noteHolder = (run: ScanRun, holder: string | undefined): void => {
  if (holder !== undefined && !run.isInScope(holder)) run.unverified.add(holder)
}

const matchFiles = (run: ScanRun, candidates: ReadonlySet<string>): void => {
  const free: Array<FreeId> = []
  for (const id of candidates) {
    const isHeld = run.claims.tracks.has(id) || run.carried.has(id) || run.ids.survivorOf(trackKind, id) !== id
    if (!isHeld) free.push(freeId(run, id))
  }
  for (const [path, { id }] of matchTracks([...run.sought.values()], free)) run.matched.set(path, id)
}

type AskedFile = { readonly path: string; readonly embeddedId: string | null }

/** The release that a file's track was part of. */
const formerRelease = (run: ScanRun, file: AskedFile): string | undefined => {
  const id = run.strays.ownTracks.get(file.path) ?? file.embeddedId ?? run.matched.get(file.path)
  const releaseId = id === undefined ? undefined : run.traces.of(id)?.releaseId
  return releaseId === undefined ? undefined : run.ids.survivorOf(releaseKind, releaseId)
}

const noteReleaseHolders = (run: ScanRun): void => {
  for (const files of run.asked.values()) {
    for (const file of files) noteHolder(run, run.claims.releases.get(formerRelease(run, file) ?? ""))
  }
}

const contest = (run: ScanRun, again: ReadonlyArray<PlannedRelease>): void => {
  const contenders = again.filter(({ work }) => run.asked.has(work.directory)).map((planned) => contenderOf(run, planned))
  const won = matchReleases(contenders)
  for (const { directory } of contenders) run.releaseOf.set(directory, won.get(directory) ?? null)
  for (const [directory, id] of won) run.claims.releases.set(id, directory)
}

const contenderOf = (run: ScanRun, { work, difference }: PlannedRelease): Contender => {
  const { directory } = work
  const isOpen = (id: string): boolean => {
    const holder = run.claims.releases.get(id)
    return holder === undefined || isHeldHere(run, directory, holder) || run.asked.has(holder)
  }
  const votes = new Map<string, number>()
  const add = (id: string | undefined, count: number) => {
    if (id !== undefined && count > 0 && isOpen(id)) votes.set(id, (votes.get(id) ?? 0) + count)
  }
  for (const file of run.asked.get(directory) ?? []) add(formerRelease(run, file), 1)
  add(difference.cached?.id, difference.unchangedTracks.length)
  const ownId = work.embedId ?? run.ids.knownIdOf(releaseKind, directory)
  return { directory, ownId: ownId !== null && isOpen(ownId) ? ownId : null, votes }
}

/** Is this holder of a release the directory itself, or one of the albums in it? */
export const isHeldHere = (run: ScanRun, directory: string, holder: string): boolean =>
  holder === directory || (directoryOf(holder) === directory && !run.foundDirectories.has(holder))

/**
 * The release that a file's track was part of, for one of the albums in its directory; if nothing else is that release now. From then
 * on it is held here.
 */
export const formerAlbumRelease = (run: ScanRun, directory: string, path: string): string | undefined => {
  const id = formerRelease(run, { path, embeddedId: null })
  if (id === undefined) return undefined
  const holder = run.claims.releases.get(id)
  if (holder !== undefined) return isHeldHere(run, directory, holder) ? id : undefined
  run.claims.releases.set(id, path)
  return id
}
