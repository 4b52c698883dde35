/** What can become of an item of the catalog, as data: nothing changes a status but by one of these events. */

/**
 * - `missing`: it is not here
 * - `downloading`: a job works on it, under a lease
 * - `downloaded`: it is here, at its `localPath`
 * - `failed`: the last try to fetch it failed, and nothing of it is here
 */
export type ItemStatus = "missing" | "downloading" | "downloaded" | "failed"

/**
 * - `leased`: a job begins to work on it
 * - `fetched`: what the source has lies at `localPath`
 * - `removed`: what lay at `localPath` was taken away
 * - `failed-absent`, `failed-present`: the work failed, and nothing of it is here, or what was here still is
 * - `returned-absent`, `returned-failed`, `returned-present`: the job let go of it, or its lease has expired; it is as it was, missing, failed
 *   or here
 * - `found`, `vanished`: a look at the library's files saw it there, or did not see it
 * - `retried`: a person asked to try at once
 */
export type ItemEvent =
  | "leased"
  | "fetched"
  | "removed"
  | "failed-absent"
  | "failed-present"
  | "returned-absent"
  | "returned-failed"
  | "returned-present"
  | "found"
  | "vanished"
  | "retried"

/** All of them. */
export const itemStatuses: ReadonlyArray<ItemStatus> = ["missing", "downloading", "downloaded", "failed"]

/** All of them. */
export const itemEvents: ReadonlyArray<ItemEvent> = [
  "leased",
  "fetched",
  "removed",
  "failed-absent",
  "failed-present",
  "returned-absent",
  "returned-failed",
  "returned-present",
  "found",
  "vanished",
  "retried"
]

/** Where each event leads; an event that a status does not name cannot happen to it. */
export const itemTransitions: Readonly<Record<ItemStatus, Readonly<Partial<Record<ItemEvent, ItemStatus>>>>> = {
  missing: { leased: "downloading", found: "downloaded", retried: "missing" },
  downloading: {
    fetched: "downloaded",
    removed: "missing",
    "failed-absent": "failed",
    "failed-present": "downloaded",
    "returned-absent": "missing",
    "returned-failed": "failed",
    "returned-present": "downloaded"
  },
  downloaded: { leased: "downloading", found: "downloaded", vanished: "missing", retried: "downloaded" },
  failed: { leased: "downloading", found: "downloaded", retried: "missing" }
}

/** The status after an event; undefined where the event cannot happen. */
export const nextStatus = (status: ItemStatus, event: ItemEvent): ItemStatus | undefined => itemTransitions[status][event]

/** The statuses to which an event can happen. */
export const statusesBefore = (event: ItemEvent): ReadonlyArray<ItemStatus> =>
  itemStatuses.filter((status) => itemTransitions[status][event] !== undefined)

/** The text of the statuses to which an event can happen, for the condition of an UPDATE. */
export const whereCan = (event: ItemEvent): string =>
  `status in (${statusesBefore(event)
    .map((status) => `'${status}'`)
    .join(", ")})`

/** Minutes from a failure to the next try, by how many there were in a row; the last one from then on. */
export const retryDelaysMin: ReadonlyArray<number> = [5, 15, 45, 135, 360]

/** No item is left alone for longer, whatever its source asked for, microseconds: a day. */
export const longestRetryUs = 86_400_000_000

/**
 * It may be tried at a moment (?), as a condition over rows. A time that lies further ahead than anything waits was written while the clock was
 * wrong, and says nothing (K11).
 */
export const isDue = `(retry_after_us is null or retry_after_us - ? not between 1 and ${longestRetryUs})`

/** The opposite, at a moment (?). */
export const isResting = `retry_after_us - ? between 1 and ${longestRetryUs}`

/** Does a time say nothing, since no wait is as long? */
export const isOfWrongClock = (retryAfterUs: number, nowUs: number): boolean => retryAfterUs - nowUs > longestRetryUs

const usPerMin = 60_000_000

/** How long after its n-th failure in a row (from 1) an item is left alone, microseconds. */
export const retryDelayUs = (attempts: number): number =>
  (retryDelaysMin[Math.min(attempts, retryDelaysMin.length) - 1] ?? 0) * usPerMin
