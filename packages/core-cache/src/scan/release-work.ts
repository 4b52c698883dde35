/** What travels to a worker and back for one release: plain, serialisable values, no handle of the library. */
import type { AudioTags } from "@deadwax/core-tags"
import type { FailureReason, Identity } from "../model/model.ts"

/** One file to open. Paths are relative to the root. */
export interface FileWork {
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
  /** The id that this path had when it was seen last; only used when no file in the library carries it. */
  readonly knownId: string | null
  /** A file was seen to carry `knownId`: it may have moved, so this file gets it back only when all files were read. */
  readonly isKnownIdEmbedded: boolean
  /** A scan saw that no file was the track `knownId` any more: which of the tracks like it came here is known when all files were read. */
  readonly isKnownIdGone: boolean
  /** The essence that the track had whose id is `knownId`. */
  readonly knownEssence: string | null
  /** Its id is not written into it. */
  readonly isDoubtful: boolean
  /** The id to give when the file has none. */
  readonly freshId: string
  /** The release id that is known of this file where albums are told apart; only given to an album that has none. */
  readonly knownReleaseId: string | null
  /** The release id to give when this file is the first of its album. */
  readonly freshReleaseId: string
  /** The album title it had: it counts where the file cannot be opened just now. */
  readonly knownAlbum: string | null
}

/** What is known of a release whose datafile is gone: a new one must say the same. */
export interface KnownState {
  readonly id: string
  readonly isNew: boolean
  readonly addedAt: string | null
}

/** One release to read. */
export interface ReleaseWork {
  readonly directory: string
  readonly isLoose: boolean
  /** It is one release an album as soon as its files carry several album titles. */
  readonly mayBeSplit: boolean
  /** It was one release an album when it was seen last. */
  readonly wasSplit: boolean
  /** All of its files are among `files`; without that no albums can be told apart. */
  readonly isWhole: boolean
  readonly identity: Identity
  /** The datafile to read, if there is one; its name's id is `embedId`. */
  readonly datafilePath: string | null
  /** The datafile as the walk saw it. */
  readonly datafileStamp: { readonly sizeBytes: number; readonly modifiedAtUs: number } | null
  /** The id that the files are to carry: the datafile's, or one known from before. Null: the files decide. */
  readonly embedId: string | null
  /** Of the release that this most likely is, where a datafile may have to be made for it. */
  readonly knownState: KnownState | null
  readonly freshReleaseId: string
  /** Where albums are told apart: the release that each album title had. */
  readonly albums: ReadonlyArray<readonly [title: string, releaseId: string]>
  /** Album titles of files that are as they were and not among `files`. */
  readonly unreadAlbums: ReadonlyArray<string>
  /** A directory without datafile whose files carry a release id is taken as complete, not as a copy in progress. */
  readonly mayAdopt: boolean
  /** Another directory has the release id that these files carry: nothing of theirs is written. */
  readonly isCopy: boolean
  /** There are ids that no file holds: a file without one may be a track that moved. */
  readonly mayBeMoved: boolean
  /** Ids known by path may be written now: it was checked that no file carries them. */
  readonly knownIdsChecked: boolean
  readonly files: ReadonlyArray<FileWork>
}

/** A batch for one call of a worker. */
export interface ReadBatchInput {
  readonly root: string
  readonly nowMs: number
  /** Plain files are read by the quick reader. */
  readonly isQuick: boolean
  /** The work as one text of JSON: thousands of small objects cross from thread to thread much faster as that, and wait in less room. */
  readonly packed: string
}

export const packWork = (work: ReadonlyArray<ReleaseWork>): string => JSON.stringify(work)

/** The releases of a batch, in the order of its results. */
export const unpackWork = ({ packed }: ReadBatchInput): ReadonlyArray<ReleaseWork> =>
  JSON.parse(packed) as ReadonlyArray<ReleaseWork>

/** A failure of one file, its path relative to the root. */
export interface FileFailure {
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
  readonly reason: FailureReason
  readonly message: string
  /** The file's content is the reason, not its surroundings: it stands until the file changes. */
  readonly isLasting: boolean
}

/** Does this failure leave it open what the file holds? Then what was known of it is kept. */
export const isTransient = (reason: FailureReason): boolean => reason === "unreadable" || reason === "vanished"

/** One file that was read. Size and time are those after an id was written. */
export interface FileRead {
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
  readonly tags: AudioTags
  /** The id that the file carries or was given here. */
  readonly trackId: string
  /** What its sound is, whatever its tags say; null where that cannot be told. */
  readonly essence: string | null
  /** The id's origin: in the file, known otherwise (by the sound, its tags or its path), or new. */
  readonly idFrom: "file" | "path" | "new"
  /** The release that the file belongs to: equal for all of a directory, unless it is one release an album. */
  readonly releaseId: string
  /** Its tags were written in this scan. */
  readonly isWritten: boolean
  /** What it was until then; null: they were not written. */
  readonly before: { readonly sizeBytes: number; readonly modifiedAtUs: number } | null
}

/** A datafile as read (or made). */
export interface DatafileRead {
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
  readonly isNew: boolean
  readonly addedAt: string | null
}

/** What a worker answers for one release. */
export interface ReleaseRead {
  readonly directory: string
  /** `copying`: a copy in progress, left alone. `ask`: files without an id have one known by path that must be checked first. */
  readonly outcome: "read" | "copying" | "ask"
  /** Its files are one release an album. */
  readonly isByAlbum: boolean
  readonly datafile: DatafileRead | null
  readonly files: ReadonlyArray<FileRead>
  /** Files that could not be read, or whose ids could not be written (these are in `files`, too). */
  readonly failures: ReadonlyArray<FileFailure>
  /** Something could not be written because the library's disk is full. */
  readonly isDiskFull: boolean
}

export interface ReadBatchOutput {
  /** When the first file was opened, milliseconds since 1970. */
  readonly startedMs: number
  /** The releases, packed like the work. */
  readonly packed: string
}

export const packReleases = (releases: ReadonlyArray<ReleaseRead>): string => JSON.stringify(releases)

/** What a batch read, in the order of its work. */
export const unpackReleases = ({ packed }: ReadBatchOutput): ReadonlyArray<ReleaseRead> =>
  JSON.parse(packed) as ReadonlyArray<ReleaseRead>
