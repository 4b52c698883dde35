/** How a download fails on this side, and what a person can do about it. What the source fails with is a `SourceError`. */
import type { FileError } from "@deadwax/core-async"
import * as Data from "effect/Data"

/**
 * - `wrong-size`: what came is not as long as the source says; nobody knows which of the two is wrong
 * - `wrong-hash`: what came, or what the disk gave back, is not what the source says
 * - `unreadable`: it is named like an audio file, and is none, or is empty
 * - `full`: there is no room on the disk
 * - `exists`: another file has the name
 * - `changed-here`: the file that it was to take the place of changed meanwhile
 * - `outside`: the path leads out of the library, or is one that no file may have
 * - `root-absent`: the library's root is not there
 * - `unwritable`: the library's disk takes no file at all where the source's go; `cause` says how
 * - `lost`: the job that was to place it does not hold its item any more
 * - `busy`: the same file is being downloaded
 * - `disk`: the disk refused; `cause` says how
 */
export type DownloadErrorReason =
  | "wrong-size"
  | "wrong-hash"
  | "unreadable"
  | "full"
  | "exists"
  | "changed-here"
  | "outside"
  | "root-absent"
  | "unwritable"
  | "lost"
  | "busy"
  | "disk"

const remedies: Readonly<Record<DownloadErrorReason, string>> = {
  "wrong-size": "Sync the source again; if that does not help, look at the file at the source.",
  "wrong-hash": "Sync the source again; if that does not help, look at the file at the source and at this machine's disk.",
  unreadable: "Look at the file at the source: it may be damaged there, or no music.",
  full: "Make room on the library's disk, then sync again: what has come so far is kept.",
  exists: "Rename or remove the file that has the name, then sync again.",
  "changed-here": "Sync again: both versions are looked at anew.",
  outside: "Look at the links among the library's directories: one leads out of it.",
  "root-absent": "Mount or connect the library's disk, then sync again.",
  unwritable:
    "Make the library's disk writable: it may be mounted read-only, or its folder may belong to somebody else. Then sync again: what has come so far is kept.",
  lost: "Sync again: what has come so far is kept.",
  busy: "Wait until the other sync has ended.",
  disk: "Look at the library's disk and at who may write to it."
}

const retryable: ReadonlySet<DownloadErrorReason> = new Set(["wrong-size", "wrong-hash", "lost", "busy", "root-absent"])

/** An expected failure of a download. Nothing partial has the file's name, and what stood there stands. */
export class DownloadError extends Data.TaggedError("DownloadError")<{
  readonly reason: DownloadErrorReason
  /** The file that it was to become, relative to the root. */
  readonly path: string
  /** What happened, as the end of "PATH: …", without a full stop. */
  readonly detail: string
  readonly cause?: unknown
}> {
  /** True when the same call may succeed later without anyone doing anything. */
  get isRetryable(): boolean {
    return retryable.has(this.reason)
  }
  /** One sentence: what a person can do. */
  get remedy(): string {
    return remedies[this.reason]
  }
  override get message(): string {
    return `${this.path}: ${this.detail}`
  }
}

const details: Partial<Readonly<Record<FileError["reason"], readonly [DownloadErrorReason, string]>>> = {
  full: ["full", "there is no room on the disk"],
  exists: ["exists", "another file has this name"],
  changed: ["changed-here", "the file here changed meanwhile"],
  busy: ["busy", "it is being downloaded already"]
}

/** A disk's failure, as one of this download's. */
export const ofDisk =
  (path: string) =>
  (cause: FileError): DownloadError => {
    const [reason, detail] = details[cause.reason] ?? ["disk", `the disk refused (${cause.reason})`]
    return new DownloadError({ reason, path, detail, cause })
  }
