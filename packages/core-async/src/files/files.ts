/**
 * The port to a library's files.
 *
 * What makes it hard: three file systems with different manners (a POSIX disk called synchronously, OPFS called
 * asynchronously, files in memory) must answer alike, and a scan of 200,000 files must not pay an Effect or a promise for each.
 * So everything that touches many files takes the whole batch in one call and calls plain functions per file.
 *
 * Paths are absolute, separated by "/". Names that are not UTF-8 never become paths: `walk` reports them as problems.
 * What it does not do: decide what a file means, retry, or log.
 */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import type * as Stream from "effect/Stream"

/** Why a file operation failed. Closed: every driver maps its native errors to these. */
export type FileErrorReason =
  | "not-found"
  | "exists"
  | "not-a-directory"
  | "is-a-directory"
  | "not-empty"
  | "permission"
  | "read-only"
  | "full"
  | "busy"
  /** The file is no longer the one that the caller had read. */
  | "changed"
  /** A symbolic link, or one of several hard links: writing it would change or break another name. */
  | "linked"
  /** Owner, mode or extended attributes cannot be carried over to the new file. */
  | "attributes"
  /** The caller's own check of the new content refused it. */
  | "refused"
  /** The name is not possible here: too long, reserved, or outside the root. */
  | "name"
  | "io"

/** An expected failure of one file operation. `path` is the file it happened to; `cause` the driver's own error. */
export class FileError extends Data.TaggedError("FileError")<{
  readonly reason: FileErrorReason
  readonly operation: string
  readonly path: string
  readonly cause?: unknown
}> {
  /** True when the same call may succeed later without anyone doing anything. */
  get isRetryable(): boolean {
    return this.reason === "busy"
  }
  override get message(): string {
    return `${this.operation} ${this.path}: ${this.reason}`
  }
}

/** Size and time of one file. `modifiedAtUs`: microseconds since 1970, floored from what the system keeps. */
export interface FileInfo {
  readonly kind: "file" | "directory" | "other"
  readonly sizeBytes: number
  readonly modifiedAtUs: number
  /** More than one name leads to this content: a symbolic link was followed, or it has several hard links. */
  readonly linked: boolean
}

/**
 * What `walk` could not take in, with the reason; the path is relative to the root, undecodable bytes written as `\xE9`. `special`: neither
 * file, directory nor link, but a pipe, a socket or a device. `linked-directory`: a link to a directory, wherever that lies; told where it was asked
 * for (`tellsLinkedDirectories`).
 */
export interface WalkProblem {
  readonly path: string
  readonly reason: "name-not-utf8" | "unreadable" | "vanished" | "outside-root" | "special" | "linked-directory"
}

/**
 * A whole tree in flat arrays: entry `i` of each array is about the same file.
 * Paths are relative to the root, "/"-separated, in no stated order.
 */
export interface Walk {
  readonly root: string
  readonly paths: ReadonlyArray<string>
  readonly sizesBytes: ReadonlyArray<number>
  readonly modifiedAtUs: ReadonlyArray<number>
  /** 1 where the file has several hard links or is reached through a symbolic link. */
  readonly linked: ReadonlyArray<0 | 1>
  /** Every directory below the root that was entered. */
  readonly directories: ReadonlyArray<string>
  readonly problems: ReadonlyArray<WalkProblem>
}

/** Which part of a tree a walk goes into, and what it tells. */
export interface WalkOptions {
  /** Asked for each directory below the root; false leaves it and all below it out. Default: all. */
  readonly enter?: (name: string, path: string) => boolean
  /** Asked for each file name; false leaves the file out without a stat. Default: all. */
  readonly wants?: (name: string, path: string) => boolean
  /** Links to directories, which are never followed, are problems; else they are left out without a word. */
  readonly tellsLinkedDirectories?: boolean
  /** Told now and then how many files were listed so far; a short walk may be over before that. */
  readonly onProgress?: (files: number) => void
}

/** A file open for reading, valid only inside the callback that received it. Reads are synchronous everywhere. */
export interface OpenFile {
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
  readonly linked: boolean
  /** Fills `target` from `position` on; answers how many bytes it could (0 at the end). Throws the driver's `FileError`. */
  readonly read: (target: Uint8Array, position: number) => number
}

/** What a caller's own function may answer: a value, a promise of one, or an effect, which can be interrupted. */
export type Answer<A> = A | PromiseLike<A> | Effect.Effect<A, FileError>

/** Bytes of the file that stands at the path (or of the one that `of` names), from `from` up to and without `to`. */
export interface FileRange {
  readonly from: number
  readonly to: number
}

/**
 * New content made of an open file's and of new bytes, for files that are too large to hold. `pieces` is asked once, with that file open for
 * as long as the pieces are taken and verified; a piece of bytes need only be valid until the next is asked for. `of`: the absolute path of
 * the file that ranges are of, which may lie anywhere; absent, the one that is replaced. It must be there.
 */
export interface Spliced {
  readonly of?: string
  readonly sizeBytes: number
  readonly pieces: (original: OpenFile) => Iterable<Uint8Array | FileRange>
}

/** Under which conditions an atomic write takes place, and what it keeps. */
export interface WriteOptions {
  /** Refuse with `changed` when the file no longer has this size and time (null: refuse with `exists` when there is one). */
  readonly expected?: { readonly sizeBytes: number; readonly modifiedAtUs: number } | null
  /** Called with the new content as it is on the disk, before it takes the file's place, and for spliced content with the old file;
   * false refuses with `refused`. */
  readonly verify?: (file: OpenFile, original: OpenFile | undefined) => Answer<boolean>
}

/** A change that `watch` saw: the path may have been made, changed or removed. `overflow`: some were lost, walk again. */
export interface FileChange {
  readonly path: string
  readonly overflow: boolean
}

/** What a driver can do, as data. */
export interface FilesCapabilities {
  /** Changes can be watched. */
  readonly watch: boolean
  /** Times can be set by other programs; OPFS invents its own. */
  readonly times: boolean
  /** Names are bytes, which need not be UTF-8. */
  readonly byteNames: boolean
  /** A rename replaces its target in one step, for files. */
  readonly atomicRename: boolean
  /** Directories can be renamed in one step. */
  readonly renamesDirectories: boolean
  /** Mode, owner and extended attributes exist and are kept. */
  readonly attributes: boolean
  /** Symbolic and hard links exist. */
  readonly links: boolean
  /** Data that was not fsynced is lost by a crash that the driver can act out (simulated only). */
  readonly faults: boolean
}

/** The port. One instance serves any number of callers; calls about different paths do not disturb each other. */
export class Files extends Context.Service<
  Files,
  {
    readonly capabilities: FilesCapabilities

    /** The whole tree below `root` in one call. Symbolic links to directories are not followed, and only told where that is asked for; a symbolic link to a file
     * is listed (as linked) when its target lies inside the root, else it is a problem. Fails only if `root` itself cannot be read. */
    readonly walk: (root: string, options?: WalkOptions) => Effect.Effect<Walk, FileError>

    /** Opens each file in turn and gives it to `use`; results in the order of `paths`. One file's failure (also what `use`
     * throws as a `FileError`) is that file's result. A promise or effect from `use` is awaited before the next file is opened. */
    readonly readEach: <A>(
      paths: ReadonlyArray<string>,
      use: (file: OpenFile, index: number) => Answer<A>
    ) => Effect.Effect<ReadonlyArray<Result.Result<A, FileError>>>

    /** A whole small file. */
    readonly readFile: (path: string) => Effect.Effect<Uint8Array, FileError>

    /** Undefined when there is nothing at `path`. */
    readonly stat: (path: string) => Effect.Effect<FileInfo | undefined, FileError>

    /** Replaces (or makes) a file so that a crash leaves the old or the new content, never a mixture: temporary file in the
     * same directory, flush, `verify`, rename, flush the directory. Mode, owner and extended attributes are kept or the write
     * is refused; the time never goes backwards. Links are refused as `linked`, read-only files as `read-only`.
     * Parent directories must exist. Spliced content is written piece by piece, in memory that does not grow with the file, and
     * interruption takes effect between pieces. */
    readonly writeAtomic: (
      path: string,
      content: Uint8Array | Spliced,
      options?: WriteOptions
    ) => Effect.Effect<FileInfo, FileError>

    /** Makes a directory and its parents. Idempotent. */
    readonly makeDirectory: (path: string) => Effect.Effect<void, FileError>

    /** Removes a file, or an empty directory (else `not-empty`). Idempotent: absence is success. */
    readonly remove: (path: string) => Effect.Effect<void, FileError>

    /** Renames a file or directory; never replaces anything (`exists`). A crash may leave a file under both names: where both lead to
     * one file, `from` goes, so the same call completes it. `flush: false`, for many renames within one directory, leaves it to a later
     * one there to make the names durable. */
    readonly rename: (from: string, to: string, options?: { readonly flush?: boolean }) => Effect.Effect<void, FileError>

    /** Changes below `root`, coalesced; an empty stream where `capabilities.watch` is false. It opens with an `overflow` of the root
     * as soon as it watches: who walks then misses nothing. A directory that is made or moved here is told with all below it, one
     * that goes away by its own path alone. */
    readonly watch: (root: string) => Stream.Stream<FileChange, FileError>

    /** The path with every symbolic link resolved. */
    readonly realPath: (path: string) => Effect.Effect<string, FileError>

    /** A text for the file system on which a directory lies and for its place there: the same after a restart or another mount of
     * the same disk, another one when something else, or nothing, is mounted there. Undefined where that cannot be told. Only to be compared. */
    readonly deviceOf: (directory: string) => Effect.Effect<string | undefined, FileError>
  }
>()("@deadwax/core-async/Files") {}
