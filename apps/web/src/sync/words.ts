/** What the page says of sources, syncs and files: pure. */
import type { CatalogEntry, SourceInfo, SyncJob } from "@deadwax/core-sync"
import type { SyncProgress } from "@deadwax/server"
import { formatCount, formatLength, formatSince } from "../parts/time.ts"
import type { QueueChoice } from "./sync-client.ts"

export const phaseWords: Readonly<Record<SyncProgress["phase"], string>> = {
  wait: "Waiting for its turn, or for the source to answer",
  look: "Looking at what the source has",
  fetch: "Fetching",
  finish: "Taking in what came"
}

/** What is not in the bar: the rate, how long it will take, what failed. */
export const progressDetail = ({ perSecond, leftMs, failed }: SyncProgress): string | undefined => {
  const details = [
    ...(perSecond === null ? [] : [`${rate(perSecond)} a second`]),
    ...(leftMs === null ? [] : [`${formatLength(Math.ceil(leftMs / 1000))} left`]),
    ...(failed > 0 ? [`${failed.toLocaleString("en")} failed`] : [])
  ]
  return details.length === 0 ? undefined : details.join(" · ")
}

const rate = (perSecond: number): string => (perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString("en"))

/** The kinds of sources; one that this version does not know stands as it is. */
export const kindWords = (kind: string): string =>
  (({ directory: "Directory", webdav: "WebDAV" }) as Readonly<Record<string, string>>)[kind] ?? kind

const jobWords: Readonly<Record<SyncJob["status"], string>> = {
  running: "under way",
  completed: "completed",
  failed: "failed",
  cancelled: "ended on request",
  interrupted: "cut off: its program ended"
}

const looks = { full: "looked at everything", incremental: "looked at what changed" } as const

/** A job in a line: `2 hours ago · looked at what changed · completed`. */
export const jobLine = ({ startedAt, endedAt, type, status }: SyncJob, nowMs: number): string =>
  [formatSince(endedAt ?? startedAt, nowMs), looks[type], jobWords[status]].join(" · ")

/** What came of a job's files: `3 added, 1 failed`. */
export const statsLine = ({ stats, removals }: SyncJob): string => {
  const parts = [
    [stats.added, "added"],
    [stats.updated, "updated"],
    [stats.deleted, "taken away"],
    [stats.failed, "failed"],
    [removals, "gone from the source"]
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count.toLocaleString("en")} ${what}`)
  return said.length === 0 ? "nothing had changed" : said.join(", ")
}

/** How a source stands, in a word or two, and whether someone should look. */
export const standing = (
  { lastSync, catalog }: SourceInfo,
  isRunning: boolean
): { readonly word: string; readonly isWarning: boolean } => {
  if (isRunning) return { word: "Syncing", isWarning: false }
  if (lastSync === null) return { word: "Never synced", isWarning: false }
  if (lastSync.status === "failed") return { word: "Failed", isWarning: true }
  if (lastSync.status !== "completed") return { word: "Not finished", isWarning: true }
  if (catalog.failed > 0) return { word: `${formatCount(catalog.failed, "song")} failed`, isWarning: true }
  return catalog.missing > 0 ? { word: "Not all is here", isWarning: false } : { word: "In step", isWarning: false }
}

/** The lists that can be looked at; the first is what is shown unless told. */
export const queueChoices: ReadonlyArray<readonly [QueueChoice, string]> = [
  ["queue", "To be fetched now"],
  ["failed", "Failed"],
  ["missing", "Missing"],
  ["downloading", "Being fetched"],
  ["downloaded", "Here"],
  ["ignored", "Ignored"],
  ["all", "Everything"]
]

const emptyWords: Readonly<Record<QueueChoice, string>> = {
  queue: "Nothing is to be fetched now.",
  failed: "Nothing has failed.",
  missing: "Nothing is missing.",
  downloading: "Nothing is being fetched.",
  downloaded: "Nothing of the sources is here yet.",
  ignored: "Nothing is ignored.",
  all: "The sources have nothing, as far as they were looked at."
}

export const emptyWord = (show: QueueChoice): string => emptyWords[show]

const stateWords: Readonly<Record<CatalogEntry["status"], string>> = {
  missing: "Missing",
  downloading: "Being fetched",
  downloaded: "Here",
  failed: "Failed"
}

const ignoredWords: Readonly<Record<NonNullable<CatalogEntry["ignoredBy"]>, string>> = {
  user: "Ignored",
  policy: "Ignored by the source’s policy",
  deletion: "Ignored: it was deleted here"
}

const leftForWords: Readonly<Record<NonNullable<CatalogEntry["leftFor"]>, string>> = {
  budget: "no room in the source’s budget",
  "size-unknown": "its size is not known, and the source has a budget"
}

export const stateWord = ({ status, ignoredBy, leftFor }: CatalogEntry): string => {
  if (ignoredBy !== null) return ignoredWords[ignoredBy]
  return leftFor === null ? stateWords[status] : `${stateWords[status]}: ${leftForWords[leftFor]}`
}

/** Groups of failures in words; others are shown as they are called. */
const classWords: Readonly<Record<string, string>> = {
  credentials: "Not let in",
  "not-found": "Not found there",
  changed: "Changed meanwhile",
  "rate-limited": "Asked too often",
  unavailable: "Out of reach",
  interrupted: "Broken off",
  protocol: "Odd answer",
  certificate: "Certificate",
  redirect: "Points elsewhere",
  "plain-http": "Not encrypted",
  "too-large": "Too large",
  permission: "May not be read",
  io: "Cannot be read",
  full: "Disk full",
  unwritable: "Disk not writable",
  "root-absent": "Library away"
}

export const classWord = (errorClass: string): string => classWords[errorClass] ?? errorClass

/** When a file is tried again: `as soon as may be`, `in 12 min`. */
export const retryWord = (retryAt: string | null, nowMs: number): string => {
  const seconds = retryAt === null ? 0 : (Date.parse(retryAt) - nowMs) / 1000
  return seconds <= 0 ? "tried again with the next sync" : `not tried again for ${formatLength(seconds)}`
}

/** What a file is called: by its tags where those were read, else by its name; and where it lies at the source. */
export const entryName = ({ title, artist, path }: CatalogEntry): { readonly name: string; readonly place: string } => ({
  name: title === null ? path.slice(path.lastIndexOf("/") + 1) : artist === null ? title : `${artist} – ${title}`,
  place: path
})
