/** Rows of the catalog as the world is told of them. */
import type { Database } from "@deadwax/core-async"
import { countCatalog } from "../catalog/catalog.ts"
import type { ShownItem } from "../catalog/item-pages.ts"
import { isOfWrongClock } from "../catalog/item-states.ts"
import type { ItemsLeft, QueueCounts } from "../catalog/items-left.ts"
import { type Job, listJobs } from "../catalog/jobs.ts"
import type { SourceRow } from "../catalog/source-rows.ts"
import { sourceUrl } from "../sources/address.ts"
import { policyOf, settingsOf } from "../sources/settings.ts"
import { lossShown } from "./loss-shown.ts"
import type { CatalogEntry, LibraryStatus, SourceInfo, SyncJob, SyncLeft } from "./shapes.ts"

const isoOf = (us: number): string => new Date(us / 1000).toISOString()

/** A source may say anything of the age of its files. */
const latestUs = 8_640_000_000_000_000 * 1000
const maybeIsoOf = (us: number | null): string | null => (us === null || Math.abs(us) > latestUs ? null : isoOf(us))

/** What it is to be shown with: the library's root, the moment, and what the budgets of sources have room for (`budgetRooms`). */
export interface Showing {
  readonly root: string
  readonly nowUs: number
  readonly rooms: ReadonlyMap<number, number>
}

const leftFor = ({ item, isLeft }: ShownItem, room: number | undefined): CatalogEntry["leftFor"] => {
  const isWanted = item.ignoredBy === null && !isLeft && item.deletedAtUs === null
  if (room === undefined || !isWanted || (item.status !== "missing" && item.status !== "failed")) return null
  if (item.sizeBytes === null) return "size-unknown"
  return item.sizeBytes > room ? "budget" : null
}

const retryAt = (us: number | null, nowUs: number): string | null =>
  us === null || isOfWrongClock(us, nowUs) ? null : maybeIsoOf(us)

export const entryOf = ({ root, nowUs, rooms }: Showing, shown: ShownItem): CatalogEntry => {
  const { item, isLeft, source, title, artist, album } = shown
  return {
    id: String(item.no),
    source,
    path: item.path,
    sizeBytes: item.sizeBytes,
    modifiedAt: maybeIsoOf(item.modifiedAtUs),
    isMusic: item.isMusic,
    title,
    artist,
    album,
    status: item.status,
    ignoredBy: item.ignoredBy ?? (isLeft ? "deletion" : null),
    localPath: item.localPath === null ? null : `${root}/${item.localPath}`,
    trackId: item.trackId,
    lastError: item.lastError,
    errorClass: item.errorClass,
    attempts: item.attempts,
    retryAt: retryAt(item.retryAfterUs, nowUs),
    leftFor: leftFor(shown, rooms.get(item.sourceNo))
  }
}

export const queueShown = ({ nextDueUs, ready, overBudget, waiting }: QueueCounts): NonNullable<LibraryStatus["queue"]> => ({
  ready,
  overBudget,
  waiting,
  nextAt: maybeIsoOf(nextDueUs)
})

const leftShown = ({ ignored, ...queue }: ItemsLeft): SyncLeft => ({ ...queueShown(queue), ignored })

/** `source`: its name. */
export const jobShown = (source: string, job: Job): SyncJob => ({
  job: job.no,
  source,
  requested: job.requested,
  type: job.kind,
  escalation: job.escalation,
  status: job.status,
  startedAt: isoOf(job.startedAtUs),
  endedAt: maybeIsoOf(job.endedAtUs),
  removals: job.removals,
  stats: job.stats,
  left: job.left === null ? null : leftShown(job.left),
  error: job.errorReason === null ? null : errorShown(job, job.errorReason)
})

const errorShown = ({ errorText, errorRemedy, errorLoss, errorMoves }: Job, reason: string): SyncJob["error"] => ({
  reason,
  message: errorText ?? reason,
  remedy: errorRemedy,
  loss: errorLoss === null ? null : lossShown(errorLoss),
  moves: errorMoves
})

/** A source with what its catalog comes to at a moment. */
export const sourceShown = (database: Database, row: SourceRow, nowUs: number): SourceInfo => {
  const { user, passwordFile, passwordVariable, allowPlainHttp, concurrency, bytesPerSecond } = settingsOf(row)
  const [last] = listJobs(database, row.no)
  return {
    name: row.name,
    kind: row.kind,
    url: sourceUrl(row.kind, row.address),
    user,
    passwordFrom: passwordFile !== null ? "file" : passwordVariable !== null ? "environment" : null,
    allowPlainHttp,
    concurrency,
    bytesPerSecond,
    policy: policyOf(row),
    addedAt: isoOf(row.addedAtUs),
    catalog: countCatalog(database, nowUs, row.no),
    lastSync: last === undefined ? null : jobShown(row.name, last)
  }
}
