/** What may be one file under two names: items that are gone from their source, and items that are new. */
import type { Database } from "@deadwax/core-async"
import { readItem } from "./catalog.ts"
import { type CatalogItem, itemColumns, itemOf } from "./item.ts"
import { mayInherit } from "./wanted.ts"

/** Those of these items whose file lies here as the source had it last, and that the source said no hash of. */
export const listLeft = (database: Database, nos: Iterable<number>): ReadonlyArray<CatalogItem> =>
  [...nos].flatMap((no) => {
    const item = readItem(database, no)
    const isHere =
      item !== undefined && item.status === "downloaded" && item.localPath !== null && item.localRevision === item.revision
    return isHere && item.hash === null ? [item] : []
  })

/** Is the entry of this id one of which nothing was ever here, and that the user does not ignore? */
export const isNewEntry = (database: Database, sourceNo: number): ((remoteId: string) => boolean) => {
  const known = database.prepare(
    `select 1 from catalog where source_no = ? and remote_id = ?
      and (not ${mayInherit} or local_path is not null or local_revision is not null)`
  )
  return (remoteId) => known.values(sourceNo, remoteId).length === 0
}

// Along the table (the sign keeps indexes of the source's rows away): by one of those each page would be found by sorting all.
const isNew = `+source_no = ? and status in ('missing', 'failed') and ${mayInherit} and deleted_us is null and local_revision is null
  and hash is null`

const atOnce = 500

/** All items of a source of which that is so, read some at a time: `take` answers whether one is of interest. */
export const listNew = (
  database: Database,
  sourceNo: number,
  take: (item: CatalogItem) => boolean
): ReadonlyArray<CatalogItem> => {
  const found: Array<CatalogItem> = []
  const reading = database.prepare(`select ${itemColumns} from catalog where ${isNew} and no > ? order by no limit ${atOnce}`)
  for (let after = 0; ; ) {
    const items = reading.all(sourceNo, after).map(itemOf)
    found.push(...items.filter(take))
    const last = items.at(-1)
    if (last === undefined) return found
    after = last.no
  }
}
