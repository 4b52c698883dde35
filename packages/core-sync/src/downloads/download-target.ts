/** What a download is of and for, as its steps hand it on. */
import type { DigestAlgorithm } from "@deadwax/core-async"
import type { CacheError } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import type { ContentHash, Entry, Source } from "../sources/source.ts"
import type { DownloadRecords } from "./download-records.ts"

/** Where downloads go: a library, and the records of what was begun there. */
export interface DownloadTarget {
  /** Absolute. */
  readonly root: string
  readonly records: DownloadRecords
  /**
   * Asked before each change of the disk; fails while the library's disk is not there, so that nothing is written into the directory that it is
   * mounted on. Absent: any root that is there will do.
   */
  readonly checkOnline?: () => Effect.Effect<void, CacheError>
  /** How many bytes may come between two flushes, which are what a crash can cost; 8 MiB when absent. */
  readonly checkpointBytes?: number
}

/** One file to be downloaded. */
export interface DownloadRequest {
  readonly source: Source
  readonly entry: Entry
  /** Where it goes, relative to the root; its directory need not be there. */
  readonly path: string
  /** The file whose place it takes, as it was looked at: it goes to the trash. Null: nothing may be there. */
  readonly over: { readonly sizeBytes: number; readonly modifiedAtUs: number } | null
}

/** A file that has come, as it lies in the library. */
export interface Downloaded {
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
  readonly revision: string
  readonly hash: ContentHash
  /** How many of its bytes had come before this call. */
  readonly resumedBytes: number
}

/** The library's disk is there, as far as the target can tell. */
export const checkOnline = (target: DownloadTarget): Effect.Effect<void, CacheError> => target.checkOnline?.() ?? Effect.void

/** Bytes beside a file: all that were received, flushed. */
export interface Received {
  /** Absolute. */
  readonly partPath: string
  readonly sizeBytes: number
  readonly algorithm: DigestAlgorithm
  readonly hex: string
  readonly resumedBytes: number
}

/** Bytes beside a file that are all that the source promised, read back from the disk. */
export interface Brought extends Received {
  /** Where they are to lie, absolute. */
  readonly absolute: string
  readonly modifiedAtUs: number
}

/** The digest that tells most: the source's own, or a strong one. */
export const algorithmOf = ({ hash }: Entry): DigestAlgorithm => hash?.algorithm ?? "sha256"
