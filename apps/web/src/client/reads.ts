/** The typed requests, the same in both places: they know routes and shapes, and nothing of how a request travels. */
import type { Page, Release, ScanProgress, ScanReport, SearchPage, Track } from "@deadwax/core-cache"
import type { LibraryStatus } from "@deadwax/core-sync"
import type { Client, ListOptions, PageOptions, ScanRequest } from "./client.ts"
import { ClientError } from "./client-error.ts"
import { problemFrom, successOf } from "./problem.ts"
import { readServerEvents } from "./server-events.ts"

type Request = Client["request"]
export type Reads = Pick<Client, "releases" | "release" | "tracks" | "track" | "search" | "status" | "scan">

/** The one place where an answer gets its type: the routes are checked against their schemas where they are served. */
export const readJson = async <A>(request: Request, path: string, signal: AbortSignal | undefined): Promise<A> => {
  const response = await successOf(await request(path, signal === undefined ? {} : { signal }))
  return (await response.json()) as A
}

export const queryOf = (options: PageOptions, more: Readonly<Record<string, string>> = {}): string => {
  const query = new URLSearchParams(more)
  if (options.limit !== undefined) query.set("limit", String(options.limit))
  if (options.offset !== undefined) query.set("offset", String(options.offset))
  const text = query.toString()
  return text === "" ? "" : `?${text}`
}

/** A scan that had nothing to tell on its way answers its report at once. */
const isEventStream = (response: Response): boolean =>
  (response.headers.get("content-type") ?? "").startsWith("text/event-stream")

const runScan = async (
  request: Request,
  onProgress: (progress: ScanProgress) => void,
  signal: AbortSignal | undefined,
  body: ScanRequest | undefined
): Promise<ScanReport> => {
  const options = {
    method: "POST",
    accept: "text/event-stream, application/json",
    ...(signal === undefined ? {} : { signal }),
    ...(body === undefined ? {} : { body })
  }
  const response = await successOf(await request("/api/v1/scan", options))
  if (!isEventStream(response)) return (await response.json()) as ScanReport
  for await (const { event, data } of readServerEvents(response)) {
    if (event === "progress") onProgress(JSON.parse(data) as ScanProgress)
    else if (event === "report") return JSON.parse(data) as ScanReport
    else if (event === "problem") throw problemFrom(JSON.parse(data))
  }
  throw new ClientError(
    "unreachable",
    "The connection ended before the scan did.",
    "Look at the status: the scan goes on without it."
  )
}

const chosen = ({ filter = {}, sort }: ListOptions): Readonly<Record<string, string>> => ({
  ...filter,
  ...(sort === undefined ? {} : { sort })
})

export const makeReads = (request: Request): Reads => ({
  releases: (options = {}) =>
    readJson<Page<Release>>(request, `/api/v1/releases${queryOf(options, chosen(options))}`, options.signal),
  release: (id, signal) => readJson<Release>(request, `/api/v1/releases/${encodeURIComponent(id)}`, signal),
  tracks: (options = {}) => readJson<Page<Track>>(request, `/api/v1/tracks${queryOf(options, chosen(options))}`, options.signal),
  track: (id, signal) => readJson<Track>(request, `/api/v1/tracks/${encodeURIComponent(id)}`, signal),
  search: (text, options = {}) => readJson<SearchPage>(request, `/api/v1/search${queryOf(options, { q: text })}`, options.signal),
  status: (signal) => readJson<LibraryStatus>(request, "/api/v1/status", signal),
  scan: (onProgress, signal, body) => runScan(request, onProgress, signal, body)
})
