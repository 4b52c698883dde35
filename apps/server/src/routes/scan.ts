/** Scans, and what happens in the app. */
import { ScanReport } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answerEvents } from "../answers/event-response.ts"
import { answerJson } from "../answers/json.ts"
import { openStream, streamScan } from "../scanning/stream-scan.ts"
import { readJsonBody } from "./body.ts"
import { releaseById } from "./releases.ts"
import { type Route, route } from "./route.ts"

const mostReleases = 1000

/** What a scan may be told. */
const ScanRequest = Schema.Struct({
  force: Schema.optionalKey(Schema.Boolean),
  allowRemoval: Schema.optionalKey(Schema.Boolean),
  releases: Schema.optionalKey(Schema.Array(Schema.String).check(Schema.isMinLength(1), Schema.isMaxLength(mostReleases)))
}).annotate({ identifier: "ScanRequest" })

/** Releases are named by their ids: directories are the business of who sits at the server. */
const directoriesOf = (ids: ReadonlyArray<string> | undefined) =>
  Effect.forEach(ids ?? [], (id) => Effect.map(releaseById(id), (release) => release.sourcePath))

/** Does who asks want to hear of the progress? */
export const wantsEvents = (request: Request): boolean => (request.headers.get("accept") ?? "").includes("text/event-stream")

const scan = route({
  method: "POST",
  path: "/api/v1/scan",
  name: "scan",
  summary:
    "Brings the library in step with its files. Answers when that is done; with Accept: text/event-stream, with its progress. It goes on when the asker leaves.",
  access: "write",
  query: {},
  body: ScanRequest,
  successes: [
    { status: 200, description: "What the scan did.", contentType: "application/json", schema: ScanReport },
    { status: 200, description: "Events: progress, then report or problem.", contentType: "text/event-stream" }
  ],
  problems: ["busy", "mass-change", "offline", "not-found", "storage"],
  handle: ({ raw }, app) =>
    Effect.gen(function* () {
      const { force = false, allowRemoval = false, releases } = yield* readJsonBody(raw, ScanRequest)
      const directories = yield* directoriesOf(releases)
      const options = { force, allowRemoval, ...(directories.length > 0 && { directories }) }
      const running = yield* Effect.promise(() => app.scans.begin(options))
      if (running.isUnderWay && wantsEvents(raw)) return answerEvents(yield* streamScan(running, app))
      const ended = yield* Effect.promise(() => running.ended)
      return answerJson(yield* Effect.fromResult(ended))
    })
})

const events = route({
  method: "GET",
  path: "/api/v1/events",
  name: "events",
  summary:
    "What happens, as it happens: hello, scan-progress, scan-finished, scan-problem, sync-progress, sync-finished, sync-problem, library-changed.",
  access: "read",
  query: {},
  successes: [{ status: 200, description: "Events, until the connection ends.", contentType: "text/event-stream" }],
  problems: ["too-many-streams"],
  handle: ({ raw }, app) =>
    Effect.gen(function* () {
      const stream = yield* openStream(app, true)
      stream.send({ event: "hello", data: { scan: app.scans.progress(), syncs: app.syncs.progress() }, isReplaceable: false })
      if (raw.method === "HEAD") stream.end()
      return answerEvents(stream)
    })
})

export const scanRoutes: ReadonlyArray<Route> = [scan, events]
