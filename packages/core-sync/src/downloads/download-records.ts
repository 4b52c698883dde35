/** Downloads that were begun (library.db): what the bytes beside a file belong to, and how many of them are surely on the disk. */

import type { Database, DigestAlgorithm } from "@deadwax/core-async"
import type { CacheError } from "@deadwax/core-cache"
import type * as Effect from "effect/Effect"

/** One download that was begun. */
export interface DownloadRecord {
  /** Of the file that it becomes, relative to the root. */
  readonly path: string
  /** The source's fingerprint. */
  readonly source: string
  readonly remoteId: string
  /** All bytes are of this state of the content. */
  readonly revision: string
  /** When the source's file was changed last, as it was told when this was begun; null: it was not. */
  readonly modifiedAtUs: number | null
  /** What the answer that brought the kept bytes said of their state (`RemoteBytes.validator`). */
  readonly validator: string | null
  /** Of the whole; null: the source does not say. */
  readonly sizeBytes: number | null
  /** How many were flushed to the disk, and their digest. */
  readonly keptBytes: number
  readonly keptAlgorithm: DigestAlgorithm
  readonly keptDigest: string
  readonly changedAtUs: number
}

/** Where downloads are written down. What is answered to be written survives a crash. */
export interface DownloadRecords {
  readonly read: (path: string) => Effect.Effect<DownloadRecord | undefined, CacheError>
  /** In path order. */
  readonly list: () => Effect.Effect<ReadonlyArray<DownloadRecord>, CacheError>
  /** Takes the place of the record of the same path. */
  readonly write: (record: DownloadRecord) => Effect.Effect<void, CacheError>
  /** Idempotent. */
  readonly remove: (path: string) => Effect.Effect<void, CacheError>
}

const columns = `path, source, remote_id as remoteId, revision, modified_us as modifiedAtUs, validator, size_bytes as sizeBytes, kept_bytes as keptBytes,
  kept_algorithm as keptAlgorithm, kept_digest as keptDigest, changed_us as changedAtUs`

const readOne = (database: Database, path: string): DownloadRecord | undefined =>
  database.prepare(`select ${columns} from downloads where path = ?`).get(path) as DownloadRecord | undefined

const readAll = (database: Database): ReadonlyArray<DownloadRecord> =>
  database.prepare(`select ${columns} from downloads order by path`).all() as unknown as ReadonlyArray<DownloadRecord>

const writeOne = (database: Database, record: DownloadRecord): void => {
  database
    .prepare(
      `insert into downloads (path, source, remote_id, revision, modified_us, validator, size_bytes, kept_bytes, kept_algorithm,
        kept_digest, changed_us)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (path) do update set source = excluded.source, remote_id = excluded.remote_id, revision = excluded.revision,
        modified_us = excluded.modified_us, validator = excluded.validator, size_bytes = excluded.size_bytes, kept_bytes = excluded.kept_bytes, kept_algorithm = excluded.kept_algorithm,
        kept_digest = excluded.kept_digest, changed_us = excluded.changed_us`
    )
    .run(
      record.path,
      record.source,
      record.remoteId,
      record.revision,
      record.modifiedAtUs,
      record.validator,
      record.sizeBytes,
      record.keptBytes,
      record.keptAlgorithm,
      record.keptDigest,
      record.changedAtUs
    )
}

/** Removes a download's record, in a transaction of the caller's: what both sides agree on is written down with it. Idempotent. */
export const removeDownload = (database: Database, path: string): void => {
  database.prepare("delete from downloads where path = ?").run(path)
}

/** Records in the table of library.db. `inLibraryDb` gives its database to one piece of work. */
export const downloadRecords = (
  inLibraryDb: <A>(work: (database: Database) => A) => Effect.Effect<A, CacheError>
): DownloadRecords => ({
  read: (path) => inLibraryDb((database) => readOne(database, path)),
  list: () => inLibraryDb(readAll),
  write: (record) => inLibraryDb((database) => writeOne(database, record)),
  remove: (path) => inLibraryDb((database) => removeDownload(database, path))
})
