/** An item as its source told of it. */
import type { CatalogItem } from "../catalog/item.ts"
import type { Entry } from "../sources/source.ts"

/** The entry that an item of the catalog stands for, in the state in which it was told last. */
export const entryOf = ({ remoteId, path, sizeBytes, modifiedAtUs, revision, hash }: CatalogItem): Entry => ({
  id: remoteId,
  path,
  sizeBytes,
  modifiedAtUs,
  revision,
  hash
})
