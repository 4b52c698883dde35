/** One file that a source has, or had, and what became of it here. */
import type { SqlRow } from "@deadwax/core-async"
import type { ContentHash } from "../sources/source.ts"
import type { ItemStatus } from "./item-states.ts"

/** A row of the catalog. Times are microseconds since 1970. */
export interface CatalogItem {
  readonly no: number
  readonly sourceNo: number
  // What the source says.
  readonly remoteId: string
  /** Relative to the source's root. Data: not yet safe as a path here. */
  readonly path: string
  readonly sizeBytes: number | null
  readonly modifiedAtUs: number | null
  readonly revision: string
  readonly hash: ContentHash | null
  readonly isMusic: boolean
  readonly seenInSourceAtUs: number
  /** When it was found gone from the source; null: it is there. */
  readonly deletedAtUs: number | null
  readonly priority: number
  // What became of it here.
  readonly status: ItemStatus
  /** Null: it is wanted. */
  readonly ignoredBy: "user" | "policy" | null
  /** The user asked for it by name after it was deleted here. */
  readonly isWantedBack: boolean
  /** Relative to the library's root; null: nothing of it lies here. */
  readonly localPath: string | null
  readonly trackId: string | null
  // What both sides agreed on last; kept while the file is gone, since it may come back.
  /** Which revision lies, or lay, at `localPath`. */
  readonly localRevision: string | null
  /** Its path at the source then. */
  readonly localSourcePath: string | null
  /** Where it was placed; it lies elsewhere when it was moved here. */
  readonly localPlace: string | null
  /** Of its content as it came; null: not known. */
  readonly localHash: ContentHash | null
  /** Of the file here when it held that, with the ids that were written into it; null: it never did. */
  readonly localSizeBytes: number | null
  readonly localModifiedAtUs: number | null
  readonly seenOnDiskAtUs: number | null
  readonly lastError: string | null
  readonly errorClass: string | null
  /** Failed ones in a row. */
  readonly attempts: number
  /** Not to be tried before; null: at once. */
  readonly retryAfterUs: number | null
  readonly leaseJob: number | null
  readonly leaseUntilUs: number | null
}

/** The columns of `itemOf`, in the order of the table. */
export const itemColumns = `no, source_no as sourceNo, remote_id as remoteId, path, size_bytes as sizeBytes,
  modified_us as modifiedAtUs, revision, hash, is_music as isMusic, seen_in_source_us as seenInSourceAtUs, deleted_us as deletedAtUs,
  priority, status, ignored_by as ignoredBy, wanted_back as isWantedBack, local_path as localPath, track_id as trackId, local_revision as localRevision,
  local_source_path as localSourcePath, local_place as localPlace, local_hash as localHash, local_size_bytes as localSizeBytes,
  local_modified_us as localModifiedAtUs, seen_on_disk_us as seenOnDiskAtUs, last_error as lastError, error_class as errorClass, attempts, retry_after_us as retryAfterUs, lease_job as leaseJob,
  lease_until_us as leaseUntilUs`

const algorithms: ReadonlyArray<ContentHash["algorithm"]> = ["md5", "sha1", "sha256"]

/** A hash as one text. */
export const hashText = (hash: ContentHash | null): string | null => (hash === null ? null : `${hash.algorithm}:${hash.hex}`)

/** What `hashText` wrote; null also for what no version of ours writes. */
export const parseHash = (text: string | null): ContentHash | null => {
  const [name, hex] = text?.split(":") ?? []
  const algorithm = algorithms.find((known) => known === name)
  return algorithm === undefined || hex === undefined ? null : { algorithm, hex }
}

/** A row with the columns of `itemColumns`. */
export const itemOf = (row: SqlRow): CatalogItem => {
  const { hash, localHash, isMusic, isWantedBack, ...rest } = row as unknown as Omit<
    CatalogItem,
    "hash" | "localHash" | "isMusic" | "isWantedBack"
  > & {
    readonly hash: string | null
    readonly localHash: string | null
    readonly isMusic: number
    readonly isWantedBack: number
  }
  return {
    ...rest,
    hash: parseHash(hash),
    localHash: parseHash(localHash),
    isMusic: isMusic === 1,
    isWantedBack: isWantedBack === 1
  }
}
