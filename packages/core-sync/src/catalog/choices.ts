/** What a person, or the policy that a person wrote, decides about single items. */
import { type Database, transaction } from "@deadwax/core-async"
import { type CatalogItem, itemColumns, itemOf } from "./item.ts"
import { whereCan } from "./item-states.ts"

/** What was deleted here is to come back, whatever the policy says of that. It is so until it lies here again. */
const wantingBack = "wanted_back = (local_path is null and local_revision is not null)"

/**
 * Tries an item again as soon as may be; its failures are forgotten, and that it was deleted here. False: there is none, or it is being worked
 * on.
 */
export const retryItem = (database: Database, no: number): boolean =>
  database
    .prepare(
      `update catalog set status = case status when 'failed' then 'missing' else status end,
        last_error = null, error_class = null, attempts = 0, retry_after_us = null, ${wantingBack}
      where no = ? and ${whereCan("retried")}`
    )
    .run(no) === 1

/** Leaves an item alone, whatever the policy says, until it is wanted again. A file of it that is here stays. False: there is none. */
export const ignoreItem = (database: Database, no: number): boolean =>
  database.prepare("update catalog set ignored_by = 'user', wanted_back = 0 where no = ?").run(no) === 1

/**
 * Wants an item, whatever the policy says: what is kept as a mere entry of the catalog is fetched on demand by it, and what was deleted here comes
 * back. False: there is none.
 */
export const wantItem = (database: Database, no: number): boolean =>
  database.prepare(`update catalog set ignored_by = null, ${wantingBack} where no = ?`).run(no) === 1

/**
 * Asks a policy that has changed about every item of a source; what the user ignores stays ignored. Answers how many items are now wanted or
 * no longer are.
 */
export const applyPolicy = (database: Database, sourceNo: number, wants: (item: CatalogItem) => boolean): number =>
  transaction(database, () => {
    const writing = database.prepare("update catalog set ignored_by = ? where no = ?")
    let changed = 0
    const rows = database
      .prepare(`select ${itemColumns} from catalog where source_no = ? and ignored_by is not 'user' order by no`)
      .all(sourceNo)
    for (const row of rows) {
      const item = itemOf(row)
      const isWanted = wants(item)
      if (isWanted === (item.ignoredBy === null)) continue
      writing.run(isWanted ? null : "policy", item.no)
      changed++
    }
    return changed
  })
