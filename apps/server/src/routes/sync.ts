/** Syncs: begun, ended and looked back on. */
import { LibraryCache } from "@deadwax/core-cache"
import { BytesPerSecond, Concurrency, listSources, listSyncJobs, requestCancel, SyncJob } from "@deadwax/core-sync"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answerEvents } from "../answers/event-response.ts"
import { answerJson } from "../answers/json.ts"
import { Problem } from "../answers/problem.ts"
import { streamSync } from "../syncing/stream-sync.ts"
import { readJsonBody } from "./body.ts"
import { pageOf, pageParameters, pageRequest } from "./page.ts"
import { optionalTextParameter } from "./parameter.ts"
import { type Route, route } from "./route.ts"
import { wantsEvents } from "./scan.ts"

const Sources = Schema.optionalKey(Schema.Array(Schema.String).check(Schema.isMinLength(1), Schema.isMaxLength(100)))

const Allowed = Schema.Union([Schema.Boolean, Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))])

/**
 * What a sync may be told. `sources`: by name; absent: all of them. `allowRemoval`: what it was refused for as `mass-change`; a number lets so
 * many files of each source be gone, and asks again about more; `allowMoves`: the same of entries of playlists, as `true` of the other
 * says, too. `concurrency` (files fetched at a time) and `bytesPerSecond` (null: as much as
 * can) hold for this sync alone, in the place of what is said of each source.
 */
const SyncRequest = Schema.Struct({
  sources: Sources,
  full: Schema.optionalKey(Schema.Boolean),
  download: Schema.optionalKey(Schema.Boolean),
  allowRemoval: Schema.optionalKey(Allowed),
  allowMoves: Schema.optionalKey(Allowed),
  concurrency: Schema.optionalKey(Concurrency),
  bytesPerSecond: Schema.optionalKey(BytesPerSecond)
}).annotate({ identifier: "SyncRequest" })

const CancelRequest = Schema.Struct({ sources: Sources }).annotate({ identifier: "CancelRequest" })
const Cancelled = Schema.Struct({ cancelled: Schema.Array(Schema.String) }).annotate({ identifier: "Cancelled" })
const SyncJobs = Schema.Struct({ jobs: Schema.Array(SyncJob) }).annotate({ identifier: "SyncJobs" })

const noSource = new Problem({
  code: "not-found",
  detail: "The library has no sources, or none of that name.",
  remedy: "List the sources; they are added with the command line."
})

const sourcesNamed = Effect.fnUntraced(function* (names: ReadonlyArray<string> | undefined) {
  const { inLibraryDb } = yield* LibraryCache
  const rows = yield* inLibraryDb(listSources)
  const found = rows.filter(({ name }) => names?.includes(name) ?? true)
  const areAllThere = names?.every((name) => rows.some((row) => row.name === name)) ?? true
  return found.length === 0 || !areAllThere ? yield* noSource : found
})

const sync = route({
  method: "POST",
  path: "/api/v1/sync",
  name: "sync",
  summary:
    "Brings the library in step with its sources. Answers when that is done; with Accept: text/event-stream, with its progress. It goes on when the asker leaves.",
  access: "write",
  query: {},
  body: SyncRequest,
  successes: [
    { status: 200, description: "What each source's sync did.", contentType: "application/json", schema: SyncJobs },
    { status: 200, description: "Events: progress, then report or problem.", contentType: "text/event-stream" }
  ],
  problems: ["busy", "cancelled", "mass-change", "offline", "not-found", "source-failed", "storage"],
  handle: ({ raw }, app) =>
    Effect.gen(function* () {
      const wish = yield* readJsonBody(raw, SyncRequest)
      const { sources, full = false, download = true, allowRemoval = false, allowMoves, ...pace } = wish
      const rows = yield* sourcesNamed(sources)
      const running = app.syncs.begin({ rows, full, downloads: download, allowRemoval, allowMoves, pace })
      if (wantsEvents(raw)) return answerEvents(yield* streamSync(running, app))
      const jobs = yield* Effect.fromResult(yield* Effect.promise(() => running.ended))
      return answerJson({ jobs })
    })
})

const cancel = route({
  method: "POST",
  path: "/api/v1/sync/cancel",
  name: "cancelSync",
  summary:
    "Asks the syncs that are running to end, also those of other programs, and takes back those that wait; answers which sources those are.",
  access: "write",
  query: {},
  body: CancelRequest,
  successes: [{ status: 200, description: "The sources whose syncs end.", contentType: "application/json", schema: Cancelled }],
  problems: ["not-found", "storage"],
  handle: ({ raw }, app) =>
    Effect.gen(function* () {
      const rows = yield* sourcesNamed((yield* readJsonBody(raw, CancelRequest)).sources)
      const { inLibraryDb } = yield* LibraryCache
      const back = new Set(rows.filter(({ name }) => app.syncs.takeBack(name)))
      const asked = yield* inLibraryDb((database) => rows.filter((row) => back.has(row) || requestCancel(database, row.no)))
      return answerJson({ cancelled: asked.map(({ name }) => name) })
    })
})

const history = route({
  method: "GET",
  path: "/api/v1/sync",
  name: "listSyncs",
  summary: "The last syncs of each source, the newest first.",
  access: "read",
  query: { ...pageParameters, source: optionalTextParameter(200, "Of the source of this name alone.") },
  successes: [
    { status: 200, description: "A page of syncs.", contentType: "application/json", schema: pageOf(SyncJob, "SyncJobPage") }
  ],
  problems: [],
  handle: ({ query: { source, ...part } }) =>
    Effect.map(listSyncJobs({ ...pageRequest(part), source }), (page) => answerJson(page))
})

export const syncRoutes: ReadonlyArray<Route> = [sync, history, cancel]
