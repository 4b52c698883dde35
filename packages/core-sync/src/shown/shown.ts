/**
 * What people and programs ask about a library's sources, and what they decide about single items: Effects that need `LibraryCache`, the same
 * for the command line, HTTP and a page. What is not there is undefined; a database that fails is a `CacheError`.
 */
import type { Database } from "@deadwax/core-async"
import { boundsOf, type CacheError, LibraryCache, type Page, type PageBounds, type PageRequest } from "@deadwax/core-cache"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { countCatalog } from "../catalog/catalog.ts"
import { ignoreItem, retryItem, wantItem } from "../catalog/choices.ts"
import { type ItemChoice, type ItemPage, pageItems, pageQueue, readShownItem } from "../catalog/item-pages.ts"
import { budgetRooms, countQueue } from "../catalog/items-left.ts"
import { listJobs } from "../catalog/jobs.ts"
import { listSources, readSource } from "../catalog/source-rows.ts"
import { catchUp } from "../local/catch-up.ts"
import type { CatalogEntry, LibraryStatus, SourceInfo, SyncJob } from "./shapes.ts"
import { entryOf, jobShown, queueShown, sourceShown } from "./shown-rows.ts"

type Asked<A> = Effect.Effect<A, CacheError, LibraryCache>

/** Which part of a list, and of which source; a source that is not there has nothing in it. */
export interface CatalogRequest extends PageRequest {
  /** A source's name. */
  readonly source?: string | undefined
  /** Items of one status that are wanted, or those that are not. */
  readonly status?: ItemChoice | undefined
}

/** One look at library.db, at one moment; first the catalog is brought in step with the library (C2). */
const lookInStep = <A>(read: (database: Database, nowUs: number, root: string) => A): Asked<A> =>
  Effect.andThen(catchUp, look(read))

/** One look at library.db, at one moment. */
const look = <A>(read: (database: Database, nowUs: number, root: string) => A): Asked<A> =>
  Effect.gen(function* () {
    const { inLibraryDb, library } = yield* LibraryCache
    const nowUs = (yield* Clock.currentTimeMillis) * 1000
    return yield* inLibraryDb((database) => read(database, nowUs, library.root))
  })

/** The number of a source that is asked for by name; -1, which no source has, for one that is not there. */
const numberOf = (database: Database, name: string | undefined): number | undefined =>
  name === undefined ? undefined : (readSource(database, name)?.no ?? -1)

const pageOf = <A, B>(
  found: { readonly items: ReadonlyArray<A>; readonly total: number },
  bounds: PageBounds,
  show: (item: A) => B
): Page<B> => ({
  items: found.items.map(show),
  total: found.total,
  limit: bounds.limit < 0 ? found.total : bounds.limit,
  offset: bounds.offset
})

const entryPage = (request: CatalogRequest, read: (database: Database, nowUs: number, part: PageBounds) => ItemPage) =>
  lookInStep((database, nowUs, root): Page<CatalogEntry> => {
    const bounds = boundsOf(request)
    const showing = { root, nowUs, rooms: budgetRooms(database) }
    return pageOf(read(database, nowUs, bounds), bounds, (item) => entryOf(showing, item))
  })

/** What the sources have, in the order in which it was found. Fails as `usage` for a limit or offset that is no count. */
export const listCatalog = (request: CatalogRequest = {}): Asked<Page<CatalogEntry>> =>
  entryPage(request, (database, _, part) =>
    pageItems(database, { ...part, sourceNo: numberOf(database, request.source), choice: request.status })
  )

/** What is to be fetched now, the most urgent first. What failed is in it again when its time has come. */
export const listQueued = (request: Omit<CatalogRequest, "status"> = {}): Asked<Page<CatalogEntry>> =>
  entryPage(request, (database, nowUs, part) =>
    pageQueue(database, nowUs, { ...part, sourceNo: numberOf(database, request.source) })
  )

/** The sources by name, with what their catalogs come to. */
export const listSourceInfos = (request: PageRequest = {}): Asked<Page<SourceInfo>> =>
  lookInStep((database, nowUs) => {
    const bounds = boundsOf(request)
    const rows = listSources(database)
    const part = rows.slice(bounds.offset, bounds.limit < 0 ? undefined : bounds.offset + bounds.limit)
    return pageOf({ items: part, total: rows.length }, bounds, (row) => sourceShown(database, row, nowUs))
  })

/** The last syncs of one source or of all, the newest first. */
export const listSyncJobs = (request: Omit<CatalogRequest, "status"> = {}): Asked<Page<SyncJob>> =>
  look((database) => {
    const bounds = boundsOf(request)
    const jobs = listSources(database)
      .filter(({ name }) => request.source === undefined || name === request.source)
      .flatMap(({ no, name }) => listJobs(database, no).map((job) => jobShown(name, job)))
      .sort((a, b) => b.job - a.job)
    const part = jobs.slice(bounds.offset, bounds.limit < 0 ? undefined : bounds.offset + bounds.limit)
    return pageOf({ items: part, total: jobs.length }, bounds, (job) => job)
  })

/** What the library says of itself, and what its sources come to when it has any. */
export const libraryStatus: Asked<LibraryStatus> = Effect.gen(function* () {
  const cache = yield* LibraryCache
  const status = yield* cache.status()
  const remote = yield* lookInStep((database, nowUs) => {
    const rows = listSources(database)
    if (rows.length === 0) return {}
    const catalog = countCatalog(database, nowUs)
    const queue = queueShown(countQueue(database, nowUs))
    return { catalog, queue, sources: rows.map((row) => sourceShown(database, row, nowUs)) }
  })
  return { ...status, ...remote }
})

const decisions = { retry: retryItem, ignore: ignoreItem, unignore: wantItem } as const

/** What a person may decide about an item: to try it as soon as may be, to leave it alone, or to want it whatever the policy says. */
export type ItemDecision = keyof typeof decisions

/**
 * Decides about one item; answers how it is now, undefined when there is none of this id. `retry` of an item that is being fetched leaves it as
 * it is; a file that is here stays, whatever is decided.
 */
export const decideItem = (decision: ItemDecision, id: string): Asked<CatalogEntry | undefined> =>
  look((database, nowUs, root) => {
    if (!/^[1-9][0-9]{0,14}$/.test(id)) return undefined
    decisions[decision](database, Number(id))
    const found = readShownItem(database, Number(id))
    return found === undefined ? undefined : entryOf({ root, nowUs, rooms: budgetRooms(database) }, found)
  })
