/**
 * Which items are wanted, as conditions over rows of the catalog. Who asks for the queue, a counter, a list or a job's work asks by these, so that
 * all of them agree (K10).
 */

const sourcesWhere = (condition: string): string => `source_no in (select no from sources where ${condition})`

const leaves = sourcesWhere("policy ->> '$.deletedHere' = 'leave'")
const prefersLocal = sourcesWhere("policy ->> '$.conflicts' = 'prefer-local'")

/**
 * It was here, was deleted, and the policy leaves it so: until the user wants it back, or the source has news of it where those are not to give
 * way (P3). Never null.
 */
export const isLeft = `(local_path is null and local_revision is not null and wanted_back = 0 and ${leaves}
  and (local_revision is revision or ${prefersLocal}))`

/**
 * It may take the place of an item that was renamed: nobody ignores it; or nobody has asked for it yet, where that is to be done by name, which somebody
 * may have done under the other name.
 */
export const mayInherit = `(ignored_by is null or (ignored_by = 'policy' and ${sourcesWhere("policy ->> '$.what' = 'on-demand'")}))`

/** Nobody said that it is not wanted: neither the user, nor the policy, nor by deleting it. */
export const isWanted = `ignored_by is null and not ${isLeft}`
