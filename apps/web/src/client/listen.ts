/**
 * The library's events as one subscription: a stream of server-sent events that is opened with the first listener, opened again when it
 * breaks, and let go with the last one.
 */
import type { ScanProgress, ScanReport } from "@deadwax/core-cache"
import type { SyncJob } from "@deadwax/core-sync"
import type { SyncProblem, SyncProgress } from "@deadwax/server"
import type { Client, ClientEvent } from "./client.ts"
import { problemFrom } from "./problem.ts"
import { readServerEvents, type ServerEvent } from "./server-events.ts"

const longestPauseMs = 15_000

/** Undefined for what this version does not know. */
const toClientEvent = ({ event, data }: ServerEvent): ClientEvent | undefined => {
  switch (event) {
    case "scan-progress":
      return { kind: "scan-progress", progress: JSON.parse(data) as ScanProgress }
    case "scan-finished":
      return { kind: "scan-finished", report: JSON.parse(data) as ScanReport }
    case "scan-problem":
      return { kind: "scan-failed", error: problemFrom(JSON.parse(data)) }
    case "hello":
      return { kind: "syncs", running: (JSON.parse(data) as { readonly syncs?: ReadonlyArray<SyncProgress> }).syncs ?? [] }
    case "sync-progress":
      return { kind: "sync-progress", progress: JSON.parse(data) as SyncProgress }
    case "sync-finished":
      return { kind: "sync-finished", job: JSON.parse(data) as SyncJob }
    case "sync-problem": {
      const problem = JSON.parse(data) as SyncProblem
      return { kind: "sync-failed", source: problem.source, error: problemFrom(problem) }
    }
    case "library-changed":
      return { kind: "library-changed" }
    default:
      return undefined
  }
}

interface Listening {
  readonly request: Client["request"]
  readonly tell: (event: ClientEvent) => void
  readonly signal: AbortSignal
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener("abort", () => {
      clearTimeout(timer)
      resolve()
    })
  })

/** One connection, from its opening to its end. */
const listenOnce = async ({ request, tell, signal }: Listening, opened: () => void): Promise<void> => {
  const response = await request("/api/v1/events", { accept: "text/event-stream", signal })
  if (!response.ok) throw new Error(`events answered ${response.status}`)
  opened()
  for await (const event of readServerEvents(response)) {
    const known = toClientEvent(event)
    if (known !== undefined) tell(known)
  }
}

const keepListening = async (listening: Listening): Promise<void> => {
  const { tell, signal } = listening
  let isDown = false
  let pauseMs = 500
  while (!signal.aborted) {
    try {
      await listenOnce(listening, () => {
        pauseMs = 500
        if (isDown) tell({ kind: "reconnected" })
        isDown = false
      })
    } catch {
      // Whatever it was, the way on is to ask again; the requests of the views say what is the matter.
    }
    if (signal.aborted) return
    if (!isDown) tell({ kind: "disconnected" })
    isDown = true
    await pause(pauseMs, signal)
    pauseMs = Math.min(longestPauseMs, pauseMs * 2)
  }
}

/** `Client.events` over a way to send requests. */
export const listenToEvents = (request: Client["request"]): Client["events"] => {
  const listeners = new Set<(event: ClientEvent) => void>()
  let connection: AbortController | undefined
  const tell = (event: ClientEvent): void => {
    for (const listener of [...listeners]) listener(event)
  }
  return (listener) => {
    // Each subscription is its own, also of a function that is given twice.
    const entry = (event: ClientEvent): void => listener(event)
    listeners.add(entry)
    if (connection === undefined) {
      connection = new AbortController()
      void keepListening({ request, tell, signal: connection.signal })
    }
    return () => {
      listeners.delete(entry)
      if (listeners.size > 0) return
      connection?.abort()
      connection = undefined
    }
  }
}
