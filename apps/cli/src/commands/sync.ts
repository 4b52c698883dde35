/** `deadwax sync [NAME…]`, `sync cancel`, `sync history`: the library is brought in step with its sources. */
import { dirname, join } from "node:path"
import { LibraryCache } from "@deadwax/core-cache"
import {
  listSources,
  listSyncJobs,
  requestCancel,
  type SourceRow,
  type SyncJob,
  snapshotsIn,
  syncSource
} from "@deadwax/core-sync"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Failure, fromSyncFailure } from "../errors/failure.ts"
import { reportFailure } from "../errors/report.ts"
import { someBusy, someFailed } from "../errors/some-failed.ts"
import { namingLibrary } from "../library/name-library.ts"
import { type LocatedLibrary, locateLibrary, withLibrary, withLocated } from "../library/open-library.ts"
import { outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { printNotice } from "../print/notice.ts"
import { printFooter, printJsonPage, printLines, printRows } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { jobColumns, jobText, leftTexts } from "../print/source.ts"
import { withSyncProgress } from "../print/sync-progress.ts"
import { type Pace, paceOf, paceOptions } from "./pace-options.ts"
import { pageOptions, pageRequest, toggleOption } from "./page-options.ts"

const namesOperand = Argument.String("NAME").pipe(
  Argument.withDescription("sources; none: all of them"),
  Argument.variadic({ min: 0 })
)

/** The sources of these names, all of them without one; a library that has none has nothing to sync. */
const sourcesNamed = Effect.fnUntraced(function* (names: ReadonlyArray<string>) {
  const { inLibraryDb, library } = yield* LibraryCache
  const rows = yield* inLibraryDb(listSources)
  const missing = names.find((name) => !rows.some((row) => row.name === name))
  const message =
    missing === undefined
      ? `the library "${library.name}" has no sources`
      : `the library "${library.name}" has no source "${missing}"`
  const remedy =
    missing === undefined ? "Name one: deadwax sources add NAME URL" : "Names are case-exact: deadwax sources list shows them."
  if (rows.length === 0 || missing !== undefined) return yield* new Failure({ code: "not-found", message, remedy })
  return names.length === 0 ? rows : rows.filter(({ name }) => names.includes(name))
})

interface Request extends Pace {
  readonly names: ReadonlyArray<string>
  readonly full: boolean
  readonly noDownload: boolean
  readonly allowRemoval: boolean
}

/** The job that a source ran last. */
const lastJob = (source: string) => Effect.map(listSyncJobs({ source, limit: 1 }), ({ items }) => items[0])

const printJob = Effect.fnUntraced(function* (job: SyncJob) {
  const { manner } = yield* Screen
  if (manner.json) return yield* printJson(job)
  if (!manner.quiet) yield* printLines([`${visible(job.source)}: ${jobText(job)}`])
  for (const text of leftTexts(job)) yield* printNotice("notice", text)
})

/** Syncs one source; answers how many of its files failed. */
const syncOne = Effect.fnUntraced(function* (row: SourceRow, request: Request, snapshotDirectory: string) {
  const snapshots = yield* snapshotsIn(snapshotDirectory)
  const { stats } = yield* withSyncProgress(row.name, (onEvent) =>
    syncSource({
      row,
      opening: { environment: process.env, snapshots },
      kind: request.full ? "full" : "incremental",
      downloads: !request.noDownload,
      allowRemoval: request.allowRemoval,
      ...(request.concurrency !== undefined && { concurrency: request.concurrency }),
      ...(request.bytesPerSecond !== undefined && { bytesPerSecond: request.bytesPerSecond }),
      onEvent
    })
  ).pipe(Effect.mapError(fromSyncFailure))
  const job = yield* lastJob(row.name)
  if (job !== undefined) yield* printJob(job)
  return stats.failed
})

/** One source after the other. One alone fails as it does; of several the others go on, and each failure is named. Where nothing failed but by being busy, that is how it ends. */
const syncAll = Effect.fnUntraced(function* (request: Request, located: LocatedLibrary) {
  const snapshotDirectory = join(dirname(located.cachePath), "sources")
  const rows = yield* sourcesNamed(request.names)
  let failed = 0
  let busy = 0
  for (const row of rows) {
    const exit = yield* Effect.exit(syncOne(row, request, snapshotDirectory).pipe(Effect.mapError(namingLibrary(located))))
    if (Exit.isSuccess(exit)) failed += exit.value
    else {
      const failure = rows.length === 1 ? undefined : Exit.findErrorOption(exit)
      if (failure?._tag !== "Some" || !(failure.value instanceof Failure)) yield* exit
      else {
        yield* reportFailure(failure.value)
        if (failure.value.code === "busy") busy++
        else failed++
      }
    }
  }
  if (failed > 0) yield* someFailed
  if (busy > 0) yield* someBusy
})

const cancel = Command.make("cancel", { names: namesOperand }, ({ names }) =>
  withLibrary(
    Effect.gen(function* () {
      const rows = yield* sourcesNamed(names)
      const { inLibraryDb } = yield* LibraryCache
      const asked = yield* inLibraryDb((database) => rows.filter(({ no }) => requestCancel(database, no)))
      if (asked.length === 0)
        return yield* new Failure({
          code: "not-found",
          message: "no sync is running",
          remedy: "See how the last ones went: deadwax sync history"
        })
      const { manner } = yield* Screen
      if (manner.json) yield* printJson({ cancelled: asked.map(({ name }) => name) })
      else if (!manner.quiet) yield* printLines(asked.map(({ name }) => `${visible(name)} ends its sync within seconds.`))
    })
  )
).pipe(Command.withDescription(outlineOf("sync cancel").summary))

const history = Command.make(
  "history",
  pageOptions("sync history"),
  Effect.fnUntraced(function* (options) {
    const request = yield* pageRequest(options)
    yield* withLibrary(
      Effect.gen(function* () {
        const page = yield* listSyncJobs(request)
        const { manner } = yield* Screen
        if (manner.json) return yield* printJsonPage(page)
        yield* printRows(jobColumns, page.items)
        yield* printFooter(page, "sync", "syncs")
      })
    )
  })
).pipe(Command.withDescription(outlineOf("sync history").summary))

export const syncCommand = Command.make(
  "sync",
  {
    names: namesOperand,
    full: toggleOption("sync", "full"),
    noDownload: toggleOption("sync", "no-download"),
    allowRemoval: toggleOption("sync", "allow-removal"),
    ...paceOptions("sync")
  },
  Effect.fnUntraced(function* (options) {
    const located = yield* locateLibrary()
    yield* withLocated(located, syncAll({ ...options, ...paceOf(options) }, located))
  })
).pipe(Command.withDescription(outlineOf("sync").summary), Command.withSubcommands([cancel, history]))
