/**
 * The port to a remote place that music comes from: another disk, a WebDAV server, later a bucket, a streaming server, a cloud drive.
 *
 * What makes it hard: servers lie, connections end in the middle, names are hostile, and a listing that is short looks just like a
 * collection that shrank. So nothing here is taken on trust: a listing says when it is complete, bytes come with the revision and the
 * total that they belong to, and whatever cannot be told apart safely fails with a reason of its own.
 * What it does not do: it never writes and never deletes at the source (there is no way to say so), decides nothing, stores nothing, and
 * does not retry: retry, limits, logs and faults are wrappers of the same port.
 */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { SourceError } from "./source-error.ts"

/** What a source can do, as data. Nothing asks which kind of source it has. */
export interface SourceCapabilities {
  /** It has a change feed: `startCursor` answers a cursor, and `changes` tells what happened since. */
  readonly changes: boolean
  /** A range is transferred alone. Without it every `read` starts at the first byte, and says so. */
  readonly ranges: boolean
  /** An entry that is renamed or moved keeps its id. Without it, it vanishes under one id and appears under another. */
  readonly stableIds: boolean
  /**
   * What revisions are made of. `hash`: of the content. `etag`: the server's word for one state of the content. `size-time`: size and
   * time, so that a change within the clock's step that keeps the size goes unseen.
   */
  readonly revisions: "hash" | "etag" | "size-time"
  /** Entries carry a hash of their content, so that a download can be verified and a moved file recognised. */
  readonly hashes: boolean
}

/** A digest of an entry's whole content, in lower-case hexadecimal. */
export interface ContentHash {
  readonly algorithm: "md5" | "sha1" | "sha256"
  readonly hex: string
}

/**
 * One file of a source. Folders are not entries.
 *
 * `id` and `path` are data from elsewhere. A path is relative to the source's root, decoded, its segments separated by "/", never empty and
 * without a slash at either end; beyond that it may hold anything: "..", reserved names, control characters, 300 bytes. It must be made safe
 * before it becomes a path on this disk.
 */
export interface Entry {
  /** Addresses the entry within its source, and is unique there at any one time. */
  readonly id: string
  readonly path: string
  /** Null where the source does not say. */
  readonly sizeBytes: number | null
  /** Microseconds since 1970. Null where the source does not say. */
  readonly modifiedAtUs: number | null
  /** One state of the content: equal means unchanged, as far as `capabilities.revisions` can tell. Opaque; compared, never parsed. */
  readonly revision: string
  readonly hash: ContentHash | null
}

/**
 * Something that is there and cannot be an entry, or a folder that could not be looked into: it is told, and nothing at or below its path may be
 * held to be gone, in a complete listing neither.
 */
export interface EntryProblem {
  /** As much of its path as can be shown, relative to the root. */
  readonly path: string
  /** `name`: no path can be made of it. `outside-root`: it is said to lie elsewhere. `unreadable`: its description or the folder could not be read. `linked-folder`: a link
   * to a folder, which is not followed: it may lead around in circles, or to music that is listed already. */
  readonly reason: "name" | "outside-root" | "unreadable" | "linked-folder"
}

/** A part of a listing: at most `maxPageEntries` entries. */
export interface ListPage {
  readonly entries: ReadonlyArray<Entry>
  readonly problems: ReadonlyArray<EntryProblem>
  /**
   * True on the last page of a listing that saw everything, and on no other. A stream that ends without it was short: what it did not hold
   * may be there all the same.
   */
  readonly complete: boolean
}

/** What a listing is made for. */
export interface ListOptions {
  readonly cursor?: string
}

/** Something that is no longer at the source: one entry, or a folder with everything at and below its path. */
export type Removal = { readonly kind: "entry"; readonly id: string } | { readonly kind: "folder"; readonly path: string }

/**
 * A part of a change feed: at most `maxPageEntries` upserts, and as many removals. A later page has the last word over an earlier one, and
 * within a page what is among the upserts is there, whatever the removals say.
 */
export interface ChangePage {
  /** New or changed entries, as they are now. An entry may come that did not change. */
  readonly upserts: ReadonlyArray<Entry>
  /** Ids and folders that the caller never knew may come. */
  readonly removals: ReadonlyArray<Removal>
  readonly problems: ReadonlyArray<EntryProblem>
  /** From where the next feed reads on. Defined on the last page of a feed that was told whole, and on no other. */
  readonly next: string | undefined
}

/** Which bytes of an entry are wanted. */
export interface ReadRequest {
  readonly id: string
  /** The first byte; 0 when absent. At or beyond the end: no bytes. */
  readonly from?: number
  /** The byte after the last; the end when absent. */
  readonly to?: number
  /** Fail as `changed` before the first byte when the entry has another revision. */
  readonly revision?: string
  /**
   * The `validator` that the bytes before `from` came with. A source that has means to sees to it that those which come are of the same state, and
   * else gives all, from the first one on. Who asks compares as well.
   */
  readonly continues?: string
}

/** Bytes of an entry, with what they belong to. */
export interface RemoteBytes {
  /**
   * Of the one state of the content that `revision` names; fails as `interrupted` when it ends early or as `protocol` when it goes on too
   * long, once as many bytes as were promised have been given. Taken once.
   */
  readonly bytes: Stream.Stream<Uint8Array, SourceError>
  /** Where the bytes start: the `from` that was asked for, or 0 where the source cannot give ranges, or sees that they continue nothing. */
  readonly from: number
  /** Size of the whole content; null where the source does not say. */
  readonly totalBytes: number | null
  readonly revision: string
  /**
   * What the answer itself says of the state of the content, as far as that is more than the revision: bytes of answers that do not say the same are never
   * joined. Opaque. Null where it says nothing.
   */
  readonly validator: string | null
}

/** No page holds more entries than this, so that memory does not grow with a source. */
export const maxPageEntries = 1000

/**
 * The port: 11 members. All of it may be called concurrently, by any number of callers. Every call can be interrupted, and what it holds open is
 * closed. Effects and streams do nothing until run, and may be run again.
 */
export interface Source {
  /** What people call it; in messages and logs. */
  readonly name: string
  /** Where it is, for people: a path or URL without user name or password. */
  readonly address: string
  /**
   * Stands for all that a cursor depends on: place, account, root. A cursor from a source with another fingerprint means nothing. Holds no
   * secret and cannot be turned into one.
   */
  readonly fingerprint: string
  readonly capabilities: SourceCapabilities

  /**
   * Which disk lies at the address now, as a text to be compared: the same after a restart or another mount of it, another one where something
   * else, or nothing, is mounted. Undefined where a source lies on no disk, or where that cannot be told. Fails as `check` does.
   */
  readonly disk: () => Effect.Effect<string | undefined, SourceError>

  /** Is it there, is it what it claims to be, and do the credentials hold? Reads; changes nothing. */
  readonly check: () => Effect.Effect<void, SourceError>

  /**
   * Every file below the root, in no stated order. An entry that is there for the whole time of a listing is in it; one that comes, goes or
   * moves meanwhile may be in it or not, or twice. A root that cannot be read fails: it is never an empty listing. A folder that vanishes
   * meanwhile is left out; one that cannot be read is a problem, which the listing tells.
   *
   * `cursor` is the one that was taken for this listing. A source whose feed compares what is there with what it told last remembers this
   * listing under it, once it was complete.
   */
  readonly list: (options?: ListOptions) => Stream.Stream<ListPage, SourceError>

  /**
   * A cursor for this moment, to be taken before a listing and given to it: whatever changes while that runs is told again by `changes`. It
   * holds from the end of that listing on. Undefined without `capabilities.changes`.
   */
  readonly startCursor: () => Effect.Effect<string | undefined, SourceError>

  /**
   * What happened since a cursor, told whole or not at all: a caller that has not seen `next` must begin at the same cursor again. An entry
   * comes as it is now, however often it changed; telling it again is harmless. With nothing new: one page without entries. Fails as
   * `cursor-expired` when the source no longer remembers, or never made, that cursor; as `unsupported` without `capabilities.changes`.
   */
  readonly changes: (cursor: string) => Stream.Stream<ChangePage, SourceError>

  /** Opens an entry's bytes until the scope closes. Fails as `not-found` when nothing has that id, `changed` when it has another revision. */
  readonly read: (request: ReadRequest) => Effect.Effect<RemoteBytes, SourceError, Scope.Scope>

  /** The entry as it is now; undefined when nothing has that id. */
  readonly head: (id: string) => Effect.Effect<Entry | undefined, SourceError>
}
