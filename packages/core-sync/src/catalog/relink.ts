/**
 * A file that moved at its source, where ids are paths, comes as a new item beside one that is gone. Where both are known to hold the same, the new
 * one takes over what lies here, with the agreement about it, and nothing is fetched again (C12). By a hash that is said in the catalog itself; without
 * one, somebody has looked at both (`find-renames.ts`).
 */
import type { Database } from "@deadwax/core-async"
import { whereCan } from "./item-states.ts"
import { noAgreement, noFailure } from "./item-work.ts"
import { mayInherit } from "./wanted.ts"

/** What the user said of an item is said of it under its new name; a policy looks at names, and has its own word about the new one. */
const saidBefore = `case (select ifnull(ignored_by, 'nobody') from catalog where no = ?) when 'user' then 'user' when 'nobody' then null else ignored_by end`

/** Hands the file of one item to another, by their numbers. In a transaction of the caller's. */
const succession = (database: Database) => {
  const inheriting = database.prepare(
    `update catalog set status = 'downloaded', local_revision = revision,
      (local_path, track_id, local_source_path, local_place, place_key, local_hash, local_size_bytes, local_modified_us, seen_on_disk_us) =
        (select local_path, track_id, local_source_path, local_place, place_key, local_hash, local_size_bytes, local_modified_us, seen_on_disk_us
        from catalog where no = ?), ignored_by = ${saidBefore}, wanted_back = 0, ${noFailure} where no = ? and ${whereCan("found")}`
  )
  const doubting = database.prepare(
    "insert or ignore into catalog_doubts (catalog_no) select ? from catalog_doubts where catalog_no = ?"
  )
  const leaving = database.prepare(`update catalog set status = 'missing', ${noAgreement}, ${noFailure} where no = ?`)
  return (no: number, next: number): void => {
    inheriting.run(no, no, next)
    doubting.run(next, no)
    leaving.run(no)
  }
}

/** An item that is gone from its source, whose file is here as it was there last, and nobody works on it. */
const leaves = "deleted_us is not null and local_path is not null and local_revision = revision and lease_job is null"

/** An item that is there and may be wanted, of which nothing is here, and nobody works on it. */
const succeeds = `deleted_us is null and local_path is null and lease_job is null and ${mayInherit}`

/** By order alone SQLite would go through all that is here. */
const gone = `select no, source_no, hash, size_bytes from catalog indexed by catalog_gone where ${leaves} and hash is not null order by no`

/** Hands the file of an item that is gone to a new one with the same content; answers how often. In a transaction of the caller's. */
export const relinkMoved = (database: Database): number => {
  const heir = database.prepare(
    `select no from catalog where source_no = ? and hash = ? and size_bytes is ? and ${succeeds} order by no limit 1`
  )
  const succeed = succession(database)
  let relinked = 0
  for (const [no = null, sourceNo = null, hash = null, size = null] of database.prepare(gone).values()) {
    const [next] = heir.values(sourceNo, hash, size)
    if (next === undefined) continue
    succeed(Number(no), Number(next[0]))
    relinked++
  }
  return relinked
}

/**
 * The same for items whose files were looked at: by the number of each that is gone, the id of the one that holds the same. What is otherwise by now is left
 * alone. In the transaction that marks them gone.
 */
export const relinkRenamed = (database: Database, sourceNo: number, renames: ReadonlyMap<number, string>): void => {
  const leaving = database.prepare(`select 1 from catalog where no = ? and ${leaves}`)
  const heir = database.prepare(
    `select no from catalog where source_no = ? and remote_id = ? and local_revision is null and ${succeeds}`
  )
  const succeed = succession(database)
  for (const [no, remoteId] of renames) {
    const [next] = heir.values(sourceNo, remoteId)
    if (next !== undefined && leaving.values(no).length > 0) succeed(no, Number(next[0]))
  }
}
