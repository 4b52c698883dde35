/** Sources and their items as people read them. */
import type { CatalogEntry, LibraryStatus, SourceInfo, SyncJob, SyncLeft } from "@deadwax/core-sync"
import type { Field } from "./fields.ts"
import { counted, grouped, sizeOf } from "./numbers.ts"
import type { Column } from "./table.ts"

/** When a source was synced last and what became of it. */
export const lastSyncText = (last: SyncJob | null): string =>
  last === null ? "never" : `${last.status} ${last.endedAt ?? last.startedAt}`

export const sourceColumns: ReadonlyArray<Column<SourceInfo>> = [
  { title: "Name", value: ({ name }) => name },
  { title: "Address", value: ({ url }) => url, least: 20, leaves: 8 },
  { title: "Songs", value: ({ catalog }) => grouped(catalog.songs), align: "right" },
  { title: "Here", value: ({ catalog }) => grouped(catalog.downloaded), align: "right" },
  { title: "Queued", value: ({ catalog }) => grouped(catalog.queued), align: "right", leaves: 6 },
  { title: "Failed", value: ({ catalog }) => grouped(catalog.failed), align: "right", leaves: 7 },
  { title: "Last sync", value: ({ lastSync }) => lastSyncText(lastSync), leaves: 9 }
]

export const sourceFields = (source: SourceInfo): ReadonlyArray<Field> => [
  ["Name", source.name],
  ["Address", source.url],
  ["User", source.user],
  ["Password", source.passwordFrom === null ? null : `from ${source.passwordFrom === "file" ? "a file" : "the environment"}`],
  ["At a time", counted(source.concurrency, "file", "files")],
  ["At most", source.bytesPerSecond === null ? null : `${sizeOf(source.bytesPerSecond)} a second`],
  ["Fetches", source.policy.what === "everything" ? "everything" : "what is asked for"],
  ["Into", source.policy.below === "" ? null : source.policy.below],
  ["Names", source.policy.placement === "template" ? "by the library's templates" : null],
  ["Gone there", source.policy.removed === "keep" ? "stays here" : "goes to the trash"],
  ["Last sync", lastSyncText(source.lastSync)]
]

const ignoredFor: Readonly<Record<NonNullable<CatalogEntry["ignoredBy"]>, string>> = {
  user: "ignored",
  policy: "not wanted by the policy",
  deletion: "deleted here"
}

const leftForWords: Readonly<Record<NonNullable<CatalogEntry["leftFor"]>, string>> = {
  budget: "no room in the budget",
  "size-unknown": "its size is not known, and there is a budget"
}

/** Why a file is not here: its failure, who does not want it, or nothing. */
const reasonOf = ({ path, lastError, ignoredBy, retryAt, leftFor }: CatalogEntry): string => {
  if (ignoredBy !== null) return ignoredFor[ignoredBy]
  if (leftFor !== null) return leftForWords[leftFor]
  if (lastError === null) return ""
  // The path stands in a column of its own.
  const why = lastError.startsWith(`${path}: `) ? lastError.slice(path.length + 2) : lastError
  return retryAt === null ? why : `${why}; again at ${retryAt}`
}

export const entryColumns: ReadonlyArray<Column<CatalogEntry>> = [
  { title: "ID", value: ({ id }) => id, align: "right", style: "dim" },
  { title: "Source", value: ({ source }) => source, leaves: 7 },
  { title: "Status", value: ({ status, ignoredBy }) => (ignoredBy === null ? status : "ignored"), leaves: 6 },
  { title: "Size", value: ({ sizeBytes }) => (sizeBytes === null ? "" : sizeOf(sizeBytes)), align: "right", leaves: 9 },
  { title: "Path", value: ({ path }) => path, least: 16 },
  { title: "Reason", value: reasonOf, least: 12, leaves: 8 }
]

/** What a library's sources come to, beside its own state; nothing where it has none. */
export const remoteFields = ({ catalog, queue, sources = [] }: LibraryStatus): ReadonlyArray<Field> => {
  if (catalog === undefined || queue === undefined) return []
  const { missing, downloading, downloaded, failed, ignored, songs, artists, albums } = catalog
  const over = queue.overBudget === 0 ? "" : `, ${grouped(queue.overBudget)} of them over a budget`
  const waits = queue.waiting === 0 ? "" : `, ${counted(queue.waiting, "waits", "wait")} until ${queue.nextAt} or later`
  return [
    [
      "Catalog",
      `${counted(songs, "song", "songs")}: ${grouped(missing)} missing, ${grouped(downloading)} downloading, ${grouped(downloaded)} downloaded, ${grouped(failed)} failed, ${grouped(ignored)} ignored`
    ],
    ["By their tags", `${counted(artists, "artist", "artists")}, ${counted(albums, "album", "albums")}`],
    ["Queue", `${counted(queue.ready, "file", "files")} to be fetched${over}${waits}`],
    ...sources.map(({ name, url, lastSync }): Field => [`Source ${name}`, `${url}, last sync ${lastSyncText(lastSync)}`])
  ]
}

/** What became of a sync's files, in words. */
export const statsText = ({ added, updated, deleted, skipped, failed, pending }: SyncJob["stats"]): string => {
  const parts = [
    `${grouped(added)} added`,
    `${grouped(updated)} updated`,
    `${grouped(deleted)} deleted`,
    `${grouped(skipped)} skipped`,
    `${grouped(failed)} failed`
  ]
  return pending === 0 ? parts.join(", ") : `${parts.join(", ")}, ${grouped(pending)} not begun`
}

const ignoredOf = ({ ignored: { user, policy, deletion } }: SyncLeft): number => user + policy + deletion

/** What a sync came to, in one line: what became of its files, and what is not here after it. */
export const jobText = ({ stats, left }: SyncJob): string => {
  if (left === null) return statsText(stats)
  const counts = [
    [left.ready - left.overBudget, "to be fetched"],
    [left.overBudget, "over the budget"],
    [left.waiting, "to be tried again later"],
    [ignoredOf(left), "ignored"]
  ] as const
  const told = counts.flatMap(([count, what]) => (count === 0 ? [] : `${grouped(count)} ${what}`))
  return told.length === 0 ? statsText(stats) : `${statsText(stats)}; ${told.join(", ")}`
}

/** A name as a shell takes it for one word. */
const quoted = (name: string): string => (/^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`)

/** What a sync left, each with why and the command that shows it; nothing where all is here. */
export const leftTexts = ({ source, left }: SyncJob): ReadonlyArray<string> => {
  if (left === null) return []
  const show = `deadwax queue list --source ${quoted(source)}`
  const { overBudget, waiting, nextAt, ignored } = left
  const texts: Array<string> = []
  if (waiting > 0) {
    const files = waiting === 1 ? "1 file that failed waits for its" : `${grouped(waiting)} files that failed wait for their`
    texts.push(`${source}: ${files} next try, ${nextAt} at the earliest: ${show} --status failed`)
  }
  if (overBudget > 0)
    texts.push(`${source}: the budget of its policy has no room for ${counted(overBudget, "file", "files")}: ${show}`)
  const why = [
    [ignored.policy, "by its policy"],
    [ignored.user, "by you"],
    [ignored.deletion, "since deleted here"]
  ] as const
  const said = why.flatMap(([count, by]) => (count === 0 ? [] : `${grouped(count)} ${by}`)).join(", ")
  if (said !== "")
    texts.push(`${source}: ${counted(ignoredOf(left), "file is", "files are")} left out, ${said}: ${show} --status ignored`)
  return texts
}

export const jobColumns: ReadonlyArray<Column<SyncJob>> = [
  { title: "Job", value: ({ job }) => String(job), align: "right", style: "dim" },
  { title: "Source", value: ({ source }) => source },
  { title: "Started", value: ({ startedAt }) => startedAt, leaves: 7 },
  { title: "Type", value: ({ type }) => type, leaves: 8 },
  { title: "Status", value: ({ status }) => status },
  { title: "Files", value: ({ stats }) => statsText(stats), least: 12, leaves: 6 },
  { title: "Error", value: ({ error }) => error?.message ?? "", least: 12, leaves: 9 }
]
