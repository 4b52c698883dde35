/** What a download is of and for, as its steps hand it on. */
import type { DigestAlgorithm } from "@deadwax/core-async"
import type { ContentHash, Entry, Source } from "../sources/source.ts"
import type { ByteLimit } from "./byte-limit.ts"
import type { DownloadRecords } from "./download-records.ts"

/** Where downloads go: a library, and the records of what was begun there. */
export interface DownloadTarget {
  /** Absolute. */
  readonly root: string
  readonly records: DownloadRecords
  /** Shared by all downloads that a limit is for; none when absent. */
  readonly limit?: ByteLimit
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

/** Bytes beside a file: all that were received, flushed. */
export interface Received {
  /** Absolute. */
  readonly partPath: string
  readonly sizeBytes: number
  readonly algorithm: DigestAlgorithm
  readonly hex: string
  readonly resumedBytes: number
}

/** The digest that tells most: the source's own, or a strong one. */
export const algorithmOf = ({ hash }: Entry): DigestAlgorithm => hash?.algorithm ?? "sha256"
