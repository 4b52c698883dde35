/** Tags that were read to find a place by the templates (library.db), kept until the item has one: what is known of a file before it is here. */
import { type Database, transaction } from "@deadwax/core-async"
import { readerVersion } from "@deadwax/core-cache"
import type { AudioTags } from "@deadwax/core-tags"
import type { CatalogItem } from "./item.ts"

/** What was read of an item's file; null: it has no tags, or they cannot be read. */
export interface PlacingTags {
  readonly no: number
  readonly tags: AudioTags | null
}

/** What was read of these items, in the state in which the source has them now, by their numbers. */
export const readPlacingTags = (
  database: Database,
  items: ReadonlyArray<CatalogItem>
): ReadonlyMap<number, PlacingTags["tags"]> => {
  const reading = database.prepare(
    `select tags from placing_tags where catalog_no = ? and revision = ? and size_bytes is ? and modified_us is ? and reader = ${readerVersion}`
  )
  const found = new Map<number, PlacingTags["tags"]>()
  for (const { no, revision, sizeBytes, modifiedAtUs } of items) {
    const [row] = reading.values(no, revision, sizeBytes, modifiedAtUs)
    // No other version of the reader wrote it.
    if (row !== undefined) found.set(no, row[0] === null ? null : (JSON.parse(String(row[0])) as AudioTags))
  }
  return found
}

/** Keeps what was read, of items as they are handed in; one that is no more is left out. One transaction. */
export const keepPlacingTags = (
  database: Database,
  read: ReadonlyArray<{ readonly item: CatalogItem; readonly tags: PlacingTags["tags"] }>
): void => {
  const keeping = database.prepare(
    `insert or replace into placing_tags (catalog_no, revision, size_bytes, modified_us, reader, tags)
    select no, ?, ?, ?, ${readerVersion}, ? from catalog where no = ?`
  )
  transaction(database, () => {
    for (const { item, tags } of read)
      keeping.run(item.revision, item.sizeBytes, item.modifiedAtUs, tags === null ? null : JSON.stringify(tags), item.no)
  })
}

/** The item has its place. In a transaction of the caller's. */
export const dropPlacingTags = (database: Database, no: number): void => {
  database.prepare("delete from placing_tags where catalog_no = ?").run(no)
}

/** Drops what nobody will ask for: of items that are gone from their source, are here as it has them, or are not wanted. */
export const tidyPlacingTags = (database: Database): void => {
  database
    .prepare(
      // Each is looked up in the catalog, which is never walked for them.
      `delete from placing_tags where catalog_no in (select catalog.no from placing_tags cross join catalog on catalog.no = placing_tags.catalog_no
        where deleted_us is not null or ignored_by is not null or local_revision is catalog.revision)`
    )
    .run()
}
