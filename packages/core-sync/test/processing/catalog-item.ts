/** Rows of the catalog without a database. */
import type { CatalogItem } from "../../src/catalog/item.ts"

/** A song that its source has, and of which nothing is here, but for what is given. */
export const catalogItem = (more: Partial<CatalogItem>): CatalogItem => ({
  no: 1,
  sourceNo: 1,
  remoteId: "1",
  path: "Song.mp3",
  sizeBytes: 1,
  modifiedAtUs: 1,
  revision: "1",
  hash: null,
  isMusic: true,
  seenInSourceAtUs: 1,
  deletedAtUs: null,
  priority: 0,
  status: "missing",
  ignoredBy: null,
  isWantedBack: false,
  localPath: null,
  trackId: null,
  localRevision: null,
  localSourcePath: null,
  localPlace: null,
  localHash: null,
  localSizeBytes: null,
  localModifiedAtUs: null,
  seenOnDiskAtUs: null,
  lastError: null,
  errorClass: null,
  attempts: 0,
  retryAfterUs: null,
  leaseJob: null,
  leaseUntilUs: null,
  ...more
})
