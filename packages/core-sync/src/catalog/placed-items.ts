/** Where the catalog says that files of sources lie, or lay: so that no item is given another's place. */
import type { Database } from "@deadwax/core-async"

/** An item that has a place here. Paths here are relative to the library's root. */
export interface PlacedItem {
  readonly no: number
  readonly sourceNo: number
  readonly remoteId: string
  /** Its path at the source when it was placed. */
  readonly sourcePath: string | null
  readonly revision: string
  /** Where it lies; null: it is missing. */
  readonly path: string | null
  readonly place: string | null
}

/** All of them, of every source. */
export const listPlaced = (database: Database): ReadonlyArray<PlacedItem> =>
  database
    .prepare(
      `select no, source_no as sourceNo, remote_id as remoteId, local_source_path as sourcePath, revision, local_path as path,
        local_place as place from catalog where local_path is not null or local_place is not null order by no`
    )
    .all() as unknown as ReadonlyArray<PlacedItem>

/** Does a source have an item of this id, of this revision, that may still be fetched? */
export const isFetchable = (database: Database, sourceNo: number, remoteId: string, revision: string): boolean =>
  database
    .prepare("select 1 from catalog where source_no = ? and remote_id = ? and revision = ? and deleted_us is null")
    .get(sourceNo, remoteId, revision) !== undefined
