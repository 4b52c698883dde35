/** Changing what is wanted of a source that is known, and how it is reached. What lies here is left as it is: the next sync goes by what was said. */
import { type Database, transaction } from "@deadwax/core-async"
import { applyPolicy } from "./catalog/choices.ts"
import type { CatalogItem } from "./catalog/item.ts"
import { keepSourceDisk, type SourceRow, updateSource } from "./catalog/source-rows.ts"
import { isWantedBy, type SyncPolicy } from "./planning/policy.ts"
import { policyOf, type SourceSettings } from "./sources/settings.ts"

/** What is to be said of a source from now on. */
export interface SourceChange {
  readonly settings: SourceSettings
  readonly policy: SyncPolicy
  /** Whatever lies at its address next is taken for it, also when that is another disk. */
  readonly acceptsDisk?: boolean
}

/**
 * Which items the new policy wants. What was asked for by name stays asked for, and what lies here is kept in step when it is only that no more
 * is to come.
 */
const wantsAfter = (before: SyncPolicy, after: SyncPolicy): ((item: CatalogItem) => boolean) => {
  const wanted = isWantedBy(before)
  const wants = isWantedBy(after)
  const follows = isWantedBy({ ...after, what: "everything" })
  return ({ path, ignoredBy, localPath }) =>
    wants(path) || (ignoredBy === null && !wanted(path)) || (localPath !== null && follows(path))
}

/**
 * Changes a source, in one transaction with what that means for the items that are known: they are wanted, or no longer, from now on. No file is
 * touched. Answers false, with nothing changed, when there is none of this number. A sync that is running goes on by what it began with.
 */
export const changeSource = (database: Database, row: SourceRow, change: SourceChange): boolean =>
  transaction(database, () => {
    const { settings, policy, acceptsDisk = false } = change
    const isChanged = updateSource(database, row.no, {
      address: row.address,
      settings: { ...settings },
      policy: { ...policy }
    })
    if (!isChanged) return false
    applyPolicy(database, row.no, wantsAfter(policyOf(row), policy))
    if (acceptsDisk) keepSourceDisk(database, row.no, "")
    return true
  })
