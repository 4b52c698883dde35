/** The requests of the page. Syncs belong to the library: whoever asked for one may leave, and all hear of it by the client's events. */
import type { Page } from "@deadwax/core-cache"
import type { CatalogEntry, ItemChoice, ItemDecision } from "@deadwax/core-sync"
import type { Client, PageOptions } from "../client/client.ts"
import { successOf } from "../client/problem.ts"
import { queryOf, readJson } from "../client/reads.ts"

/** What is asked of a sync. */
export interface SyncWish {
  /** Names; absent: all. */
  readonly sources?: ReadonlyArray<string>
  /** Look at everything, also where a source tells what changed. */
  readonly full?: boolean
  /** So many files of each may be gone. */
  readonly allowRemoval?: number
  /** So many entries of playlists may move. */
  readonly allowMoves?: number
}

/** `queue`: what can be fetched now, the most urgent first; `all`: everything that the sources have. */
export type QueueChoice = ItemChoice | "queue" | "all"

export interface QueueOptions extends PageOptions {
  readonly show: QueueChoice
  /** Of this source alone. */
  readonly source?: string | undefined
}

export interface SyncClient {
  /** Settles when the server has taken the wish in; what comes of it is told by events. */
  readonly begin: (wish: SyncWish) => Promise<void>
  /** Answers the sources whose syncs end. */
  readonly cancel: (sources: ReadonlyArray<string>) => Promise<ReadonlyArray<string>>
  readonly items: (options: QueueOptions) => Promise<Page<CatalogEntry>>
  readonly decide: (decision: ItemDecision, id: string) => Promise<CatalogEntry>
}

const pathOf = ({ show, source, ...part }: QueueOptions): string => {
  const more: Record<string, string> = source === undefined ? {} : { source }
  if (show === "queue") return `/api/v1/queue${queryOf(part, more)}`
  return `/api/v1/catalog${queryOf(part, show === "all" ? more : { ...more, status: show })}`
}

export const makeSyncClient = (request: Client["request"]): SyncClient => ({
  begin: async (body) => {
    const response = await request("/api/v1/sync", { method: "POST", body, accept: "text/event-stream" })
    // A connection for as long as a sync takes would be one of the few that a browser has for a server.
    await (await successOf(response)).body?.cancel()
  },
  cancel: async (sources) => {
    const response = await successOf(await request("/api/v1/sync/cancel", { method: "POST", body: { sources } }))
    return ((await response.json()) as { readonly cancelled: ReadonlyArray<string> }).cancelled
  },
  items: (options) => readJson<Page<CatalogEntry>>(request, pathOf(options), options.signal),
  decide: async (decision, id) => {
    const path = `/api/v1/queue/${encodeURIComponent(id)}/${decision}`
    return (await (await successOf(await request(path, { method: "POST" }))).json()) as CatalogEntry
  }
})
