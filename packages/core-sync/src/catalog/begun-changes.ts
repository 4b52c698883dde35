/**
 * Changes of the library's files that were begun (library.db): written down before the disk is touched, with what both sides agree on once they
 * are done. A crash leaves the row, and what lies on the disk then says whether the change was made (`recover.ts`).
 */
import type { Database, SqlRow } from "@deadwax/core-async"
import { removeDownload } from "../downloads/download-records.ts"
import type { ContentHash } from "../sources/source.ts"
import { hashText, parseHash } from "./item.ts"
import { type AgreedFile, forgetItem, noteAgreement, noteRemoval } from "./item-work.ts"

/** Size and time of a file. */
export interface FileState {
  readonly sizeBytes: number
  readonly modifiedAtUs: number
}

/** One change, of an item's file. Paths are relative to the root. */
export interface BegunChange {
  /** The item. */
  readonly no: number
  readonly kind: "place" | "rename" | "trash"
  /** Where the file is to lie; of one that is taken away: where it lay. */
  readonly path: string
  /** Of one that is renamed: where it lay. */
  readonly fromPath: string | null
  /** Of the file itself; of one that is placed: of the bytes beside its place. */
  readonly state: FileState
  /** Of all bytes of one that is placed; else null. */
  readonly hash: ContentHash | null
  /** Of the file that goes to the trash for one that is placed; null: nothing may be there. */
  readonly over: FileState | null
  /** The item whose file that is, if it is another's: it is forgotten. */
  readonly insteadNo: number | null
  /** What both sides agree on once it is done; null: nothing. */
  readonly agreed: AgreedFile | null
}

const columns = `catalog_no as no, kind, path, from_path as fromPath, size_bytes as sizeBytes, modified_us as modifiedAtUs, hash,
  over_size_bytes as overSizeBytes, over_modified_us as overModifiedAtUs, instead_no as insteadNo, agreed_path as agreedPath,
  agreed_place as agreedPlace, agreed_source_path as agreedSourcePath, agreed_revision as agreedRevision, agreed_hash as agreedHash,
  agreed_size_bytes as agreedSizeBytes, agreed_modified_us as agreedModifiedAtUs`

const stateOf = (sizeBytes: number | null, modifiedAtUs: number | null): FileState | null =>
  sizeBytes === null || modifiedAtUs === null ? null : { sizeBytes, modifiedAtUs }

interface ChangeRow extends Omit<BegunChange, "state" | "hash" | "over" | "agreed">, FileState {
  readonly hash: string | null
  readonly overSizeBytes: number | null
  readonly overModifiedAtUs: number | null
  readonly agreedPath: string | null
  readonly agreedPlace: string | null
  readonly agreedSourcePath: string | null
  readonly agreedRevision: string | null
  readonly agreedHash: string | null
  readonly agreedSizeBytes: number | null
  readonly agreedModifiedAtUs: number | null
}

const agreedOf = (row: ChangeRow): AgreedFile | null =>
  row.agreedPath === null
    ? null
    : {
        path: row.agreedPath,
        place: row.agreedPlace ?? row.agreedPath,
        sourcePath: row.agreedSourcePath ?? row.agreedPath,
        revision: row.agreedRevision ?? "",
        hash: parseHash(row.agreedHash),
        state: stateOf(row.agreedSizeBytes, row.agreedModifiedAtUs)
      }

const changeOf = (found: SqlRow): BegunChange => {
  const row = found as unknown as ChangeRow
  const { no, kind, path, fromPath, insteadNo, sizeBytes, modifiedAtUs } = row
  const over = stateOf(row.overSizeBytes, row.overModifiedAtUs)
  const state = { sizeBytes, modifiedAtUs }
  return { no, kind, path, fromPath, insteadNo, state, hash: parseHash(row.hash), over, agreed: agreedOf(row) }
}

/** All changes that were begun and not brought to their end. */
export const listBegun = (database: Database): ReadonlyArray<BegunChange> =>
  database.prepare(`select ${columns} from begun_changes order by catalog_no`).all().map(changeOf)

/** That of an item; undefined: there is none. */
export const readBegun = (database: Database, no: number): BegunChange | undefined => {
  const row = database.prepare(`select ${columns} from begun_changes where catalog_no = ?`).get(no)
  return row === undefined ? undefined : changeOf(row)
}

/** It was not made, or what came of it is written down. */
export const dropBegun = (database: Database, no: number): void => {
  database.prepare("delete from begun_changes where catalog_no = ?").run(no)
}

/** What else ends with a change: the record of its download, and the item whose place its file took. In a transaction of the caller's. */
export const clearBegun = (database: Database, no: number): void => {
  const change = readBegun(database, no)
  if (change?.kind === "place") removeDownload(database, change.path)
  if (change?.insteadNo != null) forgetItem(database, change.insteadNo)
  dropBegun(database, no)
}

/** How the end of a change is written down. `keepsLease`: by the job that made it and goes on with the item. */
export interface EndOfChange {
  readonly nowUs: number
  readonly keepsLease: boolean
}

/** A change was made: the catalog says so from now on. In a transaction of the caller's. */
export const endBegun = (database: Database, { no, agreed }: BegunChange, end: EndOfChange): void => {
  if (agreed === null) noteRemoval(database, no, end)
  else noteAgreement(database, no, agreed, end)
  clearBegun(database, no)
}

const inserting = `insert into begun_changes (catalog_no, kind, path, from_path, size_bytes, modified_us, hash, over_size_bytes, over_modified_us,
    instead_no, agreed_path, agreed_place, agreed_source_path, agreed_revision, agreed_hash, agreed_size_bytes, agreed_modified_us)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

/**
 * A job is about to change an item's file; what it did to the item before is written down with that, since it was done. False: the item is not
 * leased to the job, and the file is not its to change. In a transaction of the caller's.
 */
export const beginChange = (
  database: Database,
  change: BegunChange,
  { jobNo, nowUs }: { readonly jobNo: number | null; readonly nowUs: number }
): boolean => {
  const { no, kind, path, fromPath, state, hash, over, insteadNo, agreed } = change
  if (database.prepare("select 1 as one from catalog where no = ? and lease_job = ?").get(no, jobNo) === undefined) return false
  const before = readBegun(database, no)
  if (before !== undefined) endBegun(database, before, { nowUs, keepsLease: true })
  const about = [no, kind, path, fromPath, state.sizeBytes, state.modifiedAtUs, hashText(hash)]
  const given = [over?.sizeBytes ?? null, over?.modifiedAtUs ?? null, insteadNo]
  const after = [agreed?.path ?? null, agreed?.place ?? null, agreed?.sourcePath ?? null, agreed?.revision ?? null]
  const held = [hashText(agreed?.hash ?? null), agreed?.state?.sizeBytes ?? null, agreed?.state?.modifiedAtUs ?? null]
  database.prepare(inserting).run(...about, ...given, ...after, ...held)
  return true
}
