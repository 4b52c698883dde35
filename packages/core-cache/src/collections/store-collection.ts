/** Writes the rows of one collection, and keeps the list of those that must be looked at again. */
import type { Database } from "@deadwax/core-async"
import type { FailureReason } from "../model/model.ts"
import type { Store, WriteTransaction } from "../store/store.ts"
import { type CollectionKind, collectionPath } from "./kind.ts"
import type { Member } from "./plan-entries.ts"

/** The size and time under which a file is known. */
export interface FileStamp {
  readonly sizeBytes: number
  readonly modifiedAtUs: number
}

export interface CoverStamp {
  /** Relative to the root. */
  readonly path: string
  readonly modifiedAtUs: number
}

/** Why a collection's file could not be read or written. `isLasting`: until the file changes. */
export interface CollectionFailure {
  readonly reason: FailureReason
  readonly message: string
  readonly isRead: boolean
  readonly isLasting: boolean
}

/** One collection as it is to be stored. `members` undefined: what is known of them stays. */
export interface CollectionToStore {
  readonly name: string
  readonly stamp: FileStamp
  readonly cover: CoverStamp | undefined
  readonly members: ReadonlyArray<Member> | undefined
  readonly failure: CollectionFailure | undefined
  /** The cache was never filled, so nobody knows yet which members are missing: whoever fills it must look again. */
  readonly isProvisional: boolean
}

/** A collection as cache.db has it. */
export interface CachedCollection extends FileStamp {
  readonly no: number
  readonly name: string
  readonly coverPath: string | null
  readonly coverModifiedAtUs: number | null
  readonly isStale: boolean
  /** Its last look ended in a failure that may pass. */
  readonly mayBeRetried: boolean
}

/** The cached collections of a kind, by name. */
export const loadCollections = (cache: Database, kind: CollectionKind): ReadonlyMap<string, CachedCollection> => {
  const rows = cache
    .prepare(
      `select collections.no, name, collections.size_bytes as sizeBytes, collections.modified_us as modifiedAtUs, cover_path as coverPath,
        cover_modified_us as coverModifiedAtUs, stale_collections.no is not null as isStale, coalesce(is_lasting = 0, 0) as mayBeRetried
      from collections left join stale_collections on stale_collections.no = collections.no
        left join failures on failures.path = ? || name || '.toml'
      where kind = ? order by name`
    )
    .all(`${kind.directory}/`, kind.no)
  return new Map(
    rows.map((row) => [
      String(row["name"]),
      { ...row, isStale: row["isStale"] === 1, mayBeRetried: row["mayBeRetried"] === 1 } as unknown as CachedCollection
    ])
  )
}

/** Stores a collection in one transaction, or nothing at all when its rows are as they should be. */
export const storeCollection = (store: Store, kind: CollectionKind, collection: CollectionToStore): void => {
  const before = loadOne(store.cache, kind, collection.name)
  const isSame =
    before !== undefined &&
    hasSameRow(before, collection) &&
    (collection.members === undefined || membersText(store.cache, before.no) === textOf(collection.members))
  const isFailureSame = failureText(store.cache, kind, collection.name) === failureAsText(collection.failure)
  if (isSame && isFailureSame && before.isStale === collection.isProvisional) return
  store.write((tx) => {
    const no = isSame ? before.no : upsert(tx.cache, kind, collection)
    if (!isSame && collection.members !== undefined) replaceMembers(tx.cache, kind, no, collection.members)
    const mark = collection.isProvisional
      ? "insert or ignore into stale_collections (no) values (?)"
      : "delete from stale_collections where no = ?"
    tx.cache.prepare(mark).run(no)
    if (!isFailureSame) storeFailure(tx.cache, kind, collection)
    if (!isSame || !isFailureSame) tx.touch(kind.name, collection.name, before === undefined ? "add" : "update")
  })
}

const loadOne = (cache: Database, kind: CollectionKind, name: string): CachedCollection | undefined => {
  const row = cache
    .prepare(
      `select no, name, size_bytes as sizeBytes, modified_us as modifiedAtUs, cover_path as coverPath,
        cover_modified_us as coverModifiedAtUs, exists (select 1 from stale_collections where stale_collections.no = collections.no) as isStale
      from collections where kind = ? and name = ?`
    )
    .get(kind.no, name)
  return row === undefined ? undefined : ({ ...row, isStale: row["isStale"] === 1 } as unknown as CachedCollection)
}

const hasSameRow = (before: CachedCollection, { stamp, cover }: CollectionToStore): boolean =>
  before.sizeBytes === stamp.sizeBytes &&
  before.modifiedAtUs === stamp.modifiedAtUs &&
  before.coverPath === (cover?.path ?? null) &&
  before.coverModifiedAtUs === (cover?.modifiedAtUs ?? null)

const membersText = (cache: Database, no: number): string =>
  JSON.stringify(
    cache
      .prepare("select id, file_id, description, is_missing from collection_members where collection_no = ? order by position")
      .values(no)
  )

const textOf = (members: ReadonlyArray<Member>): string =>
  JSON.stringify(members.map(({ id, fileId, description, isMissing }) => [id, fileId, description, isMissing ? 1 : 0]))

const upsert = (cache: Database, kind: CollectionKind, { name, stamp, cover }: CollectionToStore): number =>
  cache
    .prepare(
      `insert into collections (kind, name, size_bytes, modified_us, cover_path, cover_modified_us) values (?, ?, ?, ?, ?, ?)
      on conflict (kind, name) do update set size_bytes = excluded.size_bytes, modified_us = excluded.modified_us,
        cover_path = excluded.cover_path, cover_modified_us = excluded.cover_modified_us
      returning no`
    )
    .get(kind.no, name, stamp.sizeBytes, stamp.modifiedAtUs, cover?.path ?? null, cover?.modifiedAtUs ?? null)!["no"] as number

const replaceMembers = (cache: Database, kind: CollectionKind, no: number, members: ReadonlyArray<Member>): void => {
  cache.prepare("delete from collection_members where collection_no = ?").run(no)
  const insert = cache.prepare(
    "insert into collection_members (collection_no, position, kind, id, file_id, description, is_missing) values (?, ?, ?, ?, ?, ?, ?)"
  )
  for (const [i, { id, fileId, description, isMissing }] of members.entries())
    insert.run(no, i + 1, kind.no, id, fileId, description, isMissing)
}

const failureText = (cache: Database, kind: CollectionKind, name: string): string =>
  JSON.stringify(
    cache
      .prepare("select reason, message, is_read, is_lasting from failures where path = ?")
      .values(collectionPath(kind, name))[0] ?? null
  )

const failureAsText = (failure: CollectionFailure | undefined): string =>
  JSON.stringify(
    failure === undefined ? null : [failure.reason, failure.message, failure.isRead ? 1 : 0, failure.isLasting ? 1 : 0]
  )

const storeFailure = (cache: Database, kind: CollectionKind, { name, stamp, failure }: CollectionToStore): void => {
  const path = collectionPath(kind, name)
  cache.prepare("delete from failures where path = ?").run(path)
  if (failure === undefined) return
  const { reason, message, isRead, isLasting } = failure
  cache
    .prepare(
      "insert into failures (path, size_bytes, modified_us, is_read, is_lasting, reason, message) values (?, ?, ?, ?, ?, ?, ?)"
    )
    .run(path, stamp.sizeBytes, stamp.modifiedAtUs, isRead, isLasting, reason, message)
}

/** Removes a collection's rows. Its failure stays: that it vanished may be one. */
export const removeCollection = (tx: WriteTransaction, kind: CollectionKind, { no, name }: CachedCollection): void => {
  tx.cache.prepare("delete from collections where no = ?").run(no)
  tx.touch(kind.name, name, "remove")
}
