export { type CatalogCounts, countCatalog, listItems, listQueue, readItem } from "./catalog/catalog.ts"
export { applyPolicy, ignoreItem, retryItem, wantItem } from "./catalog/choices.ts"
export { durationToleranceMs, identityKey, isSameRecording, type Recording } from "./catalog/identity-key.ts"
export type { CatalogItem } from "./catalog/item.ts"
export { type ItemChoice, itemChoices } from "./catalog/item-pages.ts"
export { type ItemStatus, itemStatuses } from "./catalog/item-states.ts"
export type { ItemFailure, PlacedFile } from "./catalog/item-work.ts"
export { type JobStatus, jobStatuses } from "./catalog/job-states.ts"
export {
  type Escalation,
  type Job,
  type JobFailure,
  type JobKind,
  listJobs,
  readCursor,
  readJob,
  requestCancel
} from "./catalog/jobs.ts"
export { listUntagged, noteTags, type RemoteTags } from "./catalog/metadata.ts"
export type { LocalFile, LocalLook } from "./catalog/reconcile.ts"
export {
  addSource,
  listSources,
  type NewSource,
  readSource,
  removeSource,
  type SourceRow,
  updateSource
} from "./catalog/source-rows.ts"
export type { JobStats, WorkAction, WorkItem, WorkOutcome, WorkOutline } from "./catalog/work-items.ts"
export { changeSource, type SourceChange } from "./change-source.ts"
export { type ConflictOrigin, conflictPath } from "./conflicts/conflict-name.ts"
export {
  type DuplicateCandidate,
  type DuplicateGroup,
  type DuplicateReason,
  decideDuplicate,
  decideDuplicates,
  survivorsOf
} from "./conflicts/duplicates.ts"
export { executeSync, type SyncFailure, type SyncLibrary, type SyncReport, type SyncRequest } from "./coordinator.ts"
export { discardDownload } from "./downloads/discard-download.ts"
export { download, finishedDownloads } from "./downloads/download.ts"
export { DownloadError, type DownloadErrorReason } from "./downloads/download-error.ts"
export { type DownloadRecord, type DownloadRecords, downloadRecords } from "./downloads/download-records.ts"
export type { Downloaded, DownloadRequest, DownloadTarget } from "./downloads/download-target.ts"
export { type LocalLibrary, localLibrary } from "./local/local-library.ts"
export {
  decidePlaces,
  type KnownPlace,
  type KnownPlaces,
  type PlaceOptions,
  type PlaceProblem,
  type Places
} from "./placement/places.ts"
export { isSafePath } from "./placement/safe-name.ts"
export { type Action, agreementAfter, type FetchAction, type Plan, type Skipped } from "./planning/actions.ts"
export { type PlanTerms, plan } from "./planning/plan.ts"
export { defaultSyncPolicy, type SyncPolicy } from "./planning/policy.ts"
export type { Agreement, LocalItem, RemoteItem, SyncState, Tree } from "./planning/trees.ts"
export { type Carrier, ItemFailed, type ItemResult, inOnePart, type Prepared } from "./processing/carrier.ts"
export { type CarrierOptions, libraryCarrier } from "./processing/library-carrier.ts"
export { conflictResolutionPhase, type Resolved, type Resolving } from "./resolution/resolve.ts"
export { listDuplicates } from "./shown/duplicates.ts"
export { problemText } from "./shown/problem-words.ts"
export * from "./shown/shapes.ts"
export * from "./shown/shown.ts"
export {
  type AddressProblem,
  parseSourceUrl,
  type SourceAddress,
  type SourceKind,
  sourceNameProblem,
  sourceUrl
} from "./sources/address.ts"
export { memorySnapshots, type Snapshots } from "./sources/compared-feed.ts"
export { type DirectoryOptions, openDirectory } from "./sources/directory/directory-source.ts"
export { type FoldedChanges, foldChanges, isBelow } from "./sources/fold-changes.ts"
export { snapshotsIn } from "./sources/kept-snapshots.ts"
export { type OpeningSource, openSource } from "./sources/open-source.ts"
export {
  BytesPerSecond,
  Concurrency,
  leastBytesPerSecond,
  mostConcurrency,
  noSettings,
  policyOf,
  SourcePolicy,
  SourceSettings,
  settingsOf
} from "./sources/settings.ts"
export * from "./sources/source.ts"
export { SourceError, type SourceErrorReason, type SourceOperation } from "./sources/source-error.ts"
export { readRemoteTags, readTagsOfEntries, type TaggedEntry } from "./sources/tags/read-remote-tags.ts"
export type { WebdavCredentials } from "./sources/webdav/authorization.ts"
export { openWebdav, type WebdavOptions } from "./sources/webdav/webdav-source.ts"
export { type RetryPolicy, usualRetries } from "./sources/wrappers/backoff.ts"
export { type ByteLimit, makeByteLimit } from "./sources/wrappers/byte-limit.ts"
export { type Fault, type FaultDecision, faulty } from "./sources/wrappers/faulty.ts"
export { limited } from "./sources/wrappers/limited.ts"
export { logged } from "./sources/wrappers/logged.ts"
export type { Pace } from "./sources/wrappers/paced-http.ts"
export { pausing } from "./sources/wrappers/pausing.ts"
export { retrying } from "./sources/wrappers/retrying.ts"
export { SyncError, type SyncErrorReason, type SyncLoss, type SyncMoves } from "./sync-error.ts"
export type { Discovered, SyncEvent } from "./sync-events.ts"
export { type SyncServices, type SyncSource, syncSource } from "./sync-source.ts"
export { testSource } from "./test-source.ts"
