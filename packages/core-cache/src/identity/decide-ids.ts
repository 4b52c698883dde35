/**
 * Which ids a release and its files have or get: pure decisions over what was read (LIBRARY rules "Ids in tags", I1, U3, U4).
 * Existing track ids are always kept; a datafile's release id wins over the files'; nothing is decided for a copy in progress.
 */
import type { AudioTags } from "@deadwax/core-tags"
import type { FileWork, ReleaseWork } from "../scan/release-work.ts"
import { isUsableId } from "./datafile.ts"

/** A file that could be read, in path order. */
export interface ReadableFile {
  readonly work: FileWork
  readonly tags: AudioTags
  /** What its sound is; null where that cannot be told. */
  readonly essence: string | null
}

/** A file's decided identity; `isWriteNeeded`: its tags do not say so yet. */
export interface DecidedFile {
  readonly file: ReadableFile
  readonly trackId: string
  readonly idFrom: "file" | "path" | "new"
  readonly releaseId: string
  readonly isWriteNeeded: boolean
}

export interface ReleaseDecision {
  readonly outcome: "read" | "copying" | "ask"
  /** The files are one release an album. */
  readonly isByAlbum: boolean
  readonly files: ReadonlyArray<DecidedFile>
  /** The id under which a datafile must be made; null: there is one, or none is wanted. */
  readonly makeDatafileFor: string | null
}

/** Nothing is to be written; the files still tell which ids they carry. */
const leaveAlone = (outcome: "copying" | "ask", work: ReleaseWork, files: ReadonlyArray<ReadableFile>): ReleaseDecision => ({
  outcome,
  isByAlbum: false,
  files: files.map((file) => ({
    ...decideFile(work, file, usable(file.tags.ids.release) ?? work.freshReleaseId),
    isWriteNeeded: false
  })),
  makeDatafileFor: null
})

// An id becomes part of a file name; what cannot is as good as none.
const usable = (id: string | null): string | null => (id !== null && isUsableId(id) ? id : null)

/** Decides for one directory, or the root's loose files. `keptAlbums`: album titles of files that cannot be opened just now. */
export const decideIds = (
  work: ReleaseWork,
  files: ReadonlyArray<ReadableFile>,
  keptAlbums: ReadonlyArray<string> = []
): ReleaseDecision => {
  if (work.isLoose || isSplit(work, files, keptAlbums)) return decideAlbums(work, files)
  if (work.wasSplit && !work.knownIdsChecked) return leaveAlone("ask", work, files)
  return decideDirectory(work, files)
}

const isSplit = (work: ReleaseWork, files: ReadonlyArray<ReadableFile>, keptAlbums: ReadonlyArray<string>): boolean => {
  const titles = files.flatMap(({ tags }) => tags.releaseTitle ?? [])
  return work.mayBeSplit && new Set([...titles, ...keptAlbums, ...work.unreadAlbums]).size > 1
}

const decideDirectory = (work: ReleaseWork, files: ReadonlyArray<ReadableFile>): ReleaseDecision => {
  const embedded = usable(files[0]?.tags.ids.release ?? null)
  const hasDatafile = work.datafilePath !== null
  const isAdopted = !hasDatafile && work.embedId === null && embedded !== null
  if (isAdopted && !work.mayAdopt) return leaveAlone("copying", work, files)
  // Nothing of a copy is written, but a file in it may be a track from elsewhere, like any other without an id.
  if (work.isCopy) return { ...leaveAlone("ask", work, files), outcome: mustAsk(work, files) ? "ask" : "read" }
  const mustCheckAdoption = isAdopted && work.identity === "tags" && !work.knownIdsChecked
  if (mustCheckAdoption || mustAsk(work, files)) return leaveAlone("ask", work, files)
  const releaseId = isAdopted ? embedded : (work.embedId ?? work.freshReleaseId)
  const isDatafileMissing = work.identity === "tags" && !hasDatafile && (files.length > 0 || work.embedId !== null)
  return {
    outcome: "read",
    isByAlbum: false,
    files: files.map((file) => decideFile(work, file, releaseId)),
    makeDatafileFor: isDatafileMissing ? releaseId : null
  }
}

/**
 * Files of one album share a release. Without album a loose file is a release of its own; in a directory such files are one together.
 * An album keeps the release it had, no other takes that; else it has what its files carry or were known to be part of, the first that
 * no other album has taken.
 */
const decideAlbums = (work: ReleaseWork, files: ReadonlyArray<ReadableFile>): ReleaseDecision => {
  if (!work.isWhole || mustAsk(work, files)) return { ...leaveAlone("ask", work, files), isByAlbum: true }
  const groups = groupByAlbum(work, files)
  const ids = new Map(work.albums.filter(([title]) => groups.has(title)))
  const taken = new Set(ids.values())
  for (const [title, group] of groups) {
    const known = group.flatMap((file) => [usable(file.tags.ids.release), file.work.knownReleaseId])
    const id = ids.get(title) ?? known.find((each) => each !== null && !taken.has(each)) ?? group[0]!.work.freshReleaseId
    ids.set(title, id)
    taken.add(id)
  }
  const idOf = new Map([...groups].flatMap(([title, group]) => group.map((file) => [file, ids.get(title)!] as const)))
  const decided = files.map((file) => decideFile(work, file, idOf.get(file)!))
  return { outcome: "read", isByAlbum: true, files: decided, makeDatafileFor: null }
}

/** By album title, in the order of their first files. */
const groupByAlbum = (
  work: ReleaseWork,
  files: ReadonlyArray<ReadableFile>
): ReadonlyMap<string, ReadonlyArray<ReadableFile>> => {
  const groups = new Map<string, Array<ReadableFile>>()
  for (const [index, file] of files.entries()) {
    const title = file.tags.releaseTitle ?? (work.isLoose ? `\u0000${index}` : "\u0000")
    const group = groups.get(title)
    if (group === undefined) groups.set(title, [file])
    else group.push(file)
  }
  return groups
}

// An id known only by path must not be given to a file while another file may carry it, or sound like it, or where its track was gone and
// one like it may have moved there; nor a new one to a file that may be a track from elsewhere: a moved file keeps its id.
const mustAsk = (work: ReleaseWork, files: ReadonlyArray<ReadableFile>): boolean =>
  !work.knownIdsChecked &&
  files.some(({ tags, essence, work: file }) => {
    if (usable(tags.ids.track) !== null) return false
    if (file.knownId === null) return work.mayBeMoved
    return work.identity === "tags" || file.isKnownIdEmbedded || file.isKnownIdGone || essence !== file.knownEssence
  })

const decideFile = (work: ReleaseWork, file: ReadableFile, releaseId: string): DecidedFile => {
  const embedded = usable(file.tags.ids.track)
  const idFrom = embedded !== null ? "file" : file.work.knownId !== null ? "path" : "new"
  return {
    file,
    trackId: embedded ?? file.work.knownId ?? file.work.freshId,
    idFrom,
    releaseId,
    isWriteNeeded: work.identity === "tags" && !file.work.isDoubtful && (embedded === null || file.tags.ids.release !== releaseId)
  }
}
